//! SFN116: field not allowed.

use crate::asl::fields::{self, ObjectKind, TYPES};
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::unknown_field::misplaced;
use super::{Finder, Rule};
use super::{schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN116"),
    name: "field-not-allowed",
    severity: Severity::Error,
    about: "The field exists, but not in states of this type: a Choice has no `Next` of its own, a Wait no \
        `Retry`, a Fail no `OutputPath`.",
    examples: Some(examples!("SFN116", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "Field 'End' is not supported")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.states().filter(|part| part.kind != ObjectKind::Untyped) {
        for (name, _) in part.members {
            if fields::find(part.kind, name).is_some() || !misplaced(part, name) {
                continue;
            }
            let key = Place::Key(part.place(name));
            let message = format!("{} state has no `{name}`{}", part.kind.name(), within(part));
            let types: Vec<&str> = TYPES
                .iter()
                .filter(|(_, owner)| fields::owners(name).any(|own| own == *owner))
                .map(|(name, _)| *name)
                .collect();
            let diagnostic = RULE.at(key, message).note(format!("it is a field of {}", types.join(", ")));
            found.push(schema(diagnostic, format!("Field '{name}' is not supported"), &part.pointer));
        }
    }
}
