//! An execution of AWS, as GetExecutionHistory returns it, read into the records of the engine.
//!
//! AWS names states and says which event caused which; on which branch or item an event happened, how a
//! state was left and which rule retried it follows from that and from the definition, which AWS does not
//! return. What follows from neither stays unknown: mocks, and our own reasons for a failure.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::errors::{self, RaisedIn, Trigger};
use crate::asl::machine::{FlowId, Kind, StateId, StateMachine, TextField};
use crate::base::time::Time;
use crate::base::value::{Array, Value};
use crate::engine::call::{TaskError, Ticket};
use crate::engine::failure::Failure;
use crate::engine::history::{Branch, Detail, DetailKind, Event, Note, Record, Transition};
use crate::load::{Loaded, REGION};

use super::Opening;
use super::event::{self, Known};
use super::fields::{Fault, error, find, maybe_text, member, number, number_or_0, text};
use super::visits::timeout;

/// The clock of an execution that is read from its history.
pub const HISTORY: &str = "history";

/// The events in `text`: one answer of GetExecutionHistory, several behind each other, or their `events`
/// alone; in any order.
pub fn events(text: &str) -> Result<Vec<Value>, Fault> {
    let mut events: BTreeMap<i64, Value> = BTreeMap::new();
    for page in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        let page = page.map_err(|error| format!("this is no JSON: {error}"))?;
        let list = page.get("events").unwrap_or(&page).as_array().map(Array::as_slice);
        let list = list.ok_or("this is no answer of GetExecutionHistory: it has no list `events`")?;
        for event in list {
            events.insert(number(event, "id")?, event.clone());
        }
    }
    if events.is_empty() {
        return Err("there are no events in it".to_owned());
    }
    Ok(events.into_values().collect())
}

/// The records that `events`, sorted by id, stand for in an execution of `machine`.
pub fn records(events: &[Value], machine: &StateMachine) -> Result<Vec<Record>, Fault> {
    let mut reader = HistoryReader::new(machine);
    for event in events {
        reader.causes.entry(number_or_0(event, "previousEventId")?).or_default().push(event);
    }
    for event in events {
        let id: i64 = number(event, "id")?;
        reader.event(id, event).map_err(|fault| format!("event {id}: {fault}"))?;
    }
    Ok(reader.records)
}

/// What is known of the execution before it began.
pub fn opening(events: &[Value], machine: StateMachine, loaded: &Loaded) -> Result<Opening, Fault> {
    let first = events.first().ok_or("there are no events in it")?;
    Ok(Opening {
        machine: Arc::new(machine),
        definition: loaded.document.clone(),
        name: loaded.name.clone(),
        mocks: Vec::new(),
        region: REGION.to_owned(),
        role: maybe_text(event::details_of(first), "roleArn")
            .map_or_else(String::new, |role| role.to_string()),
        start: event::time(member(first, "timestamp")?)?,
        clock: HISTORY.to_owned(),
        seed: 0,
        until: None,
        warnings: Vec::new(),
    })
}

/// Turns AWS's events into records, one after the other.
struct HistoryReader<'e> {
    machine: &'e StateMachine,
    /// Events by the event that caused them.
    causes: BTreeMap<i64, Vec<&'e Value>>,
    /// The branch of each event so far.
    branch_of: BTreeMap<i64, Branch>,
    tracks: Vec<Track>,
    calls: u64,
    records: Vec<Record>,
}

/// What is known of one branch so far.
struct Track {
    parent: Option<Branch>,
    flow: FlowId,
    open: Option<StateId>,
    /// What the open state failed with, and when.
    failed: Option<TaskError>,
    failed_at: Time,
    /// How often each retrier of the open state was used.
    retries: BTreeMap<usize, u32>,
    /// The branches of the items under way.
    items: BTreeMap<usize, Branch>,
}

impl<'e> HistoryReader<'e> {
    fn new(machine: &'e StateMachine) -> Self {
        let tracks = vec![Track::new(None, FlowId(0))];
        Self {
            machine,
            causes: BTreeMap::new(),
            branch_of: BTreeMap::new(),
            tracks,
            calls: 0,
            records: Vec::new(),
        }
    }

