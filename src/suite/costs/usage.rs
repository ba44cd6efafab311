//! What one run uses, counted as AWS bills it: a transition for each state that is entered and each retry, whatever is
//! inside of Maps and Parallels; of Express children their starts, and their time and memory. See "AWS Step Functions
//! pricing" and, for redrives, the Developer Guide.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use crate::asl::machine::{StateId, Workflow};
use crate::base::time::Time;
use crate::engine::ChildRecords;
use crate::engine::history::{Detail, Event, Note, Record};
use crate::engine::ids::ExecutionId;
use crate::session::{Limits, Observer, Prepared};

/// How long a run may take that is measured.
const LIMITS: Limits = Limits { wall: Some(Duration::from_secs(20)), events: 500_000, memory: None };

/// Bytes of a megabyte, as the price page counts them.
const MB: f64 = 1e6;

/// What a run used.
#[derive(Clone, Debug, Default)]
pub(super) struct Usage {
    /// States that were entered, and retries.
    pub(super) transitions: u64,
    /// The same of Standard child executions.
    pub(super) child_transitions: u64,
    /// Express child executions that were started.
    pub(super) child_requests: u64,
    /// Their seconds with the GB of memory that each is billed for.
    pub(super) child_gb_seconds: f64,
    /// How long it took, in milliseconds.
    pub(super) ms: i64,
    /// The largest data that a state had, in bytes, and the state.
    pub(super) data: (usize, Option<StateId>),
    /// How many branches or items there were at once, at most.
    pub(super) wide: usize,
    /// How often each state was entered.
    pub(super) states: BTreeMap<StateId, u64>,
    /// The most items that each Map had.
    pub(super) items: BTreeMap<StateId, usize>,
}

struct Meter {
    usage: Usage,
    children: Workflow,
    began: BTreeMap<ExecutionId, Time>,
}

impl Usage {
    /// What `prepared` uses; none if it does not come to an end.
    pub(super) fn of(mut prepared: Prepared) -> Option<Self> {
        prepared.setup.keep_children = true;
        let mut execution = prepared.start();
        let distributed = prepared.machine.states.iter().find_map(|state| state.kind.distributed());
        let children = distributed.map_or(Workflow::Standard, |distributed| distributed.children);
        let mut meter = Meter { usage: Self::default(), children, began: BTreeMap::new() };
        prepared.world.drive(&mut execution, LIMITS, &mut meter).ok()?;
        meter.usage.ms = execution.now().since(prepared.setup.start);
        Some(meter.usage)
    }

    /// Its memory in MB, by the estimate of the price page: 50, the definition, and the data of all that runs at once.
    pub(super) fn memory(&self, definition: usize) -> f64 {
        50.0 + definition as f64 / MB + self.data.0 as f64 / MB * self.wide.max(1) as f64
    }

    fn count(&mut self, event: &Event, is_child: bool, is_billed: bool) {
        match &event.detail {
            Detail::StateEntered { state, input } => {
                *self.states.entry(*state).or_default() += 1;
                self.transition(is_child, is_billed);
                self.see(*state, input.size());
            }
            Detail::StateExited { state, output, .. } => self.see(*state, output.size()),
            Detail::StateStarted { state, length } => {
                self.wide = self.wide.max(*length);
                let items = self.items.entry(*state).or_default();
                *items = (*items).max(*length);
            }
            Detail::ExecutionRedriven { .. } => self.transition(is_child, is_billed),
            Detail::ExecutionStarted { .. }
            | Detail::ExecutionSucceeded { .. }
            | Detail::ExecutionFailed(_)
            | Detail::ExecutionAborted(_)
            | Detail::ExecutionTimedOut
            | Detail::StateSucceeded { .. }
            | Detail::StateFailed { .. }
            | Detail::StateAborted { .. }
            | Detail::EvaluationFailed { .. }
            | Detail::IterationStarted { .. }
            | Detail::IterationSucceeded { .. }
            | Detail::IterationFailed { .. }
            | Detail::IterationAborted { .. }
            | Detail::MapRunStarted { .. }
            | Detail::MapRunSucceeded { .. }
            | Detail::MapRunFailed { .. }
            | Detail::MapRunAborted { .. }
            | Detail::MapRunRedriven { .. }
            | Detail::TaskScheduled(_)
            | Detail::TaskStarted { .. }
            | Detail::TaskSubmitted { .. }
            | Detail::TaskSubmitFailed { .. }
            | Detail::TaskSucceeded { .. }
            | Detail::TaskFailed { .. }
            | Detail::TaskTimedOut { .. } => {}
        }
    }

    fn transition(&mut self, is_child: bool, is_billed: bool) {
        let count = if is_child { &mut self.child_transitions } else { &mut self.transitions };
        *count += u64::from(is_billed);
    }

    fn see(&mut self, state: StateId, size: usize) {
        if size > self.data.0 {
            self.data = (size, Some(state));
        }
    }
}

/// What is billed of so many MB: steps of 64.
pub(super) fn billed_mb(mb: f64) -> f64 {
    (mb / 64.0).ceil().max(1.0) * 64.0
}

/// GB-seconds as they are billed for so many MB and milliseconds: time in steps of 100 ms.
pub(super) fn gb_seconds(mb: f64, ms: i64) -> f64 {
    let seconds = (ms as f64 / 100.0).ceil().max(1.0) / 10.0;
    billed_mb(mb) / 1024.0 * seconds
}

impl Observer for Meter {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        for record in records {
            match record {
                Record::Event(event) => self.usage.count(event, false, true),
                Record::Note(Note::Retrying { .. }) => self.usage.transition(false, true),
                Record::Note(_) => {}
            }
        }
        Ok(())
    }

    fn children(&mut self, children: &[ChildRecords]) -> io::Result<()> {
        let is_billed = self.children == Workflow::Standard;
        for child in children {
            for record in &child.records {
                match record {
                    Record::Event(event) => {
                        self.usage.count(event, true, is_billed);
                        if !is_billed {
                            self.express(child.execution, event);
                        }
                    }
                    Record::Note(Note::Retrying { .. }) => self.usage.transition(true, is_billed),
                    Record::Note(_) => {}
                }
            }
        }
        Ok(())
    }
}

impl Meter {
    /// An event of an Express child.
    fn express(&mut self, execution: ExecutionId, event: &Event) {
        let began = *self.began.entry(execution).or_insert_with(|| {
            self.usage.child_requests += 1;
            event.at
        });
        let is_end = matches!(
            event.detail,
            Detail::ExecutionSucceeded { .. }
                | Detail::ExecutionFailed(_)
                | Detail::ExecutionAborted(_)
                | Detail::ExecutionTimedOut
        );
        if is_end {
            self.usage.child_gb_seconds += gb_seconds(50.0, event.at.since(began));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{billed_mb, gb_seconds};

    #[test]
    fn time_and_memory_are_rounded_as_aws_does() {
        for (ms, seconds) in [(1, 0.1), (100, 0.1), (101, 0.2)] {
            assert!((gb_seconds(64.0, ms) - seconds * 0.0625).abs() < 1e-12, "{ms}");
        }
        // The third example of the price page: 50 KB of definition, 400 steps at once with 32 KB each.
        let (exact, more) = (50.0 + 0.05 + 12.8, 64.01);
        assert!((billed_mb(exact) - 64.0).abs() < 1e-9 && (billed_mb(more) - 128.0).abs() < 1e-9);
    }
}
