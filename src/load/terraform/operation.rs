//! Operators: what they give for values that are known. All others give none.

use hcl_edit::expr::{BinaryOp, BinaryOperator, UnaryOp, UnaryOperator};

use super::expression::{Scope, SourceText};
use crate::base::value::{Number, Value};

impl Scope<'_, '_> {
    pub(super) fn negate(&mut self, ground: &SourceText, operation: &UnaryOp) -> Option<Value> {
        let value = self.compute(ground, &operation.expr).to_value();
        match operation.operator.value() {
            UnaryOperator::Not => boolean(&value).map(|value| Value::from(!value)),
            UnaryOperator::Neg => amount(&value).and_then(|value| counted(-value)),
        }
    }

    pub(super) fn operate(&mut self, ground: &SourceText, operation: &BinaryOp) -> Option<Value> {
        let one = self.compute(ground, &operation.lhs_expr).to_value();
        let other = self.compute(ground, &operation.rhs_expr).to_value();
        let operator = *operation.operator.value();
        // One side can be enough.
        match (operator, boolean(&one), boolean(&other)) {
            (BinaryOperator::And, Some(false), _) | (BinaryOperator::And, _, Some(false)) => {
                return Some(Value::from(false));
            }
            (BinaryOperator::Or, Some(true), _) | (BinaryOperator::Or, _, Some(true)) => {
                return Some(Value::from(true));
            }
            _ => {}
        }
        let is_open = |value: &Value| value.as_str().is_some_and(|text| text.contains("${"));
        if is_open(&one) || is_open(&other) {
            return None;
        }
        let booleans = || Some((boolean(&one)?, boolean(&other)?));
        let numbers = || Some((amount(&one)?, amount(&other)?));
        match operator {
            BinaryOperator::Eq => Some(Value::from(one == other)),
            BinaryOperator::NotEq => Some(Value::from(one != other)),
            BinaryOperator::And => booleans().map(|(one, other)| Value::from(one && other)),
            BinaryOperator::Or => booleans().map(|(one, other)| Value::from(one || other)),
            BinaryOperator::Less => numbers().map(|(one, other)| Value::from(one < other)),
            BinaryOperator::LessEq => numbers().map(|(one, other)| Value::from(one <= other)),
            BinaryOperator::Greater => numbers().map(|(one, other)| Value::from(one > other)),
            BinaryOperator::GreaterEq => numbers().map(|(one, other)| Value::from(one >= other)),
            BinaryOperator::Plus => numbers().and_then(|(one, other)| counted(one + other)),
            BinaryOperator::Minus => numbers().and_then(|(one, other)| counted(one - other)),
            BinaryOperator::Mul => numbers().and_then(|(one, other)| counted(one * other)),
            BinaryOperator::Div => numbers().and_then(|(one, other)| counted(one / other)),
            BinaryOperator::Mod => numbers().and_then(|(one, other)| counted(one % other)),
        }
    }
}

/// A boolean, or text that says one.
pub(super) fn boolean(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| match value.as_str()? {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    })
}

/// A number, or text that says one.
pub(super) fn amount(value: &Value) -> Option<f64> {
    let written = || value.as_str()?.parse::<f64>().ok();
    value.as_f64().or_else(written).filter(|number| number.is_finite())
}

/// A number that was computed: whole ones stay whole.
pub(super) fn counted(number: f64) -> Option<Value> {
    let whole = number as i64;
    if whole as f64 == number { Some(Value::from(whole)) } else { Number::from_f64(number).map(Value::from) }
}
