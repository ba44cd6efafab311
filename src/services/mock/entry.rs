//! Answers as a mock file has them: the model and its reading.
//!
//! A bare answer, a list of answers and a list of rules are one thing inside: rules, each with answers
//! that are given always or in order.

use std::sync::{Arc, OnceLock};

use strum::VariantArray as _;

use crate::asl::call_model::Strictness;
use crate::base::diag::{Diagnostic, Place};
use crate::base::value::Value;
use crate::services::location::MockLocation;

use super::body::Body;
use super::callback::{self, Callback};
use super::codes;
use super::destination::{Destination, Passthrough};
use super::execute;
use super::fields::{ANSWER, PASSTHROUGH, RECORDED, RULE, RULES, RULES_KEYS, WHEN};
use super::formula::{self, Formula};
use super::function::{self, Handler};
use super::http::{self, Http};
use super::matching::Extent;
use super::passthrough;
use super::reader::{Fetch, MockReader, Node};
use super::response::{self, Response};
use super::run::{self, Run};
use super::shape::{Case, Shape, words};
use super::throw::{self, Throw};

/// The value of a key of `states` or `services`.
#[derive(Clone, Debug)]
pub struct Responder {
    /// The place in its file.
    pub origin: MockLocation,
    /// What its calls are counted per.
    pub per: CountedPer,
    /// The first that matches answers.
    pub rules: Vec<Rule>,
}

/// Within what the calls of a state are counted (`per`), so that the first, second, … answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedPer {
    /// Within each item of a Map and each branch of a Parallel.
    Item,
    /// Within the whole execution, as Step Functions Local does.
    Execution,
}

/// One of `rules`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The place in its file.
    pub origin: MockLocation,
    /// Which calls it is for; empty for all.
    pub when: When,
    /// What it says.
    pub answers: Answers,
}

/// Which calls a rule is for; everything that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct When {
    /// `args`
    pub args: Option<Value>,
    /// `input`
    pub input: Option<Value>,
    /// `item`
    pub item: Option<Value>,
    /// `context`
    pub context: Option<Value>,
    /// `index`
    pub index: Option<u64>,
    /// Whether the values must be equal or a part.
    pub extent: Option<Extent>,
    /// `expr`
    pub expression: Option<Arc<Formula>>,
}

/// What a rule says.
#[derive(Clone, Debug)]
pub enum Answers {
    /// The same each time.
    Always(Box<MockAnswer>),
    /// These, each at its positions, ascending.
    InOrder(Vec<MockAnswer>),
}

impl Answers {
    /// All of them.
    #[must_use]
    pub fn entries(&self) -> &[MockAnswer] {
        match self {
            Self::Always(entry) => std::slice::from_ref(&**entry),
            Self::InOrder(entries) => entries,
        }
    }

    fn entries_mut(&mut self) -> &mut [MockAnswer] {
        match self {
            Self::Always(entry) => std::slice::from_mut(&mut **entry),
            Self::InOrder(entries) => entries,
        }
    }
}

/// One answer.
#[derive(Clone, Debug)]
pub struct MockAnswer {
    /// The place in its file.
    pub origin: MockLocation,
    /// The first call it is for, from 0.
    pub first: u32,
    /// The last one; none for `3+`.
    pub last: Option<u32>,
    /// `delay`, milliseconds.
    pub delay: Option<i64>,
    /// `submitted`
    pub submitted: Option<Body>,
    /// `worker`: who takes the task of an activity.
    pub worker: Option<Arc<str>>,
    /// `validate`: how strictly its result is checked; as the defaults say if none.
    pub validate: Option<Strictness>,
    /// `recorded`: who gave it, if it was recorded.
    pub recorded: Option<Passthrough>,
    /// The ARN of a resource whose model the result fits, once that was found out.
    pub fitted: OnceLock<Arc<str>>,
    /// What it does.
    pub act: AnswerKind,
}

