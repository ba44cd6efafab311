//! SFN300: path syntax.

use crate::asl::codes;
use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::PATH_SYNTAX,
    name: "path-syntax",
    severity: Severity::Error,
    about: "The text is no JSONPath. Paths begin with `$` (the input), `$$` (the context object) or `$name` \
        (a variable).",
    examples: Some(examples!("SFN300", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "Value must be a valid JSONPath.")),
    finder: Finder::Compiling,
};
