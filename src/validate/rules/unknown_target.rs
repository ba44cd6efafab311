//! SFN103: unknown target.

use crate::asl::codes;
use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::UNKNOWN_TARGET,
    name: "unknown-target",
    severity: Severity::Error,
    about: "`StartAt`, `Next` or `Default` names a state that is not in the same `States` object. Names are \
        compared exactly. A transition cannot leave or enter a branch of a Parallel or the processor of \
        a Map.",
    examples: Some(examples!("SFN103", "json")),
    workflow: Workflow::Standard,
    aws: Some(("MISSING_TRANSITION_TARGET", "Missing 'Next' target: Chrage Card")),
    finder: Finder::Compiling,
};
