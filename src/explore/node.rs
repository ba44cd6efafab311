//! `Node`: a run at the point where a call is to be answered. Forking it costs a clone of the execution.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::engine::call::Call;
use crate::engine::dataset::{DataCall, DataReply, DataRequest};
use crate::engine::{ChildRecords, Fleet, Likeness, Next, Outcome};
use crate::suite::properties::Watched;
use crate::suite::suggest::Material;

use super::heard::{Heard, hear};
use super::outcome::{Answered, Plan, What, reply};
use super::path::{Happened, Marks, Segment, Told, read};

/// A stretch without a call that records more events than this does not end by itself.
const MOST_EVENTS: u64 = 60_000;

/// What happened so far, as far as it tells points apart that are equal otherwise: findings depend on it.
#[derive(Clone, Debug, Default, Hash)]
pub struct Past {
    /// The Tasks that succeeded.
    pub done: BTreeSet<StateId>,
    /// The states that failed.
    pub failed: BTreeSet<StateId>,
}

/// A run that waits for the answer to a call.
#[derive(Clone, Debug)]
pub struct Node {
    /// The run.
    pub fleet: Fleet,
    /// The calls that have no answer yet.
    pub pending: VecDeque<Call>,
    /// The way here.
    pub way: Arc<Segment>,
    /// How far it is from what is expected.
    pub faults: u8,
    /// Errors that all attempts of a visit end in.
    persisting: Vec<Arc<Answered>>,
    /// The Tasks inside of Maps, each with the items that called it first.
    in_items: Arc<BTreeMap<StateId, Vec<usize>>>,
    past: Arc<Past>,
    /// The start that it is of.
    pub start: usize,
    /// What happened since that was taken, if anybody listens.
    heard: Option<Vec<Heard>>,
    /// What was recorded since the last call.
    told: Vec<Told>,
    /// What properties read of what happened so far.
    read: u64,
}

/// Where a run came to.
#[derive(Debug)]
pub enum Come {
    /// It waits for the answer to a call.
    Waits(Box<Node>),
    /// It ended, or goes on without an end.
    Ended(Box<Node>, End),
}

/// How a run ended.
#[derive(Clone, Debug)]
pub enum End {
    /// As it ended on AWS.
    Outcome(Outcome),
    /// Nothing would ever wake it again.
    Stuck,
    /// It records events without an end.
    Runaway,
}

impl Node {
    /// The run with this number, up to its first call.
    pub fn start(material: &Material, start: usize) -> Come {
        Self::begin(material, start, None)
    }

    /// The same with [`Self::take_heard`].
    pub fn heard(material: &Material, start: usize) -> Come {
        Self::begin(material, start, Some(Vec::new()))
    }

    /// What happened since the last time.
    pub fn take_heard(&mut self) -> Vec<Heard> {
        self.heard.as_mut().map(std::mem::take).unwrap_or_default()
    }

    fn begin(material: &Material, start: usize, heard: Option<Vec<Heard>>) -> Come {
        let from = &material.starts[start];
        let fleet = Fleet::start(Arc::clone(&material.machine), from.input.clone(), from.setup.clone());
        let node = Self {
            fleet,
            pending: VecDeque::new(),
            way: Arc::new(Segment::new(None, Vec::new(), Marks::default())),
            faults: 0,
            persisting: Vec::new(),
            in_items: Arc::default(),
            past: Arc::default(),
            start,
            heard,
            told: Vec::new(),
            read: material.watched.begin(start),
        };
        node.go_on(material, Vec::new())
    }

    /// The call that is answered next.
    pub fn call(&self) -> Option<&Call> {
        self.pending.front()
    }

