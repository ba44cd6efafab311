//! SFN124: credentials.

use crate::asl::fields::ObjectKind;
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::value::Value;

use super::{Finder, Rule};
use super::{schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN124"),
    name: "credentials",
    severity: Severity::Error,
    about: "`Credentials` names the role a Task takes on; without `RoleArn` (or `RoleArn.$`) there is none.",
    examples: Some(examples!("SFN124", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "The field 'RoleArn' is required but was missing")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.of(ObjectKind::Task) {
        let Some(Value::Object(credentials)) = part.members.get("Credentials") else { continue };
        if !credentials.contains("RoleArn") && !credentials.contains("RoleArn.$") {
            let pointer = part.place("Credentials");
            let message = format!("`Credentials` needs a `RoleArn`{}", within(part));
            let diagnostic = RULE.at(Place::Value(pointer.clone()), message);
            found.push(schema(diagnostic, "The field 'RoleArn' is required but was missing", &pointer));
        }
    }
}
