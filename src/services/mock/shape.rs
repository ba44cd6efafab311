//! `Shape`: what a value of a mock file must look like. Readers check by it (`checking.rs`), and the JSON Schema that
//! editors use is made of it. The tables of the format are in `fields/mod.rs`.

use crate::base::value::Value;

/// What a value must look like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Anything.
    Any,
    /// Anything; a string in it that is wholly `{% … %}` is an expression. Its reader reports one that is wrong.
    Body,
    /// Text.
    Text,
    /// Text, at least one character of it.
    Name,
    /// The path of values in a snapshot; its reader reports what is none.
    Selector,
    /// Text, which may be an expression.
    Message,
    /// The same or null.
    MessageOrNull,
    /// `true` or `false`.
    Bool,
    /// `true`.
    True,
    /// Text, a number or a boolean.
    Scalar,
    /// The version of the format: 1.
    Version,
    /// A whole number.
    Integer,
    /// A whole number from 0.
    Count,
    /// The status of an HTTP response.
    Status,
    /// A duration.
    Duration,
    /// A duration that is not 0.
    Interval,
    /// A comparison with a duration, such as `< 10s`.
    Limit,
    /// A timestamp, such as `2026-01-31T02:00:00Z`.
    Time,
    /// Which calls: `2`, `"1-3"`, `"3+"`. Its reader reports what is none.
    Position,
    /// One expression `{% … %}`.
    Formula,
    /// An object with any keys.
    Object,
    /// A list of anything.
    List,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of such.
    ListOf(&'static Self),
    /// A list of at least one such.
    SomeOf(&'static Self),
    /// An object with any keys and such values.
    MapOf(&'static Self),
    /// The same with at least one key.
    SomeMapOf(&'static Self),
    /// An object with these members only.
    Fields(&'static Members),
    /// What the first case that fits says, or else the last shape.
    Choice(&'static [(Case, Self)], &'static Self),
    /// What has a name in the schema.
    Part(&'static Part),
    /// This, which a reader of its own checks where the rest is checked by its shape.
    Read(&'static Self),
}

/// What tells the shapes apart that a value may have.
#[derive(Clone, Copy, Debug)]
pub enum Case {
    /// It is text.
    Text,
    /// It is `true` or `false`.
    Bool,
    /// It is a number.
    Number,
    /// It is a list.
    List,
    /// It is an object that has one of these keys.
    Has(&'static [&'static str]),
}

impl Case {
    /// Whether `value` is one.
    #[must_use]
    pub fn fits(self, value: &Value) -> bool {
        match self {
            Self::Text => value.as_str().is_some(),
            Self::Bool => value.as_bool().is_some(),
            Self::Number => value.as_number().is_some(),
            Self::List => value.as_array().is_some(),
            Self::Has(keys) => keys.iter().any(|key| value.get(key).is_some()),
        }
    }
}

/// A shape that the schema names, since several places have it.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// What it looks like.
    pub shape: Shape,
}

/// The members that an object may have.
#[derive(Clone, Copy, Debug)]
pub struct Members {
    /// All of them.
    pub fields: &'static [Field],
    /// How they go together.
    pub rules: &'static [Rule],
}

/// How members of an object go together.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// There is exactly one of these.
    OneOf(&'static [&'static str]),
    /// These two are never both there.
    NotBoth(&'static str, &'static str),
    /// The first is only there beside the second.
    Needs(&'static str, &'static str),
    /// There is at least one member.
    Some,
}

/// A member of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its key.
    pub key: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// What it is for: editors show it.
    pub about: &'static str,
    /// Whether it must be there.
    pub is_required: bool,
    /// The value that stands for none, in JSON, if there is one.
    pub default: Option<&'static str>,
}

impl Field {
    /// A member that may be left away.
    #[must_use]
    pub const fn new(key: &'static str, shape: Shape, about: &'static str) -> Self {
        Self { key, shape, about, is_required: false, default: None }
    }

    /// The same, which must be there.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    /// The same; to leave it away means `json`.
    #[must_use]
    pub const fn default(self, json: &'static str) -> Self {
        Self { default: Some(json), ..self }
    }
}

impl Shape {
    /// The shape that `value` is to have, of those that it may have.
    #[must_use]
    pub fn meant(self, value: &Value) -> Self {
        let Self::Choice(cases, other) = self else { return self };
        cases.iter().find(|(case, _)| case.fits(value)).map_or(*other, |(_, shape)| *shape)
    }
}

/// The words of a table of words and what they mean.
#[must_use]
pub const fn words<T, const N: usize>(table: &[(&'static str, T); N]) -> [&'static str; N] {
    let (mut words, mut at) = ([""; N], 0);
    while at < N {
        words[at] = table[at].0;
        at += 1;
    }
    words
}
