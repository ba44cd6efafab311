//! SFN101: missing field.

use crate::asl::fields::ObjectKind;
use crate::asl::machine::{QueryLanguage, Workflow};
use crate::asl::operators;
use crate::asl::parts::DefinitionPart;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::near::near;

use super::{Finder, Rule};
use super::{clipped, listed, schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN101"),
    name: "missing-field",
    severity: Severity::Error,
    about: "A field that AWS requires is not there. AWS names all that are missing from one object at once.",
    examples: Some(examples!("SFN101", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "These fields are required: [Resource]")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in &definition.parts {
        let missing: Vec<&str> = part
            .kind
            .required(part.language)
            .iter()
            .copied()
            .filter(|name| !part.members.contains(name))
            .collect();
        if !missing.is_empty() {
            found.push(schema(
                missed(part, &missing),
                format!("These fields are required: [{}]", missing.join(", ")),
                &part.pointer,
            ));
        }
        alternatives(part, found);
    }
}

fn missed(part: &DefinitionPart<'_>, missing: &[&str]) -> Diagnostic {
    let verb = if missing.len() == 1 { "is" } else { "are" };
    let message = format!("{} {verb} missing{}", listed(missing), within(part));
    let diagnostic = RULE.at(Place::Key(part.pointer.clone()), message);
    // What a part of another kind cannot have is a finding of its own.
    let misspelt = part.members.keys().filter(|_| part.kind == ObjectKind::Untyped);
    // Of an object of thousands of fields, the first are enough to look at.
    let misspelt = misspelt.take(40);
    let mut meant = misspelt.filter_map(|name| Some((name, near(name, missing.iter().copied())?)));
    match meant.next() {
        Some((name, meant)) => diagnostic.help(format!("write `{meant}`, not `{}`", clipped(name))),
        None => diagnostic,
    }
}

/// Fields of which one is required, and those required by others.
fn alternatives(part: &DefinitionPart<'_>, found: &mut Vec<Diagnostic>) {
    let has = |name: &str| part.members.contains(name);
    if part.kind == ObjectKind::Map && !has("ItemProcessor") && !has("Iterator") {
        let words = "These fields are required: [ItemProcessor]";
        found.push(schema(missed(part, &["ItemProcessor"]), words, &part.pointer));
    }
    if part.kind == ObjectKind::Wait && !WAITS.iter().any(|name| has(name)) {
        let help = match part.language {
            QueryLanguage::JsonPath => "add one of `Seconds`, `SecondsPath`, `Timestamp`, `TimestampPath`",
            QueryLanguage::Jsonata => "add `Seconds` or `Timestamp`",
        };
        let message = format!("the Wait state `{}` does not say how long", part.state.unwrap_or_default());
        found.push(RULE.at(Place::Key(part.pointer.clone()), message).help(help));
    }
    let compares = matches!(part.kind, ObjectKind::Rule | ObjectKind::InnerRule)
        && part.language == QueryLanguage::JsonPath
        && part.members.keys().any(|name| operators::find(name).is_some());
    if compares && !has("Variable") {
        let help = "say with `Variable` which value is compared";
        found.push(missed(part, &["Variable"]).help(help));
    }
}

const WAITS: [&str; 4] = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"];
