//! A run that was changed by hand, as a test.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::value::{Object, Value};
use crate::engine::Outcome;
use crate::engine::call::Ticket;
use crate::engine::history::Detail;
use crate::services::mock::{answer_sequence, quick, written_answer};

use super::changes::{Change, Changes};
use super::place::{Place, Stop};

/// The name and the members of a test of this run, with the answers that were given by hand.
///
/// # Errors
/// Why there can be none, in words.
pub fn test(place: &Place<'_>, changes: &Changes) -> Result<(String, Object), String> {
    let Stop::End(outcome) = &place.stop else {
        return Err("a run is kept as a test when it has ended: `continue` first".to_owned());
    };
    let mut answers = Object::new();
    for state in changed(place, changes)? {
        let name = Arc::clone(&place.machine().state(state).name);
        answers.insert(name, answer_sequence(calls(state, place, changes)?));
    }
    let mut test = Object::from_iter([("input", input(place))]);
    if !answers.is_empty() {
        test.insert("mocks", Value::from(Object::from_iter([("states", Value::from(answers))])));
    }
    test.insert("expect", Value::from(expected(outcome)));
    Ok((format!("stepped through: {}", outcome.status()), test))
}

/// The states whose calls were answered by hand.
fn changed(place: &Place<'_>, changes: &Changes) -> Result<BTreeSet<StateId>, String> {
    let one = |change: &Change| {
        match change {
        Change::Answer { state, path, .. } if path.is_empty() => Ok(*state),
        Change::Answer { .. } => {
            Err("a test counts the calls of each item by itself: write the answers of items by hand".to_owned())
        }
        Change::Input { .. } | Change::Variable { .. } => Err(
            "a test gives an input and answers, and no value in the middle: keep a run in which only answers were \
             changed"
                .to_owned(),
        ),
    }
    };
    changes.all().filter(|change| !is_first_input(change, place)).map(one).collect()
}

/// Whether `change` is to the input of the state that the execution began with: that is the execution's own.
fn is_first_input(change: &Change, place: &Place<'_>) -> bool {
    let Change::Input { state, input, .. } = change else { return false };
    first_entered(place).is_some_and(|(first, entered)| first == *state && entered == *input)
}

/// The state that was entered first, and its input.
fn first_entered(place: &Place<'_>) -> Option<(StateId, Value)> {
    place.log.events().find_map(|detail| {
        let Detail::StateEntered { state, input } = detail else { return None };
        Some((*state, input.value().clone()))
    })
}

/// What each call of the state was told, as mock files have it.
fn calls(state: StateId, place: &Place<'_>, changes: &Changes) -> Result<Vec<Value>, String> {
    let machine = place.machine();
    let tickets = place.log.events().filter_map(|detail| {
        let Detail::TaskScheduled(scheduled) = detail else { return None };
        (scheduled.state == state).then_some(scheduled.ticket)
    });
    let mut ends = place.log.events().filter_map(|detail| end(detail, state));
    let one = |ticket: Ticket| {
        let told = ends.next();
        match changes.given(ticket) {
            Some(text) => by_hand(&machine.state(state).name, text),
            None => Ok(written_answer(machine.state(state), &told.unwrap_or_default())),
        }
    };
    tickets.map(one).collect()
}

/// How a call of the state ended, if `detail` says so.
fn end(detail: &Detail, state: StateId) -> Option<Value> {
    if detail.state() != Some(state) {
        return None;
    }
    if let Detail::TaskSucceeded { output, .. } = detail {
        return Some(Object::from_iter([("return", output.value().clone())]).into());
    }
    if let Detail::TaskFailed { error, .. } | Detail::TaskSubmitFailed { error, .. } = detail {
        let text = |text: &Option<Arc<str>>| text.clone().map(Value::from).unwrap_or_default();
        let members = [("error", text(&error.error)), ("cause", text(&error.cause))];
        return Some(Object::from_iter(members).into());
    }
    matches!(detail, Detail::TaskTimedOut { .. }).then(Value::empty_object)
}

fn by_hand(name: &str, text: &str) -> Result<Value, String> {
    let source = quick(name, text).map_err(|wrong| wrong.message)?;
    let file = Value::parse(&source.text).map_err(|error| error.to_string())?;
    let answer = file.get("mocks").and_then(|mocks| mocks.get("states")).and_then(|states| states.get(name));
    answer.cloned().ok_or_else(|| format!("the answer of `{name}` cannot be kept"))
}

/// What the execution began with: the input of its first state, which may be one given by hand.
fn input(place: &Place<'_>) -> Value {
    first_entered(place).map_or_else(Value::empty_object, |(_, input)| input)
}

fn expected(outcome: &Outcome) -> Object {
    let mut expect = Object::from_iter([("status", Value::from(outcome.status()))]);
    match outcome {
        Outcome::Succeeded(output) => expect.insert("output", output.value().clone()),
        Outcome::Failed(failure) => {
            let name = failure.error.error.clone().map(Value::from).unwrap_or_default();
            expect.insert("error", Value::from(Object::from_iter([("name", name)])));
        }
        Outcome::TimedOut | Outcome::Aborted(_) => {}
    }
    expect
}
