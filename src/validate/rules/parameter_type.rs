//! SFN143: parameter type.

use crate::asl::machine::{QueryLanguage, Workflow};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::value::Value;
use crate::catalog::{Kind, Parameter};

use super::super::calls::Call;
use super::{Finder, Rule};
use super::{clipped, schema, within};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN143",
    name: "parameter-type",
    severity: Severity::Error,
    about: "A parameter has a literal value of another type than the called API takes: a number in quotes, \
        an object where text must stand. AWS converts nothing but what can stand for a boolean. Paths, \
        expressions and `${Name}` without a value are not judged. If AWS takes one that is refused here, write \
        `sfn:allow SFN143` into the `Comment` of the state.",
    examples: Some(examples!("SFN143", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "The value for the field 'MaxKeys' must be an INTEGER")),
    finder: Finder::Along,
};

/// That `value` cannot be that of `parameter`, if it cannot.
pub(in super::super) fn diagnostic(
    call: &Call<'_>,
    parameter: &Parameter,
    value: &Value,
) -> Option<Diagnostic> {
    if value.as_str().is_some_and(|text| is_open(text, call.part.language)) || fits(parameter.kind, value) {
        return None;
    }
    let name = parameter.name;
    let message = format!(
        "`{name}` of `{}` must be {}, not {}{}",
        call.resource.short_name(),
        wanted(parameter.kind),
        written(value),
        within(call.part)
    );
    let mut diagnostic = RULE.at(Place::Value(call.place(name)), message);
    diagnostic.help = help(parameter, value, call.part.language);
    Some(match words(parameter, value) {
        Some(words) => schema(diagnostic, words, &call.pointer),
        None => diagnostic,
    })
}

/// Whether a text stands for something else.
fn is_open(text: &str, language: QueryLanguage) -> bool {
    text.contains("${") || (language == QueryLanguage::Jsonata && text.starts_with("{%"))
}

/// Whether AWS takes `value`, or may take it: what is not known to be refused fits.
fn fits(kind: Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Any, _) | (_, Value::Null) => true,
        (Kind::String, _) => matches!(value, Value::String(_)),
        (Kind::Integer, Value::Number(number)) => number.is_integer(),
        (Kind::Integer, _) => false,
        (Kind::Long | Kind::Float | Kind::Double | Kind::Timestamp, _) => {
            matches!(value, Value::Number(_) | Value::String(_))
        }
        (Kind::Boolean, Value::Bool(_)) => true,
        (Kind::Boolean, Value::Number(number)) => number.is_integer(),
        (Kind::Boolean, Value::String(text)) => {
            let trimmed = text.trim();
            ["", "null", "true", "True", "TRUE", "false", "False", "FALSE"].contains(&trimmed)
        }
        (Kind::Boolean, Value::Array(_) | Value::Object(_)) => false,
        (Kind::List, _) => matches!(value, Value::Array(_)) || value.as_str() == Some(""),
        (Kind::Map | Kind::Structure, _) => matches!(value, Value::Object(_)) || value.as_str() == Some(""),
    }
}

const fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::String => "a string",
        Kind::Integer => "a whole number",
        Kind::Long | Kind::Float | Kind::Double => "a number",
        Kind::Boolean => "true or false",
        Kind::Timestamp => "a time",
        Kind::List => "an array",
        Kind::Map | Kind::Structure => "an object",
        Kind::Any => "JSON",
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

fn help(parameter: &Parameter, value: &Value, language: QueryLanguage) -> Option<String> {
    let name = parameter.name;
    match (parameter.kind, value) {
        (Kind::String, Value::Number(_) | Value::Bool(_)) => {
            Some(format!("put it in quotes: \"{}\"", value.to_json()))
        }
        (Kind::String, Value::Array(_) | Value::Object(_)) => Some(match language {
            QueryLanguage::JsonPath => {
                format!("give its JSON as text, for instance by `{name}.$` and `States.JsonToString`")
            }
            QueryLanguage::Jsonata => "give its JSON as text: {% $string(…) %}".to_owned(),
        }),
        (_, Value::String(text)) if text.starts_with('$') && language == QueryLanguage::JsonPath => {
            Some(format!("to read the value there, call the key `{name}.$`"))
        }
        (Kind::Integer, Value::String(text)) if text.trim().parse::<i64>().is_ok() => {
            Some(format!("write it without quotes: {}", text.trim()))
        }
        (Kind::List, Value::String(_)) => {
            Some(format!("write it as an array: [{}]", clipped(&value.to_json())))
        }
        _ => None,
    }
}

/// AWS's words, as far as they are known.
fn words(parameter: &Parameter, value: &Value) -> Option<String> {
    let name = parameter.name;
    match (parameter.kind, value) {
        (Kind::String, _) => Some(format!("The value for the field '{name}' must be a STRING")),
        (Kind::Integer, _) => Some(format!("The value for the field '{name}' must be an INTEGER")),
        (Kind::Boolean, Value::String(text)) => Some(format!(
            "Cannot deserialize value of type `java.lang.Boolean` from String \"{text}\": \
             only \"true\" or \"false\" recognized"
        )),
        (Kind::Boolean, Value::Number(_)) => Some(
            "Cannot deserialize value of type `java.lang.Boolean` from Floating-point value \
             (token `JsonToken.VALUE_NUMBER_FLOAT`)"
                .to_owned(),
        ),
        _ => None,
    }
}
