//! SFN304: payload duplicate.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN304",
    name: "payload-duplicate",
    severity: Severity::Error,
    about: "`name` and `name.$` give the same field: only one of them can be meant.",
    bad: example!("SFN304", "bad.asl.json"),
    good: example!("SFN304", "good.asl.json"),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Compiling,
};
