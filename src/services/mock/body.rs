//! `Body`: the data of an answer. A string that is wholly `{% … %}` in it is JSONata over the call;
//! a leading `{%%` means a literal `{%`.

use std::sync::Arc;

use crate::base::diag::{Diagnostic, Place};
use crate::base::value::{Object, Value};

use super::codes;
use super::formula::{self, CallScope, EvalError, Formula};
use super::reader::{Fetch, MockReader, Node};

/// JSON that is given or has to be computed for each call.
#[derive(Clone, Debug)]
pub enum Body {
    /// As written.
    Fixed(Value),
    /// An expression.
    Computed(Box<Formula>),
    /// Elements, of which some are computed.
    Array(Vec<Body>),
    /// Members, of which some are computed.
    Object(Vec<(Arc<str>, Body)>),
}

impl Body {
    /// Reads JSON as a mock file has it; expressions that are none are reported.
    pub fn read(reader: &mut MockReader, fetch: &mut Fetch, node: &Node) -> Self {
        match node.value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Self::Fixed(node.value.clone()),
            Value::String(text) => match (formula::source(text), text.strip_prefix("{%%")) {
                (Some(_), _) => match formula::read(reader, fetch, node) {
                    Some(formula) => Self::Computed(Box::new(formula)),
                    None => Self::Fixed(Value::Null),
                },
                (None, Some(rest)) => Self::Fixed(Value::from(format!("{{%{rest}"))),
                (None, None) => {
                    if text.starts_with("{%") {
                        half_open(reader, node);
                    }
                    Self::Fixed(node.value.clone())
                }
            },
            Value::Array(_) => {
                let items: Vec<Self> =
                    node.members().iter().map(|(_, item)| Self::read(reader, fetch, item)).collect();
                match items.iter().map(Self::fixed).collect::<Option<Vec<Value>>>() {
                    Some(values) => Self::Fixed(values.into()),
                    None => Self::Array(items),
                }
            }
            Value::Object(_) => {
                let members: Vec<(Arc<str>, Self)> = node
                    .members()
                    .iter()
                    .map(|(k, m)| (Arc::clone(k), Self::read(reader, fetch, m)))
                    .collect();
                let fixed = members.iter().map(|(key, member)| Some((Arc::clone(key), member.fixed()?)));
                match fixed.collect::<Option<Object>>() {
                    Some(object) => Self::Fixed(object.into()),
                    None => Self::Object(members),
                }
            }
        }
    }

    fn fixed(&self) -> Option<Value> {
        match self {
            Self::Fixed(value) => Some(value.clone()),
            Self::Computed(_) | Self::Array(_) | Self::Object(_) => None,
        }
    }

    /// The data for one call.
    pub fn value(&self, scope: CallScope) -> Result<Value, EvalError> {
        match self {
            Self::Fixed(value) => Ok(value.clone()),
            Self::Computed(formula) => formula.value(scope)?.ok_or_else(|| formula.undefined(scope)),
            Self::Array(items) => {
                items.iter().map(|item| item.value(scope)).collect::<Result<Vec<_>, _>>().map(Value::from)
            }
            Self::Object(members) => members
                .iter()
                .map(|(key, member)| Ok((Arc::clone(key), member.value(scope)?)))
                .collect::<Result<Object, _>>()
                .map(Value::from),
        }
    }
}

/// An expression that is not closed would be taken for text without a word.
fn half_open(reader: &mut MockReader, node: &Node) {
    let place = Place::Value(node.pointer.clone());
    let message = "this begins like an expression but does not end with `%}`";
    let help = "close it with `%}`, or begin it with `{%%` if it is meant as it is";
    reader.say(Diagnostic::error(codes::EXPRESSION, place, message).help(help));
}
