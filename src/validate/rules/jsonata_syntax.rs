//! SFN301: jsonata syntax.

use crate::asl::codes;
use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::JSONATA_SYNTAX,
    name: "jsonata-syntax",
    severity: Severity::Error,
    about: "The text between `{%` and `%}` is not JSONata. The note is the text of the reference \
        implementation, which AWS reports, too.",
    examples: Some(examples!("SFN301", "json")),
    workflow: Workflow::Standard,
    aws: Some(("INVALID_JSONATA_EXPRESSION", "Expected \")\" before end of expression")),
    finder: Finder::Compiling,
};
