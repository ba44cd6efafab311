//! SFN006: encoding.

use crate::asl::machine::Workflow;
use crate::base::diag::Severity;
use crate::load::codes;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::ENCODING,
    name: "encoding",
    severity: Severity::Error,
    about: "The file is no UTF-8 text. JSON is UTF-8 by definition, and AWS reads nothing else.",
    examples: None,
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Loading,
};
