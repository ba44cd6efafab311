//! A strand: one line of control, be it the machine itself, a branch or an iteration.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::{Array, Value};

use super::agenda::{Wake, What};
use super::failure::Failure;
use super::history::Line;
use super::scope::{Item, Variables};
use crate::engine::call::{Signal, Step, Ticket};
use crate::engine::fleet::maprun::MapRun;
use crate::engine::payload::Payload;

/// Names a strand; the number is used again when the strand has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::engine) struct StrandId(u32);

/// One line of control.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Strand {
    pub line: Line,
    /// The strand that waits for it, and its place there.
    pub parent: Option<(StrandId, Step)>,
    /// The state it is in, or about to enter.
    pub state: StateId,
    /// That state's raw input.
    pub input: Payload,
    /// The state it was in before.
    pub before: Option<StateId>,
    /// The event that the next one follows.
    pub cursor: u64,
    /// The Entered event of the state.
    pub entered: u64,
    pub entered_at: Time,
    pub variables: Arc<Variables>,
    /// The item of the innermost enclosing Map.
    pub item: Option<Arc<Item>>,
    /// How often each retrier was used during this visit.
    pub attempts: Vec<u32>,
    /// How often the state was retried during this visit.
    pub retry_count: u32,
    /// What the last attempt of this visit failed with.
    pub retried: Option<Failure>,
    pub phase: Phase,
}

impl Strand {
    /// A strand that stands before `state` and has not entered it.
    pub(in crate::engine) const fn ready(
        line: Line,
        parent: Option<(StrandId, Step)>,
        state: StateId,
        input: Payload,
        cursor: u64,
        variables: Arc<Variables>,
        item: Option<Arc<Item>>,
    ) -> Self {
        Self {
            line,
            parent,
            state,
            input,
            before: None,
            cursor,
            entered: 0,
            entered_at: Time::from_millis(0),
            variables,
            item,
            attempts: Vec::new(),
            retry_count: 0,
            retried: None,
            phase: Phase::Ready,
        }
    }
}

/// How far a strand is with its state.
#[derive(Clone, Debug)]
pub(in crate::engine) enum Phase {
    /// It has not entered it.
    Ready,
    /// It is at work right now, or waits for time to pass.
    Inside,
    /// It waits for its task.
    Task(Box<TaskRun>),
    /// It waits for its branches or iterations.
    Joining(Box<Join>),
    /// It waits for its Map Run.
    Run(Box<MapRun>),
}

/// A task that was scheduled.
#[derive(Clone, Debug)]
pub(in crate::engine) struct TaskRun {
    pub ticket: Ticket,
    pub started: bool,
    pub timeout_seconds: Option<u32>,
    pub heartbeat_seconds: Option<u32>,
    /// When the worker will have been silent for too long.
    pub heartbeat_due: Time,
    /// What will be heard, in order.
    pub signals: VecDeque<(Time, Signal)>,
}

/// Branches or iterations that run.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Join {
    /// The result of each, `null` until it is there.
    pub results: Vec<Value>,
    /// Those that run, by index.
    pub running: Vec<Option<StrandId>>,
    /// How many have ended.
    pub ended: usize,
    /// The next one to start.
    pub next: usize,
    /// A Map's items.
    pub items: Array,
    /// A Map's effective input, for its ItemSelector.
    pub input: Value,
}

/// All strands, with a number for each slot that counts its changes, so that a wake meant for what a
/// strand no longer does is recognised.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct Strands {
    slots: Vec<(u32, Option<Strand>)>,
    free: Vec<StrandId>,
}

impl Strands {
    pub(in crate::engine) fn add(&mut self, strand: Strand) -> StrandId {
        if let Some(id) = self.free.pop() {
            self.slots[id.0 as usize].1 = Some(strand);
            return id;
        }
        self.slots.push((0, Some(strand)));
        StrandId(self.slots.len() as u32 - 1)
    }

    pub(in crate::engine) fn remove(&mut self, id: StrandId) -> Option<Strand> {
        let slot = &mut self.slots[id.0 as usize];
        slot.0 = slot.0.wrapping_add(1);
        self.free.push(id);
        slot.1.take()
    }

    pub(in crate::engine) fn iter(&self) -> impl Iterator<Item = &Strand> {
        self.slots.iter().filter_map(|(_, strand)| strand.as_ref())
    }

    /// Whether somebody still waits for this wake.
    pub(in crate::engine) fn expects(&self, wake: &Wake) -> bool {
        let (current, strand) = &self.slots[wake.strand.0 as usize];
        let Some(strand) = strand.as_ref().filter(|_| *current == wake.epoch) else { return false };
        match (wake.what, &strand.phase) {
            (What::Child { number, turn }, Phase::Run(run)) => run.expects(number, turn),
            (What::Child { .. }, _) => false,
            _ => true,
        }
    }

    pub(in crate::engine) fn epoch(&self, id: StrandId) -> u32 {
        self.slots[id.0 as usize].0
    }

    /// Makes every wake that was noted for the strand void.
    pub(in crate::engine) fn move_on(&mut self, id: StrandId) {
        let slot = &mut self.slots[id.0 as usize];
        slot.0 = slot.0.wrapping_add(1);
    }
}

impl std::ops::Index<StrandId> for Strands {
    type Output = Strand;

    fn index(&self, id: StrandId) -> &Strand {
        self.slots[id.0 as usize].1.as_ref().expect("a StrandId is kept only while its strand runs")
    }
}

impl std::ops::IndexMut<StrandId> for Strands {
    fn index_mut(&mut self, id: StrandId) -> &mut Strand {
        self.slots[id.0 as usize].1.as_mut().expect("a StrandId is kept only while its strand runs")
    }
}
