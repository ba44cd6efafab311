//! SFN019: known later.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::LATER,
    name: "known-later",
    severity: Severity::Warning,
    about: "A value is known only once the template is deployed, for instance a parameter of SSM. A \
        placeholder stands for it; `--param` or `--sub` gives one of your own.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
