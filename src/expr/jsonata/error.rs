//! `Error`: why a JSONata text is no expression, or why one could not be evaluated.
//!
//! Codes and wording are the reference's. `position` is what the reference reports (it points behind
//! the token, and a call's position hides the one inside its body); `span` is for people and always
//! covers the innermost culprit.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::base::value::Value;

use super::messages;

/// An error with its code, its text and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// The reference's code: `T2001`.
    pub code: &'static str,
    /// The reference's wording, without the code.
    pub message: String,
    /// Where the reference says it happened, in UTF-16 units of the text.
    pub position: usize,
    /// The bytes of the text that are to blame.
    pub span: Range<usize>,
    /// The bytes of what was opened before and is not closed, if that is what is wrong.
    pub opened: Option<Box<Range<usize>>>,
    /// The operator, function or token in question.
    pub token: Option<Box<str>>,
    /// The value in question.
    pub value: Option<Value>,
    /// Which family of errors this belongs to.
    pub kind: Kind,
}

impl Error {
    /// The code that a text written down earlier names: a letter and four digits.
    #[must_use]
    pub fn known_code(text: &str) -> Option<&'static str> {
        static CODES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
        let (letter, digits) = text.split_at_checked(1)?;
        let is_code = letter.bytes().all(|b| b.is_ascii_uppercase())
            && digits.len() == 4
            && digits.bytes().all(|b| b.is_ascii_digit());
        let mut codes = CODES.lock().unwrap_or_else(PoisonError::into_inner);
        match codes.get(text) {
            Some(known) => Some(known),
            None if is_code => {
                // There are few codes, and each is kept once.
                let code: &'static str = text.to_owned().leak();
                codes.insert(code);
                Some(code)
            }
            None => None,
        }
    }
}

/// An error on its way up, while its place and its message are still being found out.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub code: &'static str,
    pub kind: Kind,
    message: String,
    token: Option<Value>,
    value: Option<Value>,
    /// Further values the message names.
    params: Vec<(&'static str, Value)>,
    /// Byte offset behind the token that the reference's position names.
    at: Option<u32>,
    /// The innermost culprit.
    span: Option<Range<usize>>,
    opened: Option<Range<usize>>,
}

/// The families of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The text is not an expression.
    Syntax,
    /// The text is an expression, but Step Functions refuses it when the machine is created.
    Unsupported,
    /// Evaluation failed.
    Evaluation,
    /// A limit of time, memory or depth was hit.
    Limit(Limit),
    /// Step Functions itself fails here and says nothing but that.
    Internal,
    /// The result is, or holds, a function.
    UnsupportedResult,
}

/// What ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Too many steps.
    Time,
    /// Too much was built.
    Memory,
    /// Nested too deeply.
    Stack,
    /// The run was asked to end while this was evaluated: see [`crate::expr::Scope::is_interrupted`].
    Interrupted,
}

/// What evaluation returns: errors are boxed, since they are rare and large.
pub(super) type Res<T> = Result<T, Box<Fault>>;

impl Fault {
    /// An error without a place; it is added further up.
    pub(super) fn new(code: &'static str) -> Box<Self> {
        Box::new(Self {
            code,
            message: String::new(),
            token: None,
            value: None,
            kind: if code.starts_with('S') { Kind::Syntax } else { Kind::Evaluation },
            params: Vec::new(),
            at: None,
            span: None,
            opened: None,
        })
    }

    /// The limit that ran out, in the words AWS uses.
    pub(super) fn limit(limit: Limit) -> Box<Self> {
        let mut error = Self::new("U1001");
        error.kind = Kind::Limit(limit);
        error.message = match limit {
            Limit::Time => "Expression evaluation timeout: Check for infinite loop",
            Limit::Memory => "Expression evaluation memory limit exceeded: Check for excessive memory usage",
            Limit::Interrupted => "The run ended before this expression did",
            Limit::Stack => {
                "Stack overflow error: Check for non-terminating recursive function.  \
                 Consider rewriting as tail-recursive."
            }
        }
        .to_owned();
        error
    }

    /// Sets the family.
    pub(super) fn of(mut self: Box<Self>, kind: Kind) -> Box<Self> {
        self.kind = kind;
        self
    }

    /// Sets the token.
    pub(super) fn token(mut self: Box<Self>, token: impl Into<Value>) -> Box<Self> {
        self.token = Some(token.into());
        self
    }

    /// Sets the value.
    pub(super) fn value(mut self: Box<Self>, value: impl Into<Value>) -> Box<Self> {
        self.value = Some(value.into());
        self
    }

    /// Sets another value that the message names.
    pub(super) fn param(mut self: Box<Self>, name: &'static str, value: impl Into<Value>) -> Box<Self> {
        self.params.push((name, value.into()));
        self
    }

    /// Sets the whole message instead of the reference's template.
    pub(super) fn text(mut self: Box<Self>, message: impl Into<String>) -> Box<Self> {
        self.message = message.into();
        self
    }

    /// Sets where it happened, if no place was set before.
    pub(super) fn at(mut self: Box<Self>, place: Place) -> Box<Self> {
        self.at.get_or_insert(place.op);
        self.span.get_or_insert_with(|| place.range());
        self
    }

    /// Sets the position the reference reports, even over a known one; the span stays.
    pub(super) fn override_at(mut self: Box<Self>, place: Place) -> Box<Self> {
        self.at = None;
        self.at(place)
    }

    /// Sets what was opened and is not closed.
    pub(super) fn opened(mut self: Box<Self>, opened: Range<usize>) -> Box<Self> {
        self.opened = Some(opened);
        self
    }

    /// Sets the token, if there is none yet.
    pub(super) fn or_token(mut self: Box<Self>, token: &str) -> Box<Self> {
        if self.token.is_none() {
            self.token = Some(token.into());
        }
        self
    }

    /// The error, its offset turned into a position of `text` and its message filled in.
    pub(super) fn finish(self, text: &str) -> Error {
        let position = self.at.map_or(0, |at| {
            text.char_indices().take_while(|(byte, _)| *byte < at as usize).map(|(_, c)| c.len_utf16()).sum()
        });
        let message = if self.message.is_empty() {
            messages::render(self.code, |name| self.named(name))
        } else {
            self.message
        };
        Error {
            code: self.code,
            message,
            position,
            span: self.span.unwrap_or(0..text.len()),
            opened: self.opened.map(Box::new),
            token: self.token.map(|token| token.as_str().map_or_else(|| token.to_json().into(), Into::into)),
            value: self.value,
            kind: self.kind,
        }
    }

    /// The value a template's `{{name}}` is replaced by.
    fn named(&self, name: &str) -> Option<Value> {
        match name {
            "token" => self.token.clone(),
            "value" => self.value.clone(),
            _ => self.params.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Error {}

/// The bytes a node covers, and where the token ends that the reference takes its position from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub start: u32,
    pub end: u32,
    pub op: u32,
}

impl Place {
    /// The bytes covered.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}
