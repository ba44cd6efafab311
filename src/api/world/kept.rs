//! What a store keeps of a world, and how the world is made of it again.
//!
//! Machines, versions, aliases, activities and tags are kept as the requests that made them, and done again one after
//! another at the moment at which they were done. An execution is what it was started with and what it was told since
//! ([`Told`]): it runs again to where it was. One that has ended is described by its end and runs again only when
//! somebody asks for more.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::api::ApiError;
use crate::api::operations::call;
use crate::api::reply::Reply;
use crate::api::shape::{object, text};
use crate::asl::machine::{Kind, StateMachine, Workflow};
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::{TaskError, Ticket};
use crate::engine::payload::Payload;
use crate::engine::{Outcome, Told, Unreadable};
use crate::services::executions::{Facts, NewExecution};
use crate::store::{Contents, Store};

use super::{Execution, NewEntry, Progress, Region, Revision, World};

/// The seed of the world, and how often the store was opened.
const WORLD: u8 = 1;
/// Requests that were done, in order.
const REQUEST: u8 = 2;
/// What an execution was started with.
const HEAD: u8 = 3;
/// What it was told.
const LOG: u8 = 4;
/// How it ended.
const END: u8 = 5;
/// Its redrives.
const REDRIVES: u8 = 6;

/// The operations that change what a store keeps of machines and activities.
pub const KEPT: [&str; 12] = [
    "CreateActivity",
    "CreateStateMachine",
    "CreateStateMachineAlias",
    "DeleteActivity",
    "DeleteStateMachine",
    "DeleteStateMachineAlias",
    "DeleteStateMachineVersion",
    "PublishStateMachineVersion",
    "TagResource",
    "UntagResource",
    "UpdateStateMachine",
    "UpdateStateMachineAlias",
];

/// The task that started an execution.
#[derive(Clone, Debug)]
pub struct Parent {
    /// The ARN of the execution of the task.
    pub arn: Arc<str>,
    /// The call.
    pub ticket: Ticket,
    /// What the task waits for.
    pub how: NewExecution,
}

/// What a store has of an execution.
#[derive(Debug)]
pub struct Kept {
    /// The test case that answers its calls.
    pub case: Option<Arc<str>>,
    /// Its seed.
    pub seed: u64,
    /// What it was told, piece by piece.
    pub log: Vec<Vec<u8>>,
}

impl Kept {
    /// What it was told, in order.
    ///
    /// # Errors
    ///
    /// A piece that this program cannot read: without it a run would go another way.
    pub fn told(&self, machine: &Arc<StateMachine>) -> Result<Vec<Told>, Unreadable> {
        let mut told = Vec::new();
        for piece in &self.log {
            told.extend(Told::read(&String::from_utf8_lossy(piece), machine)?);
        }
        Ok(told)
    }
}

/// A store with the numbers that are next in it.
#[derive(Debug)]
pub struct Keeper {
    pub store: Store,
    requests: AtomicU64,
    executions: AtomicU64,
}

fn record(value: &Value) -> Vec<u8> {
    value.to_json().into_bytes()
}

fn millis(at: Time) -> Option<Value> {
    Some(at.millis().into())
}

fn time(value: &Value, name: &str) -> Time {
    Time::from_millis(value.get(name).and_then(Value::as_i64).unwrap_or_default())
}

fn shared(value: &Value, name: &str) -> Option<Arc<str>> {
    value.get(name).and_then(Value::as_str).map(Arc::from)
}

impl Keeper {
    /// Of the store `store` with these contents; also the seed of the world, and how often it was opened before. `seed`
    /// is that of a new world.
    pub fn new(store: Store, contents: &Contents, seed: u64) -> (Self, u64, u64) {
        let last = |kind: u8| contents.iter().filter(move |((of, _, _), _)| *of == kind);
        let requests = last(REQUEST).map(|((_, _, number), _)| number + 1).max().unwrap_or(0);
        let executions = last(HEAD).map(|((_, owner, _), _)| owner + 1).max().unwrap_or(1);
        let known = last(WORLD).next().map(|(_, record)| parsed(record)).unwrap_or_default();
        let number = |name: &str| known.get(name).and_then(Value::as_i64).map(i64::cast_unsigned);
        let (seed, opened) = (number("seed").unwrap_or(seed), number("opened").unwrap_or(0));
        let world = object([
            ("seed", Some(seed.cast_signed().into())),
            ("opened", Some((opened + 1).cast_signed().into())),
        ]);
        store.put((WORLD, 0, 0), record(&world));
        let keeper =
            Self { store, requests: AtomicU64::new(requests), executions: AtomicU64::new(executions) };
        (keeper, seed, opened)
    }

