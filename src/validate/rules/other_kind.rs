//! SFN005: other kind.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::KIND,
    name: "other-kind",
    severity: Severity::Error,
    about: "The file is of a kind in which sfn cannot find a definition: it reads definitions in JSON and YAML, and \
        templates of SAM, CloudFormation, CDK, Serverless and Terraform.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
