//! SFN003: duplicate key.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::DUPLICATE,
    name: "duplicate-key",
    severity: Severity::Error,
    about: "One object has a key twice. JSON parsers keep one of the two and say nothing, so half of what \
        was written never takes effect; for state names AWS refuses the definition.",
    examples: Some(examples!("SFN003", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
