//! The Map Runs of an execution and their child executions, put together from what the engine records of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::engine::call::TaskError;
use crate::engine::history::{Detail, Event, Note, Record};
use crate::engine::payload::Payload;
use crate::engine::tally::Tally;
use crate::engine::{ChildRecords, MapRunView};
use crate::services::executions::Status;

/// So many children of an execution are kept at most; further ones are counted only.
const MOST_KEPT: usize = 10_000;

/// All of them.
#[derive(Debug, Default)]
pub struct Children {
    /// Map Runs in the order of their starts.
    pub runs: Vec<MapRun>,
    /// Child executions by their ARNs.
    pub executions: BTreeMap<Arc<str>, Child>,
    /// How many children were noted.
    started: u64,
}

/// A Map Run.
#[derive(Clone, Debug)]
pub struct MapRun {
    /// Its ARN.
    pub arn: Arc<str>,
    /// The ARN of the execution it belongs to.
    pub execution: Arc<str>,
    /// The Map.
    state: StateId,
    /// When it started.
    pub start: Time,
    /// How it ended, and when.
    pub end: Option<(Status, Time)>,
    /// How its items have fared.
    pub tally: Tally,
    /// The most children that run at a time.
    pub at_a_time: Option<usize>,
    /// How often it was redriven, and when last.
    pub redrives: (u32, Option<Time>),
}

/// A child execution.
#[derive(Clone, Debug)]
pub struct Child {
    /// Its number among the children of the execution, in the order of their starts.
    pub number: u64,
    /// The ARN of its Map Run.
    pub run: Arc<str>,
    /// When it started.
    pub start: Time,
    /// Its events.
    pub events: Vec<Event>,
    /// How often it was redriven, and when last; an Express one that ran again has no moment.
    pub redrives: (u32, Option<Time>),
}

/// How an execution ended, as its last event says.
#[derive(Clone, Debug)]
pub struct End {
    /// The word for it.
    pub status: Status,
    /// When.
    pub at: Time,
    /// Its output, if it succeeded.
    pub output: Option<Payload>,
    /// Its error, if it failed or was stopped.
    pub error: Option<TaskError>,
}

impl MapRun {
    /// `NAME/LABEL` of its ARN.
    pub fn labelled(&self) -> &str {
        labelled(&self.arn)
    }
}

/// `NAME/LABEL` in the ARN of a Map Run or of a child.
pub fn labelled(arn: &str) -> &str {
    arn.splitn(7, ':').nth(6).and_then(|rest| rest.split(':').next()).unwrap_or_default()
}

impl Child {
    /// Takes its next event.
    fn take(&mut self, event: Event) {
        if let Detail::ExecutionRedriven { count } = &event.detail {
            self.redrives = (*count, Some(event.at));
        } else if matches!(event.detail, Detail::ExecutionStarted { .. }) {
            // An Express one runs again from its start.
            (self.start, self.redrives) = (event.at, (self.redrives.0 + 1, None));
            self.events.clear();
        }
        self.events.push(event);
    }

    /// Its input.
    pub fn input(&self) -> Option<&Payload> {
        let first = self.events.first()?;
        if let Detail::ExecutionStarted { input } = &first.detail { Some(input) } else { None }
    }

    /// How it ended, once it has.
    pub fn end(&self) -> Option<End> {
        let last = self.events.last()?;
        let end = |status, output, error| Some(End { status, at: last.at, output, error });
        if let Detail::ExecutionSucceeded { output } = &last.detail {
            return end(Status::Succeeded, Some(output.clone()), None);
        }
        if let Detail::ExecutionFailed(error) = &last.detail {
            return end(Status::Failed, None, Some(error.clone()));
        }
        if let Detail::ExecutionAborted(error) = &last.detail {
            return end(Status::Aborted, None, Some(error.clone()));
        }
        if matches!(last.detail, Detail::ExecutionTimedOut) {
            end(Status::TimedOut, None, None)
        } else {
            None
        }
    }
}

