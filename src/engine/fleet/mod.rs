//! Many executions on one clock: the root, which was started from outside, and the child executions of its
//! distributed Maps, to any depth.
//!
//! [`Fleet`] is the root execution and its [`Crew`]: all child executions, each a [`Member`](member::Member), and
//! the Map Runs they belong to. A strand (the execution position of one branch) that waits for child executions
//! knows them by the number of their group; the group's Map Run says what is to be done next and the fleet does
//! it. Calls and requests for data of child executions leave the fleet under tickets of the fleet.

mod pages;

mod member;

mod maprun;

mod changing;
mod crew;
mod fingerprint;
mod holding;
mod log;
mod redriving;
mod turning;

mod saving;
mod view;

use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::interrupt::Interrupt;
use crate::base::time::Time;

use super::alone::Inspection;
use super::call::{Call, Reply, TaskError, Ticket};
use super::dataset::{DataCall, DataReply};
use super::execution::core::{Execution, Program};
use super::execution::history::Record;
use super::execution::outcome::Outcome;
use super::ids::ExecutionId;
use super::payload::Payload;
use super::setup::Setup;

pub use crew::ChildRecords;
use crew::{ActiveExecution, Crew};
pub use fingerprint::Likeness;
pub use holding::Held;
pub use log::{Came, Told};
use member::Outbox;
use turning::{Progress, TURNS};
pub use view::{MapRunChange, MapRunView, StrandView, WaitsFor};

/// An execution with all its child executions. Clones are cheap and run on independently.
#[derive(Clone, Debug)]
pub struct Fleet {
    root: Execution,
    /// What the execution and its children ask of the world.
    outbox: Outbox,
    /// The child executions; clones share them until one of them goes on.
    crew: Arc<Crew>,
    yield_after_events: u64,
}

/// What a fleet needs to go on.
#[derive(Debug)]
pub enum Next {
    /// These calls are to be answered.
    Invoke(Vec<Call>),
    /// Data of distributed Maps is to be read or written.
    Data(Vec<DataCall>),
    /// Nothing is due before this moment.
    WaitUntil(Time),
    /// Nothing is due at all: every strand waits for an answer from outside.
    WaitForSignal,
    /// There is more to do: call again; in between, the caller may take records or stop it.
    Busy,
    /// It has ended.
    Done,
}

impl Fleet {
    /// Starts an execution; nothing runs before the first [`Self::advance`].
    #[must_use]
    pub fn start(machine: Arc<StateMachine>, input: Payload, setup: Setup) -> Self {
        let program = Program {
            start: setup.span.from.unwrap_or(machine.root().start),
            workflow: machine.workflow,
            timeout_seconds: machine.timeout_seconds,
        };
        let crew = Crew { keeps_records: setup.keep_children, ..Crew::default() };
        Self {
            root: Execution::start(program, machine, input, setup),
            outbox: Outbox::default(),
            crew: Arc::new(crew),
            yield_after_events: u64::MAX,
        }
    }

    /// The machine it executes.
    #[must_use]
    pub const fn machine(&self) -> &Arc<StateMachine> {
        &self.root.machine
    }

