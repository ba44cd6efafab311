//! The comparison operators of a Choice.

use super::machine::{Operator, Quality, Relation};

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
    ("NumericEquals", Operator::Numeric(Relation::Equals), false),
    ("NumericEqualsPath", Operator::Numeric(Relation::Equals), true),
    ("NumericGreaterThan", Operator::Numeric(Relation::Greater), false),
    ("NumericGreaterThanEquals", Operator::Numeric(Relation::GreaterOrEqual), false),
    ("NumericGreaterThanEqualsPath", Operator::Numeric(Relation::GreaterOrEqual), true),
    ("NumericGreaterThanPath", Operator::Numeric(Relation::Greater), true),
    ("NumericLessThan", Operator::Numeric(Relation::Less), false),
    ("NumericLessThanEquals", Operator::Numeric(Relation::LessOrEqual), false),
    ("NumericLessThanEqualsPath", Operator::Numeric(Relation::LessOrEqual), true),
    ("NumericLessThanPath", Operator::Numeric(Relation::Less), true),
    ("StringEquals", Operator::String(Relation::Equals), false),
    ("StringEqualsPath", Operator::String(Relation::Equals), true),
    ("StringGreaterThan", Operator::String(Relation::Greater), false),
    ("StringGreaterThanEquals", Operator::String(Relation::GreaterOrEqual), false),
    ("StringGreaterThanEqualsPath", Operator::String(Relation::GreaterOrEqual), true),
    ("StringGreaterThanPath", Operator::String(Relation::Greater), true),
    ("StringLessThan", Operator::String(Relation::Less), false),
    ("StringLessThanEquals", Operator::String(Relation::LessOrEqual), false),
    ("StringLessThanEqualsPath", Operator::String(Relation::LessOrEqual), true),
    ("StringLessThanPath", Operator::String(Relation::Less), true),
    ("StringMatches", Operator::Matches, false),
    ("TimestampEquals", Operator::Timestamp(Relation::Equals), false),
    ("TimestampEqualsPath", Operator::Timestamp(Relation::Equals), true),
    ("TimestampGreaterThan", Operator::Timestamp(Relation::Greater), false),
    ("TimestampGreaterThanEquals", Operator::Timestamp(Relation::GreaterOrEqual), false),
    ("TimestampGreaterThanEqualsPath", Operator::Timestamp(Relation::GreaterOrEqual), true),
    ("TimestampGreaterThanPath", Operator::Timestamp(Relation::Greater), true),
    ("TimestampLessThan", Operator::Timestamp(Relation::Less), false),
    ("TimestampLessThanEquals", Operator::Timestamp(Relation::LessOrEqual), false),
    ("TimestampLessThanEqualsPath", Operator::Timestamp(Relation::LessOrEqual), true),
    ("TimestampLessThanPath", Operator::Timestamp(Relation::Less), true),
];

/// The operator that `written` names, and whether it is the `…Path` form.
#[must_use]
pub fn find(written: &str) -> Option<(Operator, bool)> {
    OPERATORS.iter().find(|(name, ..)| *name == written).map(|(_, operator, by_path)| (*operator, *by_path))
}
