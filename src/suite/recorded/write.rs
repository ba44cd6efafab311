//! The mock and test file of a recorded execution.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use crate::asl::machine::{Kind, StateId, StateMachine};
use crate::base::amount::plural;
use crate::base::value::{Object, Value};
use crate::engine::history::{Detail, Record};
use crate::record::Opening;
use crate::report::ink::yaml;

use super::attempt::{Attempt, attempts};
use super::child::{self, Children};
use super::hidden::Hider;
use super::redriven::{self, Legs};
use super::states::{facts, states};
use super::{Names, Recorded, nested, test};

/// What the test is called if nothing says.
const TEST: &str = "recorded execution";

/// A mock and test file, with what there is to say of it.
pub struct Made {
    /// Its text.
    pub text: String,
    /// What it lacks, a line each.
    pub notes: Vec<String>,
}

/// Makes the file of an execution.
pub fn make(recorded: &Recorded, names: &Names) -> io::Result<Made> {
    let Recorded { opening, records, description, children, nested, remarks } = recorded;
    let machine = &opening.machine;
    let legs = Legs::of(records);
    let facts = facts(opening, legs.first(records))?;
    let of_items = child::read(children, machine);
    let mut notes: Vec<String> = remarks.iter().chain(&of_items.open).cloned().collect();
    let mut calls = attempts(records, &Vec::new());
    // Their places are among records of their own.
    calls.extend(of_items.attempts.iter().map(|call| Attempt { place: usize::MAX, ..call.clone() }));
    let (runs, strangers) = nested::place(machine, calls, nested);
    if strangers > 0 {
        notes.push(format!(
            "{} given with --nested: no call starts one with that input",
            plural(strangers, "execution")
        ));
    }
    let states = states(&runs, &|call| call.redrives == 0, &mut notes);
    let items = items(&of_items, machine, records, &mut notes);
    let made_up = nested::made_up(&runs);
    let own = description.as_ref().and_then(|one| one.get("name")?.as_str());
    let name = names.test.as_deref().or(own).unwrap_or(TEST);
    let mut tests = Object::from_iter([(name, test::test(records, &facts, &made_up, &mut notes))]);
    if let Some(last) = legs.last() {
        let again = redriven::test((opening, records), last, &runs, &made_up, &mut notes)?;
        tests.insert(format!("{name}, redriven"), again);
    }
    let mut file =
        Object::from_iter([("version", Value::from(1_i64)), ("machine", Value::from(&*names.machine))]);
    let context = context(opening, description.clone().or_else(|| nested::described(&runs)).as_ref());
    if !context.is_empty() {
        file.insert("context", Value::from(context));
    }
    file.insert("defaults", defaults(opening));
    let mut mocks = Object::from_iter([("states", Value::from(states))]);
    if !items.is_empty() {
        mocks.insert("items", Value::from(items));
    }
    file.insert("mocks", Value::from(mocks));
    file.insert("tests", Value::from(tests));
    let others = children.iter().chain(nested.iter().map(|one| &one.records)).flatten();
    let (whole, hidden) = (Value::from(file), Hider::of(records.iter().chain(others)));
    let clean = hidden.hide(&whole);
    if clean != whole {
        notes.push("secrets were replaced by (secret), here and in what the test expects".to_owned());
    }
    let head: String =
        notes.iter().map(|note| format!("# note: {}\n", note.replace(['\r', '\n'], " "))).collect();
    let source = names.source.replace(['\r', '\n'], " ");
    Ok(Made { text: format!("# made by `sfn mock from` of {source}\n{head}{}", yaml::text(&clean)), notes })
}

/// The items that were read by ItemReaders, as far as the executions that processed them tell.
fn items(children: &Children, machine: &StateMachine, records: &[Record], notes: &mut Vec<String>) -> Object {
    let mut items = Object::new();
    for id in map_runs(records) {
        let state = machine.state(id);
        let Kind::Map(map) = &state.kind else { continue };
        let Some(distributed) = &map.distributed else { continue };
        let inputs = children.inputs.get(&id);
        if inputs.is_none() {
            notes.push(format!(
                "the calls of the Map Run of `{}` stand in the histories of its executions: give these with --child",
                state.name
            ));
        }
        if distributed.reader.is_none() {
            continue;
        }
        match inputs {
            Some(inputs) if map.item_selector.is_none() && distributed.batcher.is_none() => {
                items.insert(Arc::clone(&state.name), Value::from(inputs.clone()));
            }
            Some(_) | None => notes.push(format!(
                "the items of `{}` lay in S3, and no history holds them: write them below `mocks: items:`",
                state.name
            )),
        }
    }
    items
}

/// The Maps that had a Map Run.
fn map_runs(records: &[Record]) -> BTreeSet<StateId> {
    let run = |record: &Record| {
        let Record::Event(event) = record else { return None };
        let Detail::MapRunStarted { state, .. } = &event.detail else { return None };
        Some(*state)
    };
    records.iter().filter_map(run).collect()
}

/// When it began, and that its answers are as the services gave them.
fn defaults(opening: &Opening) -> Value {
    Value::from(Object::from_iter([
        ("start_time", Value::from(opening.start.iso())),
        ("validate", Value::from("none")),
    ]))
}

/// What is known of the context object.
fn context(opening: &Opening, description: Option<&Value>) -> Object {
    let text = |key: &str| description.and_then(|one| one.get(key)).filter(|value| value.as_str().is_some());
    let mut execution = Object::new();
    for (key, value) in [("Id", text("executionArn")), ("Name", text("name"))] {
        if let Some(value) = value {
            execution.insert(key, value.clone());
        }
    }
    if !opening.role.is_empty() {
        execution.insert("RoleArn", Value::from(&*opening.role));
    }
    let mut context = Object::new();
    if !execution.is_empty() {
        context.insert("Execution", Value::from(execution));
    }
    if let Some(arn) = text("stateMachineArn") {
        let name = arn.as_str().and_then(|arn| arn.split(':').nth(6)).unwrap_or_default();
        context.insert(
            "StateMachine",
            Value::from(Object::from_iter([("Id", arn.clone()), ("Name", Value::from(name))])),
        );
    }
    context
}
