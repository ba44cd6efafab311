//! SFN304: payload duplicate.

use crate::asl::codes;
use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::PAYLOAD_TWICE,
    name: "payload-duplicate",
    severity: Severity::Error,
    about: "`name` and `name.$` give the same field: only one of them can be meant.",
    examples: Some(examples!("SFN304", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Compiling,
};
