//! `--format jsonl`: one object a line as things happen. Members are only ever added; `v` counts up if
//! one must go.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::asl::machine::{Kind, StateId};
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::{TaskError, Ticket};
use crate::engine::failure::Failure;
use crate::engine::history::{Detail, Event, Line, Note, Record, Way};

use crate::report::ink::members::{Members, array, object};
use crate::report::runs::diff::{Change, What, changes};
use crate::report::runs::lines::Lines;
use crate::report::runs::{Report, Run, Stop, maprun, timeout};

const VERSION: u32 = 1;
const CALL_SUCCEEDED: &str = "call_succeeded";

/// Writes line by line.
pub struct Stream<'a> {
    run: Run<'a>,
    out: &'a mut dyn Write,
    seq: u64,
    lines: Lines,
    open: BTreeMap<Line, Open>,
    /// A failed call, until it is known whether it is tried again.
    held: Option<Held>,
    /// The calls under way, and who answers them, if anybody said so.
    answers: BTreeMap<Ticket, Option<String>>,
    counts: Counts,
    now: Time,
    end: Option<(&'static str, Option<Value>, TaskError)>,
}

/// The visit a line of control is in.
struct Open {
    input: Value,
    attempts: usize,
    ticket: Ticket,
    failure: Option<TaskError>,
}

struct Held {
    at: Time,
    line: Line,
    state: StateId,
    ticket: Ticket,
    by: Option<String>,
    error: TaskError,
}

#[derive(Default)]
struct Counts {
    states: usize,
    calls: usize,
    failed_calls: usize,
}

/// Where and when a line of the report belongs.
#[derive(Clone, Copy)]
struct Place {
    at: Time,
    line: Line,
    state: StateId,
}

impl<'a> Stream<'a> {
    /// A report that writes to `out`.
    #[must_use]
    pub fn new(run: Run<'a>, out: &'a mut dyn Write) -> Self {
        Self {
            run,
            out,
            seq: 0,
            lines: Lines::default(),
            open: BTreeMap::new(),
            held: None,
            answers: BTreeMap::new(),
            counts: Counts::default(),
            now: run.start,
            end: None,
        }
    }

