//! Choice: the first rule that holds decides.
//!
//! A comparison of the wrong types is false, never an error; a `Variable` that is missing is an error
//! for every operator but `IsPresent` (491 recorded operator cases).

use std::cmp::Ordering;

use crate::asl::machine::{Choice, Comparison, Operand, Operator, Quality, Relation, State, Test};
use crate::base::glob;
use crate::base::pointer::Pointer;
use crate::base::time::parse_nanos;
use crate::base::value::Value;
use crate::expr::jsonpath::Path;

use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::core::Execution;
use crate::engine::execution::data::{StateEval, StateResult};
use crate::engine::execution::failure::{Failure, Reason};
use crate::engine::execution::history::Transition;

impl Execution {
    pub(super) fn choose(&mut self, id: StrandId, state: &State, choice: &Choice) -> Result<(), Failure> {
        let eval = self.eval(id, state);
        let received = eval.received()?;
        let mut chosen = None;
        for (index, rule) in choice.rules.iter().enumerate() {
            if holds(&eval, &rule.test, received.value(), &rule.pointer)? {
                chosen = Some((index, rule));
                break;
            }
        }
        let given = match (chosen, choice.default) {
            (Some((index, rule)), _) => eval
                .give_by_rule(rule, index, StateResult::PassThrough(received))
                .map(|given| (given, Transition::Rule(index, rule.next)))?,
            (None, Some(default)) => eval
                .give(StateResult::PassThrough(received))
                .map(|given| (given, Transition::Default(default)))?,
            (None, None) => {
                let text = "Failed to transition out of the state. The state does not point to a next state.";
                return Err(eval.runtime("", text, Reason::NoRule { input: received.value().clone() }));
            }
        };
        let (given, way) = given;
        self.leave(id, given.output, given.assigned, way);
        Ok(())
    }
}

fn holds(eval: &StateEval<'_>, test: &Test, input: &Value, pointer: &Pointer) -> Result<bool, Failure> {
    match test {
        Test::And(tests) => {
            for test in tests {
                if !holds(eval, test, input, pointer)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Test::Or(tests) => {
            for test in tests {
                if holds(eval, test, input, pointer)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Test::Not(test) => Ok(!holds(eval, test, input, pointer)?),
        Test::Compare(comparison) => compare(eval, comparison, input),
        Test::Condition(template) => eval.condition(template, pointer),
    }
}

fn compare(eval: &StateEval<'_>, comparison: &Comparison, input: &Value) -> Result<bool, Failure> {
    let find = |path: &Path, key: &str| {
        let bindings = eval.view.bindings(input);
        path.eval(&bindings).map_err(|missing| {
            let text = format!(
                "Invalid path '{}': The choice state's condition path references an invalid value.",
                path.text()
            );
            let field = comparison.pointer.strip(&eval.state.pointer).unwrap_or_default();
            eval.missing(&field.key(key), &text, missing, &bindings)
        })
    };
    if comparison.operator == Operator::Is(Quality::Present) {
        let present = comparison.variable.eval(&eval.view.bindings(input)).is_ok();
        return Ok(operand_is(&comparison.operand, present));
    }
    let left = find(&comparison.variable, "Variable")?;
    Ok(match &comparison.operand {
        Operand::Fixed(right) => satisfies(comparison.operator, &left, right),
        Operand::Path(path) => satisfies(comparison.operator, &left, &find(path, &comparison.written)?),
    })
}

fn operand_is(operand: &Operand, expected: bool) -> bool {
    match operand {
        Operand::Fixed(value) => value.as_bool() == Some(expected),
        Operand::Path(_) => unreachable!("`Is…` operators have no `…Path` form"),
    }
}

/// Whether `left operator right` holds; wrong types make it false.
#[must_use]
pub fn satisfies(operator: Operator, left: &Value, right: &Value) -> bool {
    let ordered = match operator {
        Operator::Is(quality) => return right.as_bool() == Some(is(quality, left)),
        Operator::Boolean => return left.as_bool().is_some() && left.as_bool() == right.as_bool(),
        Operator::Matches => {
            return left
                .as_str()
                .zip(right.as_str())
                .is_some_and(|(text, pattern)| glob::matches_escaped(pattern, text));
        }
        Operator::String(order) => left.as_str().zip(right.as_str()).map(|(a, b)| (order, utf16_cmp(a, b))),
        Operator::Numeric(order) => left
            .as_number()
            .zip(right.as_number())
            .and_then(|(a, b)| a.partial_cmp(&b))
            .map(|ordering| (order, ordering)),
        Operator::Timestamp(order) => {
            let instant = |value: &Value| value.as_str().and_then(parse_nanos);
            instant(left).zip(instant(right)).map(|(a, b)| (order, a.cmp(&b)))
        }
    };
    ordered.is_some_and(|(order, ordering)| match order {
        Relation::Equals => ordering == Ordering::Equal,
        Relation::Less => ordering == Ordering::Less,
        Relation::Greater => ordering == Ordering::Greater,
        Relation::LessOrEqual => ordering != Ordering::Greater,
        Relation::GreaterOrEqual => ordering != Ordering::Less,
    })
}

fn is(quality: Quality, value: &Value) -> bool {
    match quality {
        Quality::Null => value.is_null(),
        Quality::Present => true,
        Quality::Numeric => value.as_number().is_some(),
        Quality::String => value.as_str().is_some(),
        Quality::Boolean => value.as_bool().is_some(),
        Quality::Timestamp => value.as_str().is_some_and(|text| parse_nanos(text).is_some()),
    }
}

/// Java's order of strings: by UTF-16 code units.
fn utf16_cmp(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}
