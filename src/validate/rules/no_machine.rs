//! SFN017: no machine.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::NO_MACHINE,
    name: "no-machine",
    severity: Severity::Error,
    about: "No state machine was found in the file: neither a definition nor a template with a machine in \
        it. `sfn list` prints what it finds in a folder.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
