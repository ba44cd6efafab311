//! Walks a path through a value.
//!
//! Jayway's rule, kept here: as long as every step so far was definite, a step that cannot be taken
//! fails the whole path; behind the first indefinite step it only drops that branch.

use crate::base::value::{Array, MAX_DEPTH, Object, Value};
use crate::expr::budget::{Exhausted, Steps};

use super::filter;
use super::function;
use super::missing::Why;
use super::token::{Route, Token};

/// Why a walk stopped, and at which step.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) why: Why,
    pub(super) kind: Kind,
}

/// How far a fault reaches: only the last kind passes through a filter, which takes the others for "no".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something is not there.
    Missing,
    /// The path cannot be applied here.
    Misfit,
    /// A function has nothing to work on.
    Fatal,
}

impl Fault {
    fn missing(at: usize, why: Why) -> Self {
        Self { at, why, kind: Kind::Missing }
    }
}

/// What a walk shares with those inside it: of the paths in its filters and arguments.
#[derive(Clone, Copy)]
pub(super) struct Cx<'w> {
    /// The document.
    pub(super) root: &'w Value,
    /// How far all of them may go together.
    pub(super) steps: &'w Steps<'w>,
}

/// The number of steps one path may take: `$..*..*..*` visits a power of what is there. AWS stops, too,
/// where is not known.
pub(super) const MOST_STEPS: u64 = 10_000_000;

/// The number of values one path may find. More would not fit into a payload however short they are.
const MOST_FOUND: usize = 1 << 20;

impl Cx<'_> {
    /// Takes steps on behalf of step `at` of the path.
    pub(super) fn take(self, steps: usize, at: usize) -> Result<(), Fault> {
        self.steps.take(steps as u64).map_err(|exhausted| Fault {
            at,
            why: Why::Function(match exhausted {
                Exhausted::Steps | Exhausted::Memory => {
                    format!("the path takes more than {MOST_STEPS} steps")
                }
                Exhausted::Interrupted => "the run ended before this path did".to_owned(),
            }),
            kind: Kind::Fatal,
        })
    }
}

/// Whether an object must have what indefinite steps ask of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absence {
    /// A branch that lacks a member is dropped.
    Drops,
    /// It fails the path, as in a filter that only asks whether a path leads anywhere.
    Fails,
}

/// What `route` selects from `item`.
pub(super) fn select(route: &Route, item: &Value, cx: Cx<'_>, absence: Absence) -> Result<Value, Fault> {
    let mut walk = Walk { route, cx, absence, found: Vec::new(), lost: None, depth: 0, scanned: None };
    walk.step(0, item)?;
    if !route.is_definite() {
        return Ok(Value::from(walk.found));
    }
    let last = route.tokens.len().saturating_sub(1);
    walk.found.pop().ok_or_else(|| Fault::missing(walk.lost.unwrap_or(last), Why::Absent))
}

/// The walk of a path that has only names and indexes.
pub(super) fn straight<'v>(tokens: &[Token], mut value: &'v Value) -> Result<&'v Value, Fault> {
    for (at, token) in tokens.iter().enumerate() {
        let next = match (token, value) {
            (Token::Name(name), Value::Object(members)) => members.get(name),
            (Token::Index(index), Value::Array(items)) => element(items, *index),
            _ => return Err(Fault::missing(at, unfit(token, value))),
        };
        value = next.ok_or_else(|| Fault::missing(at, Why::Absent))?;
    }
    Ok(value)
}

/// Why `value` cannot take `token`.
fn unfit(token: &Token, value: &Value) -> Why {
    match token {
        Token::Index(_) | Token::Indexes(_) | Token::Slice(..) if value.is_null() => Why::Null,
        Token::Index(_) | Token::Indexes(_) | Token::Slice(..) => Why::NotArray(value.clone()),
        Token::Name(_)
        | Token::Names(_)
        | Token::Wildcard
        | Token::Scan
        | Token::Filter(_)
        | Token::Call(..) => Why::NotObject(value.clone()),
    }
}

