//! SFN033: unknown allowance.

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::value::Value;

use super::{Finder, Rule, clipped};
use crate::validate::allowance::{MARK, is_code, words};
use crate::validate::definition::Definition;
use crate::validate::levels;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN033"),
    name: "unknown-allowance",
    severity: Severity::Warning,
    about: "`sfn:allow` in a `Comment`, or in a comment above a key of YAML or JSONC, is followed by the codes \
        it allows and then by the reason. A code that nothing has allows nothing, and what it was meant to \
        allow is reported.",
    examples: Some(examples!("SFN033", "yaml")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in &definition.parts {
        let Some(comment) = part.members.get("Comment").and_then(Value::as_str) else { continue };
        let place = part.place("Comment");
        let unknown = words(comment).into_iter().filter(|(word, _)| !is_code(word));
        found.extend(unknown.map(|(word, bytes)| at(Place::Within(place.clone(), bytes), word)));
    }
}

/// The finding about `word`, which allows nothing.
pub(in crate::validate) fn at(place: Place, word: &str) -> Diagnostic {
    if word == MARK {
        let found = RULE.at(place, "`sfn:allow` names no code").label("allows nothing");
        return found.help("name what to allow, and why: sfn:allow SFN203 the caller tries again");
    }
    let message = format!("there is no code {} to allow", clipped(word));
    RULE.at(place, message).label("allows nothing").help(levels::advice(word))
}
