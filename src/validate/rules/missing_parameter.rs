//! SFN141: missing parameter.

use std::sync::Arc;

use crate::asl::machine::Workflow;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::near::is_typo;

use super::super::calls::{self, Call};
use super::{Finder, Rule};
use super::{schema, within};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN141",
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
    finder: Finder::Definition(calls::find),
};

/// That `name` is missing, or misspelt; `known` are the names the API has.
pub(in super::super) fn diagnostic(call: &Call<'_>, name: &str, known: impl Fn(&str) -> bool) -> Diagnostic {
    let message = format!("`{}` needs `{name}`{}", call.field, within(call.part));
    let is_meant = |key: &&Arc<str>| !known(call.name(key)) && is_typo(call.name(key), name);
    let diagnostic = match call.given.keys().find(is_meant) {
        None => RULE.at(Place::Key(call.pointer.clone()), message),
        Some(key) => {
            let right = format!("{name}{}", &key[call.name(key).len()..]);
            let (place, help) = (call.key(key), format!("did you mean `{right}`?"));
            RULE.at(place.clone(), message).help(help).fix(place, &**key, right)
        }
    };
    schema(diagnostic, format!("The field '{name}' is required but was missing"), &call.pointer)
}
