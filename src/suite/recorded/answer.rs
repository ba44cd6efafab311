//! An attempt as an answer of a mock file.

use crate::asl::errors::names;
use crate::asl::resource::{Pattern, Resource, Target};
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::TaskError;

use super::attempt::{Attempt, End};

/// The answer that makes a call of `resource` go as it went in `attempt`.
#[must_use]
pub fn answer(attempt: &Attempt, resource: &Resource) -> Value {
    let pattern = match (&resource.target, resource.pattern) {
        (Target::Activity(_), _) => return Value::from(of_activity(attempt)),
        (Target::Function(_), _) => Pattern::RequestResponse,
        (Target::Service { .. }, pattern) => pattern,
    };
    Value::from(match pattern {
        Pattern::Callback if attempt.submitted.is_some() => of_token(attempt),
        Pattern::RequestResponse | Pattern::Sync | Pattern::SyncJson | Pattern::Callback => plain(attempt),
    })
}

/// What comes back by itself, once.
fn plain(attempt: &Attempt) -> Object {
    let mut answer = Object::new();
    match &attempt.end {
        Some((_, End::Succeeded(output))) => answer.insert("return", literal(output)),
        Some((_, End::Failed(error) | End::Refused(error))) => answer.insert("throw", thrown(error)),
        Some((_, End::TimedOut)) if !attempt.has_limit => {
            answer.insert("throw", Value::from(names::TIMEOUT));
        }
        Some((_, End::TimedOut)) | None => answer.insert("hang", Value::from(true)),
    }
    if let Some((_, output)) = &attempt.submitted {
        answer.insert("submitted", literal(output));
    }
    if let Some((at, _)) = attempt.end.as_ref().filter(|_| !answer.contains("hang")) {
        delay(&mut answer, "delay", attempt.scheduled, *at);
    }
    answer
}

/// What comes back with the token that was handed out.
fn of_token(attempt: &Attempt) -> Object {
    let mut answer = Object::new();
    let handed_out = attempt.submitted.as_ref().map_or(attempt.scheduled, |(at, _)| *at);
    answer.insert("callback", callback(attempt, handed_out));
    if let Some((_, output)) = &attempt.submitted {
        answer.insert("submitted", literal(output));
    }
    delay(&mut answer, "delay", attempt.scheduled, handed_out);
    answer
}

/// What the worker of an activity says.
fn of_activity(attempt: &Attempt) -> Object {
    let Some((taken, worker)) = &attempt.started else { return plain(attempt) };
    let is_silent = matches!(attempt.end, None | Some((_, End::TimedOut)));
    let mut answer = if *taken == attempt.scheduled && !is_silent {
        plain(attempt)
    } else {
        let mut answer = Object::new();
        answer.insert("callback", callback(attempt, *taken));
        delay(&mut answer, "delay", attempt.scheduled, *taken);
        answer
    };
    if let Some(worker) = worker {
        answer.insert("worker", Value::from(worker.clone()));
    }
    answer
}

fn callback(attempt: &Attempt, handed_out: Time) -> Value {
    let mut callback = Object::new();
    match &attempt.end {
        Some((_, End::Succeeded(output))) => callback.insert("success", literal(output)),
        Some((_, End::Failed(error) | End::Refused(error))) => callback.insert("failure", thrown(error)),
        Some((_, End::TimedOut)) | None => callback.insert("never", Value::from(true)),
    }
    if let Some((at, _)) = attempt.end.as_ref().filter(|_| !callback.contains("never")) {
        delay(&mut callback, "after", handed_out, *at);
    }
    callback.into()
}

/// Writes how long something took, unless it took no time.
fn delay(answer: &mut Object, key: &str, from: Time, to: Time) {
    let ms = to.since(from);
    if ms > 0 {
        answer.insert(key, Value::from(duration(ms)));
    }
}

/// Milliseconds as mock files write them.
#[must_use]
pub fn duration(ms: i64) -> String {
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1_000, "s"), (1, "ms")];
    let (mut rest, mut text) = (ms, String::new());
    for (length, unit) in units {
        if rest >= length {
            text.push_str(&format!("{}{unit}", rest / length));
            rest %= length;
        }
    }
    if text.is_empty() { "0ms".to_owned() } else { text }
}

/// An error, as short as it can be written.
#[must_use]
pub fn thrown(error: &TaskError) -> Value {
    let text = |text: &std::sync::Arc<str>| literal(&Value::from(text.clone()));
    match (&error.error, &error.cause) {
        (Some(name), None) if !name.is_empty() => text(name),
        (name, cause) => {
            let named = [("error", name), ("cause", cause)];
            let given = named.into_iter().filter_map(|(key, value)| Some((key, text(value.as_ref()?))));
            Value::from(Object::from_iter(given))
        }
    }
}

/// A value that no part of is taken for an expression.
#[must_use]
pub fn literal(value: &Value) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix("{%") {
            Some(rest) => Value::from(format!("{{%%{rest}")),
            None => value.clone(),
        },
        Value::Array(items) => Value::from(items.iter().map(literal).collect::<Vec<_>>()),
        Value::Object(members) => {
            Value::from(members.iter().map(|(key, value)| (key.clone(), literal(value))).collect::<Object>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, duration, literal};

    #[test]
    fn durations_are_exact_and_short() {
        for (ms, text) in [(0, "0ms"), (1_500, "1s500ms"), (5_400_000, "1h30m"), (86_400_001, "1d1ms")] {
            assert_eq!(duration(ms), text);
        }
    }

    #[test]
    fn what_looks_like_an_expression_is_kept() {
        let (given, written) = (Value::from("{% $x %}"), Value::from("{%% $x %}"));
        assert_eq!(literal(&given), written);
    }
}
