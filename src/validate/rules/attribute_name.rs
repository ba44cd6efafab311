//! SFN222: names in expressions of DynamoDB.

use std::collections::BTreeMap;

use crate::asl::fields::ObjectKind;
use crate::asl::machine::{QueryLanguage, Workflow};
use crate::asl::resource::{Resource, Target};
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::near::near;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

use super::{Finder, Rule, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN222"),
    name: "attribute-name",
    severity: Severity::Warning,
    about: "An expression of DynamoDB has a `#name` without an entry in `ExpressionAttributeNames` or a `:value` \
        without one in `ExpressionAttributeValues`, or an entry is in no expression. DynamoDB refuses either \
        with a `ValidationException`.",
    examples: Some(examples!("SFN222", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Definition(find),
};

/// The fields that hold expressions.
const EXPRESSIONS: [&str; 5] = [
    "UpdateExpression",
    "ConditionExpression",
    "KeyConditionExpression",
    "FilterExpression",
    "ProjectionExpression",
];

/// What begins a name, and where it has its entry.
const KINDS: [(char, &str); 2] = [('#', "ExpressionAttributeNames"), (':', "ExpressionAttributeValues")];

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.of(ObjectKind::Task) {
        let resource = part.text("Resource").and_then(Resource::parse);
        let is_dynamo = resource.is_some_and(|resource| match &resource.target {
            Target::Service { service, .. } => {
                service.strip_prefix("aws-sdk:").unwrap_or(service) == "dynamodb"
            }
            Target::Function(_) | Target::Activity(_) => false,
        });
        let field = match part.language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        };
        if let (true, Some(given)) = (is_dynamo, part.members.get(field)) {
            let mut report = |place: Place, message: String, help: String| {
                if !definition.is_made_up(&place) {
                    found.push(RULE.at(place, format!("{message}{}", within(part))).help(help));
                }
            };
            visit(given, &part.place(field), part.language, &mut report);
        }
    }
}

type Report<'r> = &'r mut dyn FnMut(Place, String, String);

/// Looks at every object that has an expression.
fn visit(value: &Value, pointer: &Pointer, language: QueryLanguage, report: Report<'_>) {
    match value {
        Value::Object(members) => {
            for (sign, entries) in KINDS {
                look(members, pointer, language, (sign, entries), report);
            }
            for (key, value) in members {
                visit(value, &pointer.key(key), language, report);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                visit(item, &pointer.index(at), language, report);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn look(
    members: &Object,
    pointer: &Pointer,
    language: QueryLanguage,
    (sign, field): (char, &str),
    report: Report<'_>,
) {
    let mut used = BTreeMap::new();
    let mut all_known = true;
    for name in EXPRESSIONS {
        all_known &= !members.contains(&format!("{name}.$"));
        let Some(text) = members.get(name).and_then(Value::as_str) else { continue };
        if is_computed(text, language) {
            all_known = false;
            continue;
        }
        for token in tokens(text, sign) {
            used.entry(token).or_insert(name);
        }
    }
    let given = match members.get(field) {
        Some(Value::Object(given)) => Some(given),
        Some(_) => return,
        None if members.contains(&format!("{field}.$")) => return,
        None => None,
    };
    let keys = || given.into_iter().flatten().map(|(key, _)| entry(key, language));
    let mut meant = Vec::new();
    for (token, name) in &used {
        // What is no name by DynamoDB's rules may be read otherwise.
        if keys().all(|key| !key.starts_with(token)) {
            let message = format!("`{token}` has no entry in `{field}`");
            let near = near(token, keys());
            meant.extend(near);
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `{token}` to `{field}`"),
            };
            report(Place::Value(pointer.key(name)), message, help);
        }
    }
    let has_expressions = EXPRESSIONS.iter().any(|name| members.contains(name));
    for (key, _) in given.into_iter().flatten().filter(|_| all_known && has_expressions) {
        let written = entry(key, language);
        let is_used = meant.contains(&written) || used.keys().any(|token| written.starts_with(token));
        if written.starts_with(sign) && !is_used {
            let message = format!("`{written}` is in no expression");
            report(Place::Key(pointer.key(field).key(key)), message, "use it or remove it".to_owned());
        }
    }
}

/// The name of an entry.
fn entry(key: &str, language: QueryLanguage) -> &str {
    match language {
        QueryLanguage::JsonPath => key.strip_suffix(".$").unwrap_or(key),
        QueryLanguage::Jsonata => key,
    }
}

fn is_computed(text: &str, language: QueryLanguage) -> bool {
    (language == QueryLanguage::Jsonata && text.starts_with("{%")) || text.contains("${")
}

/// The names of `text` that begin with `sign`.
fn tokens(text: &str, sign: char) -> impl Iterator<Item = &str> {
    text.match_indices(sign).filter_map(move |(at, _)| {
        let rest = &text[at + sign.len_utf8()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        (end > 0).then(|| &text[at..at + sign.len_utf8() + end])
    })
}
