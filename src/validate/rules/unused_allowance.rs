//! SFN034: unused allowance.

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule, clipped};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN034"),
    name: "unused-allowance",
    severity: Severity::Warning,
    about: "`sfn:allow` names a code, and nothing below it is found with that code: what was allowed once is \
        mended, or the comment stands at another place. Left there it would hide the next finding.",
    examples: Some(examples!("SFN034", "yaml")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::ByAnotherRule,
};

/// The finding about `word`, for which there is nothing to allow.
pub(in crate::validate) fn at(place: Place, word: &str) -> Diagnostic {
    let message = format!("nothing is found that `sfn:allow {}` allows", clipped(word));
    RULE.at(place, message).help("remove it, or move it to the state or the line it is about")
}