/// The kinds of answers.
#[derive(Clone, Debug)]
pub enum AnswerKind {
    /// `return`, `return_file`
    Return(Body),
    /// `payload`
    Payload(Body),
    /// `response`
    Response(Response),
    /// `throw`
    Throw(Throw),
    /// `hang`
    Hang,
    /// `callback`
    Callback(Callback),
    /// `run`
    Run(Run),
    /// `lambda`
    Lambda(Handler),
    /// `http`
    Http(Box<Http>),
    /// `passthrough`
    Passthrough(Passthrough),
    /// `execute`: what is sent elsewhere, by the key that says so.
    Elsewhere(Destination, &'static str),
    /// An answer that is wrong. It is an error only once a call gets it, as in Step Functions Local.
    Faulty(Box<Diagnostic>),
}

/// The keys that say what kind an answer is, in the order in which messages list them. The compiler leads from a
/// new one to all that has to know it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray, strum::VariantNames, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum AnswerKey {
    Return,
    ReturnFile,
    Payload,
    Response,
    Throw,
    Hang,
    Callback,
    Run,
    Lambda,
    Http,
    Execute,
    Passthrough,
}

impl AnswerKey {
    /// The key as a mock file has it: `return_file`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The key called `name`.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|key| key.name() == name)
    }

    /// All names, in the same order.
    pub const NAMES: &'static [&'static str] = <Self as strum::VariantNames>::VARIANTS;
}

/// The words of `validate`.
pub const VALIDATE: [(&str, Strictness); 3] =
    [("strict", Strictness::Strict), ("present", Strictness::Present), ("none", Strictness::None)];
pub(super) const VALIDATE_WORDS: [&str; 3] = words(&VALIDATE);

/// The words of `per`.
const PER: [(&str, CountedPer); 2] = [("item", CountedPer::Item), ("execution", CountedPer::Execution)];
pub(super) const PER_WORDS: [&str; 2] = words(&PER);

/// Reads the value of a key; `what` is its name in messages: `states.Charge Card`.
pub fn responder(reader: &mut MockReader, fetch: &mut Fetch, node: &Node, what: &str) -> Option<Responder> {
    let origin = MockLocation::new(reader.document(), &node.pointer, what);
    if !Case::Has(RULES_KEYS).fits(node.value) {
        let answers = answers(reader, fetch, node, what)?;
        let rule = Rule { origin: origin.clone(), when: When::default(), answers };
        return Some(Responder { origin, per: CountedPer::Item, rules: vec![rule] });
    }
    reader.known(node, what, RULES.fields)?;
    let per = node.get("per").and_then(|per| reader.word(&per, "`per`", &PER));
    let validate = node.get("validate").and_then(|node| reader.word(&node, "`validate`", &VALIDATE));
    let Some(list) = node.get("rules") else {
        reader.error(codes::MISSING, node, format!("{what} lacks `rules`"));
        return None;
    };
    let items = reader.items(&list, "`rules`");
    if items.is_empty() && list.value.as_array().is_some() {
        reader.error(codes::MISSING, &list, "`rules` is empty");
    }
    let mut rules: Vec<Rule> = items.iter().filter_map(|item| rule(reader, fetch, item, what)).collect();
    for entry in rules.iter_mut().flat_map(|rule| rule.answers.entries_mut()) {
        entry.validate = entry.validate.or(validate);
    }
    Some(Responder { origin, per: per.unwrap_or(CountedPer::Item), rules })
}

fn rule(reader: &mut MockReader, fetch: &mut Fetch, node: &Node, what: &str) -> Option<Rule> {
    reader.known(node, "a rule", RULE.fields)?;
    let name = node.get("name").and_then(|name| reader.text(&name, "`name`"));
    let number = node.pointer.last().and_then(|n| n.parse::<usize>().ok()).map_or(0, |n| n + 1);
    let what = match name {
        Some(name) => format!("{what} rule \"{name}\""),
        None => format!("{what} rule {number}"),
    };
    let when = node.get("when").map_or_else(|| Some(When::default()), |node| when(reader, fetch, &node));
    let Some(answer) = node.get("do") else {
        reader.error(codes::MISSING, node, "a rule lacks `do`");
        return None;
    };
    let answers = answers(reader, fetch, &answer, &what)?;
    Some(Rule { origin: MockLocation::new(reader.document(), &node.pointer, &what), when: when?, answers })
}

