//! SFN007: too large.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::LARGE,
    name: "too-large",
    severity: Severity::Error,
    about: "The text is too large or nested too deep to be a definition: AWS takes 1 MB, sfn reads 32 MB and \
        500 levels.",
    examples: Some(examples!("SFN007", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
