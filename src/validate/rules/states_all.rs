//! SFN112: states all not last.

use crate::asl::errors::names;
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::value::Value;

use super::{Finder, Rule};
use super::{schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN112"),
    name: "states-all-not-last",
    severity: Severity::Error,
    about: "`States.ALL` matches every error, so it must be the only name of its rule, and its rule must be \
        the last: nothing behind it could ever match.",
    examples: Some(examples!("SFN112", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "States.ALL must appear alone and at end of list")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.states() {
        for name in ["Retry", "Catch"] {
            let rules =
                part.members.get(name).and_then(Value::as_array).map_or(&[][..], |list| list.as_slice());
            for (at, rule) in rules.iter().enumerate() {
                let Some(errors) = rule.get("ErrorEquals").and_then(Value::as_array) else { continue };
                let all = errors.iter().position(|error| error.as_str() == Some(names::ALL));
                if let Some(all) = all.filter(|_| errors.as_slice().len() > 1 || at + 1 < rules.len()) {
                    let pointer = part.place(name).index(at).key("ErrorEquals").index(all);
                    let message =
                        format!("`States.ALL` must stand alone and in the last rule{}", within(part));
                    let diagnostic = RULE
                        .at(Place::Value(pointer.clone()), message)
                        .help("give it a rule of its own, after all others");
                    found.push(schema(
                        diagnostic,
                        "States.ALL must appear alone and at end of list",
                        &pointer,
                    ));
                }
            }
        }
    }
}
