//! SFN104: no transition.

use crate::asl::fields;
use crate::asl::machine::Workflow;
use crate::asl::parts::DefinitionPart;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN104"),
    name: "no-transition",
    severity: Severity::Error,
    about: "The state says neither where to go next nor that the workflow ends here. `\"End\": false` is no \
        end.",
    examples: Some(examples!("SFN104", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.states().filter(|part| lost(part)) {
        let message =
            format!("the state `{}` has neither `Next` nor `End: true`", part.state.unwrap_or_default());
        let diagnostic = RULE.at(Place::Key(part.pointer.clone()), message);
        found.push(diagnostic.help("add \"Next\": \"…\" or \"End\": true"));
    }
}

/// Whether the state `part` leads nowhere though its type asks for it.
pub(super) fn lost(part: &DefinitionPart<'_>) -> bool {
    let end = part.members.get("End");
    fields::find(part.kind, "End").is_some()
        && !part.members.contains("Next")
        && end.is_none_or(|end| end.as_bool() == Some(false))
}
