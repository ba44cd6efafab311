//! An execution, as clients see it: what it was started with, what it has recorded, and how it ended.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::api::arn::name_of;
use crate::asl::machine::{StateMachine, Workflow};
use crate::base::time::Time;
use crate::engine::call::{Call, Signal, TaskError, Ticket};
use crate::engine::history::{Event, Record};
use crate::engine::{ChildRecords, MapRunView, Outcome};
use crate::services::executions::{Described, Facts, NewExecution, Within, ended};
use crate::services::refusal::Refusal;
use crate::session::pool::{Letter, Process, Start, Watcher};

use super::children::Children;
use super::{Onlooker, Region, Revision};

/// An execution that a client or another execution started.
pub struct Execution {
    /// What there is to know of it from the start.
    pub facts: Facts,
    /// Its number among those of its region, in the order of their starts.
    pub number: u64,
    /// What its machine was when it started.
    pub revision: Arc<Revision>,
    /// The ARN of the version that was started, if one was.
    pub version: Option<Arc<str>>,
    /// The ARN of the alias that was started, if one was.
    pub alias: Option<Arc<str>>,
    /// `traceHeader`
    pub trace: Option<String>,
    pub(super) region: Weak<Region>,
    /// Who looks on, if anybody does.
    pub(super) onlooker: Mutex<Option<Box<dyn Onlooker>>>,
    progress: Mutex<Progress>,
}

/// How far an execution has come.
#[derive(Default)]
pub struct Progress {
    /// The events of its history; none of an Express one, which has no history that can be asked for.
    pub events: Vec<Event>,
    /// How it ended, and when.
    pub end: Option<(Outcome, Time)>,
    /// The Map Runs and their child executions.
    pub children: Children,
    /// What it was run with, once it has ended without success: for a redrive.
    pub rest: Option<Start>,
    /// The redrives: what the client called each, and when it was.
    pub redrives: Vec<(Option<Arc<str>>, Time)>,
    /// What runs it; none once it has ended.
    pub process: Option<Arc<Process>>,
    /// The tokens of its tasks.
    pub tokens: Vec<Arc<str>>,
    /// The names of activities that were offered tasks of it.
    pub activities: BTreeSet<Arc<str>>,
    /// When its end was noted, on the clock of the server.
    pub noted: Option<Time>,
    /// Who waits for its end.
    waiting: Vec<Waiting>,
}

/// Who waits for the end of an execution.
pub enum Waiting {
    /// The task of another execution.
    Task(Arc<Process>, Ticket, NewExecution),
    /// A client.
    Client(Box<dyn FnOnce(&Execution) + Send>),
}

impl std::fmt::Debug for Execution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Execution").field("arn", &self.facts.arn).finish_non_exhaustive()
    }
}

/// What an execution is made with.
pub struct NewEntry {
    pub facts: Facts,
    pub number: u64,
    pub revision: Arc<Revision>,
    pub version: Option<Arc<str>>,
    pub alias: Option<Arc<str>>,
    pub trace: Option<String>,
}

impl Progress {
    /// How often it was redriven, and when last.
    pub fn redriven(&self) -> (usize, Option<Time>) {
        (self.redrives.len(), self.redrives.last().map(|(_, at)| *at))
    }
}

impl Execution {
    /// One that has not begun.
    pub fn new(entry: NewEntry, region: &Arc<Region>) -> Self {
        let NewEntry { facts, number, revision, version, alias, trace } = entry;
        let own = Arc::downgrade(region);
        let (onlooker, progress) = Default::default();
        let new = Self { facts, number, revision, version, alias, trace, region: own, onlooker, progress };
        let onlooker =
            region.config.hooks.witness.as_ref().and_then(|witness| witness.begin(&new.seen(region)));
        Self { onlooker: Mutex::new(onlooker), ..new }
    }

    /// How far it has come.
    pub fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What runs it, if it has not ended.
    pub fn process(&self) -> Option<Arc<Process>> {
        self.progress().process.clone()
    }

    /// Tells `waiting` once it has ended, at once if it has.
    pub fn when_ended(&self, waiting: Waiting) {
        let mut progress = self.progress();
        if progress.end.is_none() {
            progress.waiting.push(waiting);
            return;
        }
        drop(progress);
        self.tell(waiting);
    }

