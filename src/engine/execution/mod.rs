//! One execution of a state machine.
//!
//! [`Execution::advance`] runs everything that is due; [`Execution::resolve`] tells what will be heard of
//! a call. Strands that are ready take turns first in, first out, one state a turn, as AWS does
//! (recorded in histories with concurrency). Cloning an execution forks the run.

pub mod failure;
pub mod history;
pub mod quota;

pub(in crate::engine) mod agenda;
pub(in crate::engine) mod data;
pub(in crate::engine) mod outcome;
pub(in crate::engine) mod scope;
pub(in crate::engine) mod states;
pub(in crate::engine) mod strand;

mod aborting;
mod failing;
mod leaving;
mod query;
mod retry;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine, Workflow};
use crate::base::chance::Chance;
use crate::base::time::Time;
use crate::base::value::Value;

use crate::engine::call::{Call, Reply, TaskError, Ticket};
use crate::engine::dataset::Request;
use crate::engine::fleet::maprun::Route;
use crate::engine::payload::Payload;
use crate::engine::setup::Setup;

use agenda::{Agenda, Wake, What};
use history::{Detail, History, Line, Record};
use outcome::Outcome;
use scope::Variables;
use strand::{Phase, Strand, StrandId, Strands};

/// The number of events a Standard execution may record.
pub const EVENT_QUOTA: u64 = 25_000;
/// How long an Express execution may run, in seconds.
pub const EXPRESS_SECONDS: i64 = 300;
/// How long a Standard execution may run, in seconds: a year.
pub const STANDARD_SECONDS: i64 = 31_536_000;

/// How many turns [`Execution::advance`] takes before it lets the caller look up.
const TURNS: usize = 4096;

/// One execution of a state machine. Clones are cheap and run on independently.
#[derive(Clone, Debug)]
pub struct Execution {
    pub(in crate::engine) machine: Arc<StateMachine>,
    pub(in crate::engine) course: Course,
    pub(in crate::engine) setup: Arc<Setup>,
    pub(in crate::engine) input: Payload,
    pub(in crate::engine) chance: Chance,
    pub(in crate::engine) now: Time,
    pub(in crate::engine) deadline: Time,
    pub(in crate::engine) agenda: Agenda,
    pub(in crate::engine) strands: Strands,
    pub(in crate::engine) history: History,
    pub(in crate::engine) calls: Vec<Call>,
    pub(in crate::engine) tickets: BTreeMap<Ticket, StrandId>,
    pub(in crate::engine) next_ticket: u64,
    pub(in crate::engine) requests: Vec<Request>,
    /// Whom in a Map Run a ticket belongs to.
    pub(in crate::engine) routes: BTreeMap<Ticket, Route>,
    /// The events of child executions that run, which stand in no history here.
    pub(in crate::engine) events_of_children: u64,
    /// Whether a child has more to do than one turn allows.
    pub(in crate::engine) is_child_busy: bool,
    pub(in crate::engine) look_up_after: u64,
    pub(in crate::engine) ended_with: Option<StateId>,
    pub(in crate::engine) outcome: Option<Outcome>,
}

/// What an execution runs: a machine, or the item processor of a distributed Map.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Course {
    pub(in crate::engine) start: StateId,
    pub(in crate::engine) workflow: Workflow,
    pub(in crate::engine) timeout_seconds: Option<u32>,
}

/// What an execution needs to go on.
#[derive(Debug)]
pub enum Next {
    /// Somebody has to answer these calls.
    Invoke(Vec<Call>),
    /// Somebody has to read or write data of distributed Maps.
    Ask(Vec<Request>),
    /// Nothing is due before this moment.
    WaitUntil(Time),
    /// Nothing is due at all: every strand waits for an answer from outside.
    WaitForSignal,
    /// There is more to do; the caller may look up first.
    Busy,
    /// It has ended.
    Done,
}

impl Execution {
    /// Starts an execution; nothing runs before the first [`Self::advance`].
    #[must_use]
    pub fn start(machine: Arc<StateMachine>, input: Payload, setup: Setup) -> Self {
        let course = Course {
            start: setup.part.from.unwrap_or(machine.root().start),
            workflow: machine.workflow,
            timeout_seconds: machine.timeout_seconds,
        };
        Self::start_on(course, machine, input, setup)
    }

    pub(in crate::engine) fn start_on(
        course: Course,
        machine: Arc<StateMachine>,
        input: Payload,
        setup: Setup,
    ) -> Self {
        let longest = match course.workflow {
            Workflow::Standard => STANDARD_SECONDS,
            Workflow::Express => EXPRESS_SECONDS,
        };
        let seconds = course.timeout_seconds.map_or(longest, |own| longest.min(own.into()));
        let quota = match course.workflow {
            Workflow::Standard => EVENT_QUOTA,
            Workflow::Express => u64::MAX,
        };
        let mut execution = Self {
            chance: Chance::new(setup.seed),
            now: setup.start,
            deadline: setup.start.after(seconds * 1000),
            agenda: Agenda::default(),
            strands: Strands::default(),
            history: History::new(quota),
            calls: Vec::new(),
            tickets: BTreeMap::new(),
            next_ticket: 0,
            requests: Vec::new(),
            routes: BTreeMap::new(),
            events_of_children: 0,
            is_child_busy: false,
            look_up_after: u64::MAX,
            ended_with: None,
            outcome: None,
            setup: Arc::new(setup),
            input,
            machine,
            course,
        };
        execution.begin();
        execution
    }

