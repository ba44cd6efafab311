//! `Base`: a test that runs, for others to be made from: what is written of it, and what happened in it.

use std::sync::Arc;

use crate::asl::machine::{Kind, State, StateId, StateMachine};
use crate::asl::resource::{Pattern, Resource, Target};
use crate::base::value::{Object, Value};

use super::route::{self, Part};
use super::trial::Log;

/// The members of a test that those made from it share.
const SHARED: [&str; 8] =
    ["machine", "input_file", "input", "context", "variables", "defaults", "from", "mocks"];

/// Those of them that a test of one state alone shares, too.
pub const SURROUNDINGS: [&str; 3] = ["machine", "context", "defaults"];

/// A test that runs.
#[derive(Clone, Debug)]
pub struct Base {
    /// What is written of it, less what it expects.
    pub test: Object,
    /// Its input.
    pub input: Value,
    /// What happened in it.
    pub log: Log,
}

/// A test that may be worth to suggest: what is written of it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its members, less what it expects.
    pub test: Object,
    /// The state that it runs alone, if it does.
    pub alone: Option<StateId>,
}

/// What candidates are made from.
#[derive(Clone, Copy)]
pub struct Material<'m> {
    /// The machine.
    pub machine: &'m StateMachine,
    /// What the file of the tests says for all of them.
    pub head: &'m Object,
    /// An answer of the right shape for each task, by the names of states.
    pub shaped: &'m Object,
    /// The test that they are made from; it enters the state.
    pub base: &'m Base,
}

/// One member.
pub fn one(key: &str, value: impl Into<Value>) -> Value {
    Value::from(Object::from_iter([(key, value.into())]))
}

/// The members of the test `name` in a file, which may be a row of a table, that others share with it.
pub fn written(file: &Value, name: &str) -> Option<Object> {
    let tests = file.get("tests")?;
    let kept = |test: &Value| -> Object {
        let members = test.as_object().into_iter().flat_map(Object::iter);
        members.filter(|(key, _)| SHARED.contains(&&**key)).cloned().collect()
    };
    if let Some(test) = tests.get(name) {
        return Some(kept(test));
    }
    let (name, row) = name.split_once(" / ")?;
    let test = tests.get(name)?;
    let rows = test.get("each")?.as_array()?;
    let named = |value: &&Value| match value.get("name") {
        Some(Value::String(text)) => **text == *row,
        Some(other) => other.to_json() == row,
        None => false,
    };
    let row = rows.as_slice().iter().find(named)?;
    let mut whole = kept(test);
    for (key, value) in kept(row).iter() {
        let value = match (&**key, whole.get(key)) {
            ("mocks", Some(below)) => over(below, value, 2),
            (_, _) => value.clone(),
        };
        whole.insert(Arc::clone(key), value);
    }
    Some(whole)
}

/// `value` over `below`, key by key down to a depth.
fn over(below: &Value, value: &Value, depth: usize) -> Value {
    let (Some(known), Some(members), 1..) = (below.as_object(), value.as_object(), depth) else {
        return value.clone();
    };
    let mut all = known.clone();
    for (key, value) in members {
        let value = all.get(key).map_or_else(|| value.clone(), |below| over(below, value, depth - 1));
        all.insert(Arc::clone(key), value);
    }
    Value::from(all)
}

impl Base {
    /// The same test, to be changed.
    pub fn draft(&self) -> Draft {
        Draft { test: self.test.clone(), alone: None }
    }

    /// The answer that a state had in it, to be given again: as it is written, if that is one answer, else what came
    /// of the first call. None if there was no call that succeeded.
    pub fn answer(&self, head: &Object, machine: &StateMachine, id: StateId) -> Option<Value> {
        let state = machine.state(id);
        let own = Value::from(self.test.clone());
        let key = [Part::Key("mocks".into()), Part::Key("states".into()), Part::Key(Arc::clone(&state.name))];
        let of_file = Value::from(head.clone());
        let written = route::get(&own, &key).or_else(|| route::get(&of_file, &key));
        let is_one = |answer: &&Value| {
            answer.as_object().is_some_and(|members| {
                !["rules", "at", "throw", "hang"].iter().any(|key| members.contains(key))
            })
        };
        let as_written = written.filter(is_one).cloned();
        as_written.or_else(|| Some(answer_with(state, self.log.seen.get(&id)?.result.as_ref()?)))
    }
}

/// The answer that gives a state this result.
pub fn answer_with(state: &State, result: &Value) -> Value {
    let Kind::Task(task) = &state.kind else { return one("return", result.clone()) };
    let payload = result.get("Payload").filter(|_| result.get("StatusCode").is_some());
    match payload.filter(|_| is_lambda(&task.resource)) {
        Some(payload) => one("payload", payload.clone()),
        None => one("return", result.clone()),
    }
}

fn is_lambda(resource: &Resource) -> bool {
    resource.arn.contains("lambda:invoke")
}

/// Whether somebody else ends the task: it waits for its token, or a worker takes it.
pub fn waits_for_token(resource: &Resource) -> bool {
    resource.pattern == Pattern::Callback || matches!(resource.target, Target::Activity(_))
}

impl Draft {
    /// With `value` at the end of `path`.
    pub fn put(&mut self, path: &[&str], value: &Value) {
        let route: Vec<Part> = path.iter().map(|key| Part::Key((*key).into())).collect();
        if let Some(Value::Object(test)) = route::with(&Value::from(self.test.clone()), &route, Some(value)) {
            self.test = test;
        }
    }

    /// With this answer for a state.
    pub fn answer(mut self, state: &State, answer: &Value) -> Self {
        self.put(&["mocks", "states", &state.name], answer);
        self
    }

    /// With this input.
    pub fn input(mut self, input: &Value) -> Self {
        self.test.remove("input_file");
        self.put(&["input"], input);
        self
    }
}
