//! SFN111: query language downgrade.

use crate::asl::machine::{QueryLanguage, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use super::{schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN111"),
    name: "query-language-downgrade",
    severity: Severity::Error,
    about: "The machine speaks JSONata and one state JSONPath. Only the other way round is possible: a \
        JSONPath machine may have JSONata states.",
    examples: Some(examples!("SFN111", "json")),
    workflow: Workflow::Standard,
    aws: Some((
        super::SCHEMA,
        "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
    )),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    if definition.parts.first().is_none_or(|machine| machine.language == QueryLanguage::JsonPath) {
        return;
    }
    for part in definition.states().filter(|part| part.text("QueryLanguage") == Some("JSONPath")) {
        let message = format!("a state cannot go back to JSONPath in a JSONata machine{}", within(part));
        let diagnostic = RULE.at(Place::Value(part.place("QueryLanguage")), message);
        let words = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
        found.push(schema(diagnostic, words, &part.pointer));
    }
}
