//! A list of what ran, for test suites that want to know more than the API tells: Express executions too, parents and
//! children, and every call with its arguments. It is no part of AWS.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use crate::api::world::{Onlooker, Seen};
use crate::asl::machine::{Kind, Workflow};
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::TaskError;
use crate::engine::history::{Detail, Record};
use crate::engine::payload::Payload;
use crate::engine::{ChildRecords, Outcome};

/// The most calls of an execution that are kept.
const MOST_CALLS: usize = 1000;

/// The most members of a family that are listed.
const MOST_RELATIVES: usize = 500;

/// What ran, the oldest first.
#[derive(Debug)]
pub struct Ledger {
    /// So many are kept.
    most: usize,
    entries: Mutex<VecDeque<Arc<Mutex<Entry>>>>,
}

/// An execution.
#[derive(Debug)]
struct Entry {
    arn: Arc<str>,
    machine: Arc<str>,
    name: Arc<str>,
    workflow: Workflow,
    start: Time,
    input: Payload,
    end: Option<(&'static str, Time, Option<Payload>, TaskError)>,
    calls: Vec<Call>,
    /// The executions that it started, and the children of its Map Runs.
    children: Vec<Value>,
}

/// A call of a Task.
#[derive(Debug)]
struct Call {
    state: Arc<str>,
    resource: Arc<str>,
    args: Payload,
}

impl Ledger {
    /// An empty one that keeps so many executions.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, entries: Mutex::default() }
    }

