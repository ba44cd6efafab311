//! Counterexamples of properties are cut down: members and items that can be left out of the input and of answers, so that
//! the run takes the same way to the same end, and the property is broken as before.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use crate::base::value::{Object, Value};
use crate::engine::payload::Payload;
use crate::expr::property::Property;
use crate::services::clock::real_now;
use crate::suite::suggest::{Material, Start};

use super::ending::Ending;
use super::kept::{Close, Kept};
use super::kinds::broken_property::is_broken;
use super::node::{Come, End, Node};
use super::outcome::{Answered, Plan, What};
use super::survey::Survey;

/// So many runs are tried for one counterexample.
const MOST: usize = 400;

/// Runs that are smaller than the one that was found.
struct Shrinking<'s> {
    material: &'s mut Material,
    survey: &'s Survey,
    property: &'s Property,
    found: &'s Kept,
    answers: Vec<Arc<Answered>>,
    left: usize,
    /// When nothing more is tried.
    end: Option<Instant>,
}

/// The same counterexample of `property` with less data. Its input is one more start of `material`.
pub fn shrink(
    material: &mut Material,
    survey: &Survey,
    property: &Property,
    (found, end): (&Kept, Option<Instant>),
) -> Kept {
    let ending = Ending::again(material, survey, found);
    let answers: Vec<Arc<Answered>> = ending.answers().map(Arc::clone).collect();
    let start = Start { ..ending.start().clone() };
    material.starts.push(start);
    let mut shrinking = Shrinking { material, survey, property, found, answers, left: MOST, end };
    shrinking.input();
    shrinking.answers();
    shrinking.run().unwrap_or_else(|| found.clone())
}

impl Shrinking<'_> {
    fn input(&mut self) {
        let at = self.material.starts.len() - 1;
        let whole = self.material.starts[at].input.clone();
        let best = self.smallest(whole.value(), |this, less| {
            this.material.starts[at].input = Payload::from(less.clone());
        });
        let start = &mut self.material.starts[at];
        start.input = match best {
            Some(less) => {
                start.name.push_str(", without what does not matter");
                Payload::from(less)
            }
            None => whole,
        };
    }

    fn answers(&mut self) {
        for at in 0..self.answers.len() {
            let whole = Arc::clone(&self.answers[at]);
            let What::Returned { value, .. } = &whole.what else { continue };
            let (around, inner) = parts(value);
            let best = self.smallest(inner, |this, less| this.answers[at] = with_value(&whole, around, less));
            self.answers[at] =
                best.map_or_else(|| Arc::clone(&whole), |less| with_value(&whole, around, &less));
        }
    }

    /// The least of `whole` that still breaks the property where `put` puts it; none if all of it is needed.
    fn smallest(&mut self, whole: &Value, put: impl Fn(&mut Self, &Value)) -> Option<Value> {
        let mut best: Option<Value> = None;
        loop {
            let now = best.as_ref().unwrap_or(whole);
            let less = places(now, self.left).into_iter().map(|place| without(now, &place)).find(|less| {
                put(self, less);
                self.breaks()
            });
            match less {
                Some(less) => best = Some(less),
                None => return best,
            }
        }
    }

    /// Whether what is left still breaks the property in the same way.
    fn breaks(&mut self) -> bool {
        let is_late = self.end.is_some_and(|end| real_now() >= end);
        self.left = if is_late { 0 } else { self.left.saturating_sub(1) };
        self.left > 0 && self.run().is_some()
    }

    /// The run of what is left, if it is like the one that was found.
    fn run(&self) -> Option<Kept> {
        let start = self.material.starts.len() - 1;
        let mut come = Node::start(self.material, start);
        for answered in &self.answers {
            let Come::Waits(node) = come else { return None };
            node.call().filter(|call| call.state == answered.state)?;
            let plan = Plan { answered: Arc::clone(answered), persists: false, faults: 0 };
            come = node.fork(&plan, self.material)?;
        }
        let Come::Ended(node, End::Outcome(outcome)) = come else { return None };
        let close = Close::Ended(End::Outcome(outcome));
        let kept = Kept { way: Arc::clone(&node.way), start, faults: self.found.faults, close };
        let again = |kept| Ending::again(self.material, self.survey, kept);
        let is_alike = {
            let (one, other) = (again(self.found), again(&kept));
            let error =
                |ending: &Ending<'_>| ending.failure().and_then(|failure| failure.error.error.clone());
            let status = |ending: &Ending<'_>| ending.outcome().map(crate::engine::Outcome::status);
            one.path().eq(other.path())
                && (status(&one), error(&one)) == (status(&other), error(&other))
                && is_broken(&other, self.property)
        };
        is_alike.then_some(kept)
    }
}

/// What is around a function's result, which is always there, and what may be smaller.
fn parts(value: &Value) -> (Option<&Object>, &Value) {
    let around = value.as_object().filter(|around| around.contains("StatusCode"));
    match around.and_then(|around| Some((around, around.get("Payload")?))) {
        Some((around, payload)) => (Some(around), payload),
        None => (None, value),
    }
}

/// The same answer with another value `inner`, inside of what is `around`.
fn with_value(answered: &Arc<Answered>, around: Option<&Object>, inner: &Value) -> Arc<Answered> {
    let What::Returned { after_ms, is_given, without, .. } = &answered.what else {
        return Arc::clone(answered);
    };
    let value = match around {
        Some(around) => {
            let mut around = around.clone();
            around.insert("Payload", inner.clone());
            Value::from(around)
        }
        None => inner.clone(),
    };
    let what = What::Returned { value, after_ms: *after_ms, is_given: *is_given, without: without.clone() };
    Arc::new(Answered { state: answered.state, what })
}

/// Where members and items are in `value`, each by its number at every depth, the outermost first: `most` of them, since
/// no more are tried.
fn places(value: &Value, most: usize) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut open = VecDeque::from([(Vec::new(), value)]);
    while let Some((place, value)) = open.pop_front().filter(|_| found.len() < most) {
        let inner: Vec<&Value> = match value {
            Value::Object(members) => members.iter().map(|(_, member)| member).take(most).collect(),
            Value::Array(items) => items.iter().take(most).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        for (at, value) in inner.into_iter().enumerate() {
            let place: Vec<usize> = place.iter().copied().chain([at]).collect();
            found.push(place.clone());
            open.push_back((place, value));
        }
    }
    found.truncate(most);
    found
}

/// `value` without what is at `place`.
fn without(value: &Value, place: &[usize]) -> Value {
    let Some((at, inner)) = place.split_first() else { return value.clone() };
    match value {
        Value::Object(members) => {
            let kept = members.iter().enumerate().filter(|(number, _)| number != at || !inner.is_empty());
            let kept = kept.map(|(number, (key, member))| {
                (Arc::clone(key), if number == *at { without(member, inner) } else { member.clone() })
            });
            Value::from(kept.collect::<Object>())
        }
        Value::Array(items) => {
            let kept = items.iter().enumerate().filter(|(number, _)| number != at || !inner.is_empty());
            let kept =
                kept.map(|(number, item)| if number == *at { without(item, inner) } else { item.clone() });
            Value::from(kept.collect::<Vec<_>>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
