//! SFN011: placeholder.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN011",
    name: "placeholder",
    severity: Severity::Note,
    about: "`${Name}` has no value, and stands where a number is needed: a made-up number takes its place. \
        Give the value with `--sub Name=5`.",
    bad: example!("SFN011", "bad.asl.json"),
    good: example!("SFN011", "good.asl.json"),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
