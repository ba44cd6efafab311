//! `Condition`: what an expression asks of its data, as far as it is a simple one: paths compared with values, joined
//! by `and`, `or` and `$not`. For whoever looks for data that makes it true.

use std::sync::Arc;

use crate::base::value::{Number, Value};

use super::Expression;
use super::ast::{Binary, Call, Kind, Node, Path};
use super::names::Names;

/// A simple condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All hold.
    And(Vec<Self>),
    /// One holds.
    Or(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// What a path finds compares so with a value: `=`, `!=`, `<`, `<=`, `>`, `>=`, `in`.
    Compare(ValuePath, &'static str, Value),
    /// How many values a path finds compares so with a number.
    Count(ValuePath, &'static str, Value),
    /// What a path finds is true.
    Truth(ValuePath),
    /// A path finds something.
    Exists(ValuePath),
    /// Something that is not simple.
    Other,
}

/// A path of plain names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValuePath {
    /// The variable it begins with, without its sign.
    pub variable: Arc<str>,
    /// The names that it follows.
    pub names: Vec<Arc<str>>,
}

impl Expression {
    /// The expression as a condition, as far as it is simple.
    #[must_use]
    pub fn condition(&self) -> Condition {
        Reading { names: &self.0.names }.condition(&self.0.tree)
    }

    /// The expression as a path of plain names; none if it is something else.
    #[must_use]
    pub fn value_path(&self) -> Option<ValuePath> {
        Reading { names: &self.0.names }.path(&self.0.tree)
    }
}

struct Reading<'n> {
    names: &'n Names,
}

impl Reading<'_> {
    fn condition(&self, node: &Node) -> Condition {
        self.simple(node).unwrap_or(Condition::Other)
    }

    fn simple(&self, node: &Node) -> Option<Condition> {
        let node = unwrapped(plain(node)?)?;
        let both = |both: &(Node, Node)| vec![self.condition(&both.0), self.condition(&both.1)];
        if let Kind::And(sides) = &node.kind {
            return Some(Condition::And(both(sides)));
        }
        if let Kind::Or(sides) = &node.kind {
            return Some(Condition::Or(both(sides)));
        }
        if let Kind::Call(call) = &node.kind {
            return self.call(call);
        }
        if let Kind::Binary(operator, sides) = &node.kind {
            return self.compare(*operator, &sides.0, &sides.1);
        }
        self.path(node).map(Condition::Truth)
    }

    fn call(&self, call: &Call) -> Option<Condition> {
        let [argument] = &call.arguments[..] else { return None };
        match self.called(call)? {
            "not" => Some(Condition::Not(Box::new(self.condition(argument)))),
            "boolean" => Some(self.condition(argument)),
            "exists" => self.path(argument).map(Condition::Exists),
            _ => None,
        }
    }

    /// The name of the function that is called, without its sign.
    fn called(&self, call: &Call) -> Option<&str> {
        Some(self.names.text(call.name?).trim_start_matches('$'))
    }

    fn compare(&self, operator: Binary, left: &Node, right: &Node) -> Option<Condition> {
        const SIGNS: [(Binary, &str, &str); 7] = [
            (Binary::Equal, "=", "="),
            (Binary::NotEqual, "!=", "!="),
            (Binary::Less, "<", ">"),
            (Binary::LessEqual, "<=", ">="),
            (Binary::Greater, ">", "<"),
            (Binary::GreaterEqual, ">=", "<="),
            (Binary::In, "in", ""),
        ];
        let (_, sign, turned) = SIGNS.iter().find(|(known, ..)| *known == operator)?;
        let (node, sign, value) = match (literal(right), literal(left)) {
            (Some(value), _) => (left, sign, value),
            (None, Some(value)) if !turned.is_empty() => (right, turned, value),
            (None, _) => return None,
        };
        let node = unwrapped(plain(node)?)?;
        if let Kind::Call(call) = &node.kind {
            let [argument] = &call.arguments[..] else { return None };
            let is_count = self.called(call)? == "count";
            return is_count
                .then(|| self.path(argument))
                .flatten()
                .map(|path| Condition::Count(path, sign, value));
        }
        Some(Condition::Compare(self.path(node)?, sign, value))
    }

    /// `$states.input.x`, `$x.y`.
    fn path(&self, node: &Node) -> Option<ValuePath> {
        let node = unwrapped(plain(node)?)?;
        let variable = |node: &Node| {
            let Kind::Variable(variable) = &plain(node)?.kind else { return None };
            Some(Arc::clone(self.names.text(variable.name)))
        };
        let Kind::Path(path) = &node.kind else {
            return variable(node).map(|variable| ValuePath { variable, names: Vec::new() });
        };
        let Path { steps, .. } = &**path;
        let (first, rest) = steps.split_first()?;
        let name = |step| {
            let Kind::Name(name) = &plain(step)?.kind else { return None };
            Some(Arc::clone(name))
        };
        Some(ValuePath { variable: variable(first)?, names: rest.iter().map(name).collect::<Option<_>>()? })
    }
}

