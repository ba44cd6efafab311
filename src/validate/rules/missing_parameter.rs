//! SFN129: missing parameter.

use crate::asl::fields::Owner;
use crate::asl::integrations;
use crate::asl::machine::{QueryLanguage, Workflow};
use crate::asl::resource::Resource;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::value::Value;

use super::super::subject::Subject;
use super::{Finder, Rule};
use super::{schema, within};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN129",
    name: "missing-parameter",
    severity: Severity::Error,
    about: "The called service needs a parameter that is not given. AWS checks the names at the top level of \
        `Parameters` and `Arguments` when the machine is created, all that are missing at once.",
    examples: Some(examples!("SFN129", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "The field 'FunctionName' is required but was missing")),
    finder: Finder::Definition(find),
};

fn find(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    for part in subject.of(Owner::Task) {
        let Some(resource) = part.text("Resource").and_then(Resource::parse) else { continue };
        let name = match part.language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        };
        let Some(Value::Object(given)) = part.members.get(name) else { continue };
        let pointer = part.place(name);
        for missing in integrations::required(&resource) {
            let dynamic = part.language == QueryLanguage::JsonPath && given.contains(&format!("{missing}.$"));
            if !given.contains(missing) && !dynamic {
                let message = format!("`{name}` needs `{missing}`{}", within(part));
                let diagnostic = RULE.at(Place::Key(pointer.clone()), message);
                let words = format!("The field '{missing}' is required but was missing");
                found.push(schema(diagnostic, words, &pointer));
            }
        }
    }
}
