//! SFN102: unknown type.

use crate::asl::fields::{ObjectKind, TYPES};
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::near::near;

use super::{Finder, Rule};
use super::{clipped, schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN102"),
    name: "unknown-type",
    severity: Severity::Error,
    about: "`Type` names no state type. There are eight: Task, Wait, Pass, Succeed, Fail, Choice, Parallel \
        and Map, and upper and lower case matter.",
    examples: Some(examples!("SFN102", "json")),
    workflow: Workflow::Standard,
    aws: Some((
        super::SCHEMA,
        "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]",
    )),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.of(ObjectKind::Untyped) {
        let Some(written) = part.members.get("Type") else { continue };
        let place = Place::Value(part.place("Type"));
        let Some(written) = written.as_str() else {
            let message =
                format!("`Type` must be a string, not {} {written}{}", written.type_name(), within(part));
            found.push(schema(RULE.at(place, message), AWS, &part.place("Type")));
            continue;
        };
        let message = format!("`{}` is not a state type{}", clipped(written), within(part));
        let mut diagnostic = schema(RULE.at(place.clone(), message), AWS, &part.place("Type"));
        match near(written, TYPES.iter().map(|(name, _)| *name)) {
            Some(near) => {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(place, written, near)
            }
            None => {
                let names: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
                diagnostic = diagnostic.note(format!("the types are {}", names.join(", ")));
            }
        }
        found.push(diagnostic);
    }
}

const AWS: &str = "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]";
