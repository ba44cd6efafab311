//! The executions of a Map Run: which Map each belongs to, which item, and what its calls were answered.

use std::collections::BTreeMap;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::history::{Detail, Record};

use super::attempt::{Attempt, attempts};

/// What the executions of Map Runs tell.
#[derive(Default)]
pub struct Children {
    /// Their calls, each in its item.
    pub attempts: Vec<Attempt>,
    /// The inputs by Map, in the order of the items.
    pub inputs: BTreeMap<StateId, Vec<Value>>,
    /// What could not be placed, a line each.
    pub open: Vec<String>,
}

/// Reads `children`. Their histories do not say which item each was given: they count in the order in which they
/// began, which is that of the items.
#[must_use]
pub fn read(children: &[Vec<Record>], machine: &StateMachine) -> Children {
    let mut found = Children::default();
    let mut sorted: Vec<&Vec<Record>> = children.iter().collect();
    sorted.sort_by_key(|records| start(records));
    for records in sorted {
        let Some(map) = map_of(records, machine) else {
            found
                .open
                .push("an execution given with --child runs in no distributed Map of the machine".to_owned());
            continue;
        };
        let inputs = found.inputs.entry(map).or_default();
        inputs.push(input(records));
        found.attempts.extend(attempts(records, &vec![(map, inputs.len() - 1)]));
    }
    found
}

/// When an execution began.
#[must_use]
pub fn start(records: &[Record]) -> Time {
    let first = records
        .iter()
        .find_map(|record| if let Record::Event(event) = record { Some(event.at) } else { None });
    first.unwrap_or_default()
}

/// What an execution was given.
#[must_use]
pub fn input(records: &[Record]) -> Value {
    let given = records.iter().find_map(|record| {
        let Record::Event(event) = record else { return None };
        let Detail::ExecutionStarted { input } = &event.detail else { return None };
        Some(input.value().clone())
    });
    given.unwrap_or_default()
}

/// The distributed Map whose processor has the states of `records`.
fn map_of(records: &[Record], machine: &StateMachine) -> Option<StateId> {
    let entered = records.iter().find_map(|record| match record {
        Record::Event(event) => event.detail.state(),
        Record::Note(_) => None,
    });
    let map = machine.flow(machine.state(entered?).flow).owner?;
    machine.state(map).kind.distributed().is_some().then_some(map)
}
