//! AWS's words for what is wrong with a call, where they are known, and for a run the likeliest otherwise.

use crate::base::near::closest;
use crate::base::value::Value;
use crate::catalog::ApiKind;

use super::{CallModel, Fault, Wrong};

impl CallModel {
    /// What AWS says of `fault` when a machine is created; `None` if its words are not known.
    ///
    /// Quoted: STRING, INTEGER, booleans that are text or fractions, unknown and reserved names.
    #[must_use]
    pub fn words(&self, fault: &Fault<'_>) -> Option<String> {
        match &fault.wrong {
            Wrong::Absent | Wrong::NoneOf(_) => None,
            Wrong::Missing(name) => Some(format!("The field '{name}' is required but was missing")),
            Wrong::Reserved(name) => Some(format!("The field '{name}' is not supported by Step Functions")),
            Wrong::Unknown(name, Some(_)) => {
                Some(format!("The field \"{name}\" is not supported by Step Functions"))
            }
            Wrong::Unknown(name, None) => {
                let mut words = format!("The field \"{name}\" is not supported by Step Functions");
                // AWS offers the nearest name however far it is, at the top level only.
                let names = self.members().map(|member| member.name);
                if let Some(nearest) = closest(name, names) {
                    words.push_str(&format!(". Did you mean '{nearest}'?"));
                }
                Some(words)
            }
            Wrong::Type(name, kind, value) => type_words(name, *kind, value),
            Wrong::Headers(names) => {
                let names = names.join(", ");
                Some(format!("The 'Headers' field contains unsupported values: [{names}]"))
            }
            Wrong::Lists(name) => Some(format!("The value of the field '{name}' has an invalid format")),
        }
    }

    /// What AWS says of all faults in what a run passes, between the brackets of its cause. Of wrong types
    /// it names the first only, as when a machine is created; that the rest is joined by commas is a guess.
    #[must_use]
    pub fn reasons(&self, faults: &[Fault<'_>]) -> String {
        let mut said = Vec::new();
        let mut is_first = true;
        for fault in faults {
            let is_deep = matches!(fault.wrong, Wrong::Type(..) | Wrong::Unknown(_, Some(_)));
            if is_deep && !std::mem::take(&mut is_first) {
                continue;
            }
            said.push(self.words(fault).unwrap_or_else(|| likely_words(fault)));
        }
        said.join(", ")
    }
}

fn type_words(name: &str, kind: ApiKind, value: &Value) -> Option<String> {
    match (kind, value) {
        (ApiKind::String, _) => Some(format!("The value for the field '{name}' must be a STRING")),
        (ApiKind::Integer, _) => Some(format!("The value for the field '{name}' must be an INTEGER")),
        (ApiKind::Boolean, Value::String(text)) => Some(format!(
            "Cannot deserialize value of type `java.lang.Boolean` from String \"{text}\": \
             only \"true\" or \"false\" recognized"
        )),
        (ApiKind::Boolean, Value::Number(_)) => Some(
            "Cannot deserialize value of type `java.lang.Boolean` from Floating-point value \
             (token `JsonToken.VALUE_NUMBER_FLOAT`)"
                .to_owned(),
        ),
        _ => None,
    }
}

/// Words that are not recorded, made after those that are.
fn likely_words(fault: &Fault<'_>) -> String {
    let Wrong::Type(name, kind, _) = &fault.wrong else { return String::new() };
    let kind = match kind {
        ApiKind::String => "a STRING",
        ApiKind::Integer => "an INTEGER",
        ApiKind::Long => "a LONG",
        ApiKind::Float => "a FLOAT",
        ApiKind::Double => "a DOUBLE",
        ApiKind::Boolean => "a BOOLEAN",
        ApiKind::Timestamp => "a TIMESTAMP",
        ApiKind::List(_) => "a LIST",
        ApiKind::Map(_) => "a MAP",
        ApiKind::Structure(_) | ApiKind::Any => "a STRUCTURE",
    };
    format!("The value for the field '{name}' must be {kind}")
}