    fn event(&mut self, id: i64, event: &'e Value) -> Result<(), Fault> {
        let kind = text(event, "type")?;
        let details = event::details_of(event);
        let cause = self.branch_of.get(&number_or_0(event, "previousEventId")?).copied().unwrap_or(Branch(0));
        let named = maybe_text(details, "name").or_else(|| maybe_text(details, "state"));
        let named = named.map(|name| find(&name, self.machine)).transpose()?;
        let branch = self.branch_of_event(kind, cause, named);
        let state = named.or(self.track(branch).open);
        let at = event::time(member(event, "timestamp")?)?;
        let mut known =
            Known { branch, state, way: None, length: 0, iteration: Branch(0), ticket: Ticket(self.calls) };
        if kind.starts_with("MapIteration") {
            self.item(kind, number(details, "index")?, &mut known);
        } else if kind.ends_with("StateExited") {
            known.way = state.map(|state| self.way(id, branch, state));
        } else if kind.ends_with("StateStarted") {
            known.length = self.length(state, details);
            self.started_again(cause, branch, at);
        } else if kind.ends_with("Scheduled") {
            self.calls += 1;
        }
        self.branch_of.insert(id, if known.iteration == Branch(0) { known.branch } else { known.iteration });
        self.fail_around(id, event, cause, at);
        let Some(event) = event::read(event, &known)? else { return Ok(()) };
        self.follow(&event);
        let failed = self.failure_of(&event);
        self.records.push(Record::Event(event));
        if let Some(error) = failed {
            self.after_failure(id, known.branch, at, error)?;
        }
        Ok(())
    }

    /// The branch an event of this type belongs to, caused by one on `cause`, about the state `named`.
    fn branch_of_event(&mut self, kind: &str, cause: Branch, named: Option<StateId>) -> Branch {
        if kind.starts_with("Execution") {
            return Branch(0);
        }
        if let Some(state) = named {
            let flow = self.machine.state(state).flow;
            if let Some(branch) =
                self.around(cause).into_iter().find(|branch| self.track(*branch).flow == flow)
            {
                return branch;
            }
            return self.new_branch(cause, flow);
        }
        let of_kind = ["Parallel", "Map", "Wait", "Task", "Pass", "Choice", "Succeed", "Fail"]
            .into_iter()
            .find(|name| {
                kind.starts_with(name)
                    && (kind[name.len()..].starts_with("State") || kind.starts_with("MapRun"))
            });
        let Some(name) = of_kind else { return cause };
        let is_open = |branch: &Branch| {
            let open = self.track(*branch).open.map(|state| self.machine.state(state).kind.name());
            open == Some(name)
        };
        self.around(cause).into_iter().find(is_open).unwrap_or(cause)
    }

    /// `branch` and those it runs in, innermost first.
    fn around(&self, branch: Branch) -> Vec<Branch> {
        std::iter::successors(Some(branch), |branch| self.track(*branch).parent).collect()
    }

    /// A new branch for `flow`, if that is a branch of a Parallel.
    fn new_branch(&mut self, cause: Branch, flow: FlowId) -> Branch {
        let Some(state) = self.machine.flow(flow).owner else { return cause };
        let Kind::Parallel { branches } = &self.machine.state(state).kind else { return cause };
        let (Some(index), outer) =
            (branches.iter().position(|branch| *branch == flow), self.machine.state(state).flow)
        else {
            return cause;
        };
        let parent = self.around(cause).into_iter().find(|branch| self.track(*branch).flow == outer);
        let parent = parent.unwrap_or(cause);
        let branch = self.add(parent, flow);
        self.records.push(Record::Note(Note::BranchStarted { state, index, parent, branch }));
        branch
    }

    fn add(&mut self, parent: Branch, flow: FlowId) -> Branch {
        self.tracks.push(Track::new(Some(parent), flow));
        Branch(u32::try_from(self.tracks.len() - 1).unwrap_or(u32::MAX))
    }

    /// An item begins on a branch of its own, and ends there.
    fn item(&mut self, kind: &str, index: usize, known: &mut Known) {
        let Some(Kind::Map(map)) = known.state.map(|state| &self.machine.state(state).kind) else { return };
        if kind == "MapIterationStarted" {
            known.iteration = self.add(known.branch, map.processor);
            self.track_mut(known.branch).items.insert(index, known.iteration);
        } else if let Some(branch) = self.track_mut(known.branch).items.remove(&index) {
            known.branch = branch;
        }
    }

    /// How `state` was left: what was entered next says where to; by which rule or catcher is the first that
    /// leads there.
    fn way(&self, id: i64, branch: Branch, state: StateId) -> Transition {
        let next = self.causes.get(&id).into_iter().flatten().find_map(|event| {
            let is_entry = text(event, "type").is_ok_and(|kind| kind.ends_with("StateEntered"));
            let name = maybe_text(event::details_of(event), "name").filter(|_| is_entry)?;
            self.machine.find(&name)
        });
        let state = self.machine.state(state);
        if let (Some(error), Some(next)) = (&self.track(branch).failed, next) {
            let mut catchers = state.catch.iter().enumerate().filter(|(_, catcher)| catcher.next == next);
            let first = catchers.clone().next();
            let found = catchers.find(|(_, catcher)| sees(&catcher.errors, error)).or(first);
            if let Some((at, _)) = found {
                return Transition::Caught(at, next);
            }
        }
        match (&state.kind, next) {
            (Kind::Choice(choice), Some(next)) => {
                match choice.rules.iter().position(|rule| rule.next == next) {
                    Some(rule) => Transition::Rule(rule, next),
                    None => Transition::Default(next),
                }
            }
            (_, next) => Transition::Next(next),
        }
    }

