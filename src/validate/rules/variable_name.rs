//! SFN126: variable name.

use std::collections::BTreeSet;

use crate::asl::fields::ObjectKind;
use crate::asl::machine::{QueryLanguage, Workflow};
use crate::asl::parts::DefinitionPart;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::pointer;
use crate::base::value::{Object, Value};

use super::{Finder, Rule};
use super::{clipped, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN126"),
    name: "variable-name",
    severity: Severity::Error,
    about: "`Assign` gives a variable a name that it cannot have: names begin with a letter, go on with \
        letters, digits and `_`, and have at most 80 characters. `states` is reserved. A variable of an \
        outer scope cannot be assigned in a branch or an item processor.",
    examples: Some(examples!("SFN126", "json")),
    workflow: Workflow::Standard,
    aws: Some(("RESERVED_VARIABLE_NAME", "Cannot assign to reserved variable '$states'.")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    let mut outer: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); definition.scopes.len()];
    // A catcher of a Parallel or Map may give a variable that its branches have, too.
    for part in definition.parts.iter().filter(|part| part.kind != ObjectKind::Catcher) {
        for (name, _) in assigned(part) {
            outer[part.scope].insert(name);
        }
    }
    for part in &definition.parts {
        for (name, written) in assigned(part) {
            let place = Place::Key(part.place("Assign").key(written));
            if let Some(why) = wrong(name) {
                let location = pointer::aws(place.pointer());
                let message = format!("`{}` cannot be a variable: {why}{}", clipped(name), within(part));
                let diagnostic = RULE.at(place, message);
                found.push(match words(name) {
                    Some((code, words)) => diagnostic.aws(code, words, location),
                    None => diagnostic,
                });
            } else if around(definition, part.scope).any(|scope| outer[scope].contains(name)) {
                let message = format!("`{name}` is a variable of an outer scope already{}", within(part));
                found.push(RULE.at(place, message).help("give the inner one another name"));
            }
        }
    }
}

/// The variables `part` assigns, and how each key is written.
pub(super) fn assigned<'d>(part: &DefinitionPart<'d>) -> impl Iterator<Item = (&'d str, &'d str)> {
    let variables = part.members.get("Assign").and_then(Value::as_object).filter(|_| assigns(part));
    let path = part.language == QueryLanguage::JsonPath;
    variables.into_iter().flat_map(Object::keys).map(move |written| {
        (if path { written.strip_suffix(".$").unwrap_or(written) } else { written }, &**written)
    })
}

fn assigns(part: &DefinitionPart<'_>) -> bool {
    part.kind.is_state() || matches!(part.kind, ObjectKind::Rule | ObjectKind::Catcher)
}

/// The scopes around the scope `inner`, innermost first. A distributed Map sees none of them.
pub(super) fn around(definition: &Definition<'_>, inner: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(inner), |scope| {
        let owner = &definition.parts[definition.scopes[*scope].owner];
        let mode = owner.members.get("ProcessorConfig").and_then(|config| config.get("Mode"));
        let holder = owner.state.filter(|_| mode.and_then(Value::as_str) != Some("DISTRIBUTED"))?;
        (0..*scope).rev().find(|outer| definition.scopes[*outer].states.contains_key(holder))
    })
    .skip(1)
}

/// AWS's code and words for a name that cannot be one; unknown for one that is only too long.
fn words(name: &str) -> Option<(&'static str, String)> {
    let is_made_of_letters = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    if name == "states" {
        Some(("RESERVED_VARIABLE_NAME", "Cannot assign to reserved variable '$states'.".to_owned()))
    } else if is_made_of_letters {
        None
    } else {
        let why = "the variable name contains invalid characters.";
        Some(("INVALID_VARIABLE_NAME", format!("Invalid variable name '{name}': {why}")))
    }
}

fn wrong(name: &str) -> Option<&'static str> {
    let mut letters = name.chars();
    let starts = letters.next().is_some_and(char::is_alphabetic);
    if name == "states" {
        Some("the name is reserved")
    } else if name.chars().count() > 80 {
        Some("it is longer than 80 characters")
    } else if !starts || !letters.all(|c| c.is_alphanumeric() || c == '_') {
        Some("names are letters, digits and `_`, a letter first")
    } else {
        None
    }
}
