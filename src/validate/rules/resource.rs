//! SFN108: unknown resource.

use crate::asl::fields::Owner;
use crate::asl::integrations;
use crate::asl::machine::Workflow;
use crate::base::diag::{Diagnostic, Place, Severity};

use super::super::subject::Subject;
use super::{Finder, Rule};
use super::{clipped, schema, within};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN108",
    name: "unknown-resource",
    severity: Severity::Error,
    about: "`Resource` names nothing that a Task can call. It is the ARN of a Lambda function or an \
        activity, an optimized integration such as `arn:aws:states:::sqs:sendMessage`, or any AWS API as \
        `arn:aws:states:::aws-sdk:SERVICE:ACTION`. Not every integration can wait for a job (`.sync`) or \
        a token (`.waitForTaskToken`).",
    examples: Some(examples!("SFN108", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.")),
    finder: Finder::Definition(find),
};

fn find(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for part in subject.of(Owner::Task) {
        let Some(arn) = part.text("Resource") else { continue };
        let Err(why) = integrations::callable(arn) else { continue };
        let message = format!("`{}` is no resource a Task can call{}", clipped(arn), within(part));
        let mut diagnostic = RULE.at(Place::Value(part.place("Resource")), message).label(why.reason);
        diagnostic.help = why.help;
        let words = format!(
            "The resource provided {arn} is not recognized. The value is not a valid resource ARN, \
             or the resource is not available in this region."
        );
        found.push(schema(diagnostic, words, &part.place("Resource")));
    }
}
