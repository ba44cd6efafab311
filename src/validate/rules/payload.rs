//! SFN303: payload expression.

use crate::asl::codes;
use crate::asl::machine::Workflow;
use crate::base::diag::Severity;

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: codes::PAYLOAD,
    name: "payload-expression",
    severity: Severity::Error,
    about: "A key that ends in `.$` takes its value from the input: it holds a path such as `$.name` or an \
        intrinsic function such as `States.UUID()`. For a literal, leave the `.$` away.",
    examples: Some(examples!("SFN303", "json")),
    workflow: Workflow::Standard,
    aws: Some((
        super::SCHEMA,
        "The value for the field 'name.$' must be a valid JSONPath or a valid intrinsic function call",
    )),
    finder: Finder::Compiling,
};