fn element(items: &Array, index: i64) -> Option<&Value> {
    let index = if index < 0 { index.checked_add_unsigned(items.len() as u64)? } else { index };
    items.get(usize::try_from(index).ok()?)
}

struct Walk<'w> {
    route: &'w Route,
    cx: Cx<'w>,
    absence: Absence,
    found: Vec<Value>,
    /// The definite step that led nowhere.
    lost: Option<usize>,
    depth: usize,
    /// The last position in an array that `..` has handed to the last step.
    scanned: Option<usize>,
}

impl Walk<'_> {
    fn firm(&self, at: usize) -> bool {
        at <= self.route.firm
    }

    fn last(&self, at: usize) -> bool {
        at + 1 == self.route.tokens.len()
    }

    fn step(&mut self, at: usize, value: &Value) -> Result<(), Fault> {
        let route = self.route;
        self.cx.take(1, at)?;
        let Some(token) = route.tokens.get(at) else { return self.find(value) };
        match token {
            Token::Name(name) => self.name(at, name, value),
            Token::Names(names) => match value.as_object().filter(|_| self.last(at)) {
                Some(members) => self.merge(at, names, members),
                None => names.iter().try_for_each(|name| self.name(at, name, value)),
            },
            Token::Index(index) => self.indexes(at, &[*index], value),
            Token::Indexes(indexes) => self.indexes(at, indexes, value),
            Token::Slice(from, to) => {
                let length = value.as_array().map_or(0, |items| items.len());
                self.indexes(at, &slice(*from, *to, length), value)
            }
            Token::Wildcard => self.wildcard(at, value),
            Token::Scan => self.scan(at + 1, value),
            Token::Filter(filter) => self.filter(at, filter, value),
            Token::Call(function, arguments) => {
                let result = function::call(*function, value, arguments, self.cx)
                    .map_err(|fault| Fault { at, ..fault })?;
                // Jayway keeps the result of a call even if further steps lead away from it.
                if !self.last(at) {
                    self.find(&result)?;
                }
                self.step(at + 1, &result)
            }
        }
    }

    fn find(&mut self, value: &Value) -> Result<(), Fault> {
        if self.found.len() >= MOST_FOUND {
            let why = Why::Function(format!("the path finds more than {MOST_FOUND} values"));
            return Err(Fault { at: self.route.tokens.len().saturating_sub(1), why, kind: Kind::Fatal });
        }
        self.found.push(value.clone());
        Ok(())
    }

    fn name(&mut self, at: usize, name: &str, value: &Value) -> Result<(), Fault> {
        let Value::Object(members) = value else {
            let token = &self.route.tokens[at];
            return if self.firm(at) { Err(Fault::missing(at, unfit(token, value))) } else { Ok(()) };
        };
        if let Some(member) = members.get(name) {
            return if self.forgets(at) { Ok(()) } else { self.step(at + 1, member) };
        }
        let fails = self.absence == Absence::Fails || (!self.last(at) && self.route.firm > at);
        if fails {
            return Err(Fault::missing(at, Why::Absent));
        }
        self.lost.get_or_insert(at);
        Ok(())
    }

    fn merge(&mut self, at: usize, names: &[std::sync::Arc<str>], members: &Object) -> Result<(), Fault> {
        let mut merged = Object::new();
        for name in names {
            match members.get(name) {
                Some(member) => merged.insert(std::sync::Arc::clone(name), member.clone()),
                None if self.absence == Absence::Fails => return Err(Fault::missing(at, Why::Absent)),
                None => {}
            }
        }
        self.find(&Value::from(merged))
    }

    fn indexes(&mut self, at: usize, indexes: &[i64], value: &Value) -> Result<(), Fault> {
        let Value::Array(items) = value else {
            let token = &self.route.tokens[at];
            return if self.firm(at) { Err(Fault::missing(at, unfit(token, value))) } else { Ok(()) };
        };
        self.cx.take(indexes.len(), at)?;
        for index in indexes {
            match element(items, *index) {
                Some(item) => self.step(at + 1, item)?,
                None => {
                    self.lost.get_or_insert(at);
                }
            }
        }
        Ok(())
    }

    fn wildcard(&mut self, at: usize, value: &Value) -> Result<(), Fault> {
        if value.as_object().is_some() && self.forgets(at) {
            return Ok(());
        }
        for child in children(value) {
            match self.step(at + 1, child) {
                Err(fault) if fault.kind == Kind::Missing && self.absence == Absence::Drops => {}
                done => done?,
            }
        }
        Ok(())
    }

    fn filter(&mut self, at: usize, filter: &super::token::Filter, value: &Value) -> Result<(), Fault> {
        match value {
            Value::Object(_) => {
                if filter::accepts(filter, value, self.cx)? {
                    self.step(at + 1, value)?;
                }
            }
            Value::Array(items) => {
                for item in items.iter() {
                    if filter::accepts(filter, item, self.cx)? {
                        self.step(at + 1, item)?;
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                if self.firm(at) {
                    return Err(Fault { at, why: Why::Unfilterable(value.clone()), kind: Kind::Misfit });
                }
            }
        }
        Ok(())
    }

    /// Takes step `at` from `value` and from everything below it.
    fn scan(&mut self, at: usize, value: &Value) -> Result<(), Fault> {
        self.cx.take(1, at)?;
        if self.depth > MAX_DEPTH || !matches!(value, Value::Object(_) | Value::Array(_)) {
            return Ok(());
        }
        if self.scan_stops_at(at, value)? {
            match (&self.route.tokens[at], value) {
                // An array that the step fits passes all its items on, whichever the step selects.
                (_, Value::Array(items)) if !self.last(at) => {
                    for (index, item) in items.iter().enumerate() {
                        self.scanned = Some(index).filter(|_| self.last(at + 1)).or(self.scanned);
                        self.step(at + 1, item)?;
                    }
                }
                _ => self.step(at, value)?,
            }
        }
        self.depth += 1;
        for child in children(value) {
            self.scan(at, child)?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Whether Jayway forgets the member that the last step finds: once `..` has passed the items of an
    /// array on, it keeps only those of the item whose index the step before names. Meant for
    /// `$..[0].name`, this holds for whatever is visited later, too.
    fn forgets(&self, at: usize) -> bool {
        let Some(index) = self.scanned.filter(|_| self.last(at)) else { return false };
        let before = at.checked_sub(1).and_then(|before| self.route.tokens.get(before));
        !matches!(before, Some(Token::Index(wanted)) if usize::try_from(*wanted) == Ok(index))
    }

    fn scan_stops_at(&self, at: usize, value: &Value) -> Result<bool, Fault> {
        Ok(match self.route.tokens.get(at) {
            Some(Token::Name(name)) => value.as_object().is_some_and(|members| members.contains(name)),
            Some(Token::Names(names)) => value
                .as_object()
                .is_some_and(|members| !self.last(at) || names.iter().all(|name| members.contains(name))),
            Some(Token::Index(_) | Token::Indexes(_) | Token::Slice(..)) => value.as_array().is_some(),
            Some(Token::Wildcard) => true,
            Some(Token::Filter(filter)) => filter::accepts(filter, value, self.cx)?,
            Some(Token::Scan | Token::Call(..)) | None => false,
        })
    }
}

/// The members or items of a container, nothing of a scalar.
pub(super) fn children(value: &Value) -> impl Iterator<Item = &Value> {
    let members = value.as_object().into_iter().flat_map(Object::values);
    let items = value.as_array().into_iter().flat_map(|items| items.iter());
    members.chain(items)
}

/// The indexes Jayway visits: with both ends given, negative ones count from the end one by one.
fn slice(from: Option<i64>, to: Option<i64>, length: usize) -> Vec<i64> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let from_end = |end: i64| if end < 0 { end.saturating_add(length) } else { end };
    let (from, to) = match (from, to) {
        (Some(from), None) => (from_end(from).max(0), length),
        (Some(from), Some(to)) => (from.max(-length), to.min(length)),
        (None, to) => (0, to.map_or(length, from_end).min(length)),
    };
    (from..to).collect()
}
