//! `Call`: a call of a function with the values of its arguments, each to be taken as what it should be.

use std::borrow::Cow;
use std::ops::Range;

use crate::base::value::Value;
use crate::load::node::{Body, Member, Node};
use crate::load::terraform::expression::{SourceText, is_unknown};
use crate::load::terraform::operation::{amount, counted};

/// Why a function gives nothing.
pub(super) enum Refusal {
    /// It needs a value that is unknown before deployment.
    Unknown,
    /// It would need something that is not supported here.
    Unsupported,
    /// The argument with this index, from 0, is wrong: how, in words that follow the function's name.
    BadArgument(usize, String),
}

pub(super) type Returned = Result<Node, Refusal>;

/// A call of a function that needs nothing but its arguments.
pub(super) struct Call<'c> {
    pub(super) ground: &'c SourceText,
    pub(super) at: &'c Range<usize>,
    pub(super) arguments: &'c [Node],
}

impl Call<'_> {
    /// A scalar as text.
    pub(super) fn text(&self, index: usize) -> Result<String, Refusal> {
        let node = &self.arguments[index];
        node.to_string().ok_or_else(|| self.wrong(index, "text"))
    }

    pub(super) fn number(&self, index: usize) -> Result<f64, Refusal> {
        self.number_of(index, &self.arguments[index])
    }

    /// `node`, a part of the argument `index`, as a number.
    pub(super) fn number_of(&self, index: usize, node: &Node) -> Result<f64, Refusal> {
        match node.as_str() {
            Some(text) if text.contains("${") => Err(Refusal::Unknown),
            _ => amount(&node.to_value()).ok_or_else(|| self.wrong(index, "a number")),
        }
    }

    pub(super) fn whole(&self, index: usize) -> Result<i64, Refusal> {
        let number = self.number(index)?;
        if number.fract() == 0.0 && number.abs() < 1e15 {
            Ok(number as i64)
        } else {
            Err(self.wrong(index, "a whole number"))
        }
    }

    /// A list; an unknown value counts as one of one element.
    pub(super) fn list(&self, index: usize) -> Result<Cow<'_, [Node]>, Refusal> {
        let node = &self.arguments[index];
        match &node.body {
            Body::List(items) => Ok(Cow::Borrowed(items)),
            Body::Text(text) if is_unknown(text.as_str()) => Ok(Cow::Borrowed(std::slice::from_ref(node))),
            Body::Plain(_) | Body::Text(_) | Body::Members(_) => Err(self.wrong(index, "a list")),
        }
    }

    /// A map; nothing if it is null.
    pub(super) fn map(&self, index: usize) -> Result<&[Member], Refusal> {
        let node = &self.arguments[index];
        match &node.body {
            Body::Members(members) => Ok(members),
            Body::Plain(Value::Null) => Ok(&[]),
            Body::Text(text) if is_unknown(text.as_str()) => Err(Refusal::Unknown),
            Body::Plain(_) | Body::Text(_) | Body::List(_) => Err(self.wrong(index, "a map")),
        }
    }

    pub(super) fn wrong(&self, index: usize, wanted: &str) -> Refusal {
        let found = match &self.arguments[index].body {
            Body::Plain(Value::Null) => "null",
            Body::Plain(Value::Bool(_)) => "a boolean",
            Body::Plain(_) => "a number",
            Body::Text(_) => "text",
            Body::List(_) => "a list",
            Body::Members(_) => "a map",
        };
        Refusal::BadArgument(index, format!("takes {wanted} here, not {found}"))
    }

    pub(super) fn with(&self, body: Body) -> Node {
        Node { source: self.ground.source.clone(), at: self.ground.at(self.at.clone()), body }
    }

    pub(super) fn value(&self, value: impl Into<Value>) -> Node {
        self.with(Body::Plain(value.into()))
    }

    pub(super) fn counted(&self, number: f64) -> Returned {
        counted(number).map(|value| self.value(value)).ok_or(Refusal::Unsupported)
    }

    pub(super) fn made(&self, text: impl Into<String>) -> Node {
        Node::text(&self.ground.source, self.ground.at(self.at.clone()), text)
    }

    pub(super) fn listed(&self, items: Vec<Node>) -> Node {
        self.with(Body::List(items))
    }
}
