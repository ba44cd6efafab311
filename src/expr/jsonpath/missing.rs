//! `Missing`: why a path found nothing. Keeps facts; the words AWS has for them are made on demand.

use crate::base::value::Value;
use crate::expr::java;

use super::token::{Step, Token};
use super::{Path, Root};

/// Why a path found nothing.
#[derive(Clone, Debug)]
pub struct Missing {
    pub(super) path: Path,
    pub(super) at: usize,
    pub(super) why: Why,
}

/// What was wrong at the step that could not be taken.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Why {
    /// The object has no such member, the array no such item.
    Absent,
    /// A member was asked of something that is no object.
    NotObject(Value),
    /// An item was asked of something that is no array.
    NotArray(Value),
    /// An item was asked of `null`.
    Null,
    /// A filter follows a scalar.
    Unfilterable(Value),
    /// The variable was never assigned.
    Unassigned,
    /// A function could not work on what it got.
    Function(String),
}

impl Missing {
    /// Why, as a word and the value it is about, to be written down; [`Self::from_parts`] reads it again.
    #[must_use]
    pub fn why_parts(&self) -> (&'static str, Value) {
        match &self.why {
            Why::Absent => ("absent", Value::Null),
            Why::NotObject(found) => ("not-object", found.clone()),
            Why::NotArray(found) => ("not-array", found.clone()),
            Why::Null => ("null", Value::Null),
            Why::Unfilterable(found) => ("unfilterable", found.clone()),
            Why::Unassigned => ("unassigned", Value::Null),
            Why::Function(text) => ("function", Value::from(text.as_str())),
        }
    }

    /// What was written down: the path's text, how many steps could be taken, and why no more.
    #[must_use]
    pub fn from_parts(path: &str, at: usize, why: &str, found: Value) -> Option<Self> {
        let why = match why {
            "absent" => Why::Absent,
            "not-object" => Why::NotObject(found),
            "not-array" => Why::NotArray(found),
            "null" => Why::Null,
            "unfilterable" => Why::Unfilterable(found),
            "unassigned" => Why::Unassigned,
            "function" => Why::Function(found.as_str()?.to_owned()),
            _ => return None,
        };
        Some(Self { path: Path::parse(path).ok()?, at, why })
    }

    /// The path.
    #[must_use]
    pub const fn path(&self) -> &Path {
        &self.path
    }

    /// How many steps behind the root could be taken.
    #[must_use]
    pub const fn resolved(&self) -> usize {
        self.at
    }

    /// The first step that could not be taken.
    #[must_use]
    pub fn step(&self) -> Step<'_> {
        self.path.tokens().get(self.at).map_or(Step::Other, Token::step)
    }

    /// Whether the step that could not be taken is the last one: everything above it exists.
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        self.at + 1 >= self.path.tokens().len()
    }

    /// What was found where an object or array was needed, if that is what is wrong.
    #[must_use]
    pub const fn not_container(&self) -> Option<&Value> {
        match &self.why {
            Why::NotObject(found) | Why::NotArray(found) | Why::Unfilterable(found) => Some(found),
            Why::Null => Some(&Value::Null),
            Why::Absent | Why::Unassigned | Why::Function(_) => None,
        }
    }

    /// Whether an index is past the end of an array that exists. AWS takes `null` for it in payload
    /// templates.
    #[must_use]
    pub fn past_end(&self) -> bool {
        self.why == Why::Absent && matches!(self.step(), Step::Index(0..))
    }

    /// Why the path could not be evaluated at all, rather than that something is missing: a function or a
    /// filter that cannot work on what it gets, or a bound on steps and results that the path meets.
    #[must_use]
    pub fn breakdown(&self) -> Option<&str> {
        match &self.why {
            Why::Function(reason) => Some(reason),
            Why::Absent
            | Why::NotObject(_)
            | Why::NotArray(_)
            | Why::Null
            | Why::Unfilterable(_)
            | Why::Unassigned => None,
        }
    }

    /// Whether the path starts at a variable that was never assigned.
    #[must_use]
    pub fn is_unassigned(&self) -> bool {
        self.why == Why::Unassigned
    }

    /// The whole path as Jayway prints it: `$['no']['such']`.
    #[must_use]
    pub fn normalized(&self) -> String {
        Steps { root: &self.root(), tokens: self.path.tokens() }.whole()
    }

    /// Jayway's own message, which AWS quotes: `No results for path: $['NoSuch']`.
    #[must_use]
    pub fn aws_reason(&self) -> String {
        if self.is_unassigned() {
            return format!("No results for path: {}", self.path.text());
        }
        reason(&self.root(), self.path.tokens(), self.at, &self.why)
    }

    fn root(&self) -> String {
        match self.path.root() {
            Root::Input | Root::Context => "$".to_owned(),
            Root::Variable(name) => format!("${name}"),
        }
    }
}

/// Jayway's message for a path from `root` along `tokens` that could not take its step `at`.
pub(super) fn reason(root: &str, tokens: &[Token], at: usize, why: &Why) -> String {
    let steps = Steps { root, tokens };
    match why {
        Why::Absent if at + 1 < tokens.len() && matches!(tokens[at], Token::Name(_)) => {
            format!("Missing property in path {}", steps.upto(at + 1))
        }
        Why::Absent | Why::Unassigned => format!("No results for path: {}", steps.whole()),
        Why::Null => format!("The path {} is null", steps.upto(at)),
        Why::NotObject(found) => format!(
            "Expected to find an object with property {} in path {} but found '{}'. This is not a json \
             object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JsonSmartJsonProvider'.",
            printed(&tokens[at..=at]),
            steps.upto(at),
            java::class_name(found)
        ),
        Why::NotArray(found) => format!(
            "Filter: {} can only be applied to arrays. Current context is: {}",
            printed(&tokens[at..]),
            java::map_text(found)
        ),
        Why::Unfilterable(found) => format!(
            "Filter: {} can not be applied to primitives. Current context is: {}",
            printed(&tokens[at..]),
            java::map_text(found)
        ),
        Why::Function(message) => message.clone(),
    }
}

/// A path to be printed.
struct Steps<'t> {
    root: &'t str,
    tokens: &'t [Token],
}

impl Steps<'_> {
    fn whole(&self) -> String {
        self.root.to_owned() + &printed(self.tokens)
    }

    /// The first steps as they were walked: Jayway leaves the calls of functions out.
    fn upto(&self, end: usize) -> String {
        let walked = self.tokens[..end].iter().filter(|token| !matches!(token, Token::Call(..)));
        self.root.to_owned() + &printed(walked)
    }
}

fn printed<'t>(tokens: impl IntoIterator<Item = &'t Token>) -> String {
    let mut out = String::new();
    tokens.into_iter().for_each(|token| token.print(&mut out));
    out
}
