//! SFN016: uncomputed.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::FUNCTION,
    name: "uncomputed",
    severity: Severity::Error,
    about: "A template computes its definition with a function or a variable that is not evaluated here. \
        Let its own tool print the result, for instance `serverless print` or `terraform show -json`, \
        and check that.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