/// The node, if nothing is attached to it: no filter, no grouping, no bound name.
fn plain(node: &Node) -> Option<&Node> {
    let step = &node.step;
    let is_plain = node.predicates.is_empty()
        && node.group.is_none()
        && step.stages.is_empty()
        && step.focus.is_none()
        && step.index.is_none();
    is_plain.then_some(node)
}

/// What is in brackets.
fn unwrapped(node: &Node) -> Option<&Node> {
    let Kind::Block(block) = &node.kind else { return Some(node) };
    let [part] = &block.parts[..] else { return None };
    unwrapped(plain(part)?)
}

/// A value that is written down, or a list of such.
fn literal(node: &Node) -> Option<Value> {
    let node = unwrapped(plain(node)?)?;
    if let Kind::Negate(inner) = &node.kind {
        let number = literal(inner)?.as_f64()?;
        return Number::from_f64(-number).map(Value::from);
    }
    if let Kind::Array(array) = &node.kind {
        return array.items.iter().map(literal).collect::<Option<Vec<_>>>().map(Value::from);
    }
    let Kind::Literal(value) = &node.kind else { return None };
    Some(value.clone())
}

#[cfg(test)]
mod tests {
    use super::{Condition, ValuePath};
    use crate::base::value::Value;
    use crate::expr::jsonata::{Expression, Level};

    fn read(text: &str) -> Condition {
        Expression::parse(text, Level::Aws).unwrap().condition()
    }

    fn path(names: &[&str]) -> ValuePath {
        ValuePath { variable: "states".into(), names: names.iter().map(|name| (*name).into()).collect() }
    }

    #[test]
    fn simple_conditions_are_taken_apart() {
        let equal = Condition::Compare(path(&["input", "x"]), "=", Value::from(1_i64));
        assert_eq!(read("$states.input.x = 1"), equal.clone());
        assert_eq!(read("1 = ($states.input.x)"), equal.clone());
        let count = Condition::Count(path(&["input", "items"]), ">", Value::from(0_i64));
        assert_eq!(
            read("$states.input.x = 1 and $not($count($states.input.items) > 0)"),
            Condition::And(vec![equal, Condition::Not(Box::new(count))])
        );
        assert_eq!(read("$states.input.ok"), Condition::Truth(path(&["input", "ok"])));
        assert_eq!(read("$exists($states.input.ok)"), Condition::Exists(path(&["input", "ok"])));
        assert_eq!(read("$states.input.x[0] = 1"), Condition::Other);
        let one = Condition::Truth(path(&["input", "ok"]));
        assert_eq!(read("$sum([1]) = 1 or $states.input.ok"), Condition::Or(vec![Condition::Other, one]));
    }
}
