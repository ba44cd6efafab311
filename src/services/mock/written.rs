//! Answers that were seen, as mock files have them.

use crate::asl::machine::{Kind, State};
use crate::asl::resource::{Pattern, Target};
use crate::base::value::{Object, Value};

/// One answer for all calls, or one for each: the last one for all that follow.
#[must_use]
pub fn answer_sequence(all: Vec<Value>) -> Value {
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

/// An answer as mock files have it: `return` or `error` with `cause`, or neither for silence.
#[must_use]
pub fn written_answer(state: &State, answer: &Value) -> Value {
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
