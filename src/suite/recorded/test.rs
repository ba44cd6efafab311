//! The test that replays a recorded execution.

use std::sync::Arc;

use crate::base::value::{Object, Value};
use crate::engine::history::{Detail, Record};
use crate::suite::facts::Facts;

use super::nested::tells;

/// The test that replays the execution with these records; `made_up` is what another run has otherwise.
pub fn test(records: &[Record], facts: &Facts, made_up: &[Value], notes: &mut Vec<String>) -> Value {
    let input = records.iter().find_map(|record| {
        let Record::Event(event) = record else { return None };
        let Detail::ExecutionStarted { input } = &event.detail else { return None };
        Some(input.value().clone())
    });
    ending(Object::from_iter([("input", input.unwrap_or_default())]), facts, made_up, notes)
}

/// `test` with how it is to end: as `facts` have it.
pub fn ending(mut test: Object, facts: &Facts, made_up: &[Value], notes: &mut Vec<String>) -> Value {
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
    let told = |value: &Value| tells(value, made_up);
    match &facts.output {
        Some(output) if told(output) => notes.push(
            "the output has names and times of executions that it started, which are others in another run: the test \
             does not compare it"
                .to_owned(),
        ),
        Some(output) => expect.insert("output_exact", output.clone()),
        None => {}
    }
    let error = [("name", &facts.error.error), ("cause", &facts.error.cause)];
    let error = error.into_iter().filter_map(|(key, text)| Some((key, Value::from(text.clone()?))));
    let error = error.filter(|(_, text)| !told(text));
    let error: Object = if facts.status == "FAILED" { Object::from_iter(error) } else { Object::new() };
    if !error.is_empty() {
        expect.insert("error", Value::from(error));
    }
    let path = facts.path.iter().map(|name| Value::from(Arc::clone(name)));
    expect.insert("path_exact", Value::from(path.collect::<Vec<_>>()));
    test.insert("expect", Value::from(expect));
    test.into()
}
