//! The answers of one state: a list in the order of its calls, by the items that it was called in.

use std::collections::BTreeMap;

use crate::base::value::{Object, Value};

use super::attempt::Items;

/// A call of a state, and its answer.
pub struct Answered<'a> {
    /// The execution that it ran in, from 0.
    pub run: usize,
    /// The items it ran in.
    pub items: &'a Items,
    /// The input of the state.
    pub input: &'a Value,
    /// Which call of the state in this execution and these items it is, from 0.
    pub number: usize,
    /// What a mock file says of it.
    pub answer: Value,
}

/// How a single answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Single {
    /// For every call.
    Always,
    /// In a list, for this call alone.
    Once,
}

/// What a state was answered in one item, or in one execution.
struct Group<'a> {
    items: &'a Items,
    input: &'a Value,
    answers: Value,
}

/// The value of the state's key in `mocks.states`; true if some of its calls cannot be told from others that were
/// answered differently.
#[must_use]
pub fn responder(calls: &[Answered<'_>], single: Single) -> (Value, bool) {
    let mut by_items: BTreeMap<(usize, &Items), Vec<&Answered<'_>>> = BTreeMap::new();
    for call in calls {
        by_items.entry((call.run, call.items)).or_default().push(call);
    }
    let groups: Vec<Group<'_>> = by_items
        .into_iter()
        .map(|((_, items), calls)| Group { items, input: calls[0].input, answers: list(&calls, single) })
        .collect();
    let usual = usual(&groups);
    if groups.iter().all(|group| group.answers == usual) {
        return (usual, false);
    }
    rules(&groups, &usual)
}

/// The answers that most items got; of equally many the first.
fn usual(groups: &[Group<'_>]) -> Value {
    let count = |answers: &Value| groups.iter().filter(|group| group.answers == *answers).count();
    let mut best: Option<(usize, &Value)> = None;
    // Many items that all differ would be compared with each other for nothing.
    for group in groups.iter().take(100) {
        let times = count(&group.answers);
        if best.is_none_or(|(most, _)| times > most) {
            best = Some((times, &group.answers));
        }
    }
    best.map(|(_, answers)| answers.clone()).unwrap_or_default()
}

/// A rule for each item that was not answered as `usual`, and one for all others.
fn rules(groups: &[Group<'_>], usual: &Value) -> (Value, bool) {
    let mut rules = Vec::new();
    let mut known: BTreeMap<String, &Value> = BTreeMap::new();
    let mut is_blurred = false;
    for group in groups {
        let index = index_of(group);
        let mut alike = groups.iter().filter(|other| index_of(other) == index);
        let is_alone = alike.all(|other| other.answers == group.answers);
        if group.answers == *usual && is_alone {
            continue;
        }
        let mut when = Object::from_iter(index.map(|index| ("index", Value::from(index))));
        // What runs in no item is told from the rest by its input.
        if !is_alone || index.is_none() {
            when.insert("input", group.input.clone());
            when.insert("exact", Value::from(true));
        }
        let when = Value::from(when);
        match known.get(&when.to_json()) {
            Some(other) => is_blurred |= **other != group.answers,
            None => {
                known.insert(when.to_json(), &group.answers);
                rules.push(rule(Some(when), group.answers.clone()));
            }
        }
    }
    rules.push(rule(None, usual.clone()));
    (Value::from(Object::from_iter([("rules", Value::from(rules))])), is_blurred)
}

fn rule(when: Option<Value>, answers: Value) -> Value {
    let when = when.map(|when| ("when", when));
    Value::from(Object::from_iter(when.into_iter().chain([("do", answers)])))
}

/// The number of the innermost item.
fn index_of(group: &Group<'_>) -> Option<usize> {
    group.items.last().map(|(_, index)| *index)
}

/// One answer for a single call, else a list; equal ones in a row are one with all their positions.
fn list(calls: &[&Answered<'_>], single: Single) -> Value {
    if let ([only], Single::Always) = (calls, single) {
        return only.answer.clone();
    }
    let is_next = |one: &&Answered<'_>, other: &&Answered<'_>| {
        one.answer == other.answer && one.number + 1 == other.number
    };
    let runs: Vec<&[&Answered<'_>]> = calls.chunk_by(is_next).collect();
    let is_plain = runs.len() == calls.len() && calls.iter().enumerate().all(|(at, call)| call.number == at);
    if is_plain {
        return calls.iter().map(|call| call.answer.clone()).collect::<Vec<_>>().into();
    }
    let entries = runs.iter().map(|run| {
        let (first, last) = (run[0].number, run[0].number + run.len() - 1);
        at(&run[0].answer, first, last)
    });
    Value::from(entries.collect::<Vec<_>>())
}

/// An answer for the calls `first` to `last`.
pub fn at(answer: &Value, first: usize, last: usize) -> Value {
    let mut entry = answer.as_object().cloned().unwrap_or_default();
    let at = if last == first { first.to_string() } else { format!("{first}-{last}") };
    entry.insert("at", Value::from(at));
    entry.into()
}
