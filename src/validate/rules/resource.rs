//! SFN108: unknown resource.

use std::collections::BTreeMap;

use crate::asl::fields::ObjectKind;
use crate::asl::integrations;
use crate::asl::machine::Workflow;
use crate::asl::verdict::{Reason, Verdict};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use super::{by_catalog, clipped, schema, within};
use super::{doubtful_api, unknown_api};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN108"),
    name: "unknown-resource",
    severity: Severity::Error,
    about: "`Resource` names nothing that a Task can call. It is the ARN of a Lambda function or an \
        activity, an optimized integration such as `arn:aws:states:::sqs:sendMessage`, or any AWS API as \
        `arn:aws:states:::aws-sdk:SERVICE:ACTION`. Not every integration can wait for a job (`.sync`) or \
        a token (`.waitForTaskToken`). If AWS takes one that is too new for this program, write \
        `sfn:allow SFN108` into the `Comment` of the state.",
    examples: Some(examples!("SFN108", "json")),
    workflow: Workflow::Standard,
    aws: Some((
        super::SCHEMA,
        "The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.",
    )),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    // Large workflows call few APIs, and often.
    let mut verdicts = BTreeMap::new();
    for part in definition.of(ObjectKind::Task) {
        let Some(arn) = part.text("Resource") else { continue };
        let verdict = verdicts.entry(arn).or_insert_with(|| integrations::verdict(arn));
        let place = Place::Value(part.place("Resource"));
        match verdict {
            Verdict::Callable => {}
            Verdict::Refused(why) => {
                let message = format!("`{}` is not a resource a Task can call{}", clipped(arn), within(part));
                found.push(unrecognized(RULE.at(place, message), arn, why));
            }
            Verdict::Unknown(_) | Verdict::Doubtful(_) if definition.is_made_up(&place) => {}
            Verdict::Unknown(why) => {
                let message = format!("`{}` is not an API of AWS{}", clipped(arn), within(part));
                let diagnostic = by_catalog(unknown_api::RULE.at(place, message));
                found.push(unrecognized(diagnostic, arn, why));
            }
            Verdict::Doubtful(why) => {
                let message = format!("AWS may not let a Task call `{}`{}", clipped(arn), within(part));
                found.push(explained(doubtful_api::RULE.at(place, message), why));
            }
        }
    }
}

fn unrecognized(diagnostic: Diagnostic, arn: &str, why: &Reason) -> Diagnostic {
    let words = format!(
        "The resource provided {arn} is not recognized. The value is not a valid resource ARN, \
         or the resource is not available in this region."
    );
    let pointer = diagnostic.place.pointer().to_owned();
    schema(explained(diagnostic, why), words, &pointer)
}

pub(super) fn explained(diagnostic: Diagnostic, why: &Reason) -> Diagnostic {
    Diagnostic { label: why.words.clone(), help: why.help.clone(), ..diagnostic }
}
