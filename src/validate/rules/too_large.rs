//! SFN007: too large.

use crate::asl::machine::Workflow;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::pointer::Pointer;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::LARGE,
    name: "too-large",
    severity: Severity::Error,
    about: "The text is too large or nested too deep to be a definition: AWS takes 1 MB, sfn reads 32 MB and \
        500 levels. Of more than 100,000 findings about one definition, or all that are checked together, the others are \
        left out.",
    examples: Some(examples!("SFN007", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};

/// Whether `found` says that findings were left out.
#[must_use]
pub fn is_left_out(found: &Diagnostic) -> bool {
    found.code == RULE.code && found.message.ends_with(LEFT_OUT)
}

/// How the message about findings that were left out ends.
const LEFT_OUT: &str = "findings more, which are left out";

/// So many findings were left out.
#[must_use]
pub fn left_out(count: usize) -> Diagnostic {
    let message = format!("there are {count} {LEFT_OUT}");
    RULE.at(Place::Value(Pointer::root()), message).help("mend those that are shown first")
}
