//! What AWS says of a definition, from what was found about it.

use std::collections::HashSet;

use crate::base::diag::{AwsDiagnostic, Diagnostic, Severity};

use super::ApiError;

/// The words of AWS for a finding; its own where AWS's are not known.
pub(super) fn words(found: &Diagnostic) -> AwsDiagnostic {
    found.aws.clone().unwrap_or_else(|| AwsDiagnostic {
        code: "SCHEMA_VALIDATION_FAILED".to_owned(),
        message: found.sentence().into_owned(),
        location: String::new(),
    })
}

/// The error about a definition with these findings; `nowhere` is what is said where a finding has no place.
pub(super) fn refusal<'f>(found: impl Iterator<Item = &'f Diagnostic>, nowhere: &str) -> ApiError {
    let (mut said, mut known): (Vec<String>, HashSet<String>) = Default::default();
    for error in found.filter(|found| found.severity == Severity::Error) {
        let AwsDiagnostic { code, message, location } = words(error);
        let place = match (error.aws.is_some(), location.as_str()) {
            (false, _) => String::new(),
            (true, "") => nowhere.to_owned(),
            // The text of the parser of JSON has its place in it.
            (true, place) if message.contains(place) => String::new(),
            (true, place) => format!(" at {place}"),
        };
        let words = format!("{code}: {message}{place}");
        if known.insert(words.clone()) {
            said.push(words);
        }
    }
    ApiError::definition(format!("Invalid State Machine Definition: '{}'", said.join(", ")))
}
