//! The engine: a pure state machine. It knows no clock, no files, no randomness of its own and no
//! output; it is told the time, emits records, asks for calls and is told what came of them.
//!
//! [`Execution::advance`] runs everything that is due; [`Execution::resolve`] tells what will be heard of
//! a call. Strands that are ready take turns first in, first out, one state a turn, as AWS does
//! (recorded in histories with concurrency). Cloning an execution forks the run.

pub mod call;
pub mod data;
pub mod dataset;
pub mod failure;
pub mod history;
pub mod payload;
pub mod quota;
pub mod tally;

mod aborting;
mod agenda;
mod failing;
mod leaving;
mod maprun;
mod outcome;
mod query;
mod retry;
mod scope;
mod states;
mod strand;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine, Workflow};
use crate::base::chance::Chance;
use crate::base::time::Time;
use crate::base::value::Value;

use agenda::{Agenda, Wake, What};
use call::{Call, Reply, TaskError, Ticket};
use dataset::Request;
use history::{Detail, History, Line, Record};
use maprun::Route;
pub use outcome::Outcome;
use payload::Payload;
use scope::Variables;
pub use states::satisfies;
use strand::{Phase, Strand, StrandId, Strands};

/// The number of events a Standard execution may record.
pub const EVENT_QUOTA: u64 = 25_000;
/// How long an Express execution may run, in seconds.
pub const EXPRESS_SECONDS: i64 = 300;
/// How long a Standard execution may run, in seconds: a year.
pub const STANDARD_SECONDS: i64 = 31_536_000;

/// How many turns [`Execution::advance`] takes before it lets the caller look up.
const TURNS: usize = 4096;

/// Everything about an execution but the machine and the input.
#[derive(Clone, Debug)]
pub struct Setup {
    /// `$$.Execution.Id`
    pub execution_arn: Arc<str>,
    /// `$$.Execution.Name`
    pub execution_name: Arc<str>,
    /// `$$.StateMachine.Id`
    pub machine_arn: Arc<str>,
    /// `$$.StateMachine.Name`
    pub machine_name: Arc<str>,
    /// `$$.Execution.RoleArn`
    pub role_arn: Arc<str>,
    /// When it starts.
    pub start: Time,
    /// Where chance begins.
    pub seed: u64,
    /// Laid over the context object, if the user says so.
    pub context: Option<Value>,
    /// Variables assigned before the first state, if the user says so.
    pub variables: Option<Value>,
    /// Whether it tells the context object of every state it enters.
    pub tells_context: bool,
    /// Which part of the machine it runs.
    pub part: Part,
    /// Whether time in Wait states counts towards the five minutes of an Express execution. It does on
    /// AWS; where waits take no time, leaving it out lets a long workflow be tried as Express.
    pub waits_count: bool,
}

/// A part of a state machine: where an execution begins and ends. AWS knows none; all of it is the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Part {
    /// The state it begins with, which need not stand at the top level; else the machine's own.
    pub from: Option<StateId>,
    /// The state it ends with, whichever way that is left.
    pub until: Option<StateId>,
}

/// One execution of a state machine. Clones are cheap and run on independently.
#[derive(Clone, Debug)]
pub struct Execution {
    machine: Arc<StateMachine>,
    course: Course,
    setup: Arc<Setup>,
    input: Payload,
    chance: Chance,
    now: Time,
    deadline: Time,
    agenda: Agenda,
    strands: Strands,
    history: History,
    calls: Vec<Call>,
    tickets: BTreeMap<Ticket, StrandId>,
    next_ticket: u64,
    requests: Vec<Request>,
    /// Whom in a Map Run a ticket belongs to.
    routes: BTreeMap<Ticket, Route>,
    /// The events of child executions that run, which stand in no history here.
    events_of_children: u64,
    /// Whether a child has more to do than one turn allows.
    is_child_busy: bool,
    look_up_after: u64,
    ended_with: Option<StateId>,
    outcome: Option<Outcome>,
}

/// What an execution runs: a machine, or the item processor of a distributed Map.
#[derive(Clone, Copy, Debug)]
struct Course {
    start: StateId,
    workflow: Workflow,
    timeout_seconds: Option<u32>,
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

    fn start_on(course: Course, machine: Arc<StateMachine>, input: Payload, setup: Setup) -> Self {
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
