//! Which parts of a mock file change when answers are written into it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::load::{self, file_source, shown};
use crate::project::files;
use crate::services::mock::{Holder, Taken};
use crate::suite::recorded::{Answered, Items, Single, at, literal, responder, thrown};

use super::edit::Edit;

/// What changes for one state.
pub struct Change {
    /// The state.
    pub state: Arc<str>,
    /// How many calls were recorded.
    pub calls: usize,
    /// What is done to the file, in this order.
    pub edits: Vec<Edit>,
    /// Where its answers stand afterwards.
    pub pointer: Pointer,
}

impl Edit {
    /// The same with another value.
    #[must_use]
    pub fn map(&self, change: &dyn Fn(&Value) -> Value) -> Self {
        match self {
            Self::Set(pointer, value) => Self::Set(pointer.clone(), change(value)),
            Self::Add(pointer, value) => Self::Add(pointer.clone(), change(value)),
            Self::Push(pointer, values) => Self::Push(pointer.clone(), values.iter().map(change).collect()),
        }
    }

    /// The values that it brings.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        match self {
            Self::Set(_, value) | Self::Add(_, value) => std::slice::from_ref(value),
            Self::Push(_, values) => values,
        }
    }
}

/// The changes of the file `name`, which has this text; a line for a state whose answers find no place.
pub fn changes(name: &str, text: &str, taken: &[Taken]) -> Vec<Result<Change, String>> {
    let document = load::data(&file_source(name, text)).ok();
    let whole = document.map(|document| document.value().clone()).unwrap_or_default();
    let mut groups: BTreeMap<(&Pointer, &Arc<str>), Vec<&Taken>> = BTreeMap::new();
    for taken in taken {
        groups.entry((&taken.shelf.layer, &taken.state)).or_default().push(taken);
    }
    let one = |((layer, state), mut calls): ((&Pointer, &Arc<str>), Vec<&Taken>)| {
        calls.sort_by(|one, other| {
            (&one.execution, &one.items, one.number).cmp(&(&other.execution, &other.items, other.number))
        });
        let pointer = layer.key("mocks").key("states").key(state);
        let edits = edits(name, &whole, &pointer, &calls)?;
        Ok(Change { state: Arc::clone(state), calls: calls.len(), edits, pointer })
    };
    groups.into_iter().map(one).collect()
}

fn edits(name: &str, whole: &Value, pointer: &Pointer, calls: &[&Taken]) -> Result<Vec<Edit>, String> {
    let Some(old) = whole.pointer(pointer.as_str()) else {
        return Ok(vec![Edit::Add(pointer.clone(), all(name, calls)?)]);
    };
    let is_own = |taken: &Taken| {
        taken.origin.as_ref().is_some_and(|origin| {
            *origin.document().source().name == *name && origin.pointer().strip(pointer.as_str()).is_some()
        })
    };
    if is_recorded(old) && !calls.iter().any(|taken| taken.is_next) || !calls.iter().all(|one| is_own(one)) {
        return Ok(vec![Edit::Set(pointer.clone(), all(name, calls)?)]);
    }
    let mut by_origin: BTreeMap<Pointer, Vec<&Taken>> = BTreeMap::new();
    for taken in calls {
        if let Some(origin) = &taken.origin {
            by_origin.entry(origin.pointer().clone()).or_default().push(taken);
        }
    }
    let most = by_origin.values().map(Vec::len).max().unwrap_or(0);
    if by_origin.len() > 1 && most > 1 && !calls.iter().any(|taken| taken.is_next) {
        return Err(format!(
            "the answers of {} are not recorded in {}: several of its answers ask the service, each more than once; \
             leave one `passthrough`",
            calls[0].state,
            shown(name)
        ));
    }
    let mut edits = Vec::new();
    for (origin, calls) in by_origin {
        edits.extend(at_origin(name, whole, &origin, &calls)?);
    }
    Ok(edits)
}

