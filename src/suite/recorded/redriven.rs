//! Executions that were redriven. No test can redrive one: it is two tests, one up to its first end, and one from the
//! state that the last redrive resumed, with the answers that came last.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::asl::machine::StateId;
use crate::base::value::{Object, Value};
use crate::engine::history::{Branch, Detail, Record};
use crate::record::Opening;

use super::attempt::{Attempt, Items};
use super::nested::Run;
use super::states::{facts, states};
use super::test::ending;

/// The places of the records that say that an execution was redriven.
pub struct Legs(Vec<usize>);

impl Legs {
    /// Those among `records`.
    #[must_use]
    pub fn of(records: &[Record]) -> Self {
        let is_redrive = |record: &Record| matches!(record, Record::Event(event) if matches!(event.detail, Detail::ExecutionRedriven { .. }));
        Self(records.iter().enumerate().filter(|(_, one)| is_redrive(one)).map(|(at, _)| at).collect())
    }

    /// The records up to the first end.
    #[must_use]
    pub fn first<'r>(&self, records: &'r [Record]) -> &'r [Record] {
        &records[..self.0.first().copied().unwrap_or(records.len())]
    }

    /// Where the execution was redriven the last time, if it was.
    #[must_use]
    pub fn last(&self) -> Option<usize> {
        self.0.last().copied()
    }
}

/// The test of what followed the redrive at `last`; `runs` are the execution and those that it started.
pub fn test(
    (opening, records): (&Opening, &[Record]),
    last: usize,
    runs: &[Run<'_>],
    made_up: &[Value],
    notes: &mut Vec<String>,
) -> io::Result<Value> {
    let (before, mut after) = (facts(opening, &records[..last])?, facts(opening, records)?);
    let (entered, input) = resumed(&records[..last]);
    let path = after.path.split_off(before.path.len().min(after.path.len()));
    after.path = before.path.last().cloned().into_iter().chain(path).collect();
    let latest = latest(&runs[0].attempts, entered);
    let is_latest = |call: &Attempt| {
        call.place >= entered && latest.get(&(call.state, &call.items)) == Some(&call.redrives)
    };
    let answers = states(runs, &is_latest, &mut Vec::new());
    let own: BTreeSet<_> = runs[0].machine.states.iter().map(|state| &state.name).collect();
    let answers: Object = answers.iter().filter(|(name, _)| own.contains(name)).cloned().collect();
    let from = after.path.first().cloned().map(Value::from).unwrap_or_default();
    let mut test = Object::from_iter([("from", from), ("input", input)]);
    if !before.variables.is_empty() {
        test.insert("variables", Value::from(before.variables.clone()));
    }
    test.insert("mocks", Object::from_iter([("states", Value::from(answers))]).into());
    notes.push(
        "the execution was redriven, which a test cannot do: one replays it up to its first end, and one what came last, \
         from the state on that was resumed"
            .to_owned(),
    );
    Ok(ending(test, &after, made_up, notes))
}

/// Where the state was entered that was under way last, and what with.
fn resumed(records: &[Record]) -> (usize, Value) {
    let entered = records.iter().enumerate().rev().find_map(|(at, record)| {
        let Record::Event(event) = record else { return None };
        let Detail::StateEntered { input, .. } = &event.detail else { return None };
        (event.branch == Branch(0)).then(|| (at, input.value().clone()))
    });
    entered.unwrap_or_default()
}

/// How often the execution had been redriven when a state was called the last time, in each item that it ran in.
fn latest(calls: &[Attempt], entered: usize) -> BTreeMap<(StateId, &Items), usize> {
    let mut latest = BTreeMap::new();
    for call in calls.iter().filter(|call| call.place >= entered) {
        latest.insert((call.state, &call.items), call.redrives);
    }
    latest
}
