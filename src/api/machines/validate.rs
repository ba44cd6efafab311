//! ValidateStateMachineDefinition: what is wrong with a definition, in AWS's words. Those that break the schema come
//! before those about targets of transitions: StartAt, Next, then states that nothing leads to (recorded).

use std::collections::HashSet;

use crate::api::ApiError;
use crate::api::diagnostics::words;
use crate::api::members::Members;
use crate::api::shape::{object, text};
use crate::asl::machine::Workflow;
use crate::base::diag::{AwsDiagnostic, Diagnostic, Severity};
use crate::base::value::Value;

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
        ("MISSING_TRANSITION_TARGET", "/StartAt") => 1,
        ("MISSING_TRANSITION_TARGET", _) if words.message.starts_with("State ") => 4,
        ("MISSING_TRANSITION_TARGET", _) => 2,
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
