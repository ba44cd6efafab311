//! Fields that only JSONata has, or that JSONata resolves differently.

use crate::asl::errors::names;
use crate::asl::machine::Map;
use crate::base::pointer::{self, Pointer};
use crate::base::time::Time;
use crate::base::value::{Array, Value};
use crate::expr::template::Template;

use super::data::{StateEval, field_name};
use super::failure::{Failure, Reason};

impl StateEval<'_> {
    pub fn evaluated(&self, field: &str, template: &Template) -> Result<Value, Failure> {
        let bindings = self.view.bindings(self.view.strand.input.value());
        self.template(field, template, &bindings)
    }

    pub fn unexpected(&self, field: &str, template: &Template, wanted: &str, value: Value) -> Failure {
        let text = format!(
            "The JSONata expression '{}' specified for the field '{}' returned an unexpected result type. \
             Expected '{wanted}', but was '{}' for value: {value}",
            template.source(),
            field_name(field),
            value.type_name()
        );
        self.query_error(field, &text, Reason::Unusable { value })
    }

    /// `States.QueryEvaluationError` with AWS's prefix, at a field of the state.
    pub fn query_error(&self, field: &str, text: &str, reason: Reason) -> Failure {
        Failure::new(names::QUERY_EVALUATION_ERROR, self.prefix() + text).because(
            self.view.strand.state,
            self.state.pointer.join(field),
            reason,
        )
    }

    /// A rule's `Condition`, which must be a boolean.
    pub fn condition(&self, template: &Template, pointer: &Pointer) -> Result<bool, Failure> {
        let mut field = pointer::strip(pointer, &self.state.pointer).unwrap_or_default().to_owned();
        pointer::push_key(&mut field, "Condition");
        let value = self.evaluated(&field, template)?;
        value.as_bool().ok_or_else(|| self.unexpected(&field, template, "boolean", value))
    }

    /// `Seconds` as an expression. AWS's words for a number of no use are those of `SecondsPath`.
    pub fn seconds(&self, template: &Template) -> Result<i64, Failure> {
        let value = self.evaluated("/Seconds", template)?;
        let trouble = match (value.as_i64(), value.as_number()) {
            (Some(seconds), _) if seconds >= 0 => return Ok(seconds),
            (Some(_), _) => "references a negative value",
            (None, Some(_)) => "cannot be parsed as a long value",
            (None, None) => return Err(self.unexpected("/Seconds", template, "number", value)),
        };
        let text = format!("The Seconds parameter {trouble}: {} == {value}", template.source());
        Err(self.query_error("/Seconds", &text, Reason::Unusable { value }))
    }

    /// `Timestamp` as an expression.
    pub fn timestamp(&self, template: &Template) -> Result<Time, Failure> {
        let value = self.evaluated("/Timestamp", template)?;
        let Some(text) = value.as_str() else {
            return Err(self.unexpected("/Timestamp", template, "string", value));
        };
        Time::parse(text).ok_or_else(|| {
            let cause = format!(
                "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}"
            );
            self.query_error("/Timestamp", &cause, Reason::Unusable { value: value.clone() })
        })
    }

    /// A whole number as an expression.
    pub fn whole_expression(&self, name: &str, template: &Template) -> Result<u32, Failure> {
        let field = format!("/{name}");
        let value = self.evaluated(&field, template)?;
        match value.as_i64() {
            Some(number) if number >= 0 => Ok(u32::try_from(number).unwrap_or(u32::MAX)),
            Some(_) => {
                let text = format!("{name} cannot be negative.");
                Err(self.query_error(&field, &text, Reason::Unusable { value }))
            }
            None if value.as_number().is_some() => {
                let source = template.source();
                let text = format!(
                    "The {name} field refers to value \"{value}\" which is not a valid integer: {source}"
                );
                Err(self.query_error(&field, &text, Reason::Unusable { value }))
            }
            None => Err(self.unexpected(&field, template, "number", value)),
        }
    }

    /// A percentage as an expression.
    pub fn percentage_expression(&self, name: &str, template: &Template) -> Result<f64, Failure> {
        let field = format!("/{name}");
        let value = self.evaluated(&field, template)?;
        match value.as_f64() {
            Some(number) if (0.0..=100.0).contains(&number) => Ok(number),
            Some(_) => {
                let text = format!("{name} must be between 0 and 100.");
                Err(self.query_error(&field, &text, Reason::Unusable { value }))
            }
            None => Err(self.unexpected(&field, template, "number", value)),
        }
    }

    /// A Map's `Items`, or the state's input where a JSONata Map has none. `None` in JSONPath.
    pub fn jsonata_items(&self, map: &Map) -> Result<Option<Array>, Failure> {
        if self.is_jsonpath() {
            return Ok(None);
        }
        let Some(template) = &map.items else {
            let input = self.view.strand.input.value();
            return input.as_array().cloned().map(Some).ok_or_else(|| {
                let text = format!("Map state input must be an array but was: {input}");
                self.query_error("", &text, Reason::Unusable { value: input.clone() })
            });
        };
        let value = self.evaluated("/Items", template)?;
        match value.as_array() {
            Some(items) => Ok(Some(items.clone())),
            None => Err(self.unexpected("/Items", template, "array", value)),
        }
    }

    /// Where `Error` or `Cause` is written: in JSONPath, a value that is looked up has the `…Path` form.
    pub fn words_field(&self, name: &str) -> String {
        if self.is_jsonpath() { format!("/{name}Path") } else { format!("/{name}") }
    }
}
