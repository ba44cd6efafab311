//! What a parsed path consists of: plain data, no behaviour but what is known without a value.

use std::sync::Arc;

use crate::base::value::Value;
use crate::expr::regex;

/// One step of a path.
#[derive(Clone, Debug)]
pub(super) enum Token {
    /// `.name` or `['name']`
    Name(Arc<str>),
    /// `['a','b']`: one merged object at the end of a path, one visit each before it.
    Names(Vec<Arc<str>>),
    /// `[n]`, from the end if negative.
    Index(i64),
    /// `[a,b]`
    Indexes(Vec<i64>),
    /// `[from:to]`; at least one is given.
    Slice(Option<i64>, Option<i64>),
    /// `*`
    Wildcard,
    /// `..`
    Scan,
    /// `[?(…)]`
    Filter(Box<Filter>),
    /// `.length()`
    Call(Function, Vec<Argument>),
}

/// The step of a path, for instance the one that led nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// A member.
    Name(&'a str),
    /// An item.
    Index(i64),
    /// A wildcard, slice, filter, function, or the root itself.
    Other,
}

/// A step that may find several values, for those who write it in another language.
#[derive(Clone, Debug, PartialEq)]
pub enum WideStep<'a> {
    /// A member.
    Name(&'a str),
    /// An item.
    Index(i64),
    /// All items, or all values of an object.
    All,
    /// The items from one index up to, not including, another.
    Slice(Option<i64>, Option<i64>),
    /// The items of which all of this holds.
    Filter(Vec<ItemTest<'a>>),
    /// Several names or indexes, another filter, a function, `..`.
    Other,
}

/// A comparison of a part of an item, at the end of these names, with a literal.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemTest<'a> {
    /// The names.
    pub names: Vec<&'a str>,
    /// `==`, `!=`, `===`, `<`, `<=`, `>` or `>=`.
    pub sign: &'static str,
    /// The literal.
    pub literal: &'a Value,
}

impl<'a> ItemTest<'a> {
    /// The comparisons of which a filter consists, if it does.
    fn all(filter: &'a Filter) -> Option<Vec<Self>> {
        match filter {
            Filter::And(parts) => {
                let parts = parts.iter().map(Self::all).collect::<Option<Vec<_>>>()?;
                Some(parts.into_iter().flatten().collect())
            }
            Filter::Compare { left: Operand::Item(route), operator, right: Operand::Literal(literal) } => {
                let (sign, _) = OPERATORS.iter().find(|(_, known)| known == operator)?;
                let is_simple = ["==", "!=", "===", "<", "<=", ">", ">="].contains(sign);
                let names = route.tokens.iter().map(|token| match token.step() {
                    Step::Name(name) => Some(name),
                    Step::Index(_) | Step::Other => None,
                });
                let names = names.collect::<Option<Vec<_>>>()?;
                is_simple.then_some(vec![Self { names, sign, literal }])
            }
            Filter::Compare { .. } | Filter::Or(_) | Filter::Not(_) | Filter::Exists { .. } => None,
        }
    }
}

impl Token {
    /// Whether it leads to one value at most.
    const fn definite(&self, last: bool) -> bool {
        match self {
            Self::Name(_) | Self::Index(_) | Self::Call(..) => true,
            Self::Names(_) => last,
            Self::Indexes(_) | Self::Slice(..) | Self::Wildcard | Self::Scan | Self::Filter(_) => false,
        }
    }

    /// The step, for those who look at names and items alone.
    pub(super) fn step(&self) -> Step<'_> {
        match self {
            Self::Name(name) => Step::Name(name),
            Self::Index(index) => Step::Index(*index),
            Self::Names(_)
            | Self::Indexes(_)
            | Self::Slice(..)
            | Self::Wildcard
            | Self::Scan
            | Self::Filter(_)
            | Self::Call(..) => Step::Other,
        }
    }

    pub(super) fn wide_step(&self) -> WideStep<'_> {
        match self {
            Self::Name(name) => WideStep::Name(name),
            Self::Index(index) => WideStep::Index(*index),
            Self::Wildcard => WideStep::All,
            Self::Slice(from, to) => WideStep::Slice(*from, *to),
            Self::Filter(filter) => ItemTest::all(filter).map_or(WideStep::Other, WideStep::Filter),
            Self::Names(_) | Self::Indexes(_) | Self::Scan | Self::Call(..) => WideStep::Other,
        }
    }

    /// Appends the step as Jayway prints it in messages.
    pub(super) fn print(&self, out: &mut String) {
        match self {
            Self::Name(name) => {
                out.push_str("['");
                out.push_str(name);
                out.push_str("']");
            }
            Self::Names(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
                out.push_str(&format!("[{}]", names.join(",")));
            }
            Self::Index(index) => out.push_str(&format!("[{index}]")),
            Self::Indexes(indexes) => {
                let indexes: Vec<String> = indexes.iter().map(i64::to_string).collect();
                out.push_str(&format!("[{}]", indexes.join(",")));
            }
            Self::Slice(from, to) => {
                let end = |end: &Option<i64>| end.map_or_else(String::new, |end| end.to_string());
                out.push_str(&format!("[{}:{}]", end(from), end(to)));
            }
            Self::Wildcard => out.push_str("[*]"),
            Self::Scan => out.push_str(".."),
            Self::Filter(_) => out.push_str("[?]"),
            Self::Call(function, arguments) => {
                let arguments = if arguments.is_empty() { "" } else { "..." };
                out.push_str(&format!(".{}({arguments})", function.name()));
            }
        }
    }
}

