//! SFN122: label.

use std::collections::BTreeSet;

use crate::asl::fields::ObjectKind;
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::within;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN122"),
    name: "label",
    severity: Severity::Error,
    about: "The label of a distributed Map becomes part of ARNs: it has 1 to 40 characters without blanks, \
        control characters, brackets, wildcards and the signs \" # % \\ ^ | ~ ` $ & , ; : /. Each label \
        is used once.",
    examples: Some(examples!("SFN122", "json")),
    workflow: Workflow::Standard,
    aws: Some(("INVALID_LABEL_NAME", "")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for part in definition.of(ObjectKind::Map) {
        let Some(label) = part.text("Label") else { continue };
        let place = Place::Value(part.place("Label"));
        let (length, location) = (label.chars().count(), part.place("Label").aws());
        if !(1..=40).contains(&length) {
            let message = format!("a label has 1 to 40 characters, this one has {length}{}", within(part));
            found.push(RULE.at(place, message).aws("INVALID_LABEL_NAME", "", location));
        } else if let Some(bad) = label.chars().find(|c| refused(*c)) {
            let message = format!("a label cannot have the character {bad:?}{}", within(part));
            found.push(RULE.at(place, message).aws("INVALID_LABEL_NAME", "", location));
        } else if !seen.insert(label) {
            let message = format!("another Map has the label `{label}` already{}", within(part));
            found.push(RULE.at(place, message).aws("DUPLICATE_LABEL_NAME", "", location));
        }
    }
}

fn refused(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "?*<>{}[]:;,\\|^~$#%&`\"/".contains(c)
}
