//! SFN305: jsonata delimiters.

use crate::asl::codes;
use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::DELIMITERS,
    name: "jsonata-delimiters",
    severity: Severity::Error,
    about: "An expression begins with `{%` and ends with `%}`, without anything outside. Half of them makes \
        no expression, and AWS refuses it.",
    examples: Some(examples!("SFN305", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Compiling,
};
