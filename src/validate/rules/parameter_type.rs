//! SFN143: parameter type.

use crate::asl::call_model::Wrong;
use crate::asl::machine::{QueryLanguage, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::value::Value;
use crate::catalog::ApiKind;

use super::{Finder, Rule};
use super::{clipped, schema, within};
use crate::validate::calls::Verdict;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN143"),
    name: "parameter-type",
    severity: Severity::Error,
    about: "A parameter, or a member inside of one, has a literal value of another type than the called API \
        takes: a number in quotes, an object where text must stand. AWS converts nothing but what can stand for a boolean. Paths, \
        expressions and `${Name}` without a value are not judged. If AWS takes one that is refused here, write \
        `sfn:allow SFN143` into the `Comment` of the state.",
    examples: Some(examples!("SFN143", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "The value for the field 'MaxKeys' must be an INTEGER")),
    finder: Finder::Call(word),
};

/// That a literal cannot be the value of its parameter, or of a member inside of one.
fn word(verdict: &Verdict<'_>) -> Option<Diagnostic> {
    let Wrong::Type(name, kind, value) = &verdict.fault.wrong else { return None };
    let call = verdict.call;
    let message = format!(
        "`{name}` of `{}` must be {}, not {}{}",
        call.resource.short_name(),
        wanted(*kind),
        written(value),
        within(call.part)
    );
    let mut diagnostic = RULE.at(Place::Value(call.place(verdict.fault)), message);
    diagnostic.help = help(name, *kind, value, call.part.language);
    Some(schema(diagnostic, verdict.words(), &call.pointer))
}

const fn wanted(kind: ApiKind) -> &'static str {
    match kind {
        ApiKind::String => "a string",
        ApiKind::Integer => "a whole number",
        ApiKind::Long | ApiKind::Float | ApiKind::Double => "a number",
        ApiKind::Boolean => "true or false",
        ApiKind::Timestamp => "a time",
        ApiKind::List(_) => "an array",
        ApiKind::Map(_) | ApiKind::Structure(_) => "an object",
        ApiKind::Any => "JSON",
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::String(_) => format!("the string {}", clipped(&value.to_json())),
        Value::Null | Value::Bool(_) | Value::Number(_) => clipped(&value.to_json()),
    }
}

fn help(name: &str, kind: ApiKind, value: &Value, language: QueryLanguage) -> Option<String> {
    match (kind, value) {
        (ApiKind::String, Value::Number(_) | Value::Bool(_)) => {
            Some(format!("put it in quotes: \"{}\"", value.to_json()))
        }
        (ApiKind::String, Value::Array(_) | Value::Object(_)) => Some(match language {
            QueryLanguage::JsonPath => {
                format!("give its JSON as text, for instance by `{name}.$` and `States.JsonToString`")
            }
            QueryLanguage::Jsonata => "give its JSON as text: {% $string(…) %}".to_owned(),
        }),
        (_, Value::String(text)) if text.starts_with('$') && language == QueryLanguage::JsonPath => {
            Some(format!("to read the value there, call the key `{name}.$`"))
        }
        (ApiKind::Integer, Value::String(text)) if text.trim().parse::<i64>().is_ok() => {
            Some(format!("write it without quotes: {}", text.trim()))
        }
        (ApiKind::List(_), Value::String(_)) => {
            Some(format!("write it as an array: [{}]", clipped(&value.to_json())))
        }
        _ => None,
    }
}