/// The value of the state's key.
fn all(name: &str, calls: &[&Taken]) -> Result<Value, String> {
    let items: Vec<Items> = calls.iter().map(|taken| taken.items.clone()).collect();
    let executions: BTreeSet<&Arc<str>> = calls.iter().map(|taken| &taken.execution).collect();
    let executions: Vec<&Arc<str>> = executions.into_iter().collect();
    let answered = calls.iter().zip(&items).map(|(taken, items)| Answered {
        run: executions.binary_search(&&taken.execution).unwrap_or_default(),
        items,
        input: &taken.input,
        number: taken.number as usize,
        answer: answer(taken),
    });
    let answered: Vec<Answered<'_>> = answered.collect();
    match responder(&answered, Single::Once) {
        (value, false) => Ok(value),
        (_, true) => Err(format!(
            "the answers of {} are not recorded in {}: items with the same number and input were answered differently",
            calls[0].state,
            shown(name)
        )),
    }
}

/// What changes at an answer, a rule or a list among answers that were written by hand.
fn at_origin(name: &str, whole: &Value, origin: &Pointer, calls: &[&Taken]) -> Result<Vec<Edit>, String> {
    let mut answers: BTreeMap<u32, Value> = BTreeMap::new();
    for taken in calls {
        let new = answer(taken);
        if answers.get(&taken.number).is_some_and(|known| *known != new) {
            return Err(format!(
                "the answers of {} are not recorded in {}: its items were answered differently by one rule",
                taken.state,
                shown(name)
            ));
        }
        answers.insert(taken.number, new);
    }
    let placed: Vec<Value> =
        answers.iter().map(|(number, answer)| at(answer, *number as usize, *number as usize)).collect();
    if calls.iter().any(|taken| taken.is_next) {
        // The rule that had no answer left, or the state's own list.
        let list = if whole.pointer(origin.as_str()).is_some_and(|value| value.as_array().is_some()) {
            origin.clone()
        } else {
            origin.key("do")
        };
        return Ok(vec![Edit::Push(list, placed)]);
    }
    let holder =
        origin.parent().and_then(|holder| Some((whole.pointer(holder.as_str())?.as_array()?, holder)));
    let Some((items, holder)) = holder.filter(|_| origin.last().is_none_or(|last| last != "do")) else {
        return Ok(vec![Edit::Set(origin.clone(), placed.into())]);
    };
    if let [only] = &placed[..] {
        return Ok(vec![Edit::Set(origin.clone(), only.clone())]);
    }
    let place = origin.last().and_then(|last| last.parse::<usize>().ok()).unwrap_or(0);
    let (before, after) = items.as_slice().split_at(place.min(items.as_slice().len()));
    let list = before.iter().chain(&placed).chain(after.iter().skip(1)).cloned().collect::<Vec<_>>();
    Ok(vec![Edit::Set(holder, list.into())])
}

/// A real answer as a mock file has it.
fn answer(taken: &Taken) -> Value {
    let (good, bad) = if taken.is_returned { ("success", "failure") } else { ("return", "throw") };
    let end = match &taken.end {
        Ok(result) => Object::from_iter([(good, literal(result))]),
        Err(error) => Object::from_iter([(bad, thrown(error))]),
    };
    let mut answer =
        if taken.is_returned { Object::from_iter([("callback", Value::from(end))]) } else { end };
    if let Some(submitted) = &taken.submitted {
        answer.insert("submitted", literal(submitted));
    }
    let mut from = taken.from.written().as_object().cloned().unwrap_or_default();
    if taken.shelf.holder == Holder::CaseOfStarted {
        let machine = files::seen_from(Some(Path::new(&*taken.shelf.file)), &taken.shelf.machine);
        from.insert("machine", Value::from(machine));
    }
    answer.insert("recorded", Value::from(from));
    answer.into()
}

/// Whether all that is written here was recorded, or is to be: nothing is lost if it is replaced.
fn is_recorded(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.as_slice().iter().all(is_recorded),
        Value::Object(members) => match members.get("rules") {
            Some(rules) => {
                let rules = rules.as_array().map(|rules| rules.as_slice()).unwrap_or_default();
                !members.contains("per")
                    && rules.iter().all(|rule| rule.get("do").is_some_and(is_recorded) && is_own_rule(rule))
            }
            None => members.contains("recorded") || members.contains("passthrough"),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Whether a rule is one that a recording writes: by the number of the item, or the input, or for all others.
fn is_own_rule(rule: &Value) -> bool {
    let when = rule.get("when").and_then(Value::as_object);
    rule.get("name").is_none() && when.is_none_or(|when| when.contains("index") || when.contains("exact"))
}
