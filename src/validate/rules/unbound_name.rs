//! SFN014: unbound name.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::UNBOUND,
    name: "unbound-name",
    severity: Severity::Warning,
    about: "The definition uses `${Name}`, and the template that it belongs to gives `Name` no value. AWS \
        would keep the text as it stands; name it in `DefinitionSubstitutions`, or give it with `--sub \
        Name=VALUE`.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
