//! SFN140: unknown API.

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Severity};

use super::{Finder, Rule};

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN140"),
    name: "unknown-api",
    severity: Severity::Error,
    about: "No service of AWS, or no API of the service, has this name. Services are called as by the AWS \
        SDK for Java, in lower case (`cloudwatchlogs`, not `logs`), actions as in the API with a lower-case \
        first letter (`getItem`). AWS's APIs grow, and this program knows them as they were when it was \
        made. If AWS takes one that is refused here, write `sfn:allow SFN140` into the `Comment` of the \
        state.",
    examples: Some(examples!("SFN140", "json")),
    workflow: Workflow::Standard,
    aws: Some((
        super::SCHEMA,
        "The resource provided arn:aws:states:::aws-sdk:dynamodb:getitem is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.",
    )),
    finder: Finder::ByAnotherRule,
};
