//! SFN109: no operator.

use crate::asl::fields::{self, ObjectKind};
use crate::asl::machine::{QueryLanguage, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::exclusive::{ONE_KIND, tests};
use super::{Finder, Rule};
use super::{schema, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN109"),
    name: "no-operator",
    severity: Severity::Error,
    about: "A rule of a JSONPath Choice compares nothing. It needs exactly one comparison operator beside \
        `Variable`, or `And`, `Or` or `Not`.",
    examples: Some(examples!("SFN109", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, ONE_KIND)),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    let rules =
        definition.parts.iter().filter(|part| matches!(part.kind, ObjectKind::Rule | ObjectKind::InnerRule));
    for part in rules.filter(|part| part.language == QueryLanguage::JsonPath) {
        // An unknown key is probably the operator, misspelt: that is reported already.
        if part.members.keys().all(|name| fields::find(part.kind, name).is_some() && !tests(name)) {
            let message = format!("the rule has no comparison operator{}", within(part));
            let help = "a rule compares `Variable` by one operator such as `StringEquals` or `IsPresent`";
            let diagnostic = RULE.at(Place::Value(part.pointer.clone()), message).help(help);
            // What AWS says of a `Variable` without an operator is not known.
            let words = if part.members.contains("Variable") { "" } else { ONE_KIND };
            found.push(schema(diagnostic, words, &part.pointer));
        }
    }
}
