//! An execution, as clients see it: what it was started with, what it has recorded, and how it ended.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::api::arn::name_of;
use crate::asl::machine::{StateMachine, Workflow};
use crate::base::time::Time;
use crate::engine::call::{Call, Signal, TaskError, Ticket};
use crate::engine::history::{Detail, Event, Record};
use crate::engine::{ChildRecords, MapRunView, Outcome, Told};
use crate::services::executions::{Described, Facts, NewExecution, Within, ended};
use crate::services::refusal::Refusal;
use crate::session::Birth;
use crate::session::pool::{Letter, Open, Process, Start, Watcher, replay};

use super::children::Children;
use super::kept::{Keeper, Kept, Parent};
use super::memory::{Holding, Scale};
use super::{Onlooker, Region, Revision};

/// So many events take just the room that they need.
const SHORT: usize = 16;

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
    /// The task that started it, if one did.
    pub parent: Option<Parent>,
    /// What a store has of it, if it was not run again yet.
    kept: Mutex<Option<Kept>>,
    /// Whether it runs again what it has done before.
    is_replaying: AtomicBool,
    pub(super) region: Weak<Region>,
    /// Who looks on, if anybody does.
    pub(super) onlooker: Mutex<Option<Box<dyn Onlooker>>>,
    progress: Mutex<Progress>,
    /// What it holds in memory.
    holding: Holding,
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
    pub rest: Option<Box<Start>>,
    /// The redrives: what the client called each, and when it was.
    pub redrives: Vec<(Option<Arc<str>>, Time)>,
    /// What runs it; none once it has ended.
    pub process: Option<Arc<Process>>,
    /// The tokens of its tasks, with the ARNs of their activities.
    pub tokens: Vec<(Arc<str>, Option<Arc<str>>)>,
    /// How many events it had when it ended, if it was not run again since.
    pub events_at_end: usize,
    /// How many pieces of what it was told are kept.
    pieces: u64,
    /// The names of activities that were offered tasks of it.
    pub activities: BTreeSet<Arc<str>>,
    /// When its end was noted, on the clock of the server.
    pub noted: Option<Time>,
    /// Who waits for its end.
    waiting: Vec<Waiting>,
    /// Counts what its events hold.
    scale: Scale,
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
    pub parent: Option<Parent>,
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
        let NewEntry { facts, number, revision, version, alias, trace, parent } = entry;
        let own = Arc::downgrade(region);
        let (onlooker, kept, is_replaying) = Default::default();
        // It is counted before anything is recorded: many may be started at once.
        let (holding, mut scale) = (Holding::new(&region.memory), Scale::default());
        holding.add(scale.payload(&facts.input));
        let progress = Mutex::new(Progress { scale, ..Progress::default() });
        let new = Self {
            facts,
            number,
            revision,
            version,
            alias,
            trace,
            parent,
            kept,
            is_replaying,
            region: own,
            onlooker,
            progress,
            holding,
        };
        let onlooker =
            region.config.hooks.witness.as_ref().and_then(|witness| witness.begin(&new.seen(region)));
        Self { onlooker: Mutex::new(onlooker), ..new }
    }

    /// One of which a store has this.
    pub fn kept(entry: NewEntry, region: &Arc<Region>, kept: Kept) -> Self {
        let new = Self::new(entry, region);
        new.progress().pieces = kept.log.len() as u64;
        new.holding.add(kept.log.iter().map(Vec::len).sum());
        Self { kept: Mutex::new(Some(kept)), ..new }
    }

    /// Runs it again to where it was, if it was not since the program began.
    pub fn load(self: &Arc<Self>) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(start) = kept.and_then(|kept| self.rerun(&kept)) else { return };
        self.keep_rest(start);
    }

    /// Keeps what a redrive needs.
    fn keep_rest(&self, start: Start) {
        let mut progress = self.progress();
        if !matches!(progress.end, None | Some((Outcome::Succeeded(_), _))) {
            progress.rest = Some(Box::new(start));
        }
    }

    /// Runs it again to where it was, and lets it go on there.
    pub fn go_on(self: &Arc<Self>) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (Some(start), Some(region)) = (kept.and_then(|kept| self.rerun(&kept)), self.region.upgrade())
        else {
            return;
        };
        let has_ended = self.progress().end.is_some();
        if start.fleet.outcome().is_some() {
            // Its end was written, or is now.
            return if has_ended { self.keep_rest(start) } else { self.ended(start) };
        }
        let process = region.pool.process(start, Arc::clone(self) as _);
        self.progress().process = Some(Arc::clone(&process));
        process.wake();
    }

    fn rerun(self: &Arc<Self>, kept: &Kept) -> Option<Start> {
        let region = self.region.upgrade()?;
        let template = self.revision.compiled.template(kept.case.as_deref()).ok()?;
        let Facts { arn, name, input, start, .. } = self.facts.clone();
        let birth = Birth { arn, name, input, start, seed: kept.seed };
        let (fleet, router) = template.start(birth, Some(region.starts(self)));
        let mut start = Start { fleet, router, clock: region.clock(start, start), open: Open::default() };
        // It was read once when the store was opened, which refuses what is unreadable.
        let told = kept.told(self.revision.compiled.machine()).ok()?;
        self.progress().tokens.clear();
        self.is_replaying.store(true, Ordering::Relaxed);
        replay(&mut start, told, self.as_ref());
        self.is_replaying.store(false, Ordering::Relaxed);
        start.clock = region.clock(self.facts.start, start.fleet.now());
        Some(start)
    }

    /// Whether it runs again what it has done before.
    pub(super) fn is_replaying(&self) -> bool {
        self.is_replaying.load(Ordering::Relaxed)
    }

    /// What keeps it, if anything does. What a client waits for is not kept when it is Express: the client is gone with
    /// the program.
    fn keeper(&self) -> Option<Arc<Keeper>> {
        self.region.upgrade()?.keeper.clone()
    }

    /// Lets the store go of it.
    pub fn forget(&self) {
        if let Some(keeper) = self.keeper() {
            keeper.forget(self.number);
        }
    }

    /// The state that it entered last, if its events are kept.
    pub(super) fn place(&self) -> Option<Arc<str>> {
        let progress = self.progress();
        let entered = progress.events.iter().rev().find_map(|event| {
            if let Detail::StateEntered { state, .. } = &event.detail { Some(*state) } else { None }
        });
        Some(Arc::clone(&self.revision.compiled.machine().state(entered?).name))
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
        let (mut begun, mut bytes) = (Vec::new(), 0);
        let mut progress = self.progress();
        // Thousands of short ones may wait: their list has no room that is not used.
        if progress.events.len() + records.len() <= SHORT {
            let events = records.iter().filter(|record| matches!(record, Record::Event(_))).count();
            progress.events.reserve_exact(events);
        }
        for record in records {
            match record {
                Record::Event(event) => {
                    bytes += progress.scale.weigh(&event);
                    begun.extend(progress.children.note_event(&self.facts.arn, &event));
                    progress.events.push(event);
                }
                Record::Note(note) => progress.children.note(&note),
            }
        }
        drop(progress);
        self.holding.add(bytes);
        self.note_children(begun, Vec::new());
    }

    fn children(&self, children: Vec<ChildRecords>) {
        self.look_on(|onlooker, seen| onlooker.children(seen, &children));
        let (mut begun, mut started, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut progress = self.progress();
        for records in children {
            let arn = Arc::clone(&records.arn);
            if progress.children.keeps(&arn) {
                let events = records.records.iter();
                let events = events
                    .filter_map(|record| if let Record::Event(event) = record { Some(event) } else { None });
                bytes += events.map(|event| progress.scale.weigh(event)).sum::<usize>();
            }
            let (runs, is_new) = progress.children.take(records);
            begun.extend(runs);
            started.extend(is_new.then_some(arn));
        }
        drop(progress);
        self.holding.add(bytes);
        self.note_children(begun, started);
    }

    fn too_much(&self) -> Option<TaskError> {
        self.holding.too_much(&self.facts.arn, || self.place()).filter(|_| !self.is_replaying())
    }

    fn map_runs(&self, runs: Vec<MapRunView>) {
        self.progress().children.update(runs);
    }

    fn token(&self, token: &Arc<str>, call: &Call) {
        if let Some(region) = self.region.upgrade() {
            let activity = region.note_token(token, &self.facts.arn, call);
            let tokens = &mut self.progress().tokens;
            if tokens.is_empty() {
                // Most have one task at a time, and thousands of them may wait.
                tokens.reserve_exact(1);
            }
            tokens.push((Arc::clone(token), activity));
        }
    }

    fn activity(&self, call: &Call) {
        if let Some(region) = self.region.upgrade() {
            self.progress().activities.insert(name_of(&call.resource.arn).into());
            region.offer(&self.facts.arn, call);
        }
    }

    fn log(&self, told: Vec<Told>) {
        if let Some(keeper) = self.keeper() {
            let mut progress = self.progress();
            let number = progress.pieces;
            progress.pieces += 1;
            drop(progress);
            keeper.told(self.number, number, &told);
        }
    }

    fn keeps_log(&self) -> bool {
        self.keeper().is_some()
    }

    fn reattach(&self, ticket: Ticket) {
        let Some(region) = self.region.upgrade() else { return };
        let child = region.lock().nested.remove(&(Arc::clone(&self.facts.arn), ticket));
        let how = child.as_ref().and_then(|child| child.parent.as_ref()).map(|parent| parent.how);
        if let (Some(child), Some(how), Some(process)) = (child, how, self.process()) {
            child.when_ended(Waiting::Task(process, ticket, how));
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
        progress.rest = may_go_on.then(|| Box::new(rest));
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
