//! `MockedResponses`, each as answers in the order of its numbers, behind an anchor that tests refer to.

use crate::base::value::{Object, Value};
use crate::report::ink::yaml;
use crate::suite::recorded::literal;

use super::{key, members};

/// The mocked responses of a file.
pub struct Answers {
    all: Vec<Response>,
}

struct Response {
    name: String,
    anchor: String,
    /// The answers in order.
    entries: Vec<Value>,
}

impl Answers {
    /// Reads them; says what cannot be kept.
    pub fn read(responses: Option<&Value>, notes: &mut Vec<String>) -> Self {
        let mut all: Vec<Response> = Vec::new();
        for (name, response) in members(responses) {
            let entries = entries(response);
            if entries.is_empty() {
                notes.push(format!("the mocked response `{name}` is empty"));
            }
            let mut anchor = anchor(name);
            while all.iter().any(|other| other.anchor == anchor) {
                anchor.push('_');
            }
            all.push(Response { name: name.to_owned(), anchor, entries });
        }
        Self { all }
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|response| &*response.name)
    }

    /// The anchor of the one called `name`, if it has answers.
    pub fn anchor(&self, name: &str) -> Option<&str> {
        let found = self.all.iter().find(|response| response.name == name && !response.entries.is_empty())?;
        Some(&found.anchor)
    }

    /// Those that `is_kept` takes, below a key that mock files leave to their users.
    pub fn text(&self, is_kept: &dyn Fn(&str) -> bool) -> String {
        let mut text = String::new();
        let used = self.all.iter().filter(|response| is_kept(&response.name) && !response.entries.is_empty());
        for response in used {
            let answers = Object::from_iter([("do", Value::from(response.entries.clone()))]);
            let value = Object::from_iter([
                ("per", Value::from("execution")),
                ("rules", Value::from(vec![Value::from(answers)])),
            ]);
            text.push_str(&format!("  {} &{}\n", key(&response.name), response.anchor));
            for line in yaml::text(&Value::from(value)).lines() {
                text.push_str(&format!("    {line}\n"));
            }
        }
        if text.is_empty() { text } else { format!("x-answers:\n{text}") }
    }
}

/// A name as anchors may be written.
fn anchor(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    if name.is_empty() { "_".to_owned() } else { name.chars().map(plain).collect() }
}

/// The answers of one response, ascending. What cannot be one is left out; reading the file has said so.
fn entries(response: &Value) -> Vec<Value> {
    let all = members(Some(response)).filter_map(|(at, answer)| Some((range(at)?, kind(answer)?)));
    let mut found: Vec<((u32, u32), Object)> = all.collect();
    found.sort_by_key(|((first, _), _)| *first);
    let (mut entries, mut next) = (Vec::new(), 0);
    for ((first, last), answer) in found {
        // Of two for a call, the first one counts.
        if first < next {
            continue;
        }
        let at = if first == last { first.to_string() } else { format!("{first}-{last}") };
        let mut entry = Object::from_iter([("at", Value::from(at))]);
        answer.iter().for_each(|(key, value)| entry.insert(key.clone(), value.clone()));
        entries.push(Value::from(entry));
        next = last.saturating_add(1);
    }
    entries
}

/// `0`, `1-2`
fn range(at: &str) -> Option<(u32, u32)> {
    let (first, last) = at.split_once('-').unwrap_or((at, at));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last).then_some((first, last))
}

/// What one call is answered.
fn kind(answer: &Value) -> Option<Object> {
    match (answer.get("Return"), answer.get("Throw")) {
        (Some(result), None) => Some(Object::from_iter([("return", literal(result))])),
        (None, Some(error)) => {
            let parts = [("error", error.get("Error")), ("cause", error.get("Cause"))];
            let parts = parts.into_iter().filter_map(|(key, value)| Some((key, literal(value?))));
            Some(Object::from_iter([("throw", Value::from(Object::from_iter(parts)))]))
        }
        (Some(_), Some(_)) | (None, None) => None,
    }
}