    /// Which of `all` outcomes are tried for the next call: one that repeats an error, or is of a Map's later item,
    /// has few of them.
    pub fn choose<'p>(&self, call: &Call, all: &'p [Plan]) -> Vec<&'p Plan> {
        let persists = |plan: &&Plan| self.persisting.iter().any(|known| Arc::ptr_eq(known, &plan.answered));
        if call.retry_count > 0 {
            let same: Vec<&Plan> = all.iter().filter(persists).take(1).collect();
            if !same.is_empty() {
                return same;
            }
        }
        let is_later = self.in_items.get(&call.state).is_some_and(|first| *first != items(call));
        let successes = all.iter().filter(|plan| plan.faults == 0);
        match (is_later, call.retry_count) {
            (true, _) => successes.take(1).collect(),
            (false, 1..) => successes.collect(),
            (false, 0) => all.iter().collect(),
        }
    }

    /// The fork in which the next call comes to what `plan` says.
    pub fn fork(&self, plan: &Plan, material: &Material) -> Option<Come> {
        let mut node = self.clone();
        let call = node.pending.pop_front()?;
        node.faults += if call.retry_count > 0 { 0 } else { plan.faults };
        let items = items(&call);
        if !items.is_empty() && !node.in_items.contains_key(&call.state) {
            Arc::make_mut(&mut node.in_items).insert(call.state, items);
        }
        if call.retry_count == 0 {
            node.persisting.retain(|known| known.state != call.state);
            if plan.persists {
                node.persisting.push(Arc::clone(&plan.answered));
            }
        }
        match plan.answered.what {
            What::Returned { .. } => _ = Arc::make_mut(&mut node.past).done.insert(call.state),
            What::Failed(_) | What::TimedOut | What::Silent => {}
        }
        if let Some(reply) = reply(&call, &plan.answered.what) {
            node.fleet.resolve(call.ticket, call.at, reply);
        }
        Some(node.go_on(material, vec![Happened::Called(Arc::clone(&plan.answered))]))
    }

    /// Runs it up to the next call that has no answer, or to its end.
    fn go_on(mut self, material: &Material, mut happened: Vec<Happened>) -> Come {
        let begun = self.fleet.event_count();
        let end = loop {
            let now = self.fleet.now();
            let mut next = self.fleet.advance(now);
            self.note(&material.watched, &mut happened);
            if let Next::WaitUntil(time) = next {
                self.pending.retain(|call| self.fleet.awaits(call.ticket));
                if !self.pending.is_empty() {
                    return self.paused(happened);
                }
                next = self.fleet.advance(time);
                self.note(&material.watched, &mut happened);
            }
            match next {
                Next::Done => {
                    let outcome = self.fleet.outcome().cloned();
                    break outcome.map_or(End::Stuck, End::Outcome);
                }
                Next::Invoke(calls) => {
                    self.pending.retain(|call| self.fleet.awaits(call.ticket));
                    self.pending.extend(calls);
                    return self.paused(happened);
                }
                Next::WaitForSignal => {
                    self.pending.retain(|call| self.fleet.awaits(call.ticket));
                    if self.pending.is_empty() {
                        break End::Stuck;
                    }
                    return self.paused(happened);
                }
                Next::Data(requests) => {
                    requests
                        .iter()
                        .for_each(|request| _ = self.fleet.supply(request.ticket, data(material, request)));
                }
                Next::Busy | Next::WaitUntil(_) => {}
            }
            if self.fleet.event_count().saturating_sub(begun) > MOST_EVENTS {
                break End::Runaway;
            }
        };
        self.pending.clear();
        self.goes(happened, Marks::default());
        Come::Ended(Box::new(self), end)
    }

    fn paused(mut self, happened: Vec<Happened>) -> Come {
        let calls: Vec<_> = self.pending.iter().map(|call| (call.state, call.retry_count)).collect();
        let errors: Vec<_> = self.persisting.iter().map(Arc::as_ptr).collect();
        let before = (self.faults, &*self.past, &*self.in_items, errors);
        let values = self.fleet.fingerprint(Likeness::Values);
        let shapes = self.fleet.fingerprint(Likeness::Shapes);
        let marks = Marks {
            key: number(&(&before, &calls, values, self.read)),
            shape: number(&(&before, &calls, shapes)),
            place: number(&(&calls, values)),
        };
        self.goes(happened, marks);
        Come::Waits(Box::new(self))
    }

    /// Makes its way longer.
    fn goes(&mut self, happened: Vec<Happened>, marks: Marks) {
        let told = std::mem::take(&mut self.told);
        let segment = Segment::new(Some(Arc::clone(&self.way)), happened, marks);
        self.way = Arc::new(segment.telling(told));
    }

    /// Takes what was recorded.
    fn note(&mut self, watched: &Watched, happened: &mut Vec<Happened>) {
        let children = self.fleet.child_records();
        let inside = children.iter().flat_map(|ChildRecords { records, .. }| records);
        let own = self.fleet.records();
        for record in own.iter().chain(inside) {
            self.read = watched.read(self.read, record);
            if let Some(heard) = &mut self.heard {
                heard.extend(hear(record));
            }
            let Some(one) = read(record) else { continue };
            if let Happened::Failed(state, _) = &one {
                Arc::make_mut(&mut self.past).failed.insert(*state);
            }
            happened.push(one);
        }
        if watched.is_any() {
            self.told.push(Told { own, children });
        }
    }
}

/// The number of what is equal.
fn number(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// What a distributed Map reads or writes: the first items that were read in a test, else one.
fn data(material: &Material, request: &DataCall) -> DataReply {
    match &request.request {
        DataRequest::Read { from, .. } => {
            let known = material.items.get(&request.state).map_or(&[][..], Vec::as_slice);
            let items: Vec<_> = known.iter().skip(*from).cloned().collect();
            DataReply::Items { total: known.len(), items }
        }
        DataRequest::Write(chunk) => DataReply::Written(Arc::clone(&chunk.key)),
    }
}

/// The items that a call is made in, outermost first.
fn items(call: &Call) -> Vec<usize> {
    call.path.iter().filter(|step| step.is_item).map(|step| step.index).collect()
}
