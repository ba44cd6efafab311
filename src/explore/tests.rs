//! Findings as tests: each with the input and the answers that lead there, and what happens now as what is expected.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::asl::machine::{Kind, State, StateMachine};
use crate::asl::resource::{Pattern, Target};
use crate::base::value::{Object, Value};
use crate::report::coverage::Share;
use crate::suite::suggest::Suggestions;

use super::{Exploration, Found, Trace};

/// Tests for the findings that a way leads to, to be written to a file.
#[must_use]
pub fn tests(found: &Exploration, machine: &StateMachine, file: &Path) -> Suggestions {
    let mut tests = Object::new();
    for one in &found.findings {
        let Some(trace) = one.trace.as_ref().filter(|trace| trace.end.is_some()) else { continue };
        let mut name = format!("{}: {}", one.kind, one.state);
        while tests.contains(&name) {
            name.push_str(" again");
        }
        tests.insert(name, test(one, trace, machine));
    }
    let mut head = Object::from_iter([("version", Value::from(1_i64))]);
    head.insert("machine", Value::from(beside(&found.machine, file)));
    Suggestions {
        machine: found.machine.clone(),
        file: None,
        own_file: file.display().to_string(),
        head,
        tests,
        open: Vec::new(),
        before: Share::default(),
        after: Share::default(),
    }
}

/// The reference as a file in the folder of `file` writes it.
fn beside(reference: &str, file: &Path) -> String {
    let folder = file.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    match reference.strip_prefix(&format!("{folder}/")).filter(|_| !folder.is_empty()) {
        Some(inside) => inside.to_owned(),
        None => reference.to_owned(),
    }
}

fn test(found: &Found, trace: &Trace, machine: &StateMachine) -> Value {
    let mut answers: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for answer in &trace.answers {
        let Some(name) = answer.get("state").and_then(Value::as_str) else { continue };
        let Some(id) = machine.find(name) else { continue };
        let state = machine.state(id);
        answers.entry(Arc::clone(&state.name)).or_default().push(written(state, answer));
    }
    let states = answers.into_iter().map(|(name, all)| (name, sequence(all)));
    let mocks = Object::from_iter([("states", Value::from(states.collect::<Object>()))]);
    let mut test = Object::from_iter([("description", Value::from(found.message.as_str()))]);
    test.insert("input", trace.input.clone());
    trace.surroundings.iter().for_each(|(key, value)| test.insert(Arc::clone(key), value.clone()));
    test.insert("mocks", Value::from(mocks));
    let mut expect = Object::new();
    if let Some((status, error)) = &trace.end {
        expect.insert("status", Value::from(*status));
        if let Some(error) = error {
            expect
                .insert("error", Value::from(Object::from_iter([("name", Value::from(Arc::clone(error)))])));
        }
    }
    let path: Vec<Value> = trace.path.iter().map(|name| Value::from(Arc::clone(name))).collect();
    expect.insert("path", Value::from(path));
    test.insert("expect", Value::from(expect));
    Value::from(test)
}

/// One answer for all calls, or one for each: the last one for all that follow.
fn sequence(all: Vec<Value>) -> Value {
    if all.windows(2).all(|two| two[0] == two[1]) {
        return all.into_iter().next().unwrap_or_default();
    }
    let last = all.len() - 1;
    let numbered = all.into_iter().enumerate().map(|(at, answer)| {
        let mut members = answer.as_object().cloned().unwrap_or_default();
        let calls = if at == last { format!("{at}+") } else { at.to_string() };
        members.insert("at", Value::from(calls));
        Value::from(members)
    });
    Value::from(numbered.collect::<Vec<_>>())
}

/// An answer as mock files have it.
fn written(state: &State, answer: &Value) -> Value {
    let one = |key: &str, value: Value| Value::from(Object::from_iter([(key, value)]));
    let Kind::Task(task) = &state.kind else { return Value::Null };
    let is_callback = task.resource.pattern == Pattern::Callback;
    if let Some(error) = answer.get("error") {
        let cause = answer.get("cause").cloned().unwrap_or_default();
        let thrown = Value::from(Object::from_iter([("error", error.clone()), ("cause", cause)]));
        let is_of_worker = error.as_str().is_some_and(|name| !name.contains('.'));
        return match is_callback && is_of_worker {
            true => one("callback", one("failure", thrown)),
            false => one("throw", thrown),
        };
    }
    let Some(value) = answer.get("return") else { return one("hang", Value::from(true)) };
    let is_function =
        matches!(task.resource.target, Target::Function(_)) || task.resource.is("lambda", "invoke");
    match (is_callback, value.get("Payload").filter(|_| value.get("StatusCode").is_some())) {
        (true, _) => one("callback", one("success", value.clone())),
        (false, Some(payload)) if is_function => one("payload", payload.clone()),
        (false, _) => one("return", value.clone()),
    }
}
