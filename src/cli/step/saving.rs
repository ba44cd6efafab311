//! Keeping a run that was changed by hand as a test.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::value::{Object, Value};
use crate::debug::{Change, Changes, Place, Stop};
use crate::engine::Outcome;
use crate::engine::call::Ticket;
use crate::engine::history::Detail;
use crate::load::shown_path;
use crate::project::Error;
use crate::record::Opening;
use crate::report::coverage::Share;
use crate::services::mock::quick;
use crate::session::Order;
use crate::suite::suggest::{Suggestions, Written, answer_sequence, append, beside, written_answer};

/// Adds the run, with the answers that were given by hand, to the test file `file`.
///
/// # Errors
/// Why it cannot be kept, in words.
pub fn save(
    file: &str,
    place: &Place<'_>,
    changes: &Changes,
    (opening, order, mocks): (&Opening, &Order, Option<&str>),
) -> Result<Vec<String>, String> {
    let Stop::End(outcome) = &place.stop else {
        return Err("a run is kept as a test when it has ended: `continue` first".to_owned());
    };
    let (states, path) = (changed(changes)?, Path::new(file));
    let mut answers = Object::new();
    for state in states {
        let name = Arc::clone(&place.machine().state(state).name);
        answers.insert(name, answer_sequence(calls(state, place, changes)?));
    }
    let mut test = Object::from_iter([("input", input(place))]);
    if !answers.is_empty() {
        test.insert("mocks", Value::from(Object::from_iter([("states", Value::from(answers))])));
    }
    test.insert("expect", Value::from(expected(outcome)));
    let name = format!("stepped through: {}", outcome.status());
    let head = [("version", Value::from(1_i64)), ("machine", beside(order.definition.name(), path).into())];
    let found = Suggestions {
        machine: opening.name.clone(),
        file: mocks.map(str::to_owned),
        own_file: file.to_owned(),
        head: Object::from_iter(head),
        tests: Object::from_iter([(&*name, Value::from(test))]),
        open: Vec::new(),
        before: Share::default(),
        after: Share::default(),
    };
    let written = append(&found, path).map_err(|error| match error {
        Error::Usage { message, .. } | Error::Load { message, .. } => message,
        Error::Found(_) | Error::Late { .. } => format!("{} cannot be read", shown_path(path)),
    })?;
    let done = match written {
        Written::Created => "was made with",
        Written::Extended => "has",
    };
    Ok(vec![format!("{} {done} the test `{name}`", shown_path(path))])
}

/// The states whose calls were answered by hand.
fn changed(changes: &Changes) -> Result<BTreeSet<StateId>, String> {
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
    changes.all().map(one).collect()
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

fn input(place: &Place<'_>) -> Value {
    let started = place.log.events().find_map(|detail| {
        let Detail::ExecutionStarted { input } = detail else { return None };
        Some(input.value().clone())
    });
    started.unwrap_or_else(Value::empty_object)
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