    /// The number of the next execution.
    pub fn next_execution(&self) -> u64 {
        self.executions.fetch_add(1, Ordering::Relaxed)
    }

    /// Notes a request that was done.
    pub fn request(&self, region: &Region, (operation, request): (&str, &Value), at: Time) {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let value = object([
            ("account", text(&region.account)),
            ("region", text(&region.name)),
            ("operation", text(operation)),
            ("request", Some(request.clone())),
            ("at", millis(at)),
        ]);
        self.store.put((REQUEST, 0, number), record(&value));
    }

    /// Notes an execution that begins.
    pub fn head(&self, region: &Region, execution: &Execution, (case, seed): (Option<&str>, u64)) {
        let facts = &execution.facts;
        let known = |arn: &Option<Arc<str>>| arn.clone().map(Value::from);
        let parent = execution.parent.as_ref().map(|parent| {
            object([
                ("arn", Some(Arc::clone(&parent.arn).into())),
                ("ticket", Some(parent.ticket.0.cast_signed().into())),
                ("how", text(how_name(parent.how))),
            ])
        });
        let value = object([
            ("account", text(&region.account)),
            ("region", text(&region.name)),
            ("arn", Some(Arc::clone(&facts.arn).into())),
            ("name", Some(Arc::clone(&facts.name).into())),
            ("machine", Some(Arc::clone(&facts.machine).into())),
            ("input", text(&facts.input.text())),
            ("start", millis(facts.start)),
            ("revision", Some(execution.revision.number.cast_signed().into())),
            ("version", known(&execution.version)),
            ("alias", known(&execution.alias)),
            ("trace", execution.trace.as_deref().map(Value::from)),
            ("case", case.map(Value::from)),
            ("seed", Some(seed.cast_signed().into())),
            ("parent", parent),
        ]);
        self.store.put((HEAD, execution.number, 0), record(&value));
    }

    /// Notes what an execution was told, the entries with this number.
    pub fn told(&self, execution: u64, number: u64, told: &[Told]) {
        self.store.put((LOG, execution, number), Told::write(told).into_bytes());
    }

    /// Notes how an execution ended; one that nobody can ask for goes.
    pub fn end(&self, execution: &Execution) {
        if execution.facts.workflow == Workflow::Express {
            return self.forget(execution.number);
        }
        let progress = execution.progress();
        let Some((outcome, at)) = &progress.end else { return };
        let (output, error) = match outcome {
            Outcome::Succeeded(output) => (Some(output.text().into()), None),
            Outcome::Failed(failure) => (None, Some(&failure.error)),
            Outcome::TimedOut => (None, None),
            Outcome::Aborted(error) => (None, Some(error)),
        };
        let said = |text: Option<&Arc<str>>| text.map(|text| Arc::clone(text).into());
        let tokens = progress.tokens.iter().map(|(token, activity)| {
            Value::from(vec![Arc::clone(token).into(), said(activity.as_ref()).unwrap_or_default()])
        });
        let value = object([
            ("status", text(outcome.status())),
            ("at", millis(*at)),
            ("noted", progress.noted.and_then(millis)),
            ("output", output),
            ("error", said(error.and_then(|error| error.error.as_ref()))),
            ("cause", said(error.and_then(|error| error.cause.as_ref()))),
            ("events", Some(progress.events.len().into())),
            ("tokens", Some(tokens.collect::<Vec<_>>().into())),
        ]);
        self.store.put((END, execution.number, 0), record(&value));
    }

