//! SFN141: missing parameter.

use std::sync::Arc;

use crate::asl::call_model::Wrong;
use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::near::is_typo;

use super::{Finder, Rule};
use super::{schema, within};
use crate::validate::calls::Verdict;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN141"),
    name: "missing-parameter",
    severity: Severity::Error,
    about: "The called API needs a parameter that `Parameters`, in JSONata `Arguments`, does not give. AWS \
        looks at the names alone: null, a path and an expression are values, and what is missing further \
        inside shows only in the call. Names are those of the AWS SDK for Java with a capital letter: \
        `DbInstanceIdentifier`, not `DBInstanceIdentifier`. If AWS has come to do without one that is asked \
        for here, write `sfn:allow SFN141` into the `Comment` of the state.",
    examples: Some(examples!("SFN141", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "The field 'Key' is required but was missing")),
    finder: Finder::Call(word),
};

/// That a parameter is missing, or misspelt.
fn word(verdict: &Verdict<'_>) -> Option<Diagnostic> {
    let Wrong::Missing(name) = verdict.fault.wrong else { return None };
    let call = verdict.call;
    let known = |name: &str| call.model.members().any(|member| member.name == name);
    let message = format!("`{}` needs `{name}`{}", call.field, within(call.part));
    let is_meant = |key: &&Arc<str>| !known(call.name(key)) && is_typo(call.name(key), name);
    let diagnostic = match call.given.keys().find(is_meant) {
        None => RULE.at(Place::Key(call.pointer.clone()), message),
        Some(key) => {
            let right = format!("{name}{}", &key[call.name(key).len()..]);
            let (place, help) = (Place::Key(call.below(key)), format!("did you mean `{right}`?"));
            RULE.at(place.clone(), message).help(help).fix(place, &**key, right)
        }
    };
    Some(schema(diagnostic, verdict.words(), &call.pointer))
}
