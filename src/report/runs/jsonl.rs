//! `--format jsonl`: one object a line as things happen. Members are only ever added; `v` counts up if
//! one must go.

use std::io::{self, Write};
use std::sync::Arc;

use crate::asl::machine::{Kind, StateId};
use crate::base::members::{Members, array, object};
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::history::{Branch, Transition};
use crate::record::visits::{
    Attempt, BranchStart, Ended, Happening, HappeningKind, ItemEnd, MapRun, Scene, Visit, VisitReader, Visits,
};
use crate::report::runs::calls::log;
use crate::report::runs::diff::changes;
use crate::report::runs::diff::json::write_change;
use crate::report::runs::failure::{self, Trail};
use crate::report::runs::{Run, Stop, VisitReport, maprun, resource, stopped};

const VERSION: u32 = 1;

/// Writes line by line.
pub struct Stream<'a> {
    run: Run<'a>,
    out: &'a mut dyn Write,
    seq: u64,
    trail: Trail,
}

/// Where and when a line of the report belongs.
#[derive(Clone, Copy)]
struct Place<'v> {
    scene: Scene<'v>,
    at: Time,
    branch: Branch,
    state: StateId,
}

impl<'a> Stream<'a> {
    /// A report that writes to `out`.
    #[must_use]
    pub fn new(run: Run<'a>, out: &'a mut dyn Write) -> Self {
        Self { run, out, seq: 0, trail: Trail::default() }
    }

