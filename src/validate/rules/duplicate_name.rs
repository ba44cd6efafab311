//! SFN105: duplicate state name.

use std::collections::BTreeMap;

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN105"),
    name: "duplicate-state-name",
    severity: Severity::Error,
    about: "Two states have the same name. Names are unique in the whole definition, also between the \
        branches of a Parallel and the processors of Maps.",
    examples: Some(examples!("SFN105", "json")),
    workflow: Workflow::Standard,
    aws: Some(("DUPLICATE_STATE_NAME", "Duplicate State name: Work")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for part in definition.states() {
        let name = part.state.unwrap_or_default();
        if let Some(first) = seen.get(name) {
            let shown = clipped(name);
            let message =
                format!("two states are called `{shown}`: names are unique in the whole definition");
            let diagnostic = RULE
                .at(Place::Key(part.pointer.clone()), message)
                .note(format!("the other one stands at {first}"))
                .help("rename one of them");
            let words = format!("Duplicate State name: {name}");
            found.push(diagnostic.aws("DUPLICATE_STATE_NAME", words, part.pointer.aws()));
        } else {
            seen.insert(name, &part.pointer);
        }
    }
}
