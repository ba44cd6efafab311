//! `Node`: a value that was computed from a template, each part with the place it was written at.
//!
//! It becomes a definition by being printed as JSON: the text and its span map are all that a document
//! needs.

use std::ops::Range;
use std::sync::Arc;

use super::traced::{Size, Traced};
use crate::base::source::Source;
use crate::base::value::{Object, Value};

/// A value and where it is.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// The file it is in.
    pub(super) source: Source,
    /// The bytes it is at.
    pub(super) at: Range<usize>,
    pub(super) body: Body,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// Null, a boolean or a number.
    Plain(Value),
    Text(Traced),
    List(Vec<Node>),
    Members(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) key: String,
    pub(super) key_at: Range<usize>,
    pub(super) value: Node,
}

impl Node {
    /// A text that was made from what is at `at`.
    pub(super) fn text(source: &Source, at: Range<usize>, text: impl Into<String>) -> Self {
        Self { source: source.clone(), body: Body::Text(Traced::made(text, at.clone())), at }
    }

    /// A value that was made from what is at `at`.
    pub(super) fn plain(source: &Source, at: Range<usize>, value: Value) -> Self {
        Self { source: source.clone(), at, body: Body::Plain(value) }
    }

    /// The same value, made from what is elsewhere: no part of it has a place of its own.
    pub(super) fn moved(&self, source: &Source, at: &Range<usize>) -> Self {
        let body = match &self.body {
            Body::Plain(value) => Body::Plain(value.clone()),
            Body::Text(text) => Body::Text(Traced::made(text.as_str(), at.clone())),
            Body::List(items) => Body::List(items.iter().map(|item| item.moved(source, at)).collect()),
            Body::Members(members) => Body::Members(
                members
                    .iter()
                    .map(|member| Member {
                        key: member.key.clone(),
                        key_at: at.clone(),
                        value: member.value.moved(source, at),
                    })
                    .collect(),
            ),
        };
        Self { source: source.clone(), at: at.clone(), body }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.value)
    }

    pub(super) fn members(&self) -> &[Member] {
        match &self.body {
            Body::Members(members) => members,
            Body::Plain(_) | Body::Text(_) | Body::List(_) => &[],
        }
    }

    pub(super) fn items(&self) -> Option<&[Self]> {
        match &self.body {
            Body::List(items) => Some(items),
            Body::Plain(_) | Body::Text(_) | Body::Members(_) => None,
        }
    }

    pub(super) fn as_text(&self) -> Option<&Traced> {
        match &self.body {
            Body::Text(text) => Some(text),
            Body::Plain(_) | Body::List(_) | Body::Members(_) => None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        self.as_text().map(Traced::as_str)
    }

    pub(super) const fn is_null(&self) -> bool {
        matches!(self.body, Body::Plain(Value::Null))
    }

    /// A scalar as text: `5` and `true` as they are written in JSON.
    pub(super) fn to_text(&self) -> Option<Traced> {
        match &self.body {
            Body::Text(text) => Some(text.clone()),
            Body::Plain(Value::Null) | Body::List(_) | Body::Members(_) => None,
            Body::Plain(value) => Some(Traced::made(value.to_json(), self.at.clone())),
        }
    }

    /// A scalar as a string.
    pub(super) fn to_string(&self) -> Option<String> {
        self.to_text().map(|text| text.as_str().to_owned())
    }

    /// The value alone.
    pub(super) fn to_value(&self) -> Value {
        match &self.body {
            Body::Plain(value) => value.clone(),
            Body::Text(text) => Value::from(text.as_str()),
            Body::List(items) => items.iter().map(Self::to_value).collect::<Vec<_>>().into(),
            Body::Members(members) => members
                .iter()
                .map(|member| (Arc::<str>::from(member.key.as_str()), member.value.to_value()))
                .collect::<Object>()
                .into(),
        }
    }

    /// How much memory it takes, all its parts together.
    pub(super) fn size(&self) -> Size {
        self.measured(&Traced::size)
    }

    /// About how much memory [`Node::to_json`] takes. A text in a text in a text doubles with each: this is asked
    /// before the next is made.
    pub(super) fn json_size(&self) -> Size {
        self.measured(&Traced::quoted_size)
    }

    fn measured(&self, text: &dyn Fn(&Traced) -> Size) -> Size {
        let own = Size { bytes: size_of::<Self>(), places: 2 };
        own + match &self.body {
            Body::Plain(_) => Size::default(),
            Body::Text(traced) => text(traced),
            Body::List(items) => items.iter().fold(Size::default(), |sum, item| sum + item.measured(text)),
            Body::Members(members) => members.iter().fold(Size::default(), |sum, member| {
                let key = Size { bytes: size_of::<Member>() + member.key.len(), places: 2 };
                sum + key + member.value.measured(text)
            }),
        }
    }

    /// The value as a JSON text that knows where everything is.
    pub(super) fn to_json(&self) -> Traced {
        self.to_json_but(&|_| false)
    }

    /// The same, the texts of the members that `is_bare` finds being without quotes.
    pub(super) fn to_json_but(&self, is_bare: &dyn Fn(&Member) -> bool) -> Traced {
        let mut out = Traced::default();
        self.print(&self.source, &self.at, is_bare, &mut out);
        out
    }

    /// Adds the JSON to `out`; what is not in `source` stands for `above`.
    fn print(
        &self,
        source: &Source,
        above: &Range<usize>,
        is_bare: &dyn Fn(&Member) -> bool,
        out: &mut Traced,
    ) {
        let is_here = same(&self.source, source);
        let at = if is_here { &self.at } else { above };
        let (start, end) = (at.start..at.start, at.end..at.end);
        match &self.body {
            Body::Plain(value) => out.push_made(&value.to_json(), at.clone()),
            Body::Text(text) => {
                out.push_made("\"", start);
                if is_here {
                    out.push(&text.quoted());
                } else {
                    out.push(&Traced::made(text.as_str(), at.clone()).quoted());
                }
                out.push_made("\"", end);
            }
            Body::List(items) => {
                out.push_made("[", start.clone());
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_made(",", start.clone());
                    }
                    item.print(source, at, is_bare, out);
                }
                out.push_made("]", end);
            }
            Body::Members(members) => {
                out.push_made("{", start.clone());
                for (index, member) in members.iter().enumerate() {
                    if index > 0 {
                        out.push_made(",", start.clone());
                    }
                    let key_at = if is_here { &member.key_at } else { at };
                    out.push_made(&Value::from(member.key.as_str()).to_json(), key_at.clone());
                    out.push_made(":", key_at.end..key_at.end);
                    match member.value.as_str().filter(|_| is_bare(member)) {
                        Some(text) if same(&member.value.source, source) => {
                            out.push_made(text, member.value.at.clone());
                        }
                        Some(text) => out.push_made(text, at.clone()),
                        None => member.value.print(source, at, is_bare, out),
                    }
                }
                out.push_made("}", end);
            }
        }
    }
}

/// Whether the two are one file that was read once.
pub(super) fn same(one: &Source, other: &Source) -> bool {
    Arc::ptr_eq(&one.text, &other.text) && one.name == other.name
}
