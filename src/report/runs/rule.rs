//! The rules of a Choice as one line each: `$.stock > 0 and $.kind is string`.

use crate::asl::machine::{Comparison, Operand, Operator, Quality, Relation, Rule, Test};
use crate::base::document::Document;

use crate::report::ink::marks::Marks;
use crate::report::ink::shorten::named;

/// Columns an operand takes at most.
const OPERAND: usize = 40;

/// What a rule asks.
#[must_use]
pub fn rule(document: &Document, rule: &Rule, marks: &Marks) -> String {
    test(&rule.test, &|| condition(document, rule), marks)
}

fn test(test: &Test, condition: &dyn Fn() -> String, marks: &Marks) -> String {
    let all = |tests: &[Test], word: &str| {
        tests.iter().map(|inner| nested(inner, condition, marks)).collect::<Vec<_>>().join(word)
    };
    match test {
        Test::And(tests) => all(tests, " and "),
        Test::Or(tests) => all(tests, " or "),
        Test::Not(inner) => format!("not ({})", self::test(inner, condition, marks)),
        Test::Compare(comparison) => compared(comparison, marks),
        Test::Condition(_) => condition(),
    }
}

fn nested(inner: &Test, condition: &dyn Fn() -> String, marks: &Marks) -> String {
    let text = test(inner, condition, marks);
    match inner {
        Test::And(_) | Test::Or(_) => format!("({text})"),
        Test::Not(_) | Test::Compare(_) | Test::Condition(_) => text,
    }
}

/// One comparison: `$.stock > 0`.
#[must_use]
pub fn compared(comparison: &Comparison, marks: &Marks) -> String {
    let variable = comparison.variable.text();
    let operand = match &comparison.operand {
        Operand::Fixed(value) => named(variable, value, OPERAND, marks),
        Operand::Path(path) => path.text().to_owned(),
    };
    let sign = match comparison.operator {
        Operator::String(order) | Operator::Numeric(order) | Operator::Timestamp(order) => sign(order),
        Operator::Boolean => "=",
        Operator::Matches => "matches",
        Operator::Is(quality) => {
            let not = if operand == "false" { "not " } else { "" };
            return format!("{variable} is {not}{}", adjective(quality));
        }
    };
    format!("{variable} {sign} {operand}")
}

const fn sign(order: Relation) -> &'static str {
    match order {
        Relation::Equals => "=",
        Relation::Less => "<",
        Relation::Greater => ">",
        Relation::LessOrEqual => "<=",
        Relation::GreaterOrEqual => ">=",
    }
}

const fn adjective(quality: Quality) -> &'static str {
    match quality {
        Quality::Null => "null",
        Quality::Present => "present",
        Quality::Numeric => "numeric",
        Quality::String => "string",
        Quality::Boolean => "boolean",
        Quality::Timestamp => "timestamp",
    }
}

/// A JSONata condition as it is written in the definition, without the braces.
fn condition(document: &Document, rule: &Rule) -> String {
    let written = document.value().pointer(&rule.pointer.key("Condition"));
    let text = written
        .map_or_else(String::new, |value| value.as_str().map_or_else(|| value.to_json(), str::to_owned));
    text.trim().trim_start_matches("{%").trim_end_matches("%}").trim().to_owned()
}
