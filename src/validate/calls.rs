//! What each Task passes to an API, against what the API takes, in AWS's two stages: what is missing, and
//! only if nothing is, what is unknown or of the wrong type.
//!
//! AWS looks at the members of `Parameters` and `Arguments` alone, by name and literal type; so nothing is
//! said of calls that pass on their input, and nothing of what is known only when the workflow runs.

use std::collections::BTreeMap;

use crate::asl::fields::Owner;
use crate::asl::integrations;
use crate::asl::machine::QueryLanguage;
use crate::asl::parts::Part;
use crate::asl::resource::Resource;
use crate::asl::sdk;
use crate::base::diag::{Diagnostic, Place};
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::catalog::Parameter;

use super::rules::{doubtful_parameter, missing_parameter, parameter_type, unknown_parameter};
use super::subject::Subject;

/// What one Task passes.
pub(super) struct Call<'c> {
    pub(super) part: &'c Part<'c>,
    pub(super) resource: &'c Resource,
    /// `Parameters` or `Arguments`.
    pub(super) field: &'static str,
    /// JSON Pointer to the field.
    pub(super) pointer: Pointer,
    /// What stands there.
    pub(super) given: &'c Object,
}

/// What is known of the parameters that may be passed.
enum Takes {
    /// All.
    Api(Vec<Parameter>),
    /// Their names, if those.
    Names(Option<Vec<&'static str>>),
}

impl Takes {
    fn of(resource: &Resource) -> Self {
        sdk::parameters(resource).map_or_else(|| Self::Names(integrations::parameters(resource)), Self::Api)
    }
}

/// Everything wrong with the parameters of Tasks.
pub(super) fn find(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    // Large workflows call few APIs, and often.
    let mut looked_up = BTreeMap::new();
    for part in subject.of(Owner::Task) {
        let Some(arn) = part.text("Resource") else { continue };
        let Some(resource) = Resource::parse(arn) else { continue };
        let field = match part.language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        };
        let Some(Value::Object(given)) = part.members.get(field) else { continue };
        let call = Call { part, resource: &resource, field, pointer: part.place(field), given };
        let before = found.len();
        match looked_up.entry(arn).or_insert_with(|| Takes::of(&resource)) {
            Takes::Api(parameters) => judge(&call, parameters, subject, found),
            Takes::Names(names) => judge_optimized(&call, names.as_deref(), found),
        }
        if found.len() > before && is_made_up(&call, subject) {
            found.truncate(before);
        }
    }
}

/// Whether it shows only later what is called, or by which names.
fn is_made_up(call: &Call<'_>, subject: &Subject<'_>) -> bool {
    let mut keys = call.given.keys();
    subject.is_made_up(&Place::Value(call.part.place("Resource")))
        || keys.any(|key| key.contains("${") || subject.is_made_up(&call.key(key)))
}

fn judge(call: &Call<'_>, takes: &[Parameter], subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    let before = found.len();
    let required = takes.iter().filter(|parameter| parameter.is_required);
    for parameter in required.filter(|parameter| !call.has(parameter.name)) {
        let known = |name: &str| takes.iter().any(|parameter| parameter.name == name);
        found.push(missing_parameter::diagnostic(call, parameter.name, known));
    }
    if found.len() > before {
        return;
    }
    let mut is_first = true;
    for (key, value) in call.given {
        let name = call.name(key);
        let Some(parameter) = takes.iter().find(|parameter| parameter.name == name) else {
            found.push(unknown_parameter::diagnostic(call, key, takes));
            continue;
        };
        if name != &**key {
            continue;
        }
        let wrong = parameter_type::diagnostic(call, parameter, value);
        if let Some(mut wrong) = wrong.filter(|wrong| !subject.is_made_up(&wrong.place)) {
            // AWS stops at the first, so its words are for that one.
            wrong.aws = wrong.aws.filter(|_| is_first);
            found.push(wrong);
            is_first = false;
        }
    }
}

fn judge_optimized(call: &Call<'_>, takes: Option<&[&'static str]>, found: &mut Vec<Diagnostic>) {
    let before = found.len();
    for name in integrations::required(call.resource).iter().filter(|name| !call.has(name)) {
        let known = |name: &str| takes.is_some_and(|takes| takes.contains(&name));
        found.push(missing_parameter::diagnostic(call, name, known));
    }
    if found.len() > before {
        return;
    }
    for (key, _) in call.given {
        if integrations::closed(call.resource).contains(&call.name(key)) {
            found.push(unknown_parameter::closed(call, key));
        } else if let Some(takes) = takes {
            found.extend(doubtful_parameter::diagnostic(call, key, takes));
        }
    }
}

impl Call<'_> {
    /// The name that `key` gives a value to.
    pub(super) fn name<'k>(&self, key: &'k str) -> &'k str {
        match self.part.language {
            QueryLanguage::JsonPath => key.strip_suffix(".$").unwrap_or(key),
            QueryLanguage::Jsonata => key,
        }
    }

    /// Whether anything is given for `name`.
    pub(super) fn has(&self, name: &str) -> bool {
        self.given.keys().any(|key| self.name(key) == name)
    }

    /// JSON Pointer to what is given as `key`.
    pub(super) fn place(&self, key: &str) -> Pointer {
        self.pointer.key(key)
    }

    /// The place of `key` itself.
    pub(super) fn key(&self, key: &str) -> Place {
        Place::Key(self.place(key))
    }
}