    /// Notes the redrives of an execution, which goes on.
    pub fn redriven(&self, number: u64, redrives: &[(Option<Arc<str>>, Time)]) {
        let one = |(token, at): &(Option<Arc<str>>, Time)| {
            object([("token", token.clone().map(Value::from)), ("at", millis(*at))])
        };
        let value = Value::from(redrives.iter().map(one).collect::<Vec<_>>());
        self.store.put((REDRIVES, number, 0), record(&value));
        self.store.remove((END, number, 0));
    }

    /// Lets go of all requests.
    pub fn forget_requests(&self) {
        self.store.drop_all(REQUEST, 0);
    }

    /// Lets go of an execution.
    pub fn forget(&self, number: u64) {
        [HEAD, LOG, END, REDRIVES].into_iter().for_each(|kind| self.store.drop_all(kind, number));
    }
}

fn parsed(record: &[u8]) -> Value {
    Value::parse(&String::from_utf8_lossy(record)).unwrap_or_default()
}

const HOWS: [(&str, NewExecution); 5] = [
    ("begun", NewExecution::Begun),
    ("token", NewExecution::Token),
    ("ended", NewExecution::Ended),
    ("ended-json", NewExecution::EndedJson),
    ("synchronous", NewExecution::Synchronous),
];

fn how_name(how: NewExecution) -> &'static str {
    HOWS.iter().find(|(_, known)| *known == how).map_or("begun", |(name, _)| *name)
}

/// What there is of one execution.
#[derive(Default)]
struct Found {
    head: Value,
    log: Vec<Vec<u8>>,
    end: Option<Value>,
    redrives: Value,
}

impl World {
    /// Makes everything again that the store keeps, and lets executions go on.
    ///
    /// # Errors
    ///
    /// What of it cannot be made again, and why.
    pub fn restore(&self, contents: Contents) -> Result<(), String> {
        let mut executions: BTreeMap<u64, Found> = BTreeMap::new();
        for ((kind, owner, _), bytes) in contents {
            match kind {
                REQUEST => self.again(&parsed(&bytes))?,
                HEAD => executions.entry(owner).or_default().head = parsed(&bytes),
                LOG => executions.entry(owner).or_default().log.push(bytes),
                END => executions.entry(owner).or_default().end = Some(parsed(&bytes)),
                REDRIVES => executions.entry(owner).or_default().redrives = parsed(&bytes),
                _ => {}
            }
        }
        let mut running = Vec::new();
        for (number, found) in executions {
            running.extend(self.execution(number, found)?);
        }
        // All are there before one goes on and asks for another.
        running.into_iter().for_each(|execution| execution.go_on());
        for region in self.all() {
            let mut resources = region.lock();
            resources.is_restoring = false;
            resources.revisions.clear();
        }
        Ok(())
    }

    /// Does a request again.
    fn again(&self, kept: &Value) -> Result<(), String> {
        let word = |name: &str| kept.get(name).and_then(Value::as_str).unwrap_or_default();
        let region = self.region(Some(word("account")), Some(word("region")));
        let request = kept.get("request").cloned().unwrap_or_default();
        let operation = word("operation");
        match region.at(time(kept, "at"), || call(&region, operation, &request)) {
            Ok(Reply::Now(_) | Reply::Later(_)) => Ok(()),
            Err(ApiError { message, .. }) => Err(format!("{operation} {request}: {message}")),
        }
    }

