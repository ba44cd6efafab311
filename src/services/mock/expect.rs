//! `expect` of a test case: what must hold of its run.

use std::sync::Arc;

use crate::base::value::Value;

use super::duration;
use super::fields::CALLS;
use super::reader::{MockReader, Node};
use super::shape::words;

/// What must hold of a run; what is none is not looked at.
#[derive(Clone, Debug, Default)]
pub struct Expectations {
    /// How it ends.
    pub status: Option<ExpectedStatus>,
    /// A part of the output: members that are not named do not matter.
    pub output: Option<Value>,
    /// The whole output.
    pub output_exact: Option<Value>,
    /// The error it ends with.
    pub error: Option<ExpectedError>,
    /// States that are entered in this order, others between them.
    pub path: Option<Vec<Arc<str>>>,
    /// All states that are entered, in order.
    pub path_exact: Option<Vec<Arc<str>>>,
    /// States that are entered.
    pub visited: Vec<Arc<str>>,
    /// States that are not entered.
    pub not_visited: Vec<Arc<str>>,
    /// The state that would come next, where a part is run.
    pub next: Option<Arc<str>>,
    /// What is called, by state.
    pub calls: Vec<(Arc<str>, ExpectedCalls)>,
    /// How long it takes on its own clock.
    pub duration: Option<TimeLimit>,
    /// How many events there are.
    pub events: Option<u64>,
    /// A part of the variables at the end.
    pub variables: Option<Value>,
    /// The alarms of the template that are raised, by name: these and no others.
    pub alarms: Option<Vec<Arc<str>>>,
    /// JSONata expressions, each `{% … %}`, that must be true.
    pub assert: Vec<Arc<str>>,
}

/// How a run, or a state that is run alone, ends. The last two are what TestState reports of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedStatus {
    /// `SUCCEEDED`
    Succeeded,
    /// `FAILED`
    Failed,
    /// `TIMED_OUT`
    TimedOut,
    /// `ABORTED`
    Aborted,
    /// `CAUGHT_ERROR`
    CaughtError,
    /// `RETRIABLE`
    Retriable,
}

/// The error a run ends with; what is none is not looked at.
#[derive(Clone, Debug, Default)]
pub struct ExpectedError {
    /// Its name.
    pub name: Option<Arc<str>>,
    /// Its cause: a part of it if it is JSON.
    pub cause: Option<Value>,
    /// The state that raised it.
    pub state: Option<Arc<str>>,
}

/// The calls of one state; what is none is not looked at.
#[derive(Clone, Debug, Default)]
pub struct ExpectedCalls {
    /// How many there are.
    pub times: Option<u64>,
    /// A part of the arguments of each.
    pub args: Option<Value>,
    /// A part of the arguments of the first, the second and so on.
    pub all_args: Option<Vec<Value>>,
}

/// A comparison with a duration, such as `< 10s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimit {
    /// How the run's duration compares with the limit.
    pub operator: TimeOperator,
    /// The limit in milliseconds.
    pub ms: i64,
}

/// How two durations compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeOperator {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `=`
    Equal,
    /// `>=`
    AtLeast,
    /// `>`
    More,
}

/// `status` by its words.
const STATUS: [(&str, ExpectedStatus); 6] = [
    ("SUCCEEDED", ExpectedStatus::Succeeded),
    ("FAILED", ExpectedStatus::Failed),
    ("TIMED_OUT", ExpectedStatus::TimedOut),
    ("ABORTED", ExpectedStatus::Aborted),
    ("CAUGHT_ERROR", ExpectedStatus::CaughtError),
    ("RETRIABLE", ExpectedStatus::Retriable),
];

/// The words of `status`.
pub(super) const STATUS_WORDS: [&str; 6] = words(&STATUS);

/// Comparisons, the longer sign of two that begin alike first.
const OPERATORS: [(&str, TimeOperator); 5] = [
    ("<=", TimeOperator::AtMost),
    (">=", TimeOperator::AtLeast),
    ("<", TimeOperator::Less),
    (">", TimeOperator::More),
    ("=", TimeOperator::Equal),
];