fn when(reader: &mut MockReader, fetch: &mut Fetch, node: &Node) -> Option<When> {
    if node.value.as_str().and_then(formula::source).is_some() {
        let expression = formula::read(reader, fetch, node).map(Arc::new)?;
        return Some(When { expression: Some(expression), ..When::default() });
    }
    if node.value.as_str().is_some() {
        reader.wrong(node, "`when`", "an object or one expression `{% … %}`");
        return None;
    }
    let members = reader.known(node, "`when`", WHEN.fields)?;
    if members.is_empty() {
        reader.error(codes::MISSING, node, "`when` is empty: leave it away to match every call");
    }
    if let Some(context) = node.get("context") {
        reader.check(Shape::Object, &context, "`context`");
    }
    let given = |key: &str| members.get(key).cloned();
    let exact = node.get("exact").and_then(|exact| reader.boolean(&exact, "`exact`"));
    let expression = node.get("expr").and_then(|node| {
        reader.check(Shape::Formula, &node, "`expr`");
        formula::read(reader, fetch, &node).map(Arc::new)
    });
    Some(When {
        args: given("args"),
        input: given("input"),
        item: given("item"),
        context: given("context"),
        index: node.get("index").and_then(|index| reader.count_of(&index, "`index`")),
        extent: exact.map(|exact| if exact { Extent::Whole } else { Extent::Subset }),
        expression,
    })
}

fn answers(reader: &mut MockReader, fetch: &mut Fetch, node: &Node, what: &str) -> Option<Answers> {
    if node.value.as_array().is_none() {
        let entry = entry(reader, fetch, node, what, 0)?;
        let placed = node.get("at").is_some();
        return Some(if placed { Answers::InOrder(vec![entry]) } else { Answers::Always(Box::new(entry)) });
    }
    let items = reader.items(node, what);
    if items.is_empty() {
        reader.error(codes::MISSING, node, format!("{what} is an empty list"));
        return None;
    }
    let mut entries: Vec<MockAnswer> = Vec::with_capacity(items.len());
    for (number, item) in items.iter().enumerate() {
        let next = entries.last().map_or(Some(0), |entry| entry.last.map(|last| last.saturating_add(1)));
        let named = format!("{what} answer {}", number + 1);
        let Some(entry) = entry(reader, fetch, item, &named, next.unwrap_or(u32::MAX)) else { continue };
        if next.is_none_or(|next| entry.first < next) {
            let at = item.get("at").unwrap_or_else(|| item.clone());
            reader.error(codes::POSITIONS, &at, order_message(&entry, next));
        }
        entries.push(entry);
    }
    Some(Answers::InOrder(entries))
}

fn order_message(entry: &MockAnswer, next: Option<u32>) -> String {
    match next {
        None => "the answer before this one is for all further calls".to_owned(),
        Some(next) => format!(
            "`at` starts at call {} but the answers before go on to call {}",
            entry.first,
            next.saturating_sub(1)
        ),
    }
}

/// Reads one answer; `next` is the position it has if it does not say.
fn entry(
    reader: &mut MockReader,
    fetch: &mut Fetch,
    node: &Node,
    what: &str,
    next: u32,
) -> Option<MockAnswer> {
    let members = reader.known(node, "an answer", ANSWER.fields)?;
    let at = node.get("at");
    let (first, last) = at.and_then(|at| positions(reader, &at)).unwrap_or((next, Some(next)));
    let validate = node.get("validate").and_then(|node| reader.word(&node, "`validate`", &VALIDATE));
    let delay = node.get("delay").and_then(|delay| reader.duration(&delay, "`delay`"));
    let kinds: Vec<AnswerKey> =
        AnswerKey::VARIANTS.iter().copied().filter(|key| members.contains(key.name())).collect();
    let act = match kinds[..] {
        [key] => act(reader, fetch, &node.get(key.name())?, key)?,
        [] => {
            let help = "give it one, for instance `return: {}` or `throw: States.TaskFailed`";
            let place = Place::Value(node.pointer.clone());
            reader.say(Diagnostic::error(codes::KINDS, place, "this answer is empty").help(help));
            return None;
        }
        [first, second, ..] => {
            let (first, second) = (first.name(), second.name());
            let place = Place::Key(node.pointer.key(second));
            let message = format!("an answer cannot have both `{first}` and `{second}`");
            let help = "make it a list of two answers, or remove one";
            reader.say(Diagnostic::error(codes::KINDS, place, message).help(help));
            return None;
        }
    };
    let recorded =
        node.get("recorded").map(|node| passthrough::read(reader, &node, (RECORDED, "`recorded`")));
    Some(MockAnswer {
        origin: MockLocation::new(reader.document(), &node.pointer, what),
        first,
        last,
        delay,
        submitted: node.get("submitted").map(|node| Body::read(reader, fetch, &node)),
        worker: node.get("worker").and_then(|node| worker(reader, &node, &act)),
        // What a service really said is right, whatever its model says.
        validate: validate.or_else(|| recorded.as_ref().map(|_| Strictness::None)),
        recorded,
        fitted: OnceLock::new(),
        act,
    })
}

