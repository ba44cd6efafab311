//! SFN106: mutually exclusive.

use crate::asl::fields::{self, EXCLUSIVE, ObjectKind};
use crate::asl::machine::{QueryLanguage, Workflow};
use crate::asl::operators;
use crate::asl::parts::DefinitionPart;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::value::Value;

use super::{Finder, Rule};
use super::{listed, schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN106"),
    name: "mutually-exclusive",
    severity: Severity::Error,
    about: "Fields that exclude each other stand side by side, such as `Seconds` and `Timestamp`, or two \
        comparison operators in one rule.",
    examples: Some(examples!("SFN106", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "There should only be one of the following fields: [Seconds, SecondsPath]")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in &definition.parts {
        for (_, names) in EXCLUSIVE.iter().filter(|(owner, _)| *owner == part.kind) {
            let present: Vec<&str> = names.iter().copied().filter(|name| speaks(part, name)).collect();
            if let [_, second, ..] = present[..] {
                let words =
                    format!("There should only be one of the following fields: [{}]", present.join(", "));
                found.push(schema(
                    both(part, &present, Place::Key(part.place(second))),
                    words,
                    &part.pointer,
                ));
            }
        }
        if part.members.contains("Next")
            && part.members.get("End").and_then(Value::as_bool) == Some(true)
            && part.kind.is_state()
            && fields::find(part.kind, "End").is_some()
        {
            found.push(schema(
                both(part, &["Next", "End"], Place::Key(part.place("End"))),
                "There should only be one of the following fields: [Next, End]",
                &part.pointer,
            ));
        }
        if matches!(part.kind, ObjectKind::Rule | ObjectKind::InnerRule)
            && part.language == QueryLanguage::JsonPath
        {
            let tests: Vec<&str> =
                part.members.keys().map(|name| &**name).filter(|name| tests(name)).collect();
            if tests.len() > 1 {
                let diagnostic = both(part, &tests, Place::Value(part.pointer.clone()));
                // Of two operators beside one `Variable` AWS's list is not known.
                let kinds = ["And", "Or", "Not", "Variable"].map(|name| part.members.contains(name));
                let is_mixed = kinds.into_iter().filter(|is_there| *is_there).count() > 1;
                found.push(schema(diagnostic, if is_mixed { ONE_KIND } else { "" }, &part.pointer));
            }
        }
    }
}

/// AWS's words for a rule of a Choice that is none of its kinds, or more than one.
pub(super) const ONE_KIND: &str =
    "The object must have only one of the following fields, [And, Or, Not, Variable, Condition]";

fn both(part: &DefinitionPart<'_>, names: &[&str], place: Place) -> Diagnostic {
    RULE.at(place, format!("{} exclude each other{}", listed(names), within(part))).help("keep one of them")
}

/// Whether `part` has the field `name`, in its own language.
fn speaks(part: &DefinitionPart<'_>, name: &str) -> bool {
    part.members.contains(name)
        && fields::find(part.kind, name)
            .is_some_and(|field| field.language.is_none_or(|language| language == part.language))
}

/// Whether a choice rule may have only one field like `name`.
pub(super) fn tests(name: &str) -> bool {
    matches!(name, "And" | "Or" | "Not") || operators::find(name).is_some()
}
