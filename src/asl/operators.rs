//! The comparison operators of a Choice.

use super::machine::{Operator, Order, Quality};

/// Every operator: its name, what it does, and whether its operand is a path.
pub const OPERATORS: &[(&str, Operator, bool)] = &[
    ("BooleanEquals", Operator::Boolean, false),
    ("BooleanEqualsPath", Operator::Boolean, true),
    ("IsBoolean", Operator::Is(Quality::Boolean), false),
    ("IsNull", Operator::Is(Quality::Null), false),
    ("IsNumeric", Operator::Is(Quality::Numeric), false),
    ("IsPresent", Operator::Is(Quality::Present), false),
    ("IsString", Operator::Is(Quality::String), false),
    ("IsTimestamp", Operator::Is(Quality::Timestamp), false),
    ("NumericEquals", Operator::Numeric(Order::Equals), false),
    ("NumericEqualsPath", Operator::Numeric(Order::Equals), true),
    ("NumericGreaterThan", Operator::Numeric(Order::Greater), false),
    ("NumericGreaterThanEquals", Operator::Numeric(Order::GreaterOrEqual), false),
    ("NumericGreaterThanEqualsPath", Operator::Numeric(Order::GreaterOrEqual), true),
    ("NumericGreaterThanPath", Operator::Numeric(Order::Greater), true),
    ("NumericLessThan", Operator::Numeric(Order::Less), false),
    ("NumericLessThanEquals", Operator::Numeric(Order::LessOrEqual), false),
    ("NumericLessThanEqualsPath", Operator::Numeric(Order::LessOrEqual), true),
    ("NumericLessThanPath", Operator::Numeric(Order::Less), true),
    ("StringEquals", Operator::String(Order::Equals), false),
    ("StringEqualsPath", Operator::String(Order::Equals), true),
    ("StringGreaterThan", Operator::String(Order::Greater), false),
    ("StringGreaterThanEquals", Operator::String(Order::GreaterOrEqual), false),
    ("StringGreaterThanEqualsPath", Operator::String(Order::GreaterOrEqual), true),
    ("StringGreaterThanPath", Operator::String(Order::Greater), true),
    ("StringLessThan", Operator::String(Order::Less), false),
    ("StringLessThanEquals", Operator::String(Order::LessOrEqual), false),
    ("StringLessThanEqualsPath", Operator::String(Order::LessOrEqual), true),
    ("StringLessThanPath", Operator::String(Order::Less), true),
    ("StringMatches", Operator::Matches, false),
    ("TimestampEquals", Operator::Timestamp(Order::Equals), false),
    ("TimestampEqualsPath", Operator::Timestamp(Order::Equals), true),
    ("TimestampGreaterThan", Operator::Timestamp(Order::Greater), false),
    ("TimestampGreaterThanEquals", Operator::Timestamp(Order::GreaterOrEqual), false),
    ("TimestampGreaterThanEqualsPath", Operator::Timestamp(Order::GreaterOrEqual), true),
    ("TimestampGreaterThanPath", Operator::Timestamp(Order::Greater), true),
    ("TimestampLessThan", Operator::Timestamp(Order::Less), false),
    ("TimestampLessThanEquals", Operator::Timestamp(Order::LessOrEqual), false),
    ("TimestampLessThanEqualsPath", Operator::Timestamp(Order::LessOrEqual), true),
    ("TimestampLessThanPath", Operator::Timestamp(Order::Less), true),
];

/// The operator that `written` names, and whether it is the `…Path` form.
#[must_use]
pub fn find(written: &str) -> Option<(Operator, bool)> {
    OPERATORS.iter().find(|(name, ..)| *name == written).map(|(_, operator, by_path)| (*operator, *by_path))
}
