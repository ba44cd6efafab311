//! The mock and test file of a recorded execution.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use crate::asl::machine::{Kind, StateId, StateMachine};
use crate::base::value::{Object, Value};
use crate::engine::history::{Detail, Record};
use crate::report::ink::yaml;
use crate::session::Observer as _;
use crate::suite::facts::{Facts, Recorder};

use super::answer::answer;
use super::attempt::{Attempt, Items, attempts};
use super::child::{self, Children};
use super::hidden::Hider;
use super::responder::{Answered, Single, responder};
use super::{Names, Recorded};

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
    let Recorded { opening, records, description, children, remarks } = recorded;
    let machine = &opening.machine;
    let mut recorder = Recorder::new(opening.start);
    recorder.records(records)?;
    let facts = recorder.finish(machine, None)?;
    let children = child::read(children, machine);
    let mut notes: Vec<String> = remarks.iter().chain(&children.open).cloned().collect();
    let mut calls = attempts(records, &Vec::new());
    calls.extend(children.attempts.iter().cloned());
    let mut states = Object::new();
    for (id, calls) in by_state(&calls) {
        let state = machine.state(id);
        let Kind::Task(task) = &state.kind else { continue };
        let mut counts: BTreeMap<&Items, usize> = BTreeMap::new();
        let answered = calls.iter().map(|call| {
            let count = counts.entry(&call.items).or_default();
            *count += 1;
            let answer = answer(call, &task.resource);
            Answered { run: 0, items: &call.items, input: &call.input, number: *count - 1, answer }
        });
        let (value, is_blurred) = responder(&answered.collect::<Vec<_>>(), Single::Always);
        if is_blurred {
            notes.push(format!(
                "`{}` was called in items with the same number and input, and answered differently: the first answer \
                 is kept",
                state.name
            ));
        }
        states.insert(Arc::clone(&state.name), value);
    }
    let items = items(&children, machine, records, &mut notes);
    let test = test(records, &facts, &mut notes);
    let mut file =
        Object::from_iter([("version", Value::from(1_i64)), ("machine", Value::from(&*names.machine))]);
    let context = context(opening, description.as_ref());
    if !context.is_empty() {
        file.insert("context", Value::from(context));
    }
    file.insert("defaults", defaults(opening));
    let mut mocks = Object::from_iter([("states", Value::from(states))]);
    if !items.is_empty() {
        mocks.insert("items", Value::from(items));
    }
    file.insert("mocks", Value::from(mocks));
    let own = description.as_ref().and_then(|one| one.get("name")?.as_str());
    let name = names.test.as_deref().or(own).unwrap_or(TEST);
    file.insert("tests", Value::from(Object::from_iter([(name, test)])));
    let (whole, hidden) = (Value::from(file), Hider::of(records));
    let clean = hidden.hide(&whole);
    if clean != whole {
        notes.push("secrets were replaced by (secret), here and in what the test expects".to_owned());
    }
    let head: String =
        notes.iter().map(|note| format!("# note: {}\n", note.replace(['\r', '\n'], " "))).collect();
    let source = names.source.replace(['\r', '\n'], " ");
    Ok(Made { text: format!("# made by `sfn mock from` of {source}\n{head}{}", yaml::text(&clean)), notes })
}

/// The attempts of each state, the states in the order of their first ones.
fn by_state(attempts: &[Attempt]) -> Vec<(StateId, Vec<&Attempt>)> {
    let mut places: BTreeMap<StateId, usize> = BTreeMap::new();
    let mut found: Vec<(StateId, Vec<&Attempt>)> = Vec::new();
    for attempt in attempts {
        let place = *places.entry(attempt.state).or_insert_with(|| {
            found.push((attempt.state, Vec::new()));
            found.len() - 1
        });
        found[place].1.push(attempt);
    }
    found
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

/// The test that replays the execution.
fn test(records: &[Record], facts: &Facts, notes: &mut Vec<String>) -> Value {
    let input = records.iter().find_map(|record| {
        let Record::Event(event) = record else { return None };
        let Detail::ExecutionStarted { input } = &event.detail else { return None };
        Some(input.value().clone())
    });
    let mut test = Object::from_iter([("input", input.unwrap_or_default())]);
    if !matches!(facts.status, "SUCCEEDED" | "FAILED" | "TIMED_OUT") {
        let why = match facts.status {
            "ABORTED" => "the execution was stopped from outside, which a test cannot do",
            _ => "the execution had not ended",
        };
        notes.push(why.to_owned());
        test.insert("skip", Value::from(why));
        return test.into();
    }
    let mut expect = Object::from_iter([("status", Value::from(facts.status))]);
    if let Some(output) = &facts.output {
        expect.insert("output_exact", output.clone());
    }
    let error = [("name", &facts.error.error), ("cause", &facts.error.cause)];
    let error = error.into_iter().filter_map(|(key, text)| Some((key, Value::from(text.clone()?))));
    let error: Object = if facts.status == "FAILED" { Object::from_iter(error) } else { Object::new() };
    if !error.is_empty() {
        expect.insert("error", Value::from(error));
    }
    let path = facts.path.iter().map(|name| Value::from(Arc::clone(name)));
    expect.insert("path_exact", Value::from(path.collect::<Vec<_>>()));
    test.insert("expect", Value::from(expect));
    test.into()
}

/// When it began, and that its answers are as the services gave them.
fn defaults(opening: &crate::record::Opening) -> Value {
    Value::from(Object::from_iter([
        ("start_time", Value::from(opening.start.iso())),
        ("validate", Value::from("none")),
    ]))
}

/// What is known of the context object.
fn context(opening: &crate::record::Opening, description: Option<&Value>) -> Object {
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
