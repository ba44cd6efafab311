//! SFN004: no definition.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::SHAPE,
    name: "no-definition",
    severity: Severity::Error,
    about: "The file holds no definition: it is empty, or its value is not an object. A definition is an \
        object with at least `StartAt` and `States`.",
    examples: Some(examples!("SFN004", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "Definition must be a valid JSON object")),
    finder: Finder::Loading,
};
