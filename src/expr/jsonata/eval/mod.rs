//! Evaluation: a walk over the tree, one file per family of constructs.
//!
//! What the reference does in `evaluate` happens in [`Run::eval`] and in the same order, so that depth
//! counts alike: the construct, then predicates, then grouping, then a sequence of one becomes its item.

mod binary;
pub(super) mod call;
pub(super) mod column;
mod construct;
mod fast_path;
mod filter;
mod group;
pub(super) mod lookup;
mod path;
pub(super) mod sort;
mod transform;
mod tuple;

use std::rc::Rc;

use super::ast::{Block, Condition, Kind, Node};
use super::env::{Env, Frame};
use super::error::Res;
use super::function::{Closure, Function};
use super::functions::holds;
use super::item::{Builder, Flags, Item};
use super::raw::Keep;
use super::run::Run;

impl Run<'_> {
    /// What `node` is for this input.
    pub(super) fn eval(&self, node: &Node, input: &Item, env: &Env) -> Res<Item> {
        if let Kind::Literal(value) = &node.kind
            && node.predicates.is_empty()
            && node.group.is_none()
            && self.observer.is_none()
        {
            self.budget.steps(1)?;
            return Ok(Item::Json(value.clone()));
        }
        self.budget.enter()?;
        let mut result = self.construct(node, input, env)?;
        if !node.predicates.is_empty() {
            result = self.predicates(node, result, env)?;
        }
        if let Some(group) = &node.group
            && !matches!(node.kind, Kind::Path(_))
        {
            result = self.group(group, &result, env)?;
        }
        if matches!(result, Item::List(..) | Item::Mixed(_) | Item::Range(_)) {
            result = settle(result, node.keep_array);
        }
        if let Some(observer) = &self.observer {
            observer.borrow_mut()(node.place.range(), &result.to_value());
        }
        self.budget.leave();
        Ok(result)
    }

    pub(super) fn construct(&self, node: &Node, input: &Item, env: &Env) -> Res<Item> {
        match &node.kind {
            Kind::Path(path) => self.path(node, path, input, env),
            Kind::Name(name) => lookup::name(input, name, &self.budget),
            Kind::Literal(value) => Ok(Item::Json(value.clone())),
            Kind::Regex(pattern) => Ok(function(Function::Regex(pattern.clone(), node.place))),
            Kind::Wildcard => self.wildcard(input),
            Kind::Descendant => self.descendants(input),
            Kind::Parent(slot) => Ok(env.lookup(slot.name()).unwrap_or_default()),
            Kind::Context => Ok(context(input)),
            Kind::Root => Ok(self.root.clone()),
            Kind::Variable(variable) => self.variable(*variable, env),
            Kind::Binary(operator, pair) => self.binary(node, *operator, pair, input, env),
            Kind::And(pair) => self.and(pair, input, env),
            Kind::Or(pair) => self.or(pair, input, env),
            Kind::Default(keep, pair) => self.default(*keep, pair, input, env),
            Kind::Negate(operand) => self.negate(node, operand, input, env),
            Kind::Array(array) => self.array(array, input, env),
            Kind::Object(group) => self.group(group, input, env),
            Kind::Block(block) => self.block(block, input, env),
            Kind::Condition(condition) => self.condition(condition, input, env),
            Kind::Bind(name, value) => {
                let value = self.eval(value, input, env)?;
                env.bind(*name, value.clone());
                Ok(value)
            }
            Kind::Lambda(lambda) => {
                let (lambda, env) = (lambda.clone(), Rc::clone(env));
                let closure = Closure { lambda, open: None, input: input.clone(), env };
                self.keep(Function::Lambda(closure))
            }
            Kind::Call(call) => self.call(node, call, None, input, env),
            Kind::Partial(call) => self.partial(node, call, input, env),
            Kind::Placeholder => Ok(Item::Undefined),
            Kind::Apply(pair) => self.chain(node, pair, input, env),
            Kind::Sort(terms) => self.order_by(node, terms, input, env),
            Kind::Transform(transform) => {
                let (transform, env) = (transform.clone(), Rc::clone(env));
                self.keep(Function::Transform { transform, env })
            }
        }
    }

    fn block(&self, block: &Block, input: &Item, env: &Env) -> Res<Item> {
        let frame = if block.binds { Frame::within(env, Vec::new()) } else { Rc::clone(env) };
        let mut result = Item::Undefined;
        for part in &block.parts {
            result = self.eval(part, input, &frame)?;
        }
        Ok(result)
    }

    fn condition(&self, condition: &Condition, input: &Item, env: &Env) -> Res<Item> {
        let test = self.eval(&condition.test, input, env)?;
        if holds(&test, self)? {
            return self.eval(&condition.then, input, env);
        }
        condition.otherwise.as_ref().map_or(Ok(Item::Undefined), |node| self.eval(node, input, env))
    }

    fn default(&self, keep: Keep, pair: &(Node, Node), input: &Item, env: &Env) -> Res<Item> {
        let left = self.eval(&pair.0, input, env)?;
        let kept = match keep {
            Keep::True => holds(&left, self)?,
            Keep::Present => left.is_defined(),
        };
        if kept { Ok(left) } else { self.eval(&pair.1, input, env) }
    }
}

/// `$`: the input; of an input wrapped because it is an array, the array.
fn context(input: &Item) -> Item {
    if let Item::List(items, flags) = input
        && flags.outer
    {
        return items.first().cloned().into();
    }
    input.clone()
}

/// A function that nothing else can reach, so that it need not be kept alive.
fn function(function: Function) -> Item {
    Item::Function(Rc::new(function))
}

/// A sequence of one.
fn one(item: Item) -> Item {
    let mut list = Builder::default();
    list.push(item);
    list.finish(Flags::SEQUENCE)
}

/// A sequence of none is nothing, of one is its item unless it is to stay an array.
pub(super) fn settle(item: Item, keep_array: bool) -> Item {
    let flags = item.flags();
    if !flags.sequence {
        return item;
    }
    let keep = flags.keep || keep_array;
    match item.as_list().map(|list| (list.len(), list)) {
        Some((0, _)) => Item::Undefined,
        Some((1, list)) if !keep => list.get(0),
        _ if keep_array && !flags.keep => item.with_flags(Flags { keep: true, ..flags }),
        _ => item,
    }
}
