//! SFN115: unknown field.

use crate::asl::fields::{self, ObjectKind};
use crate::asl::machine::Workflow;
use crate::asl::operators;
use crate::asl::parts::DefinitionPart;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::near::near;
use crate::base::value::Value;

use super::{Finder, Rule};
use super::{clipped, schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN115"),
    name: "unknown-field",
    severity: Severity::Error,
    about: "No object of this kind has such a field. AWS refuses unknown fields, so a misspelt name never \
        passes silently. Notes belong into `Comment`.",
    examples: Some(examples!("SFN115", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "Field 'InputPaht' is not supported")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.parts.iter().filter(|part| part.kind != ObjectKind::Untyped) {
        for (name, _) in part.members {
            if fields::find(part.kind, name).is_none() && !misplaced(part, name) {
                found.push(unknown(part, name));
            }
        }
    }
}

/// Whether the field `name`, which `part` cannot have, has its place in another kind of state.
pub(super) fn misplaced(part: &DefinitionPart<'_>, name: &str) -> bool {
    part.kind.is_state() && fields::owners(name).any(ObjectKind::is_state)
}

/// The operator that a comparison without a type stands for: `NumericEquals` for `Equals` with a number.
fn operator(part: &DefinitionPart<'_>, name: &str) -> Option<String> {
    let is_rule = matches!(part.kind, ObjectKind::Rule | ObjectKind::InnerRule);
    let of = match part.members.get(name).filter(|_| is_rule)? {
        Value::Number(_) => "Numeric",
        Value::Bool(_) => "Boolean",
        Value::String(_) => "String",
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    let operator = format!("{of}{name}");
    operators::find(&operator).is_some().then_some(operator)
}

fn unknown(part: &DefinitionPart<'_>, name: &str) -> Diagnostic {
    let key = Place::Key(part.place(name));
    let message = format!("{} has no field `{}`{}", part.kind.name(), clipped(name), within(part));
    let mut diagnostic = RULE.at(key.clone(), message);
    if let Some(near) = near(name, fields::names(part.kind, part.language)) {
        diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        if !part.members.contains(near) {
            diagnostic = diagnostic.fix(key, name, near);
        }
    } else if let Some(operator) = operator(part, name) {
        diagnostic = diagnostic.help(format!("write `{operator}`"));
    } else if part.kind != ObjectKind::InnerRule {
        diagnostic = diagnostic.help("remove it, or write it into `Comment`");
    }
    schema(diagnostic, format!("Field '{name}' is not supported"), &part.pointer)
}