    fn length(&self, state: Option<StateId>, details: &Value) -> usize {
        match state.map(|state| &self.machine.state(state).kind) {
            Some(Kind::Parallel { branches }) => branches.len(),
            Some(_) | None => number_or_0(details, "length").unwrap_or(0),
        }
    }

    /// Keeps what later events refer to.
    fn follow(&mut self, event: &Event) {
        let track = self.track_mut(event.branch);
        if let Detail::StateEntered { state, .. } = &event.detail {
            track.open = Some(*state);
            track.failed = None;
            track.retries.clear();
        }
        if matches!(event.detail, Detail::StateExited { .. }) {
            track.open = None;
            track.failed = None;
        }
        let goes_on = matches!(
            event.detail,
            Detail::TaskScheduled(_) | Detail::TaskSucceeded { .. } | Detail::StateStarted { .. }
        );
        if goes_on {
            track.failed = None;
        }
    }

    /// What a state failed with, if the event says that one did.
    fn failure_of(&self, event: &Event) -> Option<TaskError> {
        let of_child = || self.track(event.branch).failed.clone();
        let errors = [
            if let Detail::TaskFailed { error, .. } = &event.detail { Some(error.clone()) } else { None },
            if let Detail::TaskSubmitFailed { error, .. } = &event.detail {
                Some(error.clone())
            } else {
                None
            },
            if matches!(event.detail, Detail::TaskTimedOut { .. }) { Some(timeout()) } else { None },
            if let Detail::MapRunFailed { error, .. } = &event.detail { Some(error.clone()) } else { None },
            if let Detail::EvaluationFailed { error, .. } = &event.detail {
                Some(error.as_ref().clone())
            } else {
                None
            },
            if matches!(event.detail, Detail::StateFailed { .. }) { of_child() } else { None },
        ];
        errors.into_iter().flatten().next()
    }

    /// A failure that ends what is around `cause`: the state there failed, even if it has no event that says
    /// so, and what it failed with goes outwards.
    fn fail_around(&mut self, id: i64, event: &Value, cause: Branch, at: Time) {
        let (kind, details) = (text(event, "type").unwrap_or(""), event::details_of(event));
        if !matches!(
            kind,
            "ExecutionFailed" | "MapIterationFailed" | "ParallelStateFailed" | "MapStateFailed"
        ) {
            return;
        }
        let own = match (error(details), self.written_error(cause)) {
            (own, _) if own != TaskError::default() => own,
            (_, Some(written)) => written,
            (_, None) => self.named_later(id),
        };
        let known = self.track(cause).failed.clone();
        let failed = known.clone().unwrap_or(own);
        if known.is_none() && self.track(cause).open.is_some() {
            self.fail(cause, at, &failed);
        }
        if let Some(parent) = self.track(cause).parent {
            let parent = self.track_mut(parent);
            parent.failed = Some(failed);
            parent.failed_at = at;
        }
    }

    /// The error that an event caused by the event `id`, or by what that caused, names: a failed Parallel does
    /// not, the failed execution does.
    fn named_later(&self, id: i64) -> TaskError {
        let mut id = id;
        while let Some(next) = self.causes.get(&id).and_then(|events| events.first()) {
            let named = error(event::details_of(next));
            let later: i64 = number(next, "id").unwrap_or(0);
            if named != TaskError::default() || later <= id {
                return named;
            }
            id = later;
        }
        TaskError::default()
    }

    /// A Parallel or Map that starts because of a failure inside it is retried; no event says that it failed.
    fn started_again(&mut self, cause: Branch, branch: Branch, at: Time) {
        let inside = self.around(cause).contains(&branch) && cause != branch;
        let (Some(open), Some(error)) = (self.track(branch).open, self.track(cause).failed.clone()) else {
            return;
        };
        if inside {
            let failed_at = self.track(cause).failed_at;
            self.retry(branch, open, failed_at, at.since(failed_at), error);
        }
    }

    /// The error that a Fail state names, if it is written in the definition.
    fn written_error(&self, branch: Branch) -> Option<TaskError> {
        let Kind::Fail(fail) = &self.machine.state(self.track(branch).open?).kind else { return None };
        let fixed = |words: &Option<TextField>| match words {
            Some(TextField::Fixed(text)) => Some(Arc::clone(text)),
            Some(TextField::Found(_)) | None => None,
        };
        Some(TaskError { error: fixed(&fail.error), cause: fixed(&fail.cause) })
    }

