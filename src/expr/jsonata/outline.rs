//! `Outline`: what an expression is made of, as far as it could be said in another language: paths, literals, calls,
//! operators, objects and lists. Everything else is `Other`.

use std::sync::Arc;

use crate::base::value::{Number, Value};

use super::Expression;
use super::ast::{Kind, Node, Path, Stage};
use super::names::Names;

/// What an expression is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// A value that is written down.
    Literal(Value),
    /// A variable, without its sign, and steps from it.
    Path(Arc<str>, Vec<OutlineStep>),
    /// A function, without its sign, and its arguments.
    Call(String, Vec<Self>),
    /// An operator between two.
    Binary(&'static str, Box<(Self, Self)>),
    /// Both hold.
    And(Box<(Self, Self)>),
    /// One holds.
    Or(Box<(Self, Self)>),
    /// If the first holds the second, and otherwise the third or nothing.
    Condition(Box<(Self, Self, Option<Self>)>),
    /// An object with such members.
    Object(Vec<(String, Self)>),
    /// A list of such.
    Array(Vec<Self>),
    /// Variables that are bound, by name, and what is said with them.
    Block(Vec<Arc<str>>, Box<Self>),
    /// Something else.
    Other,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutlineStep {
    /// A member.
    Name(Arc<str>),
    /// An item.
    Index(i64),
}

impl Expression {
    /// What it is made of.
    #[must_use]
    pub fn outline(&self) -> Outline {
        Reading { names: &self.0.names }.node(&self.0.tree)
    }
}

struct Reading<'n> {
    names: &'n Names,
}

impl Reading<'_> {
    fn node(&self, node: &Node) -> Outline {
        if node.group.is_some() || node.keep_array || node.step.focus.is_some() || node.step.index.is_some() {
            return Outline::Other;
        }
        let Some(indexes) = node.predicates.iter().map(index).collect::<Option<Vec<_>>>() else {
            return Outline::Other;
        };
        let bare = self.bare(node);
        if indexes.is_empty() {
            return bare;
        }
        let Outline::Path(root, mut steps) = bare else { return Outline::Other };
        steps.extend(indexes.into_iter().map(OutlineStep::Index));
        Outline::Path(root, steps)
    }

    /// The node without what is attached to it.
    fn bare(&self, node: &Node) -> Outline {
        let both = |pair: &(Node, Node)| Box::new((self.node(&pair.0), self.node(&pair.1)));
        match &node.kind {
            Kind::Literal(value) => Outline::Literal(value.clone()),
            Kind::Negate(inner) => {
                let Outline::Literal(Value::Number(number)) = self.node(inner) else { return Outline::Other };
                negated(&number)
            }
            Kind::Path(path) => self.path(path),
            Kind::Variable(variable) => Outline::Path(Arc::clone(self.names.text(variable.name)), Vec::new()),
            Kind::Binary(operator, pair) => Outline::Binary(operator.sign(), both(pair)),
            Kind::And(pair) => Outline::And(both(pair)),
            Kind::Or(pair) => Outline::Or(both(pair)),
            Kind::Condition(condition) => Outline::Condition(Box::new((
                self.node(&condition.test),
                self.node(&condition.then),
                condition.otherwise.as_ref().map(|node| self.node(node)),
            ))),
            Kind::Call(call) => match call.name {
                Some(name) => {
                    let name = self.names.text(name).trim_start_matches('$').to_owned();
                    Outline::Call(name, call.arguments.iter().map(|node| self.node(node)).collect())
                }
                None => Outline::Other,
            },
            Kind::Array(array) => Outline::Array(array.items.iter().map(|node| self.node(node)).collect()),
            Kind::Object(group) => {
                let pairs = group.pairs.iter().map(|(key, value)| {
                    let Kind::Literal(Value::String(key)) = &key.kind else { return None };
                    Some((key.to_string(), self.node(value)))
                });
                pairs.collect::<Option<Vec<_>>>().map_or(Outline::Other, Outline::Object)
            }
            Kind::Block(block) => self.block(&block.parts),
            Kind::Regex(_)
            | Kind::Name(_)
            | Kind::Wildcard
            | Kind::Descendant
            | Kind::Parent(_)
            | Kind::Context
            | Kind::Root
            | Kind::Default(..)
            | Kind::Bind(..)
            | Kind::Lambda(_)
            | Kind::Partial(_)
            | Kind::Placeholder
            | Kind::Apply(_)
            | Kind::Sort(_)
            | Kind::Transform(_) => Outline::Other,
        }
    }

    fn block(&self, parts: &[Node]) -> Outline {
        let Some((last, before)) = parts.split_last() else { return Outline::Other };
        if before.is_empty() {
            return self.node(last);
        }
        let bound = before.iter().map(|part| {
            let Kind::Bind(name, value) = &part.kind else { return None };
            matches!(value.kind, Kind::Lambda(_)).then(|| Arc::clone(self.names.text(*name)))
        });
        bound
            .collect::<Option<Vec<_>>>()
            .map_or(Outline::Other, |bound| Outline::Block(bound, Box::new(self.node(last))))
    }

    fn path(&self, path: &Path) -> Outline {
        let Some((first, rest)) = path.steps.split_first() else { return Outline::Other };
        if path.keep_singleton || path.tuple {
            return Outline::Other;
        }
        let Outline::Path(root, mut steps) = self.node(first) else { return Outline::Other };
        if !first.step.stages.is_empty() {
            return Outline::Other;
        }
        for step in rest {
            let Kind::Name(name) = &step.kind else { return Outline::Other };
            if step.group.is_some() || step.step.focus.is_some() || step.step.index.is_some() {
                return Outline::Other;
            }
            steps.push(OutlineStep::Name(Arc::clone(name)));
            let filters = step.step.stages.iter().map(|stage| match stage {
                Stage::Filter(node) => index(node),
                Stage::Index(_) => None,
            });
            let found = filters.chain(step.predicates.iter().map(index)).collect::<Option<Vec<_>>>();
            let Some(found) = found else { return Outline::Other };
            steps.extend(found.into_iter().map(OutlineStep::Index));
        }
        Outline::Path(root, steps)
    }
}

/// A filter that is a whole number.
fn index(node: &Node) -> Option<i64> {
    if let Kind::Negate(inner) = &node.kind {
        return index(inner).map(|index| -index);
    }
    let Kind::Literal(value) = &node.kind else { return None };
    value.as_i64()
}

fn negated(number: &Number) -> Outline {
    let negated = match number.as_i64() {
        Some(whole) => Some(Value::from(-whole)),
        None => Number::from_f64(-number.as_f64()).map(Value::from),
    };
    negated.map_or(Outline::Other, Outline::Literal)
}
