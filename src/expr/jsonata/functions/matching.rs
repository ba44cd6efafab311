//! Matchers: regular expressions, and functions that behave like one.
//!
//! A matcher takes a text and returns `{match, start, end, groups, next}`, `next` being a function that
//! returns the following match. Regular expressions take a short cut past those objects. Positions that
//! expressions see count UTF-16 units; in here they are bytes.

use std::ops::Range;
use std::sync::Arc;

use crate::base::value::Value;

use crate::expr::jsonata::Level;
use crate::expr::jsonata::error::{Fault, Place, Res};
use crate::expr::jsonata::eval::lookup;
use crate::expr::jsonata::function::{Function, NextMatch};
use crate::expr::jsonata::item::{Builder, Flags, Item, Members};
use crate::expr::jsonata::number::to_js;
use crate::expr::jsonata::run::Run;
use crate::expr::regex::Pattern;

use super::{Cx, internal};

/// A match found by any matcher.
pub(super) struct Hit {
    pub range: Range<usize>,
    pub text: Arc<str>,
    pub groups: Vec<Option<Arc<str>>>,
    /// The match as functions see it, if a function found it.
    made: Option<Item>,
}

/// Walks over the matches in a text.
pub(super) struct Hits<'h, 'c, 'r> {
    cx: &'h Cx<'c, 'r>,
    text: &'h Arc<str>,
    next: Next,
    /// How many matches are wanted.
    limit: usize,
}

enum Next {
    Regex { pattern: Arc<Pattern>, place: Place, from: usize, first: bool },
    Call(Item, Vec<Item>),
    Done,
}

impl<'h, 'c, 'r> Hits<'h, 'c, 'r> {
    pub fn new(cx: &'h Cx<'c, 'r>, matcher: &Item, text: &'h Arc<str>) -> Self {
        let next = match matcher.as_function().map(|function| &**function) {
            Some(Function::Regex(pattern, place)) => {
                Next::Regex { pattern: Arc::clone(pattern), place: *place, from: 0, first: true }
            }
            _ => Next::Call(matcher.clone(), vec![Item::Json(Value::String(Arc::clone(text)))]),
        };
        Self { cx, text, next, limit: usize::MAX }
    }

