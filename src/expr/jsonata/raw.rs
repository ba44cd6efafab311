//! The tree as written: what the parser builds and [`super::process`] turns into the tree to evaluate.

use std::sync::Arc;

use crate::base::value::Value;
use crate::expr::regex::Pattern;

use super::error::Place;
use super::signature::Signature;

/// A node as written.
#[derive(Clone, Debug)]
pub(super) struct Raw {
    pub kind: Kind,
    pub place: Place,
    /// `[]` follows it: a single result stays an array.
    pub keep_array: bool,
    /// The nodes on the longest way down, for the limit on depth.
    pub height: u16,
}

/// A key and a value.
pub(super) type Pair = (Raw, Raw);

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Name(Arc<str>),
    Variable(Arc<str>),
    Literal(Value),
    Regex(Arc<Pattern>),
    Wildcard,
    Descendant,
    Parent,
    /// `?` among the arguments of a partial application.
    Placeholder,
    /// Nothing, where an operand was expected: an error if it is ever looked at.
    End,
    /// `left.right`
    Step(Box<(Raw, Raw)>),
    /// `left[right]`
    Filter(Box<(Raw, Raw)>),
    /// `left{...}`
    Group(Box<Raw>, Vec<Pair>),
    /// `left^(...)`
    Sort(Box<Raw>, Vec<Term>),
    /// `$name := right`
    Bind(Arc<str>, Box<Raw>),
    /// `left@$name`
    Focus(Box<Raw>, Arc<str>),
    /// `left#$name`
    Index(Box<Raw>, Arc<str>),
    /// `left ~> right`
    Apply(Box<(Raw, Raw)>),
    /// Arithmetic, comparison and the like, by its sign.
    Binary(&'static str, Box<(Raw, Raw)>),
    Negate(Box<Raw>),
    Array(Vec<Raw>),
    Object(Vec<Pair>),
    Block(Vec<Raw>),
    Call(Box<Raw>, Vec<Raw>),
    Partial(Box<Raw>, Vec<Raw>),
    Lambda(Box<Lambda>),
    Condition(Box<Condition>),
    /// `left ?: right` (keep what is true) and `left ?? right` (keep what is there).
    Default(Keep, Box<(Raw, Raw)>),
    Transform(Box<Transform>),
}

/// Which left sides a default operator keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// `?:`
    True,
    /// `??`
    Present,
}

/// A term of an order-by clause.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub descending: bool,
    pub expression: Raw,
}

/// `function($a, $b)<sig>{ body }`
#[derive(Clone, Debug)]
pub(super) struct Lambda {
    pub params: Vec<Arc<str>>,
    pub signature: Option<Signature>,
    pub body: Raw,
}

/// `test ? then : otherwise`
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub test: Raw,
    pub then: Raw,
    pub otherwise: Option<Raw>,
}

/// `|pattern|update, delete|`
#[derive(Clone, Debug)]
pub(super) struct Transform {
    pub pattern: Raw,
    pub update: Raw,
    pub delete: Option<Raw>,
}

impl Raw {
    /// A node without children.
    pub const fn leaf(kind: Kind, place: Place) -> Self {
        Self { kind, place, keep_array: false, height: 1 }
    }
}
