//! SFN120: state name.

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN120"),
    name: "state-name",
    severity: Severity::Error,
    about: "A state's name has between 1 and 80 characters.",
    examples: Some(examples!("SFN120", "json")),
    workflow: Workflow::Standard,
    aws: Some(("INVALID_STATE_NAME", "")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.states() {
        let length = part.state.unwrap_or_default().chars().count();
        if (1..=80).contains(&length) {
            continue;
        }
        let message = format!("a state's name has 1 to 80 characters, this one has {length}");
        let diagnostic = RULE.at(Place::Key(part.pointer.clone()), message);
        found.push(diagnostic.aws("INVALID_STATE_NAME", "", part.pointer.aws()));
    }
}