/// The steps after the root, and what is known of them in advance.
#[derive(Clone, Debug)]
pub(super) struct Route {
    pub(super) tokens: Vec<Token>,
    /// How many of the first steps are definite.
    pub(super) firm: usize,
    /// Whether every step is a name or an index.
    pub(super) straight: bool,
}

impl Route {
    pub(super) fn new(tokens: Vec<Token>) -> Self {
        let tokens = function_of_scan(tokens);
        let last = tokens.len().saturating_sub(1);
        let firm = tokens.iter().enumerate().take_while(|(at, token)| token.definite(*at == last)).count();
        let straight = tokens.iter().all(|token| matches!(token, Token::Name(_) | Token::Index(_)));
        Self { tokens, firm, straight }
    }

    pub(super) fn is_definite(&self) -> bool {
        self.firm == self.tokens.len()
    }

    /// Whether the path ends in a function.
    pub(super) fn is_computed(&self) -> bool {
        matches!(self.tokens.last(), Some(Token::Call(..)))
    }
}

/// The arguments of `function`. Jayway counts the children of a path by asking for all of them.
pub(super) fn counted(function: Function, mut arguments: Vec<Argument>) -> Vec<Argument> {
    if !matches!(function, Function::Length | Function::Size) || arguments.is_empty() {
        return arguments;
    }
    let first = match arguments.remove(0) {
        Argument::Path(route) if !route.tokens.is_empty() && !route.is_computed() => {
            let children = [route.tokens.clone(), vec![Token::Wildcard]].concat();
            Argument::Children(route, Route::new(children))
        }
        other @ (Argument::Path(_) | Argument::Children(..) | Argument::Json(_)) => other,
    };
    arguments.insert(0, first);
    arguments
}

/// Jayway turns `$..a.sum()` into `$.sum($..a)`, which makes it definite: one sum over everything found.
fn function_of_scan(mut tokens: Vec<Token>) -> Vec<Token> {
    if !matches!((tokens.first(), tokens.last()), (Some(Token::Scan), Some(Token::Call(..)))) {
        return tokens;
    }
    let Some(at) = tokens.iter().position(|token| matches!(token, Token::Call(..))) else { return tokens };
    let mut rest = tokens.split_off(at);
    if let Some(Token::Call(function, arguments)) = rest.first_mut() {
        *arguments = counted(*function, vec![Argument::Path(Route::new(tokens))]);
    }
    rest
}

/// An argument of a function.
#[derive(Clone, Debug)]
pub(super) enum Argument {
    Json(Value),
    /// Walked from the root of the document.
    Path(Route),
    /// A path whose children are to be counted: the path, and the path to its children.
    Children(Route, Route),
}

/// The condition of a `[?(…)]`.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    Or(Vec<Filter>),
    And(Vec<Filter>),
    Not(Box<Filter>),
    /// A lone path: does it lead anywhere?
    Exists {
        route: Route,
        expected: bool,
    },
    Compare {
        left: Operand,
        operator: Operator,
        right: Operand,
    },
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// `@…`
    Item(Route),
    /// `$…`
    Root(Route),
    /// A text, number, boolean or `null`.
    Literal(Value),
    /// An array or object.
    Json(Value),
    Pattern(Pattern),
}

/// A compiled regular expression; matches whole texts only.
#[derive(Clone, Debug)]
pub(super) struct Pattern(pub(super) regex::Pattern);

/// The relational operators of filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    SameTypeEqual,
    SameTypeNotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Match,
    In,
    NotIn,
    SubsetOf,
    AnyOf,
    NoneOf,
    Contains,
    All,
    Size,
    Empty,
    Exists,
    /// `type` and `matches` compare with what only Java code can give, and so reject every item.
    Impossible,
}

/// How operators are written; words in any case.
pub(super) const OPERATORS: &[(&str, Operator)] = &[
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("===", Operator::SameTypeEqual),
    ("!==", Operator::SameTypeNotEqual),
    ("<", Operator::Less),
    ("<=", Operator::LessOrEqual),
    (">", Operator::Greater),
    (">=", Operator::GreaterOrEqual),
    ("=~", Operator::Match),
    ("in", Operator::In),
    ("nin", Operator::NotIn),
    ("subsetof", Operator::SubsetOf),
    ("anyof", Operator::AnyOf),
    ("noneof", Operator::NoneOf),
    ("contains", Operator::Contains),
    ("all", Operator::All),
    ("size", Operator::Size),
    ("empty", Operator::Empty),
    ("exists", Operator::Exists),
    ("type", Operator::Impossible),
    ("matches", Operator::Impossible),
];

/// A function by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Append,
    Avg,
    Concat,
    First,
    Index,
    Keys,
    Last,
    Length,
    Max,
    Min,
    Size,
    Stddev,
    Sum,
}

/// How functions are written.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("append", Function::Append),
    ("avg", Function::Avg),
    ("concat", Function::Concat),
    ("first", Function::First),
    ("index", Function::Index),
    ("keys", Function::Keys),
    ("last", Function::Last),
    ("length", Function::Length),
    ("max", Function::Max),
    ("min", Function::Min),
    ("size", Function::Size),
    ("stddev", Function::Stddev),
    ("sum", Function::Sum),
];

impl Function {
    /// How it is written.
    pub(super) fn name(self) -> &'static str {
        FUNCTIONS.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }
}
