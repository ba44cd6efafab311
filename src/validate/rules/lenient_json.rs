//! SFN013: lenient json.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::LENIENT,
    name: "lenient-json",
    severity: Severity::Warning,
    about: "The definition has comments, trailing commas or the like, which `sfn` reads and AWS refuses: \
        strict JSON has none. `sfn render` prints the definition as AWS takes it.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