    fn line(&mut self, at: Time, kind: &str, write: impl FnOnce(&mut Members<'_>)) -> io::Result<()> {
        self.seq += 1;
        let mut out = Vec::with_capacity(128);
        object(&mut out, |m| {
            m.plain("v", VERSION).plain("seq", self.seq).text("type", kind);
            m.plain("t", at.since(self.run.start));
            write(m);
        });
        out.push(b'\n');
        self.out.write_all(&out)
    }

    /// A line about a state.
    fn about(
        &mut self,
        place: Place<'_>,
        kind: &str,
        write: impl FnOnce(&mut Members<'_>),
    ) -> io::Result<()> {
        let machine = self.run.machine;
        let path = place.scene.branches.path(place.branch);
        self.line(place.at, kind, |m| {
            m.text("state", &machine.state(place.state).name);
            m.put("path", |out| {
                array(out, path, |out, origin| {
                    object(out, |m| {
                        m.text("state", &machine.state(origin.state).name).plain("index", origin.index);
                    });
                });
            });
            write(m);
        })
    }

    fn entered(&mut self, place: Place<'_>, visit: Option<&Visit>) -> io::Result<()> {
        let kind = self.run.machine.state(place.state).kind.name();
        self.about(place, "state_entered", |m| {
            m.text("kind", kind);
            visit.map(|visit| m.value("input", visit.input.value()));
        })
    }

    fn called(&mut self, place: Place<'_>, visit: Option<&Visit>) -> io::Result<()> {
        let resource = match &self.run.machine.state(place.state).kind {
            Kind::Task(task) => resource(task),
            Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_)
            | Kind::Parallel { .. }
            | Kind::Map(_) => String::new(),
        };
        let (calls, call) = (visit.map_or(0, |visit| visit.calls), visit.and_then(Visit::call));
        self.about(place, "call", |m| {
            m.plain("call", ticket(call)).plain("attempt", calls.saturating_sub(1));
            m.text("resource", &resource);
            call.and_then(|call| call.args.as_ref()).map(|args| m.value("args", args));
        })
    }

    fn submitted(&mut self, place: Place<'_>, visit: Option<&Visit>) -> io::Result<()> {
        let call = visit.and_then(Visit::call);
        self.about(place, "call_submitted", |m| {
            m.plain("call", ticket(call)).maybe("answer", call.and_then(|call| call.by.as_deref()));
            call.and_then(|call| call.submitted.as_ref()).map(|output| m.value("output", output));
        })
    }

    fn answered(&mut self, place: Place<'_>, visit: Option<&Visit>) -> io::Result<()> {
        let call = visit.and_then(Visit::call);
        let Some(outcome) = call.and_then(|call| call.outcome.as_ref()) else { return Ok(()) };
        let kind = if outcome.is_ok() { "call_succeeded" } else { "call_failed" };
        self.about(place, kind, |m| {
            m.plain("call", ticket(call)).maybe("answer", call.and_then(|call| call.by.as_deref()));
            match outcome {
                Ok(output) => m.value("output", output),
                Err(error) => reason(m, error),
            };
            if let Some(call) = call {
                log(m, &call.log);
                retry(m, call);
            }
        })
    }

    /// A line about a branch or an item.
    fn child(&mut self, place: Place<'_>, verb: &str, index: usize) -> io::Result<()> {
        let is_map = matches!(self.run.machine.state(place.state).kind, Kind::Map(_));
        self.about(place, &format!("{}_{verb}", if is_map { "item" } else { "branch" }), |m| {
            m.plain("index", index);
        })
    }

    fn map_run(&mut self, place: Place<'_>, map_run: MapRun<'_>) -> io::Result<()> {
        let machine = self.run.machine;
        match map_run {
            MapRun::Started(arn) => self.about(place, "map_run_started", |m| {
                m.text("map_run", arn);
            }),
            MapRun::Succeeded => self.about(place, "map_run_succeeded", |_| {}),
            MapRun::Failed(error) => self.about(place, "map_run_failed", |m| {
                reason(m, error);
            }),
            MapRun::Aborted => self.about(place, "map_run_aborted", |_| {}),
            MapRun::Counted(tally) => {
                self.about(place, "map_run_items", |m| maprun::counts(m, tally, machine))
            }
        }
    }

    fn exited(&mut self, place: Place<'_>, visit: &Visit, way: Transition) -> io::Result<()> {
        let machine = self.run.machine;
        let next = match way {
            Transition::Next(next) => next,
            Transition::Rule(_, next) | Transition::Default(next) | Transition::Caught(_, next) => Some(next),
        };
        let next = next.map(|next| &*machine.state(next).name);
        if let Transition::Caught(catch, _) = way {
            let error = visit.failure.as_ref().map(|failure| failure.error.clone()).unwrap_or_default();
            self.about(place, "caught", |m| {
                reason(m, &error).plain("catch", catch).maybe("next", next);
            })?;
        }
        let found = visit
            .output
            .as_ref()
            .map_or_else(Vec::new, |output| changes(visit.input.value(), output.value()));
        self.about(place, "state_exited", |m| {
            m.maybe("next", next);
            if let Transition::Rule(rule, _) = way {
                m.plain("rule", rule);
            }
            m.put("changes", |out| {
                array(out, &found, |out, change| object(out, |m| write_change(change, m)))
            });
            if let Some(variables) = &visit.assigned {
                m.value("assigned", &Value::from(variables.clone()));
            }
        })
    }
}

impl VisitReader for Stream<'_> {
    fn step(&mut self, scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()> {
        self.trail.step(step);
        let visit = step.visit;
        if let HappeningKind::Started(input) = step.what {
            let run = self.run;
            return self.line(step.at, "run_started", |m| {
                m.text("machine", run.name).text("def", &run.definition.source().shown);
                m.value("input", input.value()).plain("seed", run.seed);
            });
        }
        let Some(state) = step.state else { return Ok(()) };
        let place = Place { scene, at: step.at, branch: step.branch, state };
        match step.what {
            HappeningKind::Started(_) => Ok(()),
            HappeningKind::Entered => self.entered(place, visit),
            HappeningKind::ChildrenStarted(length) => self.about(place, "state_started", |m| {
                m.plain("length", length);
            }),
            HappeningKind::ChildBegan(index, _) => self.child(place, "started", index),
            HappeningKind::ChildEnded(index, end) => {
                let verb = match end {
                    ItemEnd::Succeeded => "succeeded",
                    ItemEnd::Failed => "failed",
                    ItemEnd::Aborted => "aborted",
                };
                self.child(place, verb, index)
            }
            HappeningKind::Called => self.called(place, visit),
            HappeningKind::Submitted => self.submitted(place, visit),
            HappeningKind::Answered => self.answered(place, visit),
            HappeningKind::Retrying => self.about(place, "retrying", |m| {
                let Some(last) = visit.and_then(|visit| visit.attempts.last()) else { return };
                if let Some(Err(error)) = &last.outcome {
                    reason(m, error);
                }
                retry(m, last);
            }),
            HappeningKind::Failed => self.about(place, "state_failed", |m| {
                visit.and_then(|visit| visit.failure.as_ref()).map(|failure| reason(m, &failure.error));
            }),
            HappeningKind::Aborted => self.about(place, "state_aborted", |_| {}),
            HappeningKind::EvaluationFailed(error, location) => self.about(place, "evaluation_failed", |m| {
                reason(m, error).maybe("location", location);
            }),
            HappeningKind::MapRun(map_run) => self.map_run(place, map_run),
        }
    }

    fn over(&mut self, scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        let place = Place { scene, at: visit.ended_at, branch: visit.branch, state: visit.state };
        visit.way.map_or(Ok(()), |way| self.exited(place, &visit, way))?;
        Ok(self.trail.keep(visit))
    }

    fn child_over(&mut self, child: Branch, origin: BranchStart, ended: Ended) {
        self.trail.child_over(child, origin.parent, ended);
    }
}

impl VisitReport for Stream<'_> {
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self, visits: &Visits, wall_ms: u64) -> io::Result<()> {
        let counts = visits.counts();
        let (run, trail) = (self.run, std::mem::take(&mut self.trail));
        self.line(visits.now(), "run_finished", |m| {
            m.plain("wall", wall_ms).text("status", visits.end().map_or("RUNNING", |end| end.status));
            if let Some(end) = visits.end() {
                if let Some(output) = &end.output {
                    m.value("output", output);
                }
                reason(m, &end.error);
                failure::write(&run, visits, &trail, m);
            }
            m.object("counts", |m| {
                m.plain("states", counts.visits).plain("calls", counts.calls);
                m.plain("failed_calls", counts.failed_calls);
            });
        })?;
        self.out.flush()
    }

    fn abandon(&mut self, visits: &Visits, stop: &Stop, wall_ms: u64) -> io::Result<()> {
        let run = self.run;
        self.line(visits.now(), "run_stopped", |m| {
            m.plain("wall", wall_ms).maybe("code", stop.code()).text("message", stop.message());
            stopped::write(stop, &run, m);
        })?;
        self.out.flush()
    }
}

/// The number of a call, 0 for none.
fn ticket(call: Option<&Attempt>) -> u64 {
    call.and_then(|call| call.ticket).map_or(0, |ticket| ticket.0)
}

fn retry(members: &mut Members<'_>, attempt: &Attempt) {
    let Some(retry) = attempt.retry else { return };
    members.object("retry", |m| {
        m.plain("rule", retry.retrier).plain("n", retry.retry_number).plain("max", retry.max_attempts);
        m.plain("delay_ms", retry.delay_ms);
    });
}

fn reason<'m, 'b>(members: &'m mut Members<'b>, error: &TaskError) -> &'m mut Members<'b> {
    members.maybe("error", error.error.as_deref()).maybe("cause", error.cause.as_deref())
}
