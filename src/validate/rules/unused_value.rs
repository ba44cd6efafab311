//! SFN010: unused value.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::UNUSED,
    name: "unused-value",
    severity: Severity::Warning,
    about: "A value was given with `--sub` for a name that does not occur as `${Name}` in the definition; \
        probably one of the two is misspelt.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