impl Children {
    /// Looks at an event of `execution`, the one that was started or a child. Returns the ARN of a Map Run that begins.
    pub fn note_event(&mut self, execution: &Arc<str>, event: &Event) -> Option<Arc<str>> {
        if let Detail::MapRunStarted { state, arn } = &event.detail {
            let tally = Tally { arn: Arc::clone(arn), ..Tally::default() };
            let (arn, execution, state) = (Arc::clone(arn), Arc::clone(execution), *state);
            let begun = Arc::clone(&arn);
            let (end, at_a_time, redrives) = (None, None, (0, None));
            self.runs.push(MapRun {
                arn,
                execution,
                state,
                start: event.at,
                end,
                tally,
                at_a_time,
                redrives,
            });
            return Some(begun);
        }
        if let Detail::MapRunRedriven { arn, count, .. } = &event.detail
            && let Some(run) = self.runs.iter_mut().find(|run| run.arn == *arn)
        {
            (run.end, run.redrives) = (None, (*count, Some(event.at)));
        }
        let (state, status) = if let Detail::MapRunSucceeded { state } = &event.detail {
            (*state, Status::Succeeded)
        } else if let Detail::MapRunFailed { state, .. } = &event.detail {
            (*state, Status::Failed)
        } else if let Detail::MapRunAborted { state } = &event.detail {
            (*state, Status::Aborted)
        } else {
            return None;
        };
        let is_meant =
            |run: &&mut MapRun| run.state == state && run.execution == *execution && run.end.is_none();
        if let Some(run) = self.runs.iter_mut().rev().find(is_meant) {
            run.end = Some((status, event.at));
        }
        None
    }

    /// Looks at a note of the execution or of a child.
    pub fn note(&mut self, note: &Note) {
        if let Note::MapRun { tally, .. } = note
            && let Some(run) = self.runs.iter_mut().find(|run| run.arn == tally.arn)
        {
            run.tally = (**tally).clone();
        }
    }

    /// How far Map Runs have come.
    pub fn update(&mut self, runs: Vec<MapRunView>) {
        for MapRunView { at_a_time, tally } in runs {
            if let Some(run) = self.runs.iter_mut().find(|run| run.arn == tally.arn) {
                run.at_a_time = Some(at_a_time);
                run.tally = tally;
            }
        }
    }

    /// Whether the events of the child of this ARN are kept.
    pub fn keeps(&self, arn: &Arc<str>) -> bool {
        self.executions.len() < MOST_KEPT || self.executions.contains_key(arn)
    }

    /// Takes what a child has recorded. Returns the ARNs of Map Runs that begin in it, and whether it is a new one that is
    /// kept.
    pub fn take(&mut self, records: ChildRecords) -> (Vec<Arc<str>>, bool) {
        let ChildRecords { arn, records, .. } = records;
        let mut begun = Vec::new();
        let is_known = self.executions.contains_key(&arn);
        let is_kept = self.keeps(&arn);
        for record in records {
            let event = match record {
                Record::Event(event) => event,
                Record::Note(note) => {
                    self.note(&note);
                    continue;
                }
            };
            begun.extend(self.note_event(&arn, &event));
            if !is_kept {
                continue;
            }
            if let Some(child) = self.executions.get_mut(&arn) {
                child.take(event);
                continue;
            }
            self.started += 1;
            // The newest run of its Map is the one that starts children.
            let run = self.runs.iter().rev().find(|run| run.labelled() == labelled(&arn));
            let run = run.map_or_else(|| Arc::from(""), |run| Arc::clone(&run.arn));
            let child = Child {
                number: self.started,
                run,
                start: event.at,
                events: vec![event],
                redrives: (0, None),
            };
            self.executions.insert(Arc::clone(&arn), child);
        }
        (begun, is_kept && !is_known)
    }

    /// The execution has ended: what still ran was cut off.
    pub fn close(&mut self, at: Time) {
        for run in self.runs.iter_mut().filter(|run| run.end.is_none()) {
            run.end = Some((Status::Aborted, at));
        }
    }
}
