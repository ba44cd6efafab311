//! Findings as tests: each with the input and the answers that lead there, and what happens now as what is expected.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::value::{Object, Value};
use crate::report::coverage::Share;
use crate::services::mock::{answer_sequence, written_answer};
use crate::suite::suggest::{Suggestions, beside};

use super::{Exploration, Found, Trace};

/// Tests for the findings that a way leads to, to be written to a file.
#[must_use]
pub fn tests(found: &Exploration, machine: &StateMachine, file: &Path) -> Suggestions {
    let mut tests = Object::new();
    for one in &found.findings {
        let Some(trace) = one.trace.as_ref().filter(|trace| trace.end.is_some()) else { continue };
        let about = one.property.as_ref().map_or(&one.state, |property| &property.name);
        let mut name = format!("{}: {about}", one.kind);
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

fn test(found: &Found, trace: &Trace, machine: &StateMachine) -> Value {
    let mut answers: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
    for answer in &trace.answers {
        let Some(name) = answer.get("state").and_then(Value::as_str) else { continue };
        let Some(id) = machine.find(name) else { continue };
        let state = machine.state(id);
        answers.entry(Arc::clone(&state.name)).or_default().push(written_answer(state, answer));
    }
    let states = answers.into_iter().map(|(name, all)| (name, answer_sequence(all)));
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
    if let Some(property) = &found.property {
        // It is to fail until the definition is mended, which may well lead another way.
        expect.remove("error");
        let assert = Value::from(format!("{{% {} %}}", property.text()));
        expect.insert("assert", Value::from(vec![assert]));
    } else {
        let path: Vec<Value> = trace.path.iter().map(|name| Value::from(Arc::clone(name))).collect();
        expect.insert("path", Value::from(path));
    }
    test.insert("expect", Value::from(expect));
    Value::from(test)
}
