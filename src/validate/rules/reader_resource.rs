//! SFN125: reader resource.

use crate::asl::fields::ObjectKind;
use crate::asl::integrations::doubtful_partition;
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::resource::explained;
use super::{Finder, Rule};
use super::{clipped, doubtful_api, schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN125"),
    name: "reader-resource",
    severity: Severity::Error,
    about: "`ItemReader` reads with `s3:getObject` or `s3:listObjectsV2`, `ResultWriter` writes with \
        `s3:putObject`; nothing else can be named there.",
    examples: Some(examples!("SFN125", "json")),
    workflow: Workflow::Standard,
    aws: Some((
        super::SCHEMA,
        "The field 'Resource' does not match any of the allowed values. Examples: [arn:<partition>:states:::s3:getObject, arn:<partition>:states:::s3:listObjectsV2]",
    )),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for (owner, actions) in [
        (ObjectKind::ItemReader, &["getObject", "listObjectsV2"][..]),
        (ObjectKind::ResultWriter, &["putObject"]),
    ] {
        for part in definition.of(owner) {
            let Some(arn) = part.text("Resource") else { continue };
            let action = arn.rsplit_once(":states:::s3:").filter(|(start, _)| start.starts_with("arn:"));
            let place = Place::Value(part.place("Resource"));
            if action.is_some_and(|(_, action)| actions.contains(&action)) {
                if let Some(why) = doubtful_partition(arn).filter(|_| !definition.is_made_up(&place)) {
                    let message =
                        format!("AWS may not let `{}` use `{}`{}", owner.name(), clipped(arn), within(part));
                    found.push(explained(doubtful_api::RULE.at(place, message), &why));
                }
                continue;
            }
            let known: Vec<String> =
                actions.iter().map(|action| format!("arn:<partition>:states:::s3:{action}")).collect();
            let message = format!("{} cannot use `{}`{}", owner.name(), clipped(arn), within(part));
            let diagnostic = RULE.at(place, message).help(format!("it is one of {}", known.join(", ")));
            let words = format!(
                "The field 'Resource' does not match any of the allowed values. Examples: [{}]",
                known.join(", ")
            );
            found.push(schema(diagnostic, words, &part.place("Resource")));
        }
    }
}
