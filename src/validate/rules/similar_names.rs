//! SFN217: similar names.

use std::collections::BTreeMap;

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN217"),
    name: "similar-names",
    severity: Severity::Warning,
    about: "Two states have names that differ only in upper and lower case or in blanks. They are different \
        states to AWS and the same to most readers.",
    examples: Some(examples!("SFN217", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for part in definition.states() {
        let name = part.state.unwrap_or_default();
        let plain: String = name.to_lowercase().split_whitespace().collect();
        if let Some(first) = seen.insert(plain, name).filter(|first| *first != name) {
            let message = format!("`{}` and `{}` are different states", clipped(name), clipped(first));
            found.push(RULE.at(Place::Key(part.pointer.clone()), message));
        }
    }
}
