//! What a snapshot keeps of a run: the parts that the test asks for, without secrets, without what the run made up,
//! and without what `redact` rules name. This is the one place that decides what stands in a snapshot.

use std::io;
use std::sync::Arc;

use crate::base::document::Document;
use crate::base::secret::{Secrets, hides_member};
use crate::base::value::{Object, Value};
use crate::record::Run;
use crate::report::findings::PLAIN;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::{hide, redact};
use crate::report::ink::style::Style;
use crate::report::runs::OfVisits;
use crate::report::runs::history::History;
use crate::report::runs::trace::{Trace, View};
use crate::report::tests::CAUGHT;
use crate::services::mock::{Snapshot as Wanted, SnapshotPart, TestCase};
use crate::suite::facts::Facts;
use crate::suite::tape::Tape;

use super::file::Snapshot;
use super::made;

/// How a trace is written: the same on every terminal.
const STYLE: Style = Style { colour: false, unicode: true, width: 100 };

/// The parts of the snapshot that `case` asks for; none if it asks for none.
#[must_use]
pub fn wanted(case: &TestCase) -> Vec<SnapshotPart> {
    match &case.snapshot {
        None | Some(Wanted::None) => Vec::new(),
        Some(Wanted::All) => vec![SnapshotPart::Output, SnapshotPart::Path],
        Some(Wanted::Parts(parts)) => parts.clone(),
    }
}

/// Whether the records of the run are needed for them.
#[must_use]
pub fn needs_records(parts: &[SnapshotPart]) -> bool {
    parts.iter().any(|part| matches!(part, SnapshotPart::Trace | SnapshotPart::History))
}

/// The snapshot of a run of `case`, which has these facts. `given` are the files of the user.
pub fn take(
    case: &TestCase,
    facts: &Facts,
    tape: &Tape,
    run: &Run<'_>,
    given: &[Document],
) -> io::Result<Snapshot> {
    let mut parts = Object::new();
    for part in wanted(case) {
        match part {
            SnapshotPart::Output => output(facts, &mut parts),
            SnapshotPart::Path => parts.insert("path", path(facts)),
            SnapshotPart::Calls => {
                let calls =
                    facts.calls.iter().map(|(state, args)| (Arc::clone(state), Value::from(args.clone())));
                parts.insert("calls", Value::from(calls.collect::<Object>()));
            }
            SnapshotPart::Trace => parts.insert("trace", Value::from(trace(facts, tape, run)?)),
            SnapshotPart::History => parts.insert("history", history(tape, run)?),
        }
    }
    let input = case.input.as_ref().map(Value::to_json).unwrap_or_default();
    let cleaner = Cleaner { given, input: &input, definition: run.definition, secrets: &facts.secrets };
    let whole = case.redact.iter().fold(Value::from(parts), |whole, rule| rule.redact(&whole));
    let parts = cleaner.value(&whole).as_object().cloned().unwrap_or_default();
    Ok(Snapshot { machine: run.name.to_owned(), test: case.name.to_string(), parts })
}

/// The output of a run that succeeded, the error of any other.
fn output(facts: &Facts, parts: &mut Object) {
    parts.insert("status", Value::from(facts.status));
    if let Some(output) = &facts.output {
        parts.insert("output", output.clone());
        return;
    }
    let some = |text: Option<&Arc<str>>| text.map(|text| Value::from(&**text));
    let members = [
        ("cause", some(facts.error.cause.as_ref())),
        ("name", some(facts.error.error.as_ref())),
        ("state", some(facts.error_state.as_ref())),
    ];
    let members = members.into_iter().filter_map(|(key, value)| Some((key, value?)));
    parts.insert("error", Value::from(Object::from_iter(members)));
}

/// The states of the machine itself, each with the error that was caught in it.
fn path(facts: &Facts) -> Value {
    let line = |(at, state): (usize, &Arc<str>)| match facts.caught.get(&at) {
        Some(error) => Value::from(format!("{state}{CAUGHT}{error}")),
        None => Value::from(&**state),
    };
    Value::from(facts.path.iter().enumerate().map(line).collect::<Vec<_>>())
}

/// The steps of the default trace.
fn trace(facts: &Facts, tape: &Tape, run: &Run<'_>) -> io::Result<String> {
    let mut out = Vec::new();
    let mut report = OfVisits::new(run.start, Trace::new(*run, STYLE, View::Default, &mut out).only_steps());
    tape.play(&mut report)?;
    drop(report);
    let text = String::from_utf8_lossy(&out).into_owned();
    Ok(hide(&text, &facts.secrets, Marks::of(STYLE)).trim_matches('\n').to_owned() + "\n")
}

/// The events as GetExecutionHistory has them.
fn history(tape: &Tape, run: &Run<'_>) -> io::Result<Value> {
    let mut out = Vec::new();
    let mut report = History::new(*run, &mut out);
    tape.play(&mut report)?;
    let text = String::from_utf8_lossy(&out).into_owned();
    let history = Value::parse(&text).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(history.get("events").cloned().unwrap_or_default())
}

/// Replaces what must not stand in a file.
struct Cleaner<'c> {
    given: &'c [Document],
    input: &'c str,
    definition: &'c Document,
    secrets: &'c Secrets,
}

impl Cleaner<'_> {
    fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::from(self.text(text)),
            Value::Array(items) => Value::from(items.iter().map(|item| self.value(item)).collect::<Vec<_>>()),
            Value::Object(members) => {
                let member = |(key, value): &(Arc<str>, Value)| {
                    let value = self.value(value);
                    let value = if hides_member(members, key, &value) { hidden(&value) } else { value };
                    (Arc::clone(key), value)
                };
                Value::from(members.iter().map(member).collect::<Object>())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn text(&self, text: &str) -> String {
        let text = made::replace(text, |found| {
            let has = |text: &str| text.contains(found);
            has(self.input)
                || has(&self.definition.source().text)
                || self.given.iter().any(|file| has(&file.source().text))
        });
        let marks = Marks::of(PLAIN);
        hide(&redact(&text, marks), self.secrets, marks).into_owned()
    }
}

/// Every text of a secret by its length; a word that stands for something made up says enough.
fn hidden(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with('[') && text.ends_with(']') && text.len() < 12 => {
            value.clone()
        }
        Value::String(text) if text.starts_with("<hidden ") => value.clone(),
        Value::String(text) => Value::from(format!("<hidden {}>", crate::base::amount::size(text.len()))),
        Value::Array(items) => Value::from(items.iter().map(hidden).collect::<Vec<_>>()),
        Value::Object(members) => Value::from(
            members.iter().map(|(key, value)| (Arc::clone(key), hidden(value))).collect::<Object>(),
        ),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