impl ExpectedStatus {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
            Self::CaughtError => "CAUGHT_ERROR",
            Self::Retriable => "RETRIABLE",
        }
    }
}

impl TimeLimit {
    /// Reads `< 10s`; none if it is not a comparison with a duration.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (sign, operator) = OPERATORS.into_iter().find(|(sign, _)| text.starts_with(sign))?;
        let ms = duration::parse(text[sign.len()..].trim_start())?;
        Some(Self { operator, ms })
    }
}

/// Reads `expect`, whose shape was checked but for `calls`.
pub(super) fn read(reader: &mut MockReader, node: &Node) -> Expectations {
    let text = |key: &str| node.get(key).and_then(|node| node.value.as_str().map(Arc::from));
    let word = node.get("status").and_then(|node| node.value.as_str());
    Expectations {
        status: STATUS.iter().find(|(name, _)| Some(*name) == word).map(|(_, status)| *status),
        output: node.get("output").map(|node| node.value.clone()),
        output_exact: node.get("output_exact").map(|node| node.value.clone()),
        error: node.get("error").map(|node| error(&node)),
        path: node.get("path").map(|node| texts(&node)),
        path_exact: node.get("path_exact").map(|node| texts(&node)),
        visited: node.get("visited").map_or_else(Vec::new, |node| texts(&node)),
        not_visited: node.get("not_visited").map_or_else(Vec::new, |node| texts(&node)),
        next: text("next"),
        calls: node.get("calls").map_or_else(Vec::new, |node| all_calls(reader, &node)),
        duration: text("duration").and_then(|text: Arc<str>| TimeLimit::parse(&text)),
        events: node.get("events").and_then(|node| reader.count_of(&node, "`events`")),
        variables: node.get("variables").map(|node| node.value.clone()),
        alarms: node.get("alarms").map(|node| texts(&node)),
        assert: node.get("assert").map_or_else(Vec::new, |node| texts(&node)),
    }
}

/// The texts of a list.
pub(super) fn texts(node: &Node) -> Vec<Arc<str>> {
    node.members().into_iter().filter_map(|(_, item)| item.value.as_str().map(Arc::from)).collect()
}

/// An error: its name alone, or an object.
fn error(node: &Node) -> ExpectedError {
    let text = |value: &Value| value.as_str().map(Arc::from);
    match text(node.value) {
        Some(name) => ExpectedError { name: Some(name), ..ExpectedError::default() },
        None => ExpectedError {
            name: node.value.get("name").and_then(text),
            cause: node.value.get("cause").cloned(),
            state: node.value.get("state").and_then(text),
        },
    }
}

fn all_calls(reader: &mut MockReader, node: &Node) -> Vec<(Arc<str>, ExpectedCalls)> {
    let members = node.members().into_iter();
    members
        .filter_map(|(state, node)| {
            let expected = calls(reader, &node, &state)?;
            Some((state, expected))
        })
        .collect()
}

/// The calls of one state: how many, or an object.
fn calls(reader: &mut MockReader, node: &Node, state: &str) -> Option<ExpectedCalls> {
    let what = format!("`calls` of {state}");
    if node.value.as_number().is_some() {
        let times = Some(reader.count_of(node, &what)?);
        return Some(ExpectedCalls { times, ..ExpectedCalls::default() });
    }
    if node.value.as_object().is_none() {
        reader.wrong(node, &what, "a number, or an object with `times`, `args` or `all_args`");
        return None;
    }
    reader.known(node, &what, CALLS.fields)?;
    let times = node.get("times").and_then(|node| reader.count_of(&node, "`times`"));
    let all_args = node
        .get("all_args")
        .map(|node| reader.items(&node, "`all_args`").into_iter().map(|item| item.value.clone()).collect());
    Some(ExpectedCalls { times, args: node.get("args").map(|node| node.value.clone()), all_args })
}