    /// What follows a failure says whether it was retried.
    fn after_failure(&mut self, id: i64, branch: Branch, at: Time, error: TaskError) -> Result<(), Fault> {
        let track = self.track_mut(branch);
        track.failed = Some(error.clone());
        track.failed_at = at;
        let Some(open) = self.track(branch).open else { return Ok(()) };
        let next = self.causes.get(&id).and_then(|events| events.first().copied());
        let Some(next) = next else { return Ok(()) };
        let kind = text(next, "type")?;
        if event::kind(kind).is_some_and(begins_attempt) {
            let delay_ms = event::time(member(next, "timestamp")?)?.since(at);
            self.retry(branch, open, at, delay_ms, error);
        } else if !matches!(kind, "MapStateFailed" | "TaskFailed")
            || self.branch_of_cause(next) != Some(branch)
        {
            self.fail(branch, at, &error);
        }
        Ok(())
    }

    fn branch_of_cause(&self, event: &Value) -> Option<Branch> {
        let is_of_map = text(event, "type").is_ok_and(|kind| kind == "MapStateFailed");
        let branch = self.branch_of.get(&number_or_0(event, "previousEventId").ok()?).copied()?;
        let open = self.track(branch).open.map(|state| &self.machine.state(state).kind);
        (!is_of_map || matches!(open, Some(Kind::Map(_)))).then_some(branch)
    }

    fn retry(&mut self, branch: Branch, state: StateId, at: Time, delay_ms: i64, error: TaskError) {
        let retriers = &self.machine.state(state).retry;
        let retrier = retriers.iter().position(|retrier| sees(&retrier.errors, &error)).unwrap_or(0);
        let max_attempts = retriers.get(retrier).map_or(0, |retrier| retrier.max_attempts);
        let used = self.track_mut(branch).retries.entry(retrier).or_default();
        *used += 1;
        let (retry_number, failure) = (*used, Failure::from(error).into());
        let retrying =
            Note::Retrying { at, branch, state, retrier, retry_number, max_attempts, delay_ms, failure };
        self.records.push(Record::Note(retrying));
    }

    fn fail(&mut self, branch: Branch, at: Time, error: &TaskError) {
        let Some(state) = self.track(branch).open else { return };
        let track = self.track_mut(branch);
        track.failed = Some(error.clone());
        track.failed_at = at;
        self.records.push(Record::Note(Note::Failed {
            at,
            branch,
            state,
            failure: Failure::from(error.clone()).into(),
        }));
    }

    fn track(&self, branch: Branch) -> &Track {
        self.tracks.get(branch.0 as usize).unwrap_or(&self.tracks[0])
    }

    fn track_mut(&mut self, branch: Branch) -> &mut Track {
        let at = if (branch.0 as usize) < self.tracks.len() { branch.0 as usize } else { 0 };
        &mut self.tracks[at]
    }
}

impl Track {
    const fn new(parent: Option<Branch>, flow: FlowId) -> Self {
        Self {
            parent,
            flow,
            open: None,
            failed: None,
            failed_at: Time::from_millis(0),
            retries: BTreeMap::new(),
            items: BTreeMap::new(),
        }
    }
}

/// Whether an event of this kind begins an attempt of a state: right after a failure it is a retry.
const fn begins_attempt(kind: DetailKind) -> bool {
    use DetailKind as D;
    match kind {
        D::TaskScheduled | D::StateStarted | D::MapRunStarted => true,
        D::ExecutionStarted
        | D::ExecutionSucceeded
        | D::ExecutionFailed
        | D::ExecutionAborted
        | D::ExecutionTimedOut
        | D::ExecutionRedriven
        | D::StateEntered
        | D::StateExited
        | D::StateSucceeded
        | D::StateFailed
        | D::StateAborted
        | D::EvaluationFailed
        | D::IterationStarted
        | D::IterationSucceeded
        | D::IterationFailed
        | D::IterationAborted
        | D::MapRunSucceeded
        | D::MapRunFailed
        | D::MapRunAborted
        | D::MapRunRedriven
        | D::TaskStarted
        | D::TaskSubmitted
        | D::TaskSubmitFailed
        | D::TaskSucceeded
        | D::TaskFailed
        | D::TaskTimedOut => false,
    }
}

/// Whether a rule with these names is for `error`.
fn sees(rules: &[Arc<str>], error: &TaskError) -> bool {
    rules
        .iter()
        .any(|rule| errors::is_match(rule, error.error.as_deref(), RaisedIn::Branch(Trigger::Heartbeat)))
}
