//! SFN012: yaml old boolean.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::OLD_BOOLEAN,
    name: "yaml-old-boolean",
    severity: Severity::Warning,
    about: "YAML 1.1 takes `yes`, `no`, `on`, `off` for booleans, YAML 1.2 for text. sfn reads 1.2 as AWS's \
        own tools do for definitions, SAM reads 1.1: quotes make both agree.",
    examples: Some(examples!("SFN012", "yaml")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
