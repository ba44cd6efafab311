//! SFN001: json syntax.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::JSON,
    name: "json-syntax",
    severity: Severity::Error,
    about: "The file is not JSON. AWS reads definitions with a strict JSON parser: no comments, no trailing \
        commas, no single quotes. The message says what the parser expected where it had to stop.",
    examples: Some(examples!("SFN001", "json")),
    workflow: Workflow::Standard,
    aws: Some(("INVALID_JSON_DESCRIPTION", "the words of its parser")),
    finder: Finder::Loading,
};
