//! SFN114: timestamp.

use crate::asl::codes;
use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::TIMESTAMP,
    name: "timestamp",
    severity: Severity::Error,
    about: "The text is not a timestamp. AWS takes RFC 3339 with an upper-case `T` and a zone, `Z` or an offset \
        such as `+02:00`.",
    examples: Some(examples!("SFN114", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "String does not match RFC3339 timestamp")),
    finder: Finder::Compiling,
};
