//! Levels: findings that somebody allowed or denied by their code.
//!
//! A code stands for itself, its beginning for all codes that begin so (`SFN2`), `warnings` for all
//! warnings. Errors stay errors: AWS does not let itself be told otherwise. The exceptions are those that
//! rest on what the catalogue knows of AWS's APIs, which grow.

use crate::base::diag::{Diagnostic, Severity};
use crate::base::value::Value;

use super::rules::{unknown_api, unknown_parameter};

/// Errors that may be wrong one day, so that they can be allowed.
const AGEING: [&str; 2] = [unknown_api::RULE.code, unknown_parameter::RULE.code];

fn is_final(diagnostic: &Diagnostic) -> bool {
    diagnostic.severity == Severity::Error && !AGEING.contains(&diagnostic.code)
}

/// What was allowed and denied on the command line.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// Codes not to report.
    pub allow: Vec<String>,
    /// Codes to report as errors.
    pub deny: Vec<String>,
}

impl Levels {
    /// Whether to report `diagnostic`, which becomes an error if it is denied. Denying wins.
    pub fn keep(&self, diagnostic: &mut Diagnostic) -> bool {
        if is_final(diagnostic) {
            return true;
        }
        if self.deny.iter().any(|asked| covers(asked, diagnostic)) {
            diagnostic.severity = Severity::Error;
            return true;
        }
        !self.allow.iter().any(|asked| covers(asked, diagnostic))
    }
}

fn covers(asked: &str, diagnostic: &Diagnostic) -> bool {
    match asked {
        "warnings" => diagnostic.severity == Severity::Warning,
        code => !code.is_empty() && diagnostic.code.starts_with(code),
    }
}

/// Drops what a `"Comment": "sfn:allow SFN203 reason"` of a state, or of the whole definition, allows.
pub(super) fn allow_in_comments(found: &mut Vec<Diagnostic>, definition: &Value) {
    found.retain(|diagnostic| {
        is_final(diagnostic)
            || !holders(diagnostic.place.pointer()).any(|holder| {
                definition.pointer(holder).is_some_and(|holder| allows(holder, diagnostic.code))
            })
    });
}

/// The pointers to everything around what `pointer` names, itself included.
fn holders(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |inner| Some(&inner[..inner.rfind('/')?]))
}

fn allows(holder: &Value, code: &str) -> bool {
    let comment = holder.get("Comment").and_then(Value::as_str).unwrap_or_default();
    comment.split("sfn:allow").skip(1).any(|allowed| {
        // The codes end where the reason begins.
        allowed
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|word| !word.is_empty())
            .take_while(|word| super::rules::find(word).is_some())
            .any(|word| word == code)
    })
}