    fn begin(&mut self) {
        let started = Detail::ExecutionStarted { input: self.input.clone() };
        self.history.event(Line(0), 0, self.now, started);
        let own = self.setup.variables.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
        let variables = Arc::new(Variables::outermost(own));
        // The first state's Entered event follows nothing, as AWS records it.
        let strand = Strand::ready(Line(0), None, self.course.start, self.input.clone(), 0, variables, None);
        let id = self.strands.add(strand);
        self.agenda.now(Wake { strand: id, epoch: self.strands.epoch(id), what: What::Enter });
    }

    /// The machine it executes.
    #[must_use]
    pub const fn machine(&self) -> &Arc<StateMachine> {
        &self.machine
    }

    /// How it ended, once it has.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// The state it came to its end with, if it succeeded.
    #[must_use]
    pub const fn ended_with(&self) -> Option<StateId> {
        self.ended_with
    }

    /// The moment up to which it ran.
    #[must_use]
    pub const fn now(&self) -> Time {
        self.now
    }

    /// How many events it has recorded, and child executions that run.
    #[must_use]
    pub const fn event_count(&self) -> u64 {
        self.history.last_id() + self.events_of_children
    }

    /// The tasks that wait for an answer, as they were scheduled.
    #[must_use]
    pub fn waiting(&self) -> Vec<StateId> {
        let own = self.tickets.values().map(|&id| self.strands[id].state);
        own.chain(self.waiting_children()).collect()
    }

    /// Lets [`Self::advance`] return as soon as so many events are recorded.
    pub const fn look_up_after(&mut self, events: u64) {
        self.look_up_after = events;
    }

    /// Takes the records made since the last time.
    pub fn records(&mut self) -> Vec<Record> {
        self.history.take()
    }

    /// Runs what is due up to `now`, which must not lie before the last time.
    pub fn advance(&mut self, now: Time) -> Next {
        for _ in 0..TURNS {
            if self.agenda.is_idle() {
                self.step(now);
            }
            if self.outcome.is_some() {
                return Next::Done;
            }
            let Some(wake) = self.agenda.pop(self.now) else {
                return self.pause();
            };
            if self.strands.expects(&wake) {
                self.act(wake);
                if self.history.is_full() {
                    self.exceed_history();
                }
            }
            if self.event_count() >= self.look_up_after || std::mem::take(&mut self.is_child_busy) {
                break;
            }
        }
        // Much work takes time, too.
        self.step(now);
        if self.outcome.is_some() { Next::Done } else { Next::Busy }
    }

    /// Goes on to the next moment at which something is due, `now` at the latest: a clock that comes late
    /// neither moves events nor lets the execution run out of time before them.
    fn step(&mut self, now: Time) {
        let due = self.next_due().map_or(now, |due| due.min(now));
        self.now = self.now.max(due);
        if self.now >= self.deadline && self.outcome.is_none() {
            self.time_out();
        }
    }

    fn next_due(&mut self) -> Option<Time> {
        let strands = &self.strands;
        self.agenda.next_time(|wake| strands.expects(wake))
    }

    /// What to wait for when nothing is due.
    fn pause(&mut self) -> Next {
        if !self.calls.is_empty() {
            return Next::Invoke(std::mem::take(&mut self.calls));
        }
        if !self.requests.is_empty() {
            return Next::Ask(std::mem::take(&mut self.requests));
        }
        // A Standard execution that waits for nothing would run for a year.
        let ends_by_itself = self.course.timeout_seconds.is_some() || !self.is_standard();
        match self.next_due() {
            Some(time) => Next::WaitUntil(time.min(self.deadline)),
            None if ends_by_itself => Next::WaitUntil(self.deadline),
            None => Next::WaitForSignal,
        }
    }

    /// Tells what will be heard of a call that was made at `at`; nothing at all of an activity's task means
    /// that no worker takes it. A call that nobody waits for any more is ignored; the answer says whether
    /// somebody does.
    pub fn resolve(&mut self, ticket: Ticket, at: Time, reply: Reply) -> bool {
        let Some(&id) = self.tickets.get(&ticket) else {
            return self.resolve_in_run(ticket, at, reply);
        };
        let Phase::Task(run) = &mut self.strands[id].phase else {
            return false;
        };
        if reply.is_empty() && !run.started {
            self.taken_by_nobody(id, at);
            return true;
        }
        let idle = run.signals.is_empty();
        run.signals.extend(reply.into_iter().map(|(after, signal)| (at.after(after.max(0)), signal)));
        if idle {
            self.await_signal(id);
        }
        true
    }

    /// Ends it from outside, as StopExecution does.
    pub fn stop(&mut self, now: Time, error: TaskError) {
        self.now = self.now.max(now);
        if self.outcome.is_none() {
            self.history.event(Line(0), 0, self.now, Detail::ExecutionAborted(error.clone()));
            self.end(Outcome::Aborted(error));
        }
    }

    pub(crate) fn is_standard(&self) -> bool {
        self.course.workflow == Workflow::Standard
    }

    fn act(&mut self, wake: Wake) {
        let id = wake.strand;
        match wake.what {
            What::Enter => self.enter(id),
            What::Retry => self.attempt(id),
            What::Resume => self.waited(id),
            What::TaskStarts => self.task_starts(id),
            What::Signal => self.hear(id),
            What::TaskTimeout => self.task_timed_out(id, false),
            What::Heartbeat => self.check_heartbeat(id),
            What::Told => self.hear_told(id),
            What::Child { number, .. } => self.child_turn(id, number),
        }
    }
}
