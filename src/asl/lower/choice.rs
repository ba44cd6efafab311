//! The rules of a Choice.

use std::sync::Arc;

use crate::asl::codes;
use crate::asl::fields::{Name, ObjectKind, field};
use crate::asl::machine::{Choice, Comparison, FlowId, Operand, Operator, QueryLanguage, Rule, Test};
use crate::asl::operators;
use crate::base::time::parse_nanos;
use crate::base::value::Value;

use super::collect::Outline;
use super::fields::Fields;

pub(super) fn lower(
    fields: &Fields<'_>,
    outline: &Outline<'_>,
    flow: FlowId,
    language: QueryLanguage,
) -> Option<Choice> {
    let rules = fields
        .objects(field!("Choices"))?
        .iter()
        .map(|(pointer, members)| {
            rule(&fields.inner(ObjectKind::Rule, members, pointer), outline, flow, language)
        })
        .collect::<Vec<_>>();
    let default = fields.has(field!("Default")).then(|| outline.transition(fields, field!("Default"), flow));
    if default == Some(None) {
        return None;
    }
    Some(Choice { rules: rules.into_iter().collect::<Option<_>>()?, default: default.flatten() })
}

fn rule(fields: &Fields<'_>, outline: &Outline<'_>, flow: FlowId, language: QueryLanguage) -> Option<Rule> {
    let next = outline.transition(fields, field!("Next"), flow);
    let test = match language {
        QueryLanguage::JsonPath => test(fields),
        QueryLanguage::Jsonata => condition(fields),
    };
    let assign = fields.has(field!("Assign")).then(|| fields.template(field!("Assign"), language));
    let output = fields.has(field!("Output")).then(|| fields.template(field!("Output"), language));
    if assign.as_ref().is_some_and(Option::is_none) || output.as_ref().is_some_and(Option::is_none) {
        return None;
    }
    Some(Rule {
        test: test?,
        next: next?,
        assign: assign.flatten(),
        output: output.flatten(),
        pointer: fields.pointer.clone(),
    })
}

fn condition(fields: &Fields<'_>) -> Option<Test> {
    match fields.value(field!("Condition"))? {
        Value::String(text) if !(text.starts_with("{%") && text.ends_with("%}")) => {
            fields.report_no_expression(field!("Condition"), text);
            None
        }
        Value::String(_) | Value::Bool(_) => fields.jsonata(field!("Condition")).map(Test::Condition),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            let message = "`Condition` must be an expression in {% %} or a boolean";
            fields.report(codes::WRONG_TYPE, field!("Condition"), message, "");
            None
        }
    }
}

/// What combines or negates rules, and every comparison operator.
fn test(fields: &Fields<'_>) -> Option<Test> {
    const NOT: Name = field!("Not");
    const AND: Name = field!("And");
    let combined: Vec<Name> = [AND, field!("Or"), NOT].into_iter().filter(|name| fields.has(*name)).collect();
    match combined[..] {
        [] => compare(fields).map(|comparison| Test::Compare(Box::new(comparison))),
        [NOT] => {
            let pointer = fields.place(NOT);
            let inner = fields.object(NOT)?;
            test(&fields.inner(ObjectKind::InnerRule, inner, &pointer)).map(|test| Test::Not(Box::new(test)))
        }
        [name] => {
            let tests = fields
                .objects(name)?
                .iter()
                .map(|(pointer, members)| test(&fields.inner(ObjectKind::InnerRule, members, pointer)))
                .collect::<Vec<_>>()
                .into_iter()
                .collect::<Option<Vec<_>>>()?;
            Some(if name == AND { Test::And(tests) } else { Test::Or(tests) })
        }
        _ => None,
    }
}

fn compare(fields: &Fields<'_>) -> Option<Comparison> {
    let known: Vec<_> =
        fields.members.iter().filter_map(|(key, value)| Some((key, value, operators::find(key)?))).collect();
    let variable = fields.operand(field!("Variable"));
    let [(written, value, (operator, by_path))] = known[..] else { return None };
    let name = Name::of_operator(written)?;
    let operand = match (by_path, value) {
        (true, Value::String(_)) => fields.operand(name).map(Operand::Path),
        (true, _) => mistyped(fields, name, "a path in a string", value),
        (false, _) => operand(fields, name, operator, value),
    };
    Some(Comparison {
        variable: variable?,
        operator,
        operand: operand?,
        written: Arc::clone(written),
        pointer: fields.pointer.clone(),
    })
}

/// Checks the literal operand.
fn operand(fields: &Fields<'_>, name: Name, operator: Operator, value: &Value) -> Option<Operand> {
    let (fits, wanted) = match operator {
        Operator::String(_) | Operator::Matches => (value.as_str().is_some(), "a string"),
        Operator::Numeric(_) => (value.as_number().is_some(), "a number"),
        Operator::Timestamp(_) => (value.as_str().is_some(), "a timestamp such as \"2026-01-31T12:00:00Z\""),
        Operator::Boolean | Operator::Is(_) => (value.as_bool().is_some(), "true or false"),
    };
    if !fits {
        return mistyped(fields, name, wanted, value);
    }
    if let (Operator::Timestamp(_), Some(text)) = (operator, value.as_str())
        && parse_nanos(text).is_none()
    {
        fields.no_timestamp(name, text);
        return None;
    }
    Some(Operand::Fixed(value.clone()))
}

fn mistyped(fields: &Fields<'_>, name: Name, wanted: &str, value: &Value) -> Option<Operand> {
    let message = format!("`{name}` must be {wanted}, not {} {value}", value.type_name());
    fields.report(codes::WRONG_TYPE, name, &message, "");
    None
}
