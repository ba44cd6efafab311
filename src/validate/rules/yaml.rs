//! SFN002: yaml syntax.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::YAML,
    name: "yaml-syntax",
    severity: Severity::Error,
    about: "The file is not YAML. sfn reads YAML 1.2; indentation is made of blanks, never of tabs.",
    examples: Some(examples!("SFN002", "yaml")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
