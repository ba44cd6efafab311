//! Counterexamples of properties are cut down: members and items that can be left out of the input and of answers, so that
//! the run takes the same way to the same end, and the property is broken as before.

use std::sync::Arc;

use crate::base::value::{Object, Value};
use crate::engine::payload::Payload;
use crate::expr::property::Property;
use crate::suite::suggest::{Material, Start};

use super::ending::Ending;
use super::kept::{Close, Kept};
use super::kinds::broken_property::fault;
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
}

/// The same counterexample of `property` with less data. Its input is one more start of `material`.
pub fn shrink(material: &mut Material, survey: &Survey, property: &Property, found: &Kept) -> Kept {
    let ending = Ending::again(material, survey, found);
    let answers: Vec<Arc<Answered>> = ending.answers().map(Arc::clone).collect();
    let start = Start { ..ending.start().clone() };
    material.starts.push(start);
    let mut shrinking = Shrinking { material, survey, property, found, answers, left: MOST };
    shrinking.input();
    shrinking.answers();
    shrinking.run().unwrap_or_else(|| found.clone())
}

impl Shrinking<'_> {
    fn input(&mut self) {
        let at = self.material.starts.len() - 1;
        let whole = self.material.starts[at].input.clone();
        let mut best = whole.value().clone();
        while let Some(less) = smaller(&best).into_iter().find(|less| {
            self.material.starts[at].input = Payload::from(less.clone());
            self.breaks()
        }) {
            best = less;
        }
        let is_whole = best == *whole.value();
        let start = &mut self.material.starts[at];
        start.input = if is_whole { whole } else { Payload::from(best) };
        if !is_whole {
            start.name.push_str(", without what does not matter");
        }
    }

    fn answers(&mut self) {
        for at in 0..self.answers.len() {
            let mut best = Arc::clone(&self.answers[at]);
            while let Some(less) = less(&best).into_iter().find(|less| {
                self.answers[at] = Arc::clone(less);
                self.breaks()
            }) {
                best = less;
            }
            self.answers[at] = best;
        }
    }

    /// Whether what is left still breaks the property in the same way.
    fn breaks(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
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
                && fault(&other, self.property).is_some()
        };
        is_alike.then_some(kept)
    }
}

/// The answer with one member or item less.
fn less(answered: &Arc<Answered>) -> Vec<Arc<Answered>> {
    let What::Returned { value, after_ms, is_given, without } = &answered.what else { return Vec::new() };
    let around = value.as_object().filter(|around| around.contains("StatusCode"));
    let inner = around.and_then(|around| around.iter().find(|(key, _)| **key == *"Payload"));
    let values = match (around, inner) {
        // What is around a function's result is always there.
        (Some(around), Some((key, payload))) => {
            smaller(payload).into_iter().map(|payload| Value::from(around.with(key, payload))).collect()
        }
        (_, _) => smaller(value),
    };
    let one = |value| {
        let (after_ms, is_given, without) = (*after_ms, *is_given, without.clone());
        let what = What::Returned { value, after_ms, is_given, without };
        Arc::new(Answered { state: answered.state, what })
    };
    values.into_iter().map(one).collect()
}

/// `value` with one member or item less, the outermost first.
fn smaller(value: &Value) -> Vec<Value> {
    let (mut all, mut inner) = (Vec::new(), Vec::new());
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                all.push(without(members, key));
                inner.extend(smaller(member).into_iter().map(|less| Value::from(members.with(key, less))));
            }
        }
        Value::Array(items) => {
            let items = items.as_slice();
            for (at, item) in items.iter().enumerate() {
                let others = items.iter().enumerate().filter(|(other, _)| *other != at);
                all.push(Value::from(others.map(|(_, item)| item.clone()).collect::<Vec<_>>()));
                inner.extend(smaller(item).into_iter().map(|less| {
                    let mut items = items.to_vec();
                    items[at] = less;
                    Value::from(items)
                }));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    all.append(&mut inner);
    all
}

fn without(members: &Object, key: &Arc<str>) -> Value {
    let mut members = members.clone();
    members.remove(key);
    Value::from(members)
}