fn worker(reader: &mut MockReader, node: &Node, act: &AnswerKind) -> Option<Arc<str>> {
    if matches!(act, AnswerKind::Hang) {
        let place = Place::Key(node.pointer.clone());
        let message = "no worker takes a task that hangs";
        let help = "remove `worker`, or write `callback: {never: true}` for a worker that falls silent";
        reader.say(Diagnostic::error(codes::KINDS, place, message).help(help));
    }
    reader.text(node, "`worker`")
}

/// Reads the value of `key`, which is at `node`.
fn act(reader: &mut MockReader, fetch: &mut Fetch, node: &Node, key: AnswerKey) -> Option<AnswerKind> {
    match key {
        AnswerKey::Return => Some(AnswerKind::Return(Body::read(reader, fetch, node))),
        // The data of a file is taken as it is: nothing in it is an expression.
        AnswerKey::ReturnFile => {
            reader.file(fetch, node, "`return_file`").map(|value| AnswerKind::Return(Body::Fixed(value)))
        }
        AnswerKey::Payload => Some(AnswerKind::Payload(Body::read(reader, fetch, node))),
        AnswerKey::Response => response::read(reader, fetch, node).map(AnswerKind::Response),
        AnswerKey::Throw => throw::read(reader, fetch, node, "`throw`").map(AnswerKind::Throw),
        AnswerKey::Hang => {
            reader.check(Shape::True, node, "`hang`");
            (node.value.as_bool() == Some(true)).then_some(AnswerKind::Hang)
        }
        AnswerKey::Callback => callback::read(reader, fetch, node).map(AnswerKind::Callback),
        AnswerKey::Run => run::read(reader, fetch, node).map(AnswerKind::Run),
        AnswerKey::Lambda => function::read(reader, node).map(AnswerKind::Lambda),
        AnswerKey::Http => http::read(reader, fetch, node).map(Box::new).map(AnswerKind::Http),
        AnswerKey::Execute => {
            let machine = execute::read(reader, node)?;
            Some(AnswerKind::Elsewhere(Destination::Machine(machine), key.name()))
        }
        AnswerKey::Passthrough => {
            Some(AnswerKind::Passthrough(passthrough::read(reader, node, (PASSTHROUGH, "`passthrough`"))))
        }
    }
}

/// Reads `2`, `"2"`, `"1-3"` or `"3+"`.
fn positions(reader: &mut MockReader, node: &Node) -> Option<(u32, Option<u32>)> {
    let text = match node.value {
        Value::String(text) => text.to_string(),
        Value::Number(n) => n.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    };
    let found = range(&text);
    if found.is_none() {
        let message = format!("`at` is not a position: {}", super::matching::short(node.value));
        let place = Place::Value(node.pointer.clone());
        let help = "count calls from 0: `0`, `\"1-2\"` or `\"3+\"`";
        reader.say(Diagnostic::error(codes::POSITIONS, place, message).help(help));
    }
    found
}

/// The first and the last position of `2`, `1-3` (ascending) or `3+` (no last).
#[must_use]
pub fn range(text: &str) -> Option<(u32, Option<u32>)> {
    let number = |part: &str| {
        let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten()
    };
    if let Some(first) = text.strip_suffix('+') {
        return number(first).map(|first| (first, None));
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, Some(last)))
}
