//! ValidateStateMachineDefinition: what is wrong with a definition, in AWS's words. Those that break the schema come
//! before those about targets of transitions: StartAt, Next, then states that nothing leads to (recorded).

use std::collections::HashSet;

use crate::api::ApiError;
use crate::api::diagnostics::words;
use crate::api::members::Members;
use crate::api::shape::{object, text};
use crate::asl::machine::Workflow;
use crate::base::diag::{AwsDiagnostic, Diagnostic, Severity};
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

use super::create::TYPES;
use super::definition::{self, check};

/// Checks a definition.
pub fn validate(request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let definition = members.text_within("definition", 1, definition::MAX)?;
    if definition.is_none() {
        members.missing("definition");
    }
    let workflow = members.word("type", &TYPES)?.unwrap_or(Workflow::Standard);
    let severities = [("ERROR", Severity::Error), ("WARNING", Severity::Warning)];
    let least = members.word("severity", &severities)?.unwrap_or(Severity::Error);
    let most = members.within("maxResults", 0, 100)?.filter(|most| *most > 0).unwrap_or(100);
    members.finish()?;
    let (_, found) = check(definition.unwrap_or_default(), workflow);
    let (mut shown, mut known): (Vec<(Severity, AwsDiagnostic)>, HashSet<_>) = Default::default();
    for finding in found.iter().filter(|found| is_shown(found, least)) {
        let said = (finding.severity, words(finding));
        if known.insert((said.0 == Severity::Error, said.1.clone())) {
            shown.push(said);
        }
    }
    lost(definition.unwrap_or_default(), &mut shown);
    shown.sort_by_key(|(severity, words)| (*severity != Severity::Error, rank(words)));
    let has_errors = shown.iter().any(|(severity, _)| *severity == Severity::Error);
    let most = usize::try_from(most).unwrap_or(100);
    let is_cut = shown.len() > most;
    let page: Vec<Value> = shown.iter().take(most).map(|(severity, words)| item(*severity, words)).collect();
    Ok(object([
        ("result", text(if has_errors { "FAIL" } else { "OK" })),
        ("diagnostics", Some(page.into())),
        ("truncated", Some(is_cut.into())),
    ]))
}

/// Adds that no state is reachable, where `StartAt` names none that there is (recorded 2026-09-23). For people that is one
/// mistake, which `sfn validate` says once.
fn lost(definition: &str, shown: &mut Vec<(Severity, AwsDiagnostic)>) {
    let has = |code: &str, location: Option<&str>| {
        let is_it = |words: &AwsDiagnostic| {
            words.code == code && location.is_none_or(|location| words.location == location)
        };
        shown.iter().any(|(_, words)| is_it(words))
    };
    if !has(TARGET, Some("/StartAt")) || has("MISSING_END_STATE", None) {
        return;
    }
    let definition = Value::parse(definition).unwrap_or_default();
    for (name, _) in definition.get("States").and_then(Value::as_object).into_iter().flat_map(Object::iter) {
        let words = AwsDiagnostic {
            code: TARGET.to_owned(),
            message: format!("State \"{name}\" is not reachable."),
            location: Pointer::root().key("States").key(name).aws(),
        };
        shown.push((Severity::Error, words));
    }
}

/// The code of what is wrong with where states lead.
const TARGET: &str = "MISSING_TRANSITION_TARGET";

/// AWS warns of a few things only: those whose words are known.
fn is_shown(found: &Diagnostic, least: Severity) -> bool {
    match found.severity {
        Severity::Error => true,
        Severity::Warning => least == Severity::Warning && found.aws.is_some(),
        Severity::Note => false,
    }
}

fn rank(words: &AwsDiagnostic) -> u8 {
    match (words.code.as_str(), words.location.as_str()) {
        (TARGET, "/StartAt") => 1,
        (TARGET, _) if words.message.starts_with("State ") => 4,
        (TARGET, _) => 2,
        ("MISSING_END_STATE", _) => 3,
        (_, _) => 0,
    }
}

fn item(severity: Severity, words: &AwsDiagnostic) -> Value {
    let severity = if severity == Severity::Error { "ERROR" } else { "WARNING" };
    let location = Some(words.location.as_str()).filter(|location| !location.is_empty());
    object([
        ("severity", text(severity)),
        ("code", text(&words.code)),
        ("message", text(&words.message)),
        ("location", location.map(Value::from)),
    ])
}
