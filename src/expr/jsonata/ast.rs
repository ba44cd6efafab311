//! The tree to evaluate: paths are flat lists of steps, parents (`%`) are bound, tail calls are marked.
//!
//! Attributes that the reference keeps on nodes (predicates, stages, grouping, focus) stay on nodes
//! here too, since any expression can become the step of a path.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::base::value::Value;
use crate::expr::regex::Pattern;

use super::error::Place;
use super::names::Sym;
use super::raw::Keep;
use super::signature::Signature;

/// An expression, or one step of a path.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub kind: Kind,
    pub place: Place,
    /// Filters on the whole result.
    pub predicates: Vec<Node>,
    /// `{key: value}` behind the expression.
    pub group: Option<Box<Group>>,
    /// A single result stays an array.
    pub keep_array: bool,
    /// Boxed, for nodes are moved about a lot while the tree is made.
    pub step: Box<Step>,
}

/// What a node means as a step of a path.
#[derive(Clone, Debug, Default)]
pub(super) struct Step {
    /// Filters and position variables, in order, on each result of the step.
    pub stages: Vec<Stage>,
    /// `@$name`
    pub focus: Option<Sym>,
    /// `#$name`
    pub index: Option<Sym>,
    /// The name under which a later `%` finds this step's input.
    pub ancestor: Option<Arc<Slot>>,
    /// From here on the path carries bindings along.
    pub tuple: bool,
    /// Parents looked for from here that no step has provided yet; empty once the tree is complete.
    pub seeking: Vec<usize>,
}

/// A filter, or a variable that counts what the filters before it left.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    Filter(Node),
    Index(Sym),
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Path(Box<Path>),
    Name(Arc<str>),
    Literal(Value),
    Regex(Arc<Pattern>),
    Wildcard,
    Descendant,
    Parent(Arc<Slot>),
    /// `$`
    Context,
    /// `$$`
    Root,
    Variable(Variable),
    Binary(Binary, Box<(Node, Node)>),
    And(Box<(Node, Node)>),
    Or(Box<(Node, Node)>),
    Default(Keep, Box<(Node, Node)>),
    Negate(Box<Node>),
    Array(Box<Array>),
    Object(Box<Group>),
    Block(Box<Block>),
    Condition(Box<Condition>),
    Bind(Sym, Box<Node>),
    Lambda(Arc<Lambda>),
    Call(Box<Call>),
    Partial(Box<Call>),
    /// `?` among the arguments of a partial application.
    Placeholder,
    Apply(Box<(Node, Node)>),
    Sort(Box<[Term]>),
    Transform(Arc<Transform>),
}

/// A flat path.
#[derive(Clone, Debug)]
pub(super) struct Path {
    pub steps: Vec<Node>,
    /// A single result stays an array.
    pub keep_singleton: bool,
    /// Its evaluation must return the bindings too.
    pub tuple: bool,
    /// Nothing but names without any attribute, from the step at this place on.
    pub plain_from: Option<usize>,
    /// How many steps at the beginning are such names, or the variable before them.
    pub plain_steps: usize,
}

/// A variable; one that nothing in the expression binds may be a built-in function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Variable {
    pub name: Sym,
    pub builtin: Option<BuiltinId>,
}

/// Which built-in function: an index into the table of [`super::functions`]. The tree holds no function
/// itself, so that reading an expression needs nothing of its evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BuiltinId(pub u16);

/// Operators whose both sides are always evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Concat,
    Range,
    In,
}

impl Binary {
    /// The operator with this sign.
    pub fn from_sign(sign: &str) -> Option<Self> {
        SIGNS.iter().find(|(_, known)| *known == sign).map(|(operator, _)| *operator)
    }

    /// Its sign.
    pub fn sign(self) -> &'static str {
        SIGNS.iter().find(|(operator, _)| *operator == self).map_or("", |(_, sign)| sign)
    }
}

const SIGNS: &[(Binary, &str)] = &[
    (Binary::Add, "+"),
    (Binary::Subtract, "-"),
    (Binary::Multiply, "*"),
    (Binary::Divide, "/"),
    (Binary::Remainder, "%"),
    (Binary::Equal, "="),
    (Binary::NotEqual, "!="),
    (Binary::Less, "<"),
    (Binary::LessEqual, "<="),
    (Binary::Greater, ">"),
    (Binary::GreaterEqual, ">="),
    (Binary::Concat, "&"),
    (Binary::Range, ".."),
    (Binary::In, "in"),
];

/// `[...]`
#[derive(Clone, Debug)]
pub(super) struct Array {
    pub items: Vec<Node>,
    /// As the first or last step of a path: its result is not flattened.
    pub cons: bool,
}

/// `{key: value, ...}`, alone or behind an expression.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub pairs: Vec<(Node, Node)>,
    pub place: Place,
}

/// `(a; b)`
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub parts: Vec<Node>,
    /// Something inside binds a variable in this block's frame.
    pub binds: bool,
    /// A part is an array that is not to be flattened.
    pub cons: bool,
}

/// `test ? then : otherwise`
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub test: Node,
    pub then: Node,
    pub otherwise: Option<Node>,
}

/// A function definition.
#[derive(Debug)]
pub(super) struct Lambda {
    pub params: Vec<Sym>,
    pub signature: Option<Signature>,
    pub body: Node,
}

/// A call, or a partial application.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub procedure: Node,
    pub arguments: Vec<Node>,
    /// The name it is called by, with or without `$`.
    pub name: Option<Sym>,
    /// The value of a function body: the caller makes this call, so that the stack does not grow.
    pub tail: bool,
}

/// A term of an order-by clause.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub descending: bool,
    pub expression: Node,
}

/// `|pattern|update, delete|`
#[derive(Debug)]
pub(super) struct Transform {
    pub pattern: Node,
    pub update: Node,
    pub delete: Option<Node>,
}

/// The variable that carries a parent; two searches that end at the same step share one.
#[derive(Debug)]
pub(super) struct Slot(AtomicUsize);

impl Slot {
    pub fn new(name: Sym) -> Arc<Self> {
        Arc::new(Self(AtomicUsize::new(name.number())))
    }

    pub fn name(&self) -> Sym {
        Sym::from_number(self.0.load(Ordering::Relaxed))
    }

    /// Takes over another's variable.
    pub fn join(&self, other: &Self) {
        self.0.store(other.0.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

impl Node {
    /// A node without attributes.
    pub fn new(kind: Kind, place: Place) -> Self {
        Self { kind, place, predicates: Vec::new(), group: None, keep_array: false, step: Box::default() }
    }

    /// A path of one step.
    pub fn path(step: Self, place: Place) -> Self {
        let path =
            Path { steps: vec![step], keep_singleton: false, tuple: false, plain_from: None, plain_steps: 0 };
        Self::new(Kind::Path(Box::new(path)), place)
    }

    /// Whether it is an array or a block around one that a path must not flatten.
    pub fn is_cons(&self) -> bool {
        matches!(&self.kind, Kind::Array(array) if array.cons)
            || matches!(&self.kind, Kind::Block(block) if block.cons)
    }
}
