//! One alternative of a pattern's list, and whether a value of an event is one of those it takes.

use std::net::IpAddr;

use super::address::{self, Range};
use super::wildcard::Wildcard;
use crate::base::value::{Number, Value};

/// A bound of `numeric`.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The number.
    pub number: Number,
    /// Whether the number itself is beyond it: `<` and `>`.
    pub is_open: bool,
}

/// A test of a text.
#[derive(Clone, Debug)]
pub enum TextTest {
    /// The same text.
    Same(String),
    /// The same text in any case of letters, folded.
    SameFolded(String),
    /// A beginning.
    Prefix(String),
    /// A beginning in any case of letters, folded.
    PrefixFolded(String),
    /// An end.
    Suffix(String),
    /// An end in any case of letters, folded.
    SuffixFolded(String),
    /// Text with `*` in it.
    Wildcard(Wildcard),
}

/// One alternative.
#[derive(Clone, Debug)]
pub enum Alternative {
    /// `true`, `false` or `null`.
    Plain(Value),
    /// A number, by its value.
    Number(Number),
    /// Between two bounds.
    Between(Option<Bound>, Option<Bound>),
    /// Of a text.
    Text(TextTest),
    /// An address, or those of a CIDR block: compared as addresses, however they are written.
    Address(Range),
    /// A value that is there and none of these numbers.
    NotNumber(Vec<Number>),
    /// A value that is there and no text for which one of these holds.
    NotText(Vec<TextTest>),
    /// A scalar that is there.
    There,
    /// No scalar there, anywhere in the event.
    Absent,
}

impl Alternative {
    /// Whether it takes `scalar`, which is neither an array nor an object. [`Self::Absent`] takes none.
    #[must_use]
    pub fn takes(&self, scalar: &Value) -> bool {
        match self {
            Self::Plain(wanted) => wanted == scalar,
            Self::Number(wanted) => scalar.as_number() == Some(*wanted),
            Self::Between(bottom, top) => {
                scalar.as_number().is_some_and(|number| within(number, *bottom, *top))
            }
            Self::Text(test) => scalar.as_str().is_some_and(|text| test.holds(text)),
            Self::Address(range) => {
                scalar.as_str().and_then(address_of).is_some_and(|found| range.has(found))
            }
            Self::NotNumber(numbers) => scalar.as_number().is_none_or(|number| !numbers.contains(&number)),
            Self::NotText(tests) => {
                scalar.as_str().is_none_or(|text| !tests.iter().any(|test| test.holds(text)))
            }
            Self::There => true,
            Self::Absent => false,
        }
    }

    /// The texts with `*` in it.
    pub(super) fn wildcards(&self) -> Vec<&Wildcard> {
        let tests = match self {
            Self::Text(test) => std::slice::from_ref(test),
            Self::NotText(tests) => tests,
            Self::Plain(_)
            | Self::Number(_)
            | Self::Between(..)
            | Self::Address(_)
            | Self::NotNumber(_)
            | Self::There
            | Self::Absent => &[],
        };
        tests.iter().filter_map(TextTest::wildcard).collect()
    }
}

fn address_of(text: &str) -> Option<IpAddr> {
    address::read(text).ok().flatten()
}

fn within(number: Number, bottom: Option<Bound>, top: Option<Bound>) -> bool {
    let above = bottom.is_none_or(|bound| number > bound.number || !bound.is_open && number == bound.number);
    let below = top.is_none_or(|bound| number < bound.number || !bound.is_open && number == bound.number);
    above && below
}

impl TextTest {
    const fn wildcard(&self) -> Option<&Wildcard> {
        if let Self::Wildcard(wildcard) = self { Some(wildcard) } else { None }
    }

    fn holds(&self, text: &str) -> bool {
        match self {
            Self::Same(wanted) => text == wanted,
            Self::SameFolded(wanted) => fold(text) == *wanted,
            Self::Prefix(wanted) => text.starts_with(wanted.as_str()),
            Self::PrefixFolded(wanted) => fold(text).starts_with(wanted.as_str()),
            Self::Suffix(wanted) => text.ends_with(wanted.as_str()),
            Self::SuffixFolded(wanted) => fold(text).ends_with(wanted.as_str()),
            Self::Wildcard(wildcard) => wildcard.matches(text),
        }
    }
}

/// `text` in one case. Letters whose other case is more than one letter stay, as ß does: AWS pairs letters only.
#[must_use]
pub fn fold(text: &str) -> String {
    let one = |mut letters: std::char::ToLowercase, c: char| match (letters.next(), letters.next()) {
        (Some(lower), None) => lower,
        _ => c,
    };
    text.chars().map(|c| one(c.to_lowercase(), c)).collect()
}
