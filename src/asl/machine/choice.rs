//! A Choice.

use std::sync::Arc;

use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::expr::jsonpath::Path;
use crate::expr::template::Template;

use super::StateId;
use super::expressions::{AppliedTo, Fields};

/// A Choice.
#[derive(Clone, Debug)]
pub struct Choice {
    /// `Choices`, in order.
    pub rules: Vec<Rule>,
    /// `Default`.
    pub default: Option<StateId>,
}

impl Choice {
    pub(super) fn expressions<'m>(&'m self, fields: &mut Fields<'_, 'm>) {
        let Self { rules, default: _ } = self;
        for rule in rules {
            let Rule { test, next: _, assign, output, pointer } = rule;
            let mut fields = fields.at(pointer.clone());
            test.expressions(&mut fields);
            fields.template("Assign", AppliedTo::Filtered, assign.as_ref());
            fields.template("Output", AppliedTo::Filtered, output.as_ref());
        }
    }
}

/// One of `Choices`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// When it applies.
    pub test: Test,
    /// Where it leads.
    pub next: StateId,
    /// Its own `Assign`.
    pub assign: Option<Template>,
    /// Its own `Output` (JSONata).
    pub output: Option<Template>,
    /// JSON Pointer to the rule.
    pub pointer: Pointer,
}

/// A condition.
#[derive(Clone, Debug)]
pub enum Test {
    /// All hold.
    And(Vec<Test>),
    /// One holds.
    Or(Vec<Test>),
    /// It does not hold.
    Not(Box<Test>),
    /// `Variable` and an operator.
    Compare(Box<Comparison>),
    /// JSONata's `Condition`.
    Condition(Template),
}

impl Test {
    fn expressions<'m>(&'m self, fields: &mut Fields<'_, 'm>) {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().for_each(|one| one.expressions(fields)),
            Self::Not(one) => one.expressions(fields),
            Self::Compare(comparison) => {
                let Comparison { variable, operator: _, operand, written, pointer } = &**comparison;
                let mut fields = fields.at(pointer.clone());
                fields.path("Variable", AppliedTo::Filtered, variable);
                if let Operand::Path(path) = operand {
                    fields.path(written, AppliedTo::Filtered, path);
                }
            }
            Self::Condition(condition) => fields.template("Condition", AppliedTo::Filtered, Some(condition)),
        }
    }
}

/// `Variable` and an operator with its right side.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// `Variable`.
    pub variable: Path,
    /// The operator.
    pub operator: Operator,
    /// Its operand.
    pub operand: Operand,
    /// The operator as written, for instance `NumericLessThanPath`.
    pub written: Arc<str>,
    /// JSON Pointer to the rule.
    pub pointer: Pointer,
}

/// The right side of a comparison.
#[derive(Clone, Debug)]
pub enum Operand {
    /// Written in the definition.
    Fixed(Value),
    /// The `…Path` form.
    Path(Path),
}

/// What a comparison compares, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `String…`
    String(Relation),
    /// `Numeric…`
    Numeric(Relation),
    /// `Timestamp…`
    Timestamp(Relation),
    /// `BooleanEquals`
    Boolean,
    /// `StringMatches`
    Matches,
    /// `Is…`
    Is(Quality),
}

/// The five ways to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `…Equals`
    Equals,
    /// `…LessThan`
    Less,
    /// `…GreaterThan`
    Greater,
    /// `…LessThanEquals`
    LessOrEqual,
    /// `…GreaterThanEquals`
    GreaterOrEqual,
}

/// What an `Is…` operator asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// `IsNull`
    Null,
    /// `IsPresent`
    Present,
    /// `IsNumeric`
    Numeric,
    /// `IsString`
    String,
    /// `IsBoolean`
    Boolean,
    /// `IsTimestamp`
    Timestamp,
}
