//! A snapshot file: what the snapshot is about between two lines `---`, then its parts in YAML.

use std::collections::BTreeSet;

use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::source::Source;
use crate::base::value::{Object, Value};
use crate::load;
use crate::report::tests::part_of;
use crate::services::mock::Finding;

use crate::suite::codes;

/// The version of the format that is written.
const VERSION: i64 = 1;
/// What separates the two parts of a file.
const FENCE: &str = "---\n";

/// What is kept of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// The machine's name.
    pub machine: String,
    /// The test's name.
    pub test: String,
    /// What is kept, by the keys of the file. A part may have several: the output has a status, too.
    pub parts: Object,
}

impl Snapshot {
    /// The text of the file; the same for the same snapshot. Keys are sorted.
    #[must_use]
    pub fn text(&self) -> String {
        let parts: BTreeSet<&str> = self.parts.keys().map(|key| part_of(key)).collect();
        let parts = parts.into_iter().map(Value::from);
        let head = Object::from_iter([
            ("version", Value::from(VERSION)),
            ("machine", Value::from(&*self.machine)),
            ("test", Value::from(&*self.test)),
            ("parts", Value::from(parts.collect::<Vec<_>>())),
        ]);
        format!("{FENCE}{}{FENCE}{}", written(&Value::from(head)), yaml(&Value::from(self.parts.clone())))
    }

    /// Reads the text of a file. What is wrong with it has a place in the file.
    pub fn read(source: &Source) -> Result<Self, Vec<Finding>> {
        // Files that git gave the line ends of Windows are the same.
        let text = source.text.replace("\r\n", "\n");
        let split = text.strip_prefix(FENCE).and_then(|rest| {
            let end = if rest.starts_with(FENCE) { 0 } else { rest.find(&format!("\n{FENCE}"))? + 1 };
            Some((FENCE.len() + end, FENCE.len() + end + FENCE.len()))
        });
        let Some((head_end, body_start)) = split else {
            let place = Place::Text(0..text.lines().next().map_or(0, str::len));
            let found = Diagnostic::error(codes::NO_SNAPSHOT, place, "this is not a snapshot")
                .label("it begins with a line `---`, then says what it is of")
                .help(REMOVE);
            return Err(vec![(Document::unread(source.with_text(&*text)), found)]);
        };
        // Both halves keep their lines, so that places are those in the file.
        let head = document(source, &blank(&text, 0, head_end), "the head")?;
        version(&head)?;
        let body = document(source, &blank(&text, body_start, text.len()), "the body")?;
        let word = |key: &str| head.value().get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let parts = body.value().as_object().cloned().unwrap_or_default();
        Ok(Self { machine: word("machine"), test: word("test"), parts })
    }
}

const REMOVE: &str = "correct it, or remove it and accept the snapshot anew: sfn test -u always";

/// `value` as YAML, its keys sorted.
#[must_use]
pub fn yaml(value: &Value) -> String {
    written(&sorted(value))
}

/// Line breaks in YAML 1.1 and none in YAML 1.2: what is beside them is read differently.
const DISPUTED: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];
/// A key that means more than itself to some readers, as JSON writes it.
const MERGE: &str = "\"<<\":";

fn written(value: &Value) -> String {
    let json = value.to_json_pretty();
    if json.contains(DISPUTED) || json.contains(MERGE) {
        // JSON is YAML, too, and leaves nothing open.
        return json + "\n";
    }
    let written = serde_yaml::to_string(value);
    debug_assert!(written.is_ok(), "a Value has string keys and finite numbers only");
    written.unwrap_or_default()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(key, value)| (key.clone(), sorted(value))).collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::from(members.into_iter().collect::<Object>())
        }
        Value::Array(items) => Value::from(items.iter().map(sorted).collect::<Vec<_>>()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// `text` with nothing but its line breaks outside of `from..to`.
fn blank(text: &str, from: usize, to: usize) -> String {
    let breaks = |part: &str| "\n".repeat(part.matches('\n').count());
    let inside = text[from..to]
        .strip_prefix(FENCE)
        .map_or_else(|| text[from..to].to_owned(), |rest| format!("\n{rest}"));
    format!("{}{inside}{}", breaks(&text[..from]), breaks(&text[to..]))
}

fn document(source: &Source, text: &str, what: &str) -> Result<Document, Vec<Finding>> {
    let document = load::data(&source.with_text(text)).map_err(|rejected| {
        let found = rejected.diagnostics.into_iter().map(|found| Diagnostic {
            code: codes::NO_SNAPSHOT,
            help: Some(REMOVE.to_owned()),
            ..found
        });
        found.map(|found| (rejected.document.clone(), found)).collect::<Vec<_>>()
    })?;
    if document.value().as_object().is_none() {
        let place = Place::Value(Pointer::root());
        let found =
            Diagnostic::error(codes::NO_SNAPSHOT, place, format!("{what} of a snapshot is not an object"));
        return Err(vec![(document, found.help(REMOVE))]);
    }
    Ok(document)
}

/// An error if a newer program wrote the file, or none did.
fn version(head: &Document) -> Result<(), Vec<Finding>> {
    let wrong = |found: Diagnostic| Err(vec![(head.clone(), found)]);
    let place = || Place::Value(Pointer::root().key("version"));
    match head.value().get("version").and_then(Value::as_i64) {
        Some(VERSION) => Ok(()),
        Some(newer @ VERSION..) => {
            let message =
                format!("a newer sfn wrote this snapshot: version {newer}, this one reads version {VERSION}");
            wrong(
                Diagnostic::error(codes::NEWER, place(), message)
                    .help("update sfn; the file is left as it is"),
            )
        }
        Some(_) | None => {
            let message = "the head of a snapshot has no `version` that exists";
            wrong(Diagnostic::error(codes::NO_SNAPSHOT, place(), message).help(REMOVE))
        }
    }
}
