//! `Strand`: the execution position of one [`Branch`]: the state it is in, its data, its variables. A Parallel
//! starts one for each branch, an inline Map one for each item.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::{Array, Value};

use super::agenda::StrandId;
use super::failure::Failure;
use super::history::Branch;
use super::variables::{Item, Variables};
use crate::engine::call::{Signal, Step, Ticket};
use crate::engine::ids::GroupId;
use crate::engine::payload::Payload;
use crate::engine::saving::saved;

/// About what a strand takes in memory, in bytes: with its events, and what a report keeps of its visit.
pub const STRAND_BYTES: usize = 2048;

/// The execution position of one branch.
#[derive(Clone, Debug)]
pub struct Strand {
    pub branch: Branch,
    /// The strand that waits for it, and its place there.
    pub parent: Option<(StrandId, Step)>,
    /// The state it is in, or about to enter.
    pub state: StateId,
    /// That state's raw input.
    pub input: Payload,
    /// The state it was in before.
    pub before: Option<StateId>,
    /// The id of the event that the next one follows.
    pub cursor: u64,
    /// The id of the state's Entered event.
    pub entered_event: u64,
    pub entered_at: Time,
    pub variables: Arc<Variables>,
    /// The item of the innermost enclosing Map.
    pub item: Option<Arc<Item>>,
    /// How often each retrier was used during this visit, by its place in `Retry`.
    pub retrier_uses: Vec<u32>,
    /// How often the state was retried during this visit.
    pub retry_count: u32,
    /// What the last attempt of this visit failed with.
    pub retried: Option<Failure>,
    pub phase: Phase,
}

impl Strand {
    /// A strand that is about to enter `state`.
    pub const fn ready(
        branch: Branch,
        parent: Option<(StrandId, Step)>,
        state: StateId,
        input: Payload,
        cursor: u64,
        variables: Arc<Variables>,
        item: Option<Arc<Item>>,
    ) -> Self {
        Self {
            branch,
            parent,
            state,
            input,
            before: None,
            cursor,
            entered_event: 0,
            entered_at: Time::from_millis(0),
            variables,
            item,
            retrier_uses: Vec::new(),
            retry_count: 0,
            retried: None,
            phase: Phase::Ready,
        }
    }
}

/// How far a strand is with its state.
#[derive(Clone, Debug)]
pub enum Phase {
    /// It has not entered it.
    Ready,
    /// It is at work right now, or waits for time to pass.
    Inside,
    /// It waits for its task.
    Task(Box<TaskRun>),
    /// It waits for its branches or iterations.
    Joining(Box<Join>),
    /// It waits for a group of child executions, which the fleet holds.
    Children(GroupId),
}

/// A task that was scheduled.
#[derive(Clone, Debug)]
pub struct TaskRun {
    pub ticket: Ticket,
    pub started: bool,
    pub timeout_seconds: Option<u32>,
    pub heartbeat_seconds: Option<u32>,
    /// When the worker will have been silent for too long.
    pub heartbeat_due: Time,
    /// The signals that are still to come, in order, each with its moment.
    pub signals: VecDeque<(Time, Signal)>,
}

/// Branches or iterations that run.
#[derive(Clone, Debug)]
pub struct Join {
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

saved!(struct Strand {
    branch,
    parent,
    state,
    input,
    before,
    cursor,
    entered_event,
    entered_at,
    variables,
    item,
    retrier_uses,
    retry_count,
    retried,
    phase,
});
saved!(
    enum Phase {
        Ready,
        Inside,
        Task(run),
        Joining(join),
        Children(group),
    }
);
saved!(struct TaskRun { ticket, started, timeout_seconds, heartbeat_seconds, heartbeat_due, signals });
saved!(struct Join { results, running, ended, next, items, input });
