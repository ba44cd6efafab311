//! What the calls of recorded executions were answered, by state.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use crate::asl::machine::Kind;
use crate::base::value::{Object, Value};
use crate::engine::history::Record;
use crate::record::Opening;
use crate::session::Observer as _;
use crate::suite::facts::{Facts, Recorder};

use super::answer::answer;
use super::attempt::{Attempt, Items};
use super::nested::{self, Run};
use super::responder::{Answered, Single, responder};

/// What the execution was whose records these are.
pub fn facts(opening: &Opening, records: &[Record]) -> io::Result<Facts> {
    let mut recorder = Recorder::new(opening.start);
    recorder.records(records)?;
    recorder.finish(&opening.machine, None)
}

/// What the calls of `runs` that `is_meant` names among those of the first were answered, by state.
pub fn states(runs: &[Run<'_>], is_meant: &dyn Fn(&Attempt) -> bool, notes: &mut Vec<String>) -> Object {
    let mut states = Object::new();
    for (name, calls) in by_state(runs, is_meant, notes) {
        let mut counts: BTreeMap<(usize, &Items), usize> = BTreeMap::new();
        let answered = calls.iter().map(|(run, at)| {
            let call = &runs[*run].attempts[*at];
            let count = counts.entry((*run, &call.items)).or_default();
            *count += 1;
            let answer = match (runs[*run].started.get(at), &runs[*run].machine.state(call.state).kind) {
                (Some(nested), _) => nested::answer(nested),
                (None, Kind::Task(task)) => answer(call, &task.resource),
                (None, _) => Value::Null,
            };
            Answered { run: *run, items: &call.items, input: &call.input, number: *count - 1, answer }
        });
        let (value, is_blurred) = responder(&answered.collect::<Vec<_>>(), Single::Always);
        if is_blurred {
            notes.push(format!(
                "`{name}` was called in items with the same number and input, or in executions with the same input, and \
                 answered differently: the first answer is kept"
            ));
        }
        states.insert(name, value);
    }
    states
}

/// A call, by the places of its execution and of its own.
type Place = (usize, usize);

/// The calls of each state, the states in the order of their first ones. The file has one key for all states of a name,
/// and it is that of the machine which starts the others.
fn by_state(
    runs: &[Run<'_>],
    is_meant: &dyn Fn(&Attempt) -> bool,
    notes: &mut Vec<String>,
) -> Vec<(Arc<str>, Vec<Place>)> {
    let mut places: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    let mut found: Vec<(Arc<str>, Vec<Place>)> = Vec::new();
    let mut hidden = BTreeSet::new();
    for (number, run) in runs.iter().enumerate() {
        let around = |at: usize| runs.get(at).and_then(|run| run.parent);
        let around: Vec<usize> = std::iter::successors(around(number), |at| around(*at)).collect();
        for (at, call) in run.attempts.iter().enumerate() {
            let state = run.machine.state(call.state);
            if !matches!(state.kind, Kind::Task(_)) || (run.parent.is_none() && !is_meant(call)) {
                continue;
            }
            if around.iter().any(|outer| runs[*outer].machine.find(&state.name).is_some()) {
                hidden.insert(Arc::clone(&state.name));
                continue;
            }
            let place = *places.entry(Arc::clone(&state.name)).or_insert_with(|| {
                found.push((Arc::clone(&state.name), Vec::new()));
                found.len() - 1
            });
            found[place].1.push((number, at));
        }
    }
    notes.extend(hidden.iter().map(|name| {
        format!(
            "`{name}` is a state of the machine and of one that it starts: its answers there belong into a file of their \
             own, which `execute: {{machine, mocks}}` names"
        )
    }));
    found
}
