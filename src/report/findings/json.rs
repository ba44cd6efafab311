//! JSON and JSON Lines.

use std::io::{self, Write};

use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::value::{Object, Value};

use super::{Findings, Machine};

/// `{"diagnostics": […], "machines": […]}`
pub(super) fn write(out: &mut dyn Write, findings: Findings<'_>) -> io::Result<()> {
    let machines: Vec<Value> =
        findings.machines.iter().filter(|machine| machine.is_read).map(machine).collect();
    // One at a time: there may be a hundred thousand.
    out.write_all(b"{\"diagnostics\":[")?;
    for (at, (document, found)) in findings.found.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        write!(out, "{comma}{}", Value::from(one(document, found)))?;
    }
    writeln!(out, "],\"machines\":{}}}", Value::from(machines))
}

/// The list under `diagnostics`.
#[must_use]
pub fn diagnostics(found: &[(Document, Diagnostic)]) -> Value {
    found.iter().map(|(document, found)| Value::from(one(document, found))).collect::<Vec<_>>().into()
}

/// A finding of a run: the same with its notes.
#[must_use]
pub fn diagnostic(document: &Document, found: &Diagnostic) -> Object {
    let mut members = one(document, found);
    let notes: Vec<Value> = found.notes.iter().map(|note| Value::from(note.as_str())).collect();
    members.insert("notes", notes.into());
    members
}

/// A line for each finding.
pub(super) fn lines(out: &mut dyn Write, findings: Findings<'_>) -> io::Result<()> {
    for (document, found) in findings.found {
        let mut line = Object::from_iter([("v", Value::from(1_i64)), ("type", "diagnostic".into())]);
        for (key, value) in &one(document, found) {
            line.insert(key.clone(), value.clone());
        }
        writeln!(out, "{}", Value::from(line))?;
    }
    Ok(())
}

fn machine(machine: &Machine) -> Value {
    object([
        ("name", machine.name.as_str().into()),
        ("file", machine.file.as_str().into()),
        ("states", machine.states.into()),
    ])
}

/// Lines and columns count from 1 in the file the user wrote.
fn one(document: &Document, diagnostic: &Diagnostic) -> Object {
    let location = document.locate(&diagnostic.place);
    let aws = diagnostic.aws.as_ref().map_or(Value::Null, |aws| {
        object([
            ("code", aws.code.as_str().into()),
            ("message", aws.message.as_str().into()),
            ("location", aws.location.as_str().into()),
        ])
    });
    let mut shown = Object::from_iter([
        ("code", diagnostic.code.as_str().into()),
        ("severity", diagnostic.severity.name().into()),
        ("message", diagnostic.sentence().as_ref().into()),
        ("file", document.source().shown.clone().into()),
        ("line", location.line.into()),
        ("column", location.column.into()),
        ("end_line", location.end_line.into()),
        ("end_column", location.end_column.into()),
        ("pointer", diagnostic.place.pointer().into()),
        ("help", diagnostic.help.as_deref().map_or(Value::Null, Value::from)),
        ("aws", aws),
    ]);
    if !diagnostic.notes.is_empty() {
        let notes: Vec<Value> = diagnostic.notes.iter().map(|note| note.as_str().into()).collect();
        shown.insert("notes", Value::from(notes));
    }
    shown
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::from(members.into_iter().collect::<Object>())
}
