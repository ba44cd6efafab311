//! SFN302: reference path.

use crate::asl::codes;
use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::REFERENCE_PATH,
    name: "reference-path",
    severity: Severity::Error,
    about: "The field takes a reference path, which names one single place: names and indexes only, no \
        wildcard, slice, filter or function.",
    examples: Some(examples!("SFN302", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "Value is not a Reference Path")),
    finder: Finder::Compiling,
};