    /// Makes an execution again; it is to go on if it has not ended.
    fn execution(&self, number: u64, found: Found) -> Result<Option<Arc<Execution>>, String> {
        let Found { head, log, end, redrives } = found;
        let word = |name: &str| head.get(name).and_then(Value::as_str).unwrap_or_default();
        let region = self.region(Some(word("account")), Some(word("region")));
        let whole = |name: &str| head.get(name).and_then(Value::as_i64).unwrap_or_default().cast_unsigned();
        // Its machine was deleted, and it with it.
        let Some(revision) = region.lock().revisions.get(&whole("revision")).cloned() else {
            if let Some(keeper) = &region.keeper {
                keeper.forget(number);
            }
            return Ok(None);
        };
        let facts =
            facts(&head, &revision).ok_or_else(|| format!("{}: its input is no JSON", word("arn")))?;
        let parent = head.get("parent").map(parent);
        let trace = head.get("trace").and_then(Value::as_str).map(str::to_owned);
        let (version, alias) = (shared(&head, "version"), shared(&head, "alias"));
        let entry = NewEntry { facts, number, revision, version, alias, trace, parent };
        let kept = Kept { case: shared(&head, "case"), seed: whole("seed"), log };
        kept.told(entry.revision.compiled.machine())
            .map_err(|error| format!("{}: what it was told is unreadable: {error}", word("arn")))?;
        let execution = Arc::new(Execution::kept(entry, &region, kept));
        let mut resources = region.lock();
        resources.note_execution(&execution);
        if let Some(parent) = &execution.parent {
            resources.nested.insert((Arc::clone(&parent.arn), parent.ticket), Arc::clone(&execution));
        }
        let has_ended = execution.progress().restore(end.as_ref(), &redrives);
        if has_ended {
            resources.note_kept_end(&execution);
        }
        drop(resources);
        // Whoever asks for a Map Run names it, not its execution.
        let has_map_runs = machine_has_map_runs(&execution);
        Ok((!has_ended || has_map_runs).then_some(execution))
    }
}

/// Whether executions of this machine may have Map Runs.
fn machine_has_map_runs(execution: &Execution) -> bool {
    let machine = execution.revision.compiled.machine();
    machine.states.iter().any(|state| matches!(&state.kind, Kind::Map(map) if map.distributed.is_some()))
}

impl Progress {
    /// Puts back how the execution ended, if it has, and its redrives. Returns whether it has ended.
    fn restore(&mut self, end: Option<&Value>, redrives: &Value) -> bool {
        for one in redrives.as_array().into_iter().flat_map(|all| all.iter()) {
            self.redrives.push((shared(one, "token"), time(one, "at")));
        }
        let Some(end) = end else { return false };
        self.end = Some((outcome(end), time(end, "at")));
        self.noted = Some(time(end, "noted"));
        self.events_at_end = end.get("events").and_then(Value::as_i64).unwrap_or_default() as usize;
        for token in end.get("tokens").and_then(Value::as_array).into_iter().flat_map(|all| all.iter()) {
            let part = |at: usize| token.as_array().and_then(|pair| pair.get(at)?.as_str()).map(Arc::from);
            self.tokens.push((part(0).unwrap_or_default(), part(1)));
        }
        true
    }
}

/// What an execution was started with.
fn facts(head: &Value, revision: &Revision) -> Option<Facts> {
    let input = head.get("input").and_then(Value::as_str)?;
    Some(Facts {
        arn: shared(head, "arn")?,
        name: shared(head, "name")?,
        machine: shared(head, "machine")?,
        workflow: revision.compiled.machine().workflow,
        input: Payload::verbatim(Value::parse(input).ok()?, input),
        start: time(head, "start"),
    })
}

/// The task that started an execution.
fn parent(kept: &Value) -> Parent {
    let how = kept.get("how").and_then(Value::as_str);
    let known = HOWS.iter().find(|(name, _)| how == Some(name));
    Parent {
        arn: shared(kept, "arn").unwrap_or_default(),
        ticket: Ticket(kept.get("ticket").and_then(Value::as_i64).unwrap_or_default().cast_unsigned()),
        how: known.map_or(NewExecution::Begun, |(_, how)| *how),
    }
}

/// How an execution ended.
fn outcome(end: &Value) -> Outcome {
    let error = TaskError { error: shared(end, "error"), cause: shared(end, "cause") };
    match end.get("status").and_then(Value::as_str) {
        Some("SUCCEEDED") => {
            let text = end.get("output").and_then(Value::as_str).unwrap_or("null");
            Outcome::Succeeded(Payload::verbatim(Value::parse(text).unwrap_or_default(), text))
        }
        Some("TIMED_OUT") => Outcome::TimedOut,
        Some("ABORTED") => Outcome::Aborted(error),
        Some(_) | None => Outcome::Failed(error.into()),
    }
}
