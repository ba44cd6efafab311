//! SFN011: placeholder.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::PLACEHOLDER,
    name: "placeholder",
    severity: Severity::Note,
    about: "`${Name}` has no value, and stands where a number is needed: a made-up number takes its place. \
        Give the value with `--sub Name=5`.",
    examples: Some(examples!("SFN011", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
