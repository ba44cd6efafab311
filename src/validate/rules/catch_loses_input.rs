//! SFN206: catch loses input.

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use crate::validate::flow::Miss;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN206"),
    name: "catch-loses-input",
    severity: Severity::Warning,
    about: "A catcher without `ResultPath` passes on the error and nothing else, and a later state looks for \
        something that was in the input. `\"ResultPath\": \"$.error\"` keeps the input and adds the \
        error.",
    examples: Some(examples!("SFN206", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::ByAnotherRule,
};

pub(super) fn lost(miss: &Miss, by: &str) -> Diagnostic {
    let message = format!("`{}` is gone: the error of `{by}` took its place", miss.path);
    RULE.at(Place::Value(miss.pointer.clone()), message)
        .help(format!("keep the input in the catcher of `{by}`: \"ResultPath\": \"$.error\""))
}