    /// Forgets all.
    pub fn reset(&self) {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The execution `arn` with all that it comes from and that comes from it: who started whom, without data. The
    /// outermost one is the first; the items of a Map Run are not among them.
    #[must_use]
    pub fn family(&self, arn: &str) -> Value {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut known = BTreeMap::new();
        let mut parents: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
        for kept in &entries {
            let entry = kept.lock().unwrap_or_else(PoisonError::into_inner);
            for child in entry.children.iter().filter_map(Value::as_str) {
                parents.insert(child.into(), Arc::clone(&entry.arn));
            }
            known.insert(Arc::clone(&entry.arn), kept);
        }
        let mut first: Arc<str> = arn.into();
        // None is its own ancestor: each was started after its parent.
        while let Some(parent) = parents.get(&first).filter(|parent| known.contains_key(*parent)) {
            first = Arc::clone(parent);
        }
        let (mut found, mut open) = (Vec::new(), vec![first]);
        while let Some(next) = open.pop().filter(|_| found.len() < MOST_RELATIVES) {
            let Some(kept) = known.get(&next) else { continue };
            let entry = kept.lock().unwrap_or_else(PoisonError::into_inner);
            found.push(relative(&entry, parents.get(&next)));
            let children = entry.children.iter().rev().filter_map(Value::as_str);
            open.extend(children.map(Arc::from).filter(|child| known.contains_key(child)));
        }
        Object::from_iter([("executions", Value::from(found))]).into()
    }

    /// All that is kept, the newest first.
    #[must_use]
    pub fn shown(&self) -> Value {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let entries: Vec<Object> = entries
            .iter()
            .rev()
            .map(|entry| shown(&entry.lock().unwrap_or_else(PoisonError::into_inner)))
            .collect();
        let mut parents: BTreeMap<String, Value> = BTreeMap::new();
        for entry in &entries {
            let children = entry.get("children").and_then(Value::as_array);
            for child in children.into_iter().flat_map(|children| children.iter().filter_map(Value::as_str)) {
                parents.insert(child.to_owned(), entry.get("executionArn").cloned().unwrap_or_default());
            }
        }
        let with_parent = |mut entry: Object| {
            let arn = entry.get("executionArn").and_then(Value::as_str).unwrap_or_default();
            let parent = parents.get(arn).cloned().unwrap_or_default();
            entry.insert("parent", parent);
            Value::from(entry)
        };
        let all: Value = entries.into_iter().map(with_parent).collect::<Vec<_>>().into();
        Object::from_iter([("executions", all)]).into()
    }
}

/// An execution as its family lists it.
fn relative(entry: &Entry, parent: Option<&Arc<str>>) -> Value {
    Object::from_iter([
        ("executionArn", Value::from(Arc::clone(&entry.arn))),
        ("stateMachineArn", Arc::clone(&entry.machine).into()),
        ("name", Arc::clone(&entry.name).into()),
        ("type", if entry.workflow == Workflow::Express { "EXPRESS" } else { "STANDARD" }.into()),
        ("status", entry.end.as_ref().map_or("RUNNING", |(status, ..)| status).into()),
        ("parent", parent.map_or(Value::Null, |parent| Arc::clone(parent).into())),
    ])
    .into()
}

fn shown(entry: &Entry) -> Object {
    let text = |text: &Option<Arc<str>>| text.clone().map_or(Value::Null, Value::from);
    let end = entry.end.as_ref();
    let call = |call: &Call| {
        Value::from(Object::from_iter([
            ("state", Value::from(Arc::clone(&call.state))),
            ("resource", Arc::clone(&call.resource).into()),
            ("args", call.args.value().clone()),
        ]))
    };
    let calls: Value = entry.calls.iter().map(call).collect::<Vec<_>>().into();
    let output = end.and_then(|(_, _, output, _)| output.as_ref());
    Object::from_iter([
        ("executionArn", Value::from(Arc::clone(&entry.arn))),
        ("stateMachineArn", Arc::clone(&entry.machine).into()),
        ("name", Arc::clone(&entry.name).into()),
        ("type", if entry.workflow == Workflow::Express { "EXPRESS" } else { "STANDARD" }.into()),
        ("status", end.map_or("RUNNING", |(status, ..)| status).into()),
        ("startDate", entry.start.iso_millis().into()),
        ("stopDate", end.map_or(Value::Null, |(_, at, ..)| at.iso_millis().into())),
        ("input", entry.input.value().clone()),
        ("output", output.map_or(Value::Null, |output| output.value().clone())),
        ("error", end.map_or(Value::Null, |(.., error)| text(&error.error))),
        ("cause", end.map_or(Value::Null, |(.., error)| text(&error.cause))),
        ("calls", calls),
        ("children", entry.children.clone().into()),
    ])
}

/// Keeps what one execution does.
pub struct Noted(Arc<Mutex<Entry>>);

impl Noted {
    /// For the execution `seen`.
    pub fn of(ledger: Option<&Arc<Ledger>>, seen: &Seen<'_>) -> Option<Box<dyn Onlooker>> {
        let ledger = ledger.filter(|ledger| ledger.most > 0)?;
        let facts = seen.facts;
        let (calls, children) = Default::default();
        let entry = Arc::new(Mutex::new(Entry {
            arn: Arc::clone(&facts.arn),
            machine: Arc::clone(&facts.machine),
            name: Arc::clone(&facts.name),
            workflow: facts.workflow,
            start: facts.start,
            input: facts.input.clone(),
            end: None,
            calls,
            children,
        }));
        let mut entries = ledger.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= ledger.most {
            entries.pop_front();
        }
        entries.push_back(Arc::clone(&entry));
        Some(Box::new(Self(entry)))
    }
}

impl Onlooker for Noted {
    fn records(&mut self, seen: &Seen<'_>, records: &[Record]) {
        let mut entry = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for record in records {
            let Record::Event(event) = record else { continue };
            if let Detail::TaskScheduled(scheduled) = &event.detail {
                let state = seen.run.machine.state(scheduled.state);
                if let (Kind::Task(task), true) = (&state.kind, entry.calls.len() < MOST_CALLS) {
                    let (state, resource) = (Arc::clone(&state.name), Arc::clone(&task.resource.arn));
                    if entry.calls.is_empty() {
                        // Most executions that wait in great number wait for their first call.
                        entry.calls.reserve_exact(1);
                    }
                    entry.calls.push(Call { state, resource, args: scheduled.args.clone() });
                }
            }
            let output = if let Detail::TaskSubmitted { output, .. } = &event.detail {
                Some(output)
            } else if let Detail::TaskSucceeded { output, .. } = &event.detail {
                Some(output)
            } else {
                None
            };
            let child = output.and_then(|output| output.value().get("ExecutionArn").cloned());
            if let Some(child) =
                child.filter(|child| child.as_str().is_some_and(|arn| arn.contains(":states:")))
                && !entry.children.contains(&child)
            {
                entry.children.push(child);
            }
        }
    }

    fn children(&mut self, _seen: &Seen<'_>, children: &[ChildRecords]) {
        let mut entry = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for child in children {
            let arn = Value::from(Arc::clone(&child.arn));
            let begins = child.records.iter().any(|record| match record {
                Record::Event(event) => matches!(event.detail, Detail::ExecutionStarted { .. }),
                Record::Note(_) => false,
            });
            if begins && entry.children.len() < MOST_CALLS {
                entry.children.push(arn);
            }
        }
    }

    fn ended(&mut self, _seen: &Seen<'_>, outcome: &Outcome) {
        let mut entry = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (output, error) = match outcome {
            Outcome::Succeeded(output) => (Some(output.clone()), TaskError::default()),
            Outcome::Failed(failure) => (None, failure.error.clone()),
            Outcome::TimedOut => (None, TaskError::default()),
            Outcome::Aborted(error) => (None, error.clone()),
        };
        entry.end = Some((outcome.status(), crate::services::clock::today(), output, error));
    }
}
