//! SFN230: doubtful API.

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Severity};

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN230"),
    name: "doubtful-api",
    severity: Severity::Warning,
    about: "The API exists, or has existed, but AWS may not let a Task call it: the service is not on the \
        lists that AWS gives of the SDK integrations, perhaps because it is too new, or AWS has closed it. \
        Or the ARN has the right form and cannot be one: AWS has no such partition, or a function's ARN lacks \
        its region or account.",
    examples: Some(examples!("SFN230", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::ByAnotherRule,
};