    /// What it was set up with.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        &self.root.setup
    }

    /// How it ended, once it has.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        self.root.outcome.as_ref()
    }

    /// What was seen of the state that it runs alone ([`Setup::alone`]).
    #[must_use]
    pub fn inspection(&self) -> Inspection {
        self.root.inspection()
    }

    /// The last state it left, if it succeeded.
    #[must_use]
    pub const fn ended_with(&self) -> Option<StateId> {
        self.root.ended_with
    }

    /// The moment up to which it ran.
    #[must_use]
    pub const fn now(&self) -> Time {
        self.root.now
    }

    /// How many events it has recorded, and child executions that run.
    #[must_use]
    pub fn event_count(&self) -> u64 {
        self.root.history.last_id() + self.crew.events
    }

    /// The states of the tasks that wait for an answer, as they were scheduled; those of child executions
    /// come after those of the execution itself.
    #[must_use]
    pub fn waiting(&self) -> Vec<StateId> {
        let mut waiting = self.root.waiting().collect();
        self.crew.waiting(ExecutionId::ROOT, &self.root, &mut waiting);
        waiting
    }

    /// Lets `interrupt` end [`Self::advance`], even inside one expression. It does not reach child executions that
    /// run already. Once it was triggered, only the records taken before that are of use.
    pub fn interrupt_with(&mut self, interrupt: Interrupt) {
        self.root.interrupt = interrupt;
    }

    /// Lets [`Self::advance`] return to its caller as soon as the run has recorded so many events in all.
    pub const fn yield_after_events(&mut self, events: u64) {
        self.yield_after_events = events;
    }

    /// Takes the records made since the last time.
    pub fn records(&mut self) -> Vec<Record> {
        if self.crew.fresh > 0 {
            self.with_root(|crew, _| crew.fresh = 0);
        }
        self.root.history.take()
    }

    /// Takes the records of child executions made since the last time, if they are kept
    /// ([`Setup::keep_children`]): in the order in which they were made, one child's together.
    pub fn child_records(&mut self) -> Vec<ChildRecords> {
        if self.crew.records.is_empty() {
            return Vec::new();
        }
        self.with_root(|crew, _| std::mem::take(&mut crew.records))
    }

    /// Runs what is due up to `now`, which must not be before that of the last call.
    pub fn advance(&mut self, now: Time) -> Next {
        self.take_turns(now, TURNS)
    }

    /// Runs exactly one turn, of this execution or of one of its children, if one is due up to `now`. Runs
    /// the same turns in the same order as [`Self::advance`].
    pub fn step(&mut self, now: Time) -> Next {
        self.with_root(|crew, _| crew.is_stepping = true);
        let next = self.take_turns(now, 1);
        self.with_root(|crew, _| crew.is_stepping = false);
        next
    }

    fn take_turns(&mut self, now: Time, mut turns: usize) -> Next {
        let events = self.yield_after_events;
        match self.with_root(|crew, root| crew.run(root, now, &mut turns, events)) {
            Progress::Ended => Next::Done,
            Progress::Busy | Progress::Heavy => Next::Busy,
            Progress::Idle => self.pause(),
        }
    }

    fn with_root<T>(&mut self, act: impl FnOnce(&mut Crew, &mut ActiveExecution<'_>) -> T) -> T {
        let Self { root, outbox, crew, .. } = self;
        act(Arc::make_mut(crew), &mut ActiveExecution { id: ExecutionId::ROOT, execution: root, outbox })
    }

    /// What to wait for when nothing is due.
    fn pause(&mut self) -> Next {
        if !self.outbox.is_empty() {
            self.with_root(|crew, root| {
                root.outbox.collect(root.id, root.execution);
                crew.forget_unawaited(root);
            });
        }
        let Self { root, outbox, crew, .. } = self;
        if !outbox.calls.is_empty() {
            return Next::Invoke(outbox.calls.drain(..).map(|(_, call)| call).collect());
        }
        if !root.calls.is_empty() {
            return Next::Invoke(std::mem::take(&mut root.calls));
        }
        if !outbox.requests.is_empty() {
            return Next::Data(outbox.requests.drain(..).map(|(_, request)| request).collect());
        }
        let moment = root.next_moment(&|id, turn| crew.expects(id, turn));
        moment.map_or(Next::WaitForSignal, Next::WaitUntil)
    }

    /// Whether an answer to the call of this ticket is still waited for.
    #[must_use]
    pub fn awaits(&self, ticket: Ticket) -> bool {
        self.root.tickets.contains_key(&ticket) || self.crew.awaits(ticket)
    }

    /// Takes the answer to a call. `at` is the moment from which the reply's milliseconds count: that of the call
    /// ([`Call::at`]) for an answer given at once, that of its arrival for one that comes late. A reply without
    /// signals to an activity's task means that no worker takes it. Returns whether a strand was waiting for the
    /// answer; if none was, it is ignored.
    pub fn resolve(&mut self, ticket: Ticket, at: Time, reply: Reply) -> bool {
        if self.root.tickets.contains_key(&ticket) {
            return self.root.resolve(ticket, at, reply);
        }
        self.with_root(|crew, root| crew.resolve(root.execution, ticket, at, reply))
    }

    /// Takes what came of a request for data. Returns whether a Map Run was waiting for it; else it is
    /// ignored.
    pub fn supply(&mut self, ticket: Ticket, reply: DataReply) -> bool {
        self.with_root(|crew, root| crew.supply(root.execution, ticket, reply))
    }

    /// Ends it from outside, as StopExecution does.
    pub fn stop(&mut self, now: Time, error: TaskError) {
        self.root.stop(now, error);
        self.with_root(|crew, root| crew.run_commands(root));
    }
}
