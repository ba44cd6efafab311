//! SARIF 2.1.0, as code scanning reads it.
//!
//! A finding is recognised again after the file has changed by its code, file and JSON
//! Pointer, not by its line.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::base::diag::Code;
use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::base::value::{Object, Value};
use crate::validate::rules::{RULES, Rule};

use super::{Findings, plainly};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What the tool checks against: the project has no page of its own.
const INFORMATION: &str =
    "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html";

/// How a log without results is written.
const NO_RESULTS: &str = "\"results\": []";
/// What is before a line of a result.
const RESULT: &str = "\n        ";

pub(super) fn write(out: &mut dyn Write, findings: Findings<'_>) -> io::Result<()> {
    let used: BTreeSet<Code> = findings.found.iter().map(|(_, found)| found.code).collect();
    let rules: Vec<Value> =
        RULES.iter().filter(|rule| used.contains(&rule.code)).map(|rule| about(rule)).collect();
    let driver = object([
        ("name", "sfn".into()),
        ("fullName", concat!("sfn ", env!("CARGO_PKG_VERSION")).into()),
        ("informationUri", INFORMATION.into()),
        ("version", env!("CARGO_PKG_VERSION").into()),
        ("rules", rules.into()),
    ]);
    let run = object([
        ("tool", object([("driver", driver)])),
        ("automationDetails", object([("id", "sfn/validate/".into())])),
        ("columnKind", "unicodeCodePoints".into()),
        ("results", Value::from(Vec::new())),
    ]);
    let log =
        object([("$schema", SCHEMA.into()), ("version", "2.1.0".into()), ("runs", Value::from(vec![run]))]);
    let log = log.to_json_pretty();
    let Some((before, after)) = log.split_once(NO_RESULTS).filter(|_| !findings.found.is_empty()) else {
        return writeln!(out, "{log}");
    };
    // One at a time: there may be a hundred thousand.
    write!(out, "{before}{}", NO_RESULTS.trim_end_matches(']'))?;
    for (at, (document, found)) in findings.found.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let result = result(document, found).to_json_pretty().replace('\n', RESULT);
        write!(out, "{comma}{RESULT}{result}")?;
    }
    writeln!(out, "\n      ]{after}")
}

fn about(rule: &Rule) -> Value {
    object([
        ("id", rule.code.as_str().into()),
        ("name", rule.name.into()),
        ("shortDescription", text(rule.name)),
        ("fullDescription", text(rule.about)),
        ("help", text(&format!("{} See `sfn explain {}`.", rule.about, rule.code))),
        ("defaultConfiguration", object([("level", level(rule.severity).into())])),
    ])
}

fn result(document: &Document, found: &Diagnostic) -> Value {
    let at = document.locate(&found.place);
    let region = object([
        ("startLine", at.line.into()),
        ("startColumn", at.column.into()),
        ("endLine", at.end_line.into()),
        ("endColumn", at.end_column.into()),
    ]);
    let artifact = object([("uri", uri(&document.source().shown).into())]);
    let physical = object([("artifactLocation", artifact), ("region", region)]);
    let mut location = Object::from_iter([("physicalLocation", physical)]);
    if !found.place.pointer().is_empty() {
        let logical = object([("fullyQualifiedName", found.place.pointer().into())]);
        location.insert("logicalLocations", Value::from(vec![logical]));
    }
    let shown = plainly(document, found);
    let mut message = shown.sentence().into_owned();
    if let Some(help) = &shown.help {
        message = format!("{message}; {help}");
    }
    let fingerprint = format!("{}:{}:{}", found.code, document.source().shown, found.place.pointer());
    object([
        ("ruleId", found.code.as_str().into()),
        ("level", level(found.severity).into()),
        ("message", text(&message)),
        ("locations", Value::from(vec![Value::from(location)])),
        ("partialFingerprints", object([("sfn/v1", fingerprint.into())])),
    ])
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// A path as a URI reference, relative if the path is.
fn uri(path: &str) -> String {
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

fn text(text: &str) -> Value {
    object([("text", text.into())])
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::from(members.into_iter().collect::<Object>())
}
