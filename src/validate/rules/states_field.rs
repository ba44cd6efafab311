//! SFN311: states field.

use crate::asl::codes;
use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::STATES_FIELD,
    name: "states-field",
    severity: Severity::Error,
    about: "`$states` does not have that field here. `input` and `context` are always there; `result` only \
        in `Output` and `Assign` of a Task, Parallel or Map; `errorOutput` only in `Output` and `Assign` \
        of a catcher. AWS refuses such expressions when the machine is created.",
    examples: Some(examples!("SFN311", "json")),
    workflow: Workflow::Standard,
    aws: Some(("UNSUPPORTED_JSONATA_EXPRESSION", "Field '$states.errorOutput' does not exist.")),
    finder: Finder::Compiling,
};