    fn line(&mut self, at: Time, kind: &str, write: impl FnOnce(&mut Members<'_>)) -> io::Result<()> {
        self.seq += 1;
        let mut out = Vec::with_capacity(128);
        object(&mut out, |m| {
            m.plain("v", VERSION).plain("seq", self.seq).text("type", kind);
            m.plain("t", at.millis() - self.run.start.millis());
            write(m);
        });
        out.push(b'\n');
        self.out.write_all(&out)
    }

    /// A line about a state.
    fn about(&mut self, place: Place, kind: &str, write: impl FnOnce(&mut Members<'_>)) -> io::Result<()> {
        let machine = self.run.machine;
        let path = self.lines.path(place.line);
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

    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.now = event.at;
        let place = |state: &StateId| Place { at: event.at, line: event.line, state: *state };
        match &event.detail {
            Detail::ExecutionStarted { input } => {
                let (run, input) = (self.run, input.value());
                self.line(event.at, "run_started", |m| {
                    m.text("machine", run.name).text("def", &run.definition.source().name);
                    m.value("input", input).plain("seed", run.seed);
                })
            }
            Detail::ExecutionSucceeded { output } => {
                self.ended("SUCCEEDED", Some(output.value().clone()), TaskError::default())
            }
            Detail::ExecutionFailed(error) => self.ended("FAILED", None, error.clone()),
            Detail::ExecutionAborted(error) => self.ended("ABORTED", None, error.clone()),
            Detail::ExecutionTimedOut => self.ended("TIMED_OUT", None, timeout()),
            Detail::StateEntered { state, input } => self.entered(place(state), input.value()),
            Detail::StateExited { state, output, assigned, way } => {
                self.exited(place(state), output.value(), assigned.clone().map(Value::from), *way)
            }
            Detail::StateStarted { state, length } => self.about(place(state), "state_started", |m| {
                m.plain("length", length);
            }),
            Detail::StateAborted { state } => self.about(place(state), "state_aborted", |_| {}),
            Detail::EvaluationFailed { state, error, location } => {
                self.about(place(state), "evaluation_failed", |m| {
                    reason(m, error).maybe("location", location.as_deref());
                })
            }
            Detail::IterationStarted { state, index, .. } => self.item(place(state), "item_started", *index),
            Detail::IterationSucceeded { state, index } => self.item(place(state), "item_succeeded", *index),
            Detail::IterationFailed { state, index } => self.item(place(state), "item_failed", *index),
            Detail::IterationAborted { state, index } => self.item(place(state), "item_aborted", *index),
            Detail::MapRunStarted { state, arn } => self.about(place(state), "map_run_started", |m| {
                m.text("map_run", arn);
            }),
            Detail::MapRunFailed { state, error } => self.about(place(state), "map_run_failed", |m| {
                reason(m, error);
            }),
            Detail::MapRunSucceeded { state } => self.about(place(state), "map_run_succeeded", |_| {}),
            Detail::MapRunAborted { state } => self.about(place(state), "map_run_aborted", |_| {}),
            Detail::TaskScheduled(scheduled) => {
                self.called(place(&scheduled.state), scheduled.ticket, scheduled.args.value())
            }
            Detail::TaskSubmitted { state, output } => {
                self.answered(place(state), "call_submitted", output.value())
            }
            Detail::TaskSucceeded { state, output } => {
                self.answered(place(state), CALL_SUCCEEDED, output.value())
            }
            Detail::TaskFailed { state, error } | Detail::TaskSubmitFailed { state, error } => {
                self.call_failed(place(state), error.clone());
                Ok(())
            }
            Detail::TaskTimedOut { state } => {
                self.call_failed(place(state), timeout());
                Ok(())
            }
            // Told by the lines about items, calls and exits.
            Detail::StateSucceeded { .. } | Detail::StateFailed { .. } | Detail::TaskStarted { .. } => Ok(()),
        }
    }

    fn ended(&mut self, status: &'static str, output: Option<Value>, error: TaskError) -> io::Result<()> {
        self.end = Some((status, output, error));
        Ok(())
    }

    fn entered(&mut self, place: Place, input: &Value) -> io::Result<()> {
        self.counts.states += usize::from(place.line == Line(0));
        let open = Open { input: input.clone(), attempts: 0, ticket: Ticket(0), failure: None };
        self.open.insert(place.line, open);
        let kind = self.run.machine.state(place.state).kind.name();
        self.about(place, "state_entered", |m| {
            m.text("kind", kind).value("input", input);
        })
    }

    fn exited(&mut self, place: Place, output: &Value, assigned: Option<Value>, way: Way) -> io::Result<()> {
        let machine = self.run.machine;
        let open = self.open.remove(&place.line);
        let next = match way {
            Way::On(next) => next,
            Way::Rule(_, next) | Way::Default(next) | Way::Caught(_, next) => Some(next),
        };
        let next = next.map(|next| &*machine.state(next).name);
        if let Way::Caught(catch, _) = way {
            let error = open.as_ref().and_then(|open| open.failure.clone()).unwrap_or_default();
            self.about(place, "caught", |m| {
                reason(m, &error).plain("catch", catch).maybe("next", next);
            })?;
        }
        let found = open.map_or_else(Vec::new, |open| changes(&open.input, output));
        self.about(place, "state_exited", |m| {
            m.maybe("next", next);
            if let Way::Rule(rule, _) = way {
                m.plain("rule", rule);
            }
            m.put("changes", |out| {
                array(out, &found, |out, change| object(out, |m| write_change(change, m)))
            });
            if let Some(variables) = &assigned {
                m.value("assigned", variables);
            }
        })
    }

    /// A line about an item, whether its own line of control or that of its Map says so.
    fn item(&mut self, mut place: Place, kind: &str, index: usize) -> io::Result<()> {
        let origin = self.lines.origin(place.line).filter(|origin| origin.state == place.state);
        place.line = origin.map_or(place.line, |origin| origin.parent);
        self.about(place, kind, |m| {
            m.plain("index", index);
        })
    }

    fn called(&mut self, place: Place, ticket: Ticket, args: &Value) -> io::Result<()> {
        self.counts.calls += 1;
        self.answers.insert(ticket, None);
        let attempt = self.open.get_mut(&place.line).map_or(0, |open| {
            open.ticket = ticket;
            open.attempts += 1;
            open.attempts - 1
        });
        let resource = match &self.run.machine.state(place.state).kind {
            Kind::Task(task) => format!("{}{}", task.resource.short_name(), task.resource.pattern.suffix()),
            Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_)
            | Kind::Parallel { .. }
            | Kind::Map(_) => String::new(),
        };
        self.about(place, "call", |m| {
            m.plain("call", ticket.0).plain("attempt", attempt);
            m.text("resource", &resource).value("args", args);
        })
    }

    fn ticket(&self, line: Line) -> Ticket {
        self.open.get(&line).map_or(Ticket(0), |open| open.ticket)
    }

    fn answered(&mut self, place: Place, kind: &str, output: &Value) -> io::Result<()> {
        let ticket = self.ticket(place.line);
        let by = self.answers.get(&ticket).cloned().flatten();
        if kind == CALL_SUCCEEDED {
            self.answers.remove(&ticket);
        }
        self.about(place, kind, |m| {
            m.plain("call", ticket.0).maybe("answer", by.as_deref()).value("output", output);
        })
    }

    fn call_failed(&mut self, place: Place, error: TaskError) {
        self.counts.failed_calls += 1;
        let Place { at, line, state } = place;
        let ticket = self.ticket(line);
        let by = self.answers.remove(&ticket).flatten();
        self.held = Some(Held { at, line, state, ticket, by, error });
    }

    fn retrying(&mut self, note: &Note) -> io::Result<()> {
        let Note::Retrying { at, line, state, retrier, attempt, max_attempts, delay_ms, failure } = note
        else {
            return Ok(());
        };
        let held = self.held.take_if(|held| held.line == *line);
        let (kind, error) =
            if held.is_some() { ("call_failed", None) } else { ("retrying", Some(&failure.error)) };
        let place = Place { at: *at, line: *line, state: *state };
        self.about(place, kind, |m| {
            if let Some(held) = &held {
                reason(m.plain("call", held.ticket.0).maybe("answer", held.by.as_deref()), &held.error);
            }
            error.map(|error| reason(m, error));
            m.object("retry", |m| {
                m.plain("rule", retrier).plain("n", attempt).plain("max", max_attempts);
                m.plain("delay_ms", delay_ms);
            });
        })
    }

    /// Writes the failed call nobody tries again.
    fn let_go(&mut self) -> io::Result<()> {
        let Some(Held { at, line, state, ticket, by, error }) = self.held.take() else { return Ok(()) };
        self.about(Place { at, line, state }, "call_failed", |m| {
            reason(m.plain("call", ticket.0).maybe("answer", by.as_deref()), &error);
        })
    }

    fn failed(&mut self, place: Place, failure: &Failure) -> io::Result<()> {
        if let Some(open) = self.open.get_mut(&place.line) {
            open.failure = Some(failure.error.clone());
        }
        self.about(place, "state_failed", |m| {
            reason(m, &failure.error);
        })
    }
}

impl Report for Stream<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.lines.learn(record);
        if let Record::Note(note @ Note::Retrying { .. }) = record {
            return self.retrying(note);
        }
        self.let_go()?;
        match record {
            Record::Event(event) => self.event(event),
            Record::Note(Note::Failed { at, line, state, failure }) => {
                self.failed(Place { at: *at, line: *line, state: *state }, failure)
            }
            Record::Note(Note::BranchStarted { state, index, parent, .. }) => {
                self.item(Place { at: self.now, line: *parent, state: *state }, "branch_started", *index)
            }
            Record::Note(Note::MapRun { at, line, state, tally }) => {
                self.counts.calls += tally.calls;
                self.counts.failed_calls += tally.failed_calls;
                let (place, machine) = (Place { at: *at, line: *line, state: *state }, self.run.machine);
                self.about(place, "map_run_items", |m| maprun::counts(m, tally, machine))
            }
            Record::Note(Note::Retrying { .. } | Note::Context { .. } | Note::MapRunGoesOn { .. }) => Ok(()),
        }
    }

    fn answered(&mut self, ticket: Ticket, by: &str) {
        // Calls of child executions are counted, not told.
        if let Some(answer) = self.answers.get_mut(&ticket) {
            *answer = Some(by.to_owned());
        }
    }

    fn finish(&mut self, wall_ms: u64) -> io::Result<()> {
        self.let_go()?;
        let (status, output, error) = self.end.take().unwrap_or(("RUNNING", None, TaskError::default()));
        let Counts { states, calls, failed_calls } = self.counts;
        self.line(self.now, "run_finished", |m| {
            m.plain("wall", wall_ms).text("status", status);
            if let Some(output) = &output {
                m.value("output", output);
            }
            reason(m, &error).object("counts", |m| {
                m.plain("states", states).plain("calls", calls).plain("failed_calls", failed_calls);
            });
        })?;
        self.out.flush()
    }

    fn abandon(&mut self, stop: &Stop<'_>, wall_ms: u64) -> io::Result<()> {
        self.let_go()?;
        self.line(self.now, "run_stopped", |m| {
            m.plain("wall", wall_ms).maybe("code", stop.code).text("message", stop.message);
        })?;
        self.out.flush()
    }
}

fn reason<'m, 'b>(members: &'m mut Members<'b>, error: &TaskError) -> &'m mut Members<'b> {
    members.maybe("error", error.error.as_deref()).maybe("cause", error.cause.as_deref())
}

fn write_change(change: &Change, members: &mut Members<'_>) {
    let (op, old, new) = match &change.what {
        What::Added(new) => ("add", None, Some(new)),
        What::Removed(old) => ("remove", Some(old), None),
        What::Changed(old, new) => ("replace", Some(old), Some(new)),
        What::Moved { value, .. } => ("move", Some(value), None),
        What::Replaced(..) | What::Kept => return,
    };
    let path = if change.path == "$" { "$".to_owned() } else { format!("${}", change.path) };
    members.text("op", op).text("path", &path);
    if let What::Moved { to, .. } = &change.what {
        members.text("to", &format!("${to}"));
    }
    if let Some(old) = old {
        members.value("old", old);
    }
    if let Some(new) = new {
        members.value("new", new);
    }
}