    /// Lets clients find Map Runs and child executions by their ARNs.
    fn note_children(&self, runs: Vec<Arc<str>>, children: Vec<Arc<str>>) {
        if runs.is_empty() && children.is_empty() {
            return;
        }
        if let Some(region) = self.region.upgrade() {
            let mut resources = region.lock();
            let root = &self.facts.arn;
            resources.map_runs.extend(runs.into_iter().map(|arn| (arn, Arc::clone(root))));
            resources.children.extend(children.into_iter().map(|arn| (arn, Arc::clone(root))));
        }
    }

    fn tell(&self, waiting: Waiting) {
        match waiting {
            Waiting::Client(told) => told(self),
            Waiting::Task(process, ticket, how) => {
                let end = self.progress().end.clone();
                let described =
                    Described { facts: &self.facts, end: end.as_ref().map(|(outcome, at)| (outcome, *at)) };
                let reply = ended(described.result(how).map(Into::into));
                let at = end.as_ref().map(|(_, at)| *at);
                process.send(Letter::Signals { ticket, at, reply, told: Box::new(|_| {}) });
            }
        }
    }
}

impl Watcher for Execution {
    fn records(&self, records: Vec<Record>) {
        self.look_on(|onlooker, seen| onlooker.records(seen, &records));
        // An Express execution has no history that anybody could ask for.
        if self.facts.workflow == Workflow::Express {
            return;
        }
        let mut begun = Vec::new();
        let mut progress = self.progress();
        for record in records {
            match record {
                Record::Event(event) => {
                    begun.extend(progress.children.note_event(&self.facts.arn, &event));
                    progress.events.push(event);
                }
                Record::Note(note) => progress.children.note(&note),
            }
        }
        drop(progress);
        self.note_children(begun, Vec::new());
    }

    fn children(&self, children: Vec<ChildRecords>) {
        self.look_on(|onlooker, seen| onlooker.children(seen, &children));
        let (mut begun, mut started) = (Vec::new(), Vec::new());
        let mut progress = self.progress();
        for records in children {
            let arn = Arc::clone(&records.arn);
            let (runs, is_new) = progress.children.take(records);
            begun.extend(runs);
            started.extend(is_new.then_some(arn));
        }
        drop(progress);
        self.note_children(begun, started);
    }

    fn map_runs(&self, runs: Vec<MapRunView>) {
        self.progress().children.update(runs);
    }

    fn token(&self, token: &Arc<str>, call: &Call) {
        if let Some(region) = self.region.upgrade() {
            region.note_token(token, &self.facts.arn, call);
            self.progress().tokens.push(Arc::clone(token));
        }
    }

    fn activity(&self, call: &Call) {
        if let Some(region) = self.region.upgrade() {
            self.progress().activities.insert(name_of(&call.resource.arn).into());
            region.offer(&self.facts.arn, call);
        }
    }

    fn has_activity(&self, arn: &str) -> bool {
        self.region.upgrade().is_some_and(|region| region.has_activity(arn))
    }

    fn within(&self, call: &Call, within: Within) {
        let Some(region) = self.region.upgrade() else { return };
        if let Some(process) = self.process() {
            region.within(&process, call, within);
        }
    }

    fn refused(&self, refusal: &Refusal, _machine: &StateMachine) -> TaskError {
        let mut cause = format!("{}: {} [{}]", refusal.call, refusal.message, refusal.code);
        if let Some(help) = refusal.help.first() {
            cause = format!("{cause}: {help}");
        }
        TaskError { error: Some("States.Runtime".into()), cause: Some(cause.into()) }
    }

    fn ended(&self, rest: Start) {
        let Some(outcome) = rest.fleet.outcome().cloned() else { return };
        let at = rest.fleet.now();
        let mut progress = self.progress();
        let may_go_on =
            self.facts.workflow == Workflow::Standard && !matches!(outcome, Outcome::Succeeded(_));
        progress.rest = may_go_on.then_some(rest);
        progress.end = Some((outcome.clone(), at));
        progress.children.close(at);
        progress.process = None;
        let waiting = std::mem::take(&mut progress.waiting);
        drop(progress);
        if let Some(region) = self.region.upgrade() {
            region.note_end(self);
        }
        self.look_on(|onlooker, seen| onlooker.ended(seen, &outcome));
        waiting.into_iter().for_each(|waiting| self.tell(waiting));
    }
}

/// The signal that begins the task of an activity.
pub fn taken(worker: Option<&str>) -> Vec<(i64, Signal)> {
    vec![(0, Signal::Started { worker: worker.map(Into::into) })]
}