    /// No more than so many matches.
    pub fn up_to(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// The next match that is wanted. The reference looks for one more than that, and so finds fault
    /// with an empty match that would never be used.
    pub fn next(&mut self) -> Res<Option<Hit>> {
        if self.limit == 0 {
            if matches!(self.next, Next::Regex { first: false, .. }) {
                self.find()?;
            }
            return Ok(None);
        }
        self.limit -= 1;
        self.find()
    }

    fn find(&mut self) -> Res<Option<Hit>> {
        self.cx.run.budget.steps(1)?;
        match std::mem::replace(&mut self.next, Next::Done) {
            Next::Done => Ok(None),
            Next::Regex { pattern, place, from, first } => self.next_of_regex(pattern, place, from, first),
            Next::Call(matcher, args) => self.next_of_call(&matcher, args),
        }
    }

    fn next_of_regex(
        &mut self,
        pattern: Arc<Pattern>,
        place: Place,
        from: usize,
        first: bool,
    ) -> Res<Option<Hit>> {
        if !first && from >= self.text.len() {
            return Ok(None);
        }
        let Some(found) = pattern.find(self.text, from, &self.cx.run.budget.steps_left)? else {
            return Ok(None);
        };
        if !first && found.range.is_empty() {
            return Err(Fault::new("D1004").value(pattern.source()).at(place));
        }
        let part = |range: &Range<usize>| Arc::from(&self.text[range.clone()]);
        let hit = Hit {
            text: part(&found.range),
            groups: found.groups.iter().map(|group| group.as_ref().map(part)).collect(),
            range: found.range,
            made: None,
        };
        self.next = Next::Regex { pattern, place, from: hit.range.end, first: false };
        Ok(Some(hit))
    }

    fn next_of_call(&mut self, matcher: &Item, args: Vec<Item>) -> Res<Option<Hit>> {
        if matcher.as_function().is_none() && self.cx.run.level == Level::Aws {
            return Err(internal());
        }
        let made = self.cx.call(matcher, args)?;
        let member = |key| lookup::name(&made, key, &self.cx.run.budget);
        let number = |key| member(key).map(|member| member.as_json().and_then(Value::as_f64));
        let next = member("next")?;
        let groups = member("groups")?;
        if !made.is_defined() {
            return Ok(None);
        }
        if number("start")?.is_none() && groups.as_list().is_none() && next.as_function().is_none() {
            return Err(Fault::new("T1010"));
        }
        if next.as_function().is_some() {
            self.next = Next::Call(next, Vec::new());
        }
        let start = byte_at(self.text, number("start")?.unwrap_or(0.0));
        let end = byte_at(self.text, number("end")?.unwrap_or(0.0)).max(start);
        let text = member("match")?.as_str().map_or_else(|| Arc::from(""), Arc::from);
        let groups =
            groups.as_list().map(|list| list.iter().map(|item| item.as_str().map(Arc::from)).collect());
        Ok(Some(Hit { range: start..end, text, groups: groups.unwrap_or_default(), made: Some(made) }))
    }

    /// The match as an object, for functions that look at it.
    pub fn object(&self, hit: &Hit) -> Item {
        if let Some(made) = &hit.made {
            return made.clone();
        }
        let mut members = described(self.text, hit);
        if let Next::Regex { pattern, place, from, .. } = &self.next {
            let (pattern, text) = (Arc::clone(pattern), Arc::clone(self.text));
            members.add("next".into(), next(NextMatch { pattern, text, from: *from, place: *place }));
        }
        members.finish()
    }
}

fn next(next: NextMatch) -> Item {
    Item::Function(std::rc::Rc::new(Function::NextMatch(next)))
}

fn described(text: &str, hit: &Hit) -> Members {
    let mut members = Members::default();
    let start = utf16_at(text, hit.range.start);
    members.add("match".into(), Item::Json(Value::String(Arc::clone(&hit.text))));
    members.add("start".into(), start.into());
    members.add("end".into(), (start + hit.text.encode_utf16().count()).into());
    members.add("groups".into(), groups(hit));
    members
}

/// The groups of a match; one that took no part is null.
pub(super) fn groups(hit: &Hit) -> Item {
    let mut list = Builder::default();
    for group in &hit.groups {
        list.push_value(group.as_ref().map_or(Value::Null, |text| Value::String(Arc::clone(text))));
    }
    list.finish(Flags::PLAIN)
}

/// The text a regular expression is applied to: what is none becomes one as in JavaScript.
pub(in crate::expr::jsonata) fn subject(item: &Item) -> Option<Arc<str>> {
    Some(match item {
        Item::Json(Value::String(text)) => Arc::clone(text),
        Item::Undefined => "undefined".into(),
        Item::NonFinite(f) => to_js(*f).into(),
        Item::Record(_) => "[object Object]".into(),
        Item::Function(_) | Item::Tuples(_) | Item::Tail(_) => return None,
        Item::Json(_) | Item::List(..) | Item::Mixed(_) | Item::Range(_) => {
            subject_of(&item.to_value()?).into()
        }
    })
}

/// The byte from which on a regular expression looks, if it is given a position; nothing beyond the end.
pub(in crate::expr::jsonata) fn beginning(text: &str, position: &Item) -> Option<usize> {
    let at = position.as_json().and_then(Value::as_f64).unwrap_or(0.0).trunc();
    (at <= utf16_at(text, text.len()) as f64).then(|| byte_at(text, at))
}

fn subject_of(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => to_js(n.as_f64()),
        Value::String(text) => text.to_string(),
        Value::Object(_) => "[object Object]".to_owned(),
        Value::Array(items) => {
            let text = |item: &Value| if item.is_null() { String::new() } else { subject_of(item) };
            items.iter().map(text).collect::<Vec<_>>().join(",")
        }
    }
}

/// What a regular expression returns when it is called, or when the `next` of a match is.
pub(in crate::expr::jsonata) fn regex(run: &Run<'_>, from: &NextMatch, again: bool) -> Res<Item> {
    if again && from.from >= from.text.len() {
        return Ok(Item::Undefined);
    }
    let Some(found) = from.pattern.find(&from.text, from.from, &run.budget.steps_left)? else {
        return Ok(Item::Undefined);
    };
    if again && found.range.is_empty() {
        return Err(Fault::new("D1004").value(from.pattern.source()).at(from.place));
    }
    let part = |range: &Range<usize>| Arc::from(&from.text[range.clone()]);
    let hit = Hit {
        text: part(&found.range),
        groups: found.groups.iter().map(|group| group.as_ref().map(part)).collect(),
        range: found.range,
        made: None,
    };
    let mut members = described(&from.text, &hit);
    members.add("next".into(), next(NextMatch { from: hit.range.end, ..from.clone() }));
    Ok(members.finish())
}

/// The byte at which UTF-16 unit number `at` begins.
fn byte_at(text: &str, at: f64) -> usize {
    let mut units = 0.0;
    for (byte, c) in text.char_indices() {
        if units >= at {
            return byte;
        }
        units += c.len_utf16() as f64;
    }
    text.len()
}

/// How many UTF-16 units come before a byte.
pub(super) fn utf16_at(text: &str, byte: usize) -> usize {
    let before = &text[..byte];
    if before.is_ascii() { byte } else { before.encode_utf16().count() }
}
