//! SFN018: hcl.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::HCL,
    name: "hcl",
    severity: Severity::Error,
    about: "The file is not valid HCL, the language of Terraform, so no state machine can be found in it. \
        `terraform fmt` points at the same place.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
