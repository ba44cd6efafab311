//! SFN312: jsonata top level.

use crate::asl::codes;
use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::JSONATA_UNSUPPORTED,
    name: "jsonata-top-level",
    severity: Severity::Error,
    about: "In Step Functions an expression has no input of its own: names at the top level, `$` and `$$` \
        lead nowhere. The state's input is `$states.input`. Inside a predicate or a function, names and \
        `$` work as always.",
    examples: Some(examples!("SFN312", "json")),
    workflow: Workflow::Standard,
    aws: Some(("UNSUPPORTED_JSONATA_EXPRESSION", "Reference to 'order' at the top level is not supported.")),
    finder: Finder::Compiling,
};
