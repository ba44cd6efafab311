//! The fast path of operators whose operands can be borrowed: `qty > 5`, `$n - 1`. Such operands are not
//! cloned into items first. Only scalars of the right types are decided here; everything else, errors and
//! undefined included, is left to the general evaluation.

use std::cmp::Ordering;

use crate::base::value::{Number, Value};

use crate::expr::jsonata::ast::{Binary, Kind, Node};
use crate::expr::jsonata::budget::BYTES;
use crate::expr::jsonata::env::Env;
use crate::expr::jsonata::error::Res;
use crate::expr::jsonata::item::Item;
use crate::expr::jsonata::number::compare;
use crate::expr::jsonata::run::Run;
use crate::expr::jsonata::text::compare_text;

use super::binary;
use super::path::find;

impl Run<'_> {
    /// `left operator right`, if both are scalars that can be borrowed.
    pub(super) fn fast_path(
        &self,
        operator: Binary,
        pair: &(Node, Node),
        input: Option<&Value>,
        env: &Env,
    ) -> Option<Item> {
        if self.observer.is_some() || !(is_borrowable(&pair.0) && is_borrowable(&pair.1)) {
            return None;
        }
        self.with_borrowed(&pair.0, input, env, |left| {
            self.with_borrowed(&pair.1, input, env, |right| operate(operator, left, right))
        })
    }

    /// Whether a value passes a predicate that is nothing but comparisons.
    pub(super) fn test(&self, predicate: &Node, value: &Value, env: &Env) -> Res<Option<bool>> {
        self.budget.steps(1)?;
        Ok(self.passes(predicate, value, env))
    }

    fn passes(&self, predicate: &Node, value: &Value, env: &Env) -> Option<bool> {
        if !is_bare(predicate) {
            return None;
        }
        if let Kind::Binary(operator, pair) = &predicate.kind {
            return self.fast_path(*operator, pair, Some(value), env)?.as_json()?.as_bool();
        }
        if let Kind::And(pair) = &predicate.kind {
            return Some(self.passes(&pair.0, value, env)? && self.passes(&pair.1, value, env)?);
        }
        if let Kind::Or(pair) = &predicate.kind {
            return Some(self.passes(&pair.0, value, env)? || self.passes(&pair.1, value, env)?);
        }
        None
    }

    /// The result of `f` on an operand that [`is_borrowable`].
    fn with_borrowed<T>(
        &self,
        node: &Node,
        input: Option<&Value>,
        env: &Env,
        f: impl Fn(&Value) -> Option<T>,
    ) -> Option<T> {
        if let Kind::Literal(value) = &node.kind {
            return f(value);
        }
        if matches!(node.kind, Kind::Context) {
            return f(input?);
        }
        let steps =
            if let Kind::Path(path) = &node.kind { &path.steps[..] } else { std::slice::from_ref(node) };
        if let Kind::Variable(variable) = &steps[0].kind {
            let f = |item: &Item| find(&steps[1..], item.as_json()?).and_then(&f);
            return self.with_variable(variable.name, env, f).flatten();
        }
        find(steps, input?).and_then(f)
    }
}

/// Whether a node is a literal, a variable, or a plain path from one or from the input.
fn is_borrowable(node: &Node) -> bool {
    let plain = if let Kind::Path(path) = &node.kind {
        path.plain_from.is_some()
    } else {
        matches!(node.kind, Kind::Literal(_) | Kind::Context | Kind::Variable(_))
    };
    plain && is_bare(node)
}

fn is_bare(node: &Node) -> bool {
    node.predicates.is_empty() && node.group.is_none() && !node.keep_array
}

/// The result for two numbers or two texts, if the operator is one for them.
fn operate(operator: Binary, left: &Value, right: &Value) -> Option<Item> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => numbers(operator, *a, *b),
        // What is long takes steps, which are counted elsewhere.
        (Value::String(a), Value::String(b)) if a.len().min(b.len()) >= BYTES => None,
        (Value::String(a), Value::String(b)) => {
            let is = test(operator)?;
            let same = matches!(operator, Binary::Equal | Binary::NotEqual) && a == b;
            Some(is(if same { Ordering::Equal } else { compare_text(a, b) }).into())
        }
        (
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_),
            _,
        ) => None,
    }
}

fn numbers(operator: Binary, a: Number, b: Number) -> Option<Item> {
    Some(match operator {
        Binary::Add => binary::add(a, b),
        Binary::Subtract => binary::subtract(a, b),
        Binary::Multiply => binary::multiply(a, b),
        Binary::Divide => binary::divide(a, b),
        Binary::Remainder => binary::remainder(a, b),
        Binary::Equal
        | Binary::NotEqual
        | Binary::Less
        | Binary::LessEqual
        | Binary::Greater
        | Binary::GreaterEqual
        | Binary::Concat
        | Binary::Range
        | Binary::In => test(operator)?(compare(a, b)).into(),
    })
}

/// What an operator that compares asks of an order.
const fn test(operator: Binary) -> Option<fn(Ordering) -> bool> {
    Some(match operator {
        Binary::Equal => Ordering::is_eq,
        Binary::NotEqual => Ordering::is_ne,
        Binary::Less => Ordering::is_lt,
        Binary::LessEqual => Ordering::is_le,
        Binary::Greater => Ordering::is_gt,
        Binary::GreaterEqual => Ordering::is_ge,
        Binary::Add
        | Binary::Subtract
        | Binary::Multiply
        | Binary::Divide
        | Binary::Remainder
        | Binary::Concat
        | Binary::Range
        | Binary::In => return None,
    })
}
