//! Reference paths: those that name exactly one place, so that a result can be put there.

use crate::base::value::Value;
use crate::expr::SyntaxError;

use super::token::Token;
use super::{Path, Root};

impl Path {
    /// What makes this no reference path, which names one single node; `None` if it is one. AWS takes names
    /// and counted indexes only: `'[' must be followed by ' or '['` is its text for anything else in
    /// brackets (Stedi-Public-Archive/ts2asl#912).
    #[must_use]
    pub fn beyond_reference(&self) -> Option<&'static str> {
        self.tokens().iter().find_map(|token| match token {
            Token::Name(_) | Token::Index(0..) => None,
            Token::Index(_) => Some("an index from the end"),
            Token::Names(_) => Some("several names in brackets"),
            Token::Indexes(_) => Some("several indexes"),
            Token::Slice(..) => Some("a slice"),
            Token::Wildcard => Some("a wildcard"),
            Token::Scan => Some("`..`"),
            Token::Filter(_) => Some("a filter"),
            Token::Call(..) => Some("a function"),
        })
    }
}

/// The path of a `ResultPath`: a reference path into the state's input.
#[derive(Clone, Debug)]
pub struct ReferencePath(Path);

/// A result cannot be put where its path leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The path as written.
    pub path: String,
    /// The whole value the result was to be put into.
    pub input: Value,
}

impl Conflict {
    /// AWS's cause for it (the error is `States.ReferencePathConflict`).
    #[must_use]
    pub fn aws_cause(&self) -> String {
        format!("Unable to apply ReferencePath {} to input {}", self.path, self.input)
    }
}

impl ReferencePath {
    /// Reads a path that starts at `$` and names a single node.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let path = Path::parse(text)?;
        let wrong = match path.root() {
            Root::Input => path
                .beyond_reference()
                .map(|what| format!("a reference path names a single node, this has {what}")),
            Root::Context => Some("a result cannot be put into the context object".into()),
            Root::Variable(name) => Some(format!("a result cannot be put into the variable `{name}`")),
        };
        match wrong {
            Some(message) => Err(SyntaxError { message, span: 0..text.len(), help: None }),
            None => Ok(Self(path)),
        }
    }

    /// The path as written.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.text()
    }

    /// The names it follows, if it is made of names only.
    #[must_use]
    pub fn names(&self) -> Option<Vec<&str>> {
        let (names, whole) = self.0.names();
        whole.then_some(names)
    }

    /// Whether it is just `$`.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_root()
    }

    /// `into` with `new` at this path. Only the containers along the path are copied; objects that are
    /// missing are made, array items must exist.
    pub fn put(&self, into: &Value, new: Value) -> Result<Value, Conflict> {
        put(into, self.0.tokens(), new)
            .ok_or_else(|| Conflict { path: self.text().to_owned(), input: into.clone() })
    }
}

fn put(into: &Value, tokens: &[Token], new: Value) -> Option<Value> {
    let Some((token, rest)) = tokens.split_first() else { return Some(new) };
    match (token, into) {
        (Token::Name(name), Value::Object(members)) => {
            let new = match members.get(name) {
                Some(member) => put(member, rest, new)?,
                None => put(&Value::empty_object(), rest, new)?,
            };
            Some(members.with(name, new).into())
        }
        (Token::Index(index), Value::Array(items)) => {
            let length = items.len() as u64;
            let at = if *index < 0 { index.checked_add_unsigned(length)? } else { *index };
            let at = usize::try_from(at).ok()?;
            let new = put(items.get(at)?, rest, new)?;
            let mut items = items.clone();
            items.make_mut()[at] = new;
            Some(items.into())
        }
        _ => None,
    }
}
