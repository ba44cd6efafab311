//! `Execution`: one execution of a state machine, without the child executions of its distributed Maps.
//!
//! Strands that are ready take turns first in, first out, one state a turn, as AWS does (recorded in
//! histories with concurrency). A strand that enters a distributed Map leaves an [`FleetCommand`] for the fleet
//! and waits for a group of child executions, which take their turns in the same queue.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asl::errors::names;
use crate::asl::machine::{StateId, StateMachine, Workflow};
use crate::base::chance::Chance;
use crate::base::interrupt::Interrupt;
use crate::base::time::Time;
use crate::base::value::Value;

use super::agenda::{Agenda, StrandId, Wake, WakeKind};
use super::failure::Failure;
use super::history::{Branch, Detail, History, Note};
use super::inspector::Inspector;
use super::outcome::Outcome;
use super::strand::{Phase, Strand};
use super::strands::Strands;
use super::variables::Variables;
use super::work::Work;
use crate::engine::call::{Call, TaskError, Ticket};
use crate::engine::ids::GroupId;
use crate::engine::payload::Payload;
use crate::engine::setup::Setup;
use crate::engine::tally::Tally;

/// The number of events a Standard execution may record.
pub const EVENT_QUOTA: u64 = 25_000;
/// How long an Express execution may run, in seconds.
pub const EXPRESS_SECONDS: i64 = 300;
/// How long a Standard execution may run, in seconds: a year.
pub const STANDARD_SECONDS: i64 = 31_536_000;

/// One execution of a state machine. Clones are cheap and run on independently.
#[derive(Clone, Debug)]
pub struct Execution {
    pub machine: Arc<StateMachine>,
    pub program: Program,
    pub setup: Arc<Setup>,
    pub input: Payload,
    pub chance: Chance,
    pub now: Time,
    pub deadline: Time,
    pub agenda: Agenda,
    pub strands: Strands,
    pub history: History,
    /// Calls that were not handed out yet.
    pub calls: Vec<Call>,
    pub tickets: BTreeMap<Ticket, StrandId>,
    pub next_ticket: u64,
    pub next_group: u32,
    /// What the fleet has to do before the next turn, in order.
    pub commands: Vec<FleetCommand>,
    pub ended_with: Option<StateId>,
    pub outcome: Option<Outcome>,
    /// How often it was redriven, and when last; none of an Express one that only starts again has a moment.
    pub redrives: (u32, Option<Time>),
    /// The strands that the failure ended which ended the execution, as they were before, if a redrive may need them.
    pub fallen: Vec<(StrandId, Strand)>,
    /// What it fails with as soon as it would enter or leave a state.
    pub doom: Option<TaskError>,
    /// The Tasks whose activity does not exist at the moment.
    pub missing: Arc<BTreeSet<StateId>>,
    /// Ends an expression that is evaluated.
    pub interrupt: Interrupt,
    /// How much its expressions have computed in the turn under way.
    pub work: Work,
    /// What is seen of a state that runs alone.
    pub inspector: Inspector,
}

/// What an execution runs: a whole machine, or the item processor of a distributed Map.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    pub start: StateId,
    pub workflow: Workflow,
    pub timeout_seconds: Option<u32>,
}

/// What an execution needs done that only its fleet can do: it leaves it here and the fleet does it before the
/// next turn.
#[derive(Clone, Copy, Debug)]
pub enum FleetCommand {
    /// Start the Map Run of the distributed Map this strand has entered.
    Start(StrandId),
    /// End the group: its state was aborted. The record at this index is to say what came of it.
    Abort(GroupId, usize),
    /// The execution has ended with the group under way. The record at this index is to say how far it came.
    Report(GroupId, usize),
}

impl Execution {
    /// Starts an execution; nothing runs before its first turn.
    pub fn start(program: Program, machine: Arc<StateMachine>, input: Payload, setup: Setup) -> Self {
        let quota = match program.workflow {
            Workflow::Standard => EVENT_QUOTA,
            Workflow::Express => u64::MAX,
        };
        let mut execution = Self {
            chance: Chance::new(setup.seed),
            now: setup.start,
            deadline: setup.start.after(longest(program, &setup)),
            agenda: Agenda::default(),
            strands: Strands::default(),
            history: History::new(quota),
            calls: Vec::new(),
            tickets: BTreeMap::new(),
            next_ticket: 0,
            next_group: 0,
            commands: Vec::new(),
            ended_with: None,
            outcome: None,
            redrives: (0, None),
            fallen: Vec::new(),
            doom: None,
            missing: Arc::default(),
            interrupt: Interrupt::default(),
            work: Work::default(),
            inspector: Inspector::default(),
            setup: Arc::new(setup),
            input,
            machine,
            program,
        };
        execution.begin();
        execution
    }

    /// Sets the moment by which it has to end, from `now` on.
    pub fn set_deadline(&mut self) {
        self.deadline = self.now.after(longest(self.program, &self.setup));
    }

    fn begin(&mut self) {
        let started = Detail::ExecutionStarted { input: self.input.clone() };
        self.history.event(Branch(0), 0, self.now, started);
        let own = self.setup.variables.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
        let variables = Arc::new(Variables::outermost(own));
        let item = self.first_item().map(Arc::new);
        // The first state's Entered event follows nothing, as AWS records it.
        let strand =
            Strand::ready(Branch(0), None, self.program.start, self.input.clone(), 0, variables, item);
        let id = self.strands.add(strand);
        self.queue(id, WakeKind::Enter);
    }

    pub fn is_standard(&self) -> bool {
        self.program.workflow == Workflow::Standard
    }

    pub const fn new_ticket(&mut self) -> Ticket {
        self.next_ticket += 1;
        Ticket(self.next_ticket - 1)
    }

    /// Puts the wake `what` of a strand behind everything that is due now. Earlier wakes stay good.
    pub fn wake(&mut self, id: StrandId, what: WakeKind) {
        self.agenda.now(Wake { strand: id, epoch: self.strands.epoch(id), what });
    }

    /// Notes the wake `what` of a strand for the moment `at`.
    pub fn wake_at(&mut self, at: Time, id: StrandId, what: WakeKind) {
        self.agenda.at(at, Wake { strand: id, epoch: self.strands.epoch(id), what });
    }

    /// Notes that the strand has something to do as soon as the others had their turn, and nothing else.
    pub fn queue(&mut self, id: StrandId, what: WakeKind) {
        self.strands.invalidate_wakes(id);
        self.wake(id, what);
    }

    /// Records an event that follows the strand's last one and becomes its last one.
    pub fn event(&mut self, id: StrandId, detail: Detail) -> u64 {
        let strand = &mut self.strands[id];
        strand.cursor = self.history.event(strand.branch, strand.cursor, self.now, detail);
        strand.cursor
    }

    /// Records an event of the strand that follows `previous` and that no other event follows.
    pub fn event_apart(&mut self, id: StrandId, previous: u64, detail: Detail) {
        let branch = self.strands[id].branch;
        self.history.event(branch, previous, self.now, detail);
    }

    /// Records what came of the group of child executions of a strand.
    pub fn note_map_run(&mut self, id: StrandId, tally: Tally) -> usize {
        let (branch, state) = (self.strands[id].branch, self.strands[id].state);
        self.history.note(Note::MapRun { at: self.now, branch, state, tally: Box::new(tally) })
    }

    /// The execution itself ran out of time: recorded after nothing, and nothing is aborted.
    pub fn time_out(&mut self) {
        self.now = self.deadline;
        self.history.event(Branch(0), 0, self.now, Detail::ExecutionTimedOut);
        self.end(Outcome::TimedOut);
    }

    /// The history is full: its last event says so, however the turn ended that came upon it.
    pub fn exceed_history(&mut self) {
        let cause = format!("The execution reached the maximum number of history events ({EVENT_QUOTA}).");
        let failure = Failure::new(names::RUNTIME, cause);
        self.history.last_event(self.now, Detail::ExecutionFailed(failure.error.clone()));
        self.end(Outcome::Failed(failure));
    }

    /// Ends it from outside, as StopExecution does.
    pub fn stop(&mut self, now: Time, error: TaskError) {
        self.now = self.now.max(now);
        if self.outcome.is_none() {
            self.history.event(Branch(0), 0, self.now, Detail::ExecutionAborted(error.clone()));
            self.end(Outcome::Aborted(error));
        }
    }

    /// It has ended like this. For each group under way, the fleet fills in how far it has come.
    pub fn end(&mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
        self.calls.clear();
        self.tickets.clear();
        for (id, group) in self.groups() {
            let record = self.note_map_run(id, Tally::default());
            self.commands.push(FleetCommand::Report(group, record));
        }
    }

    /// The strands that wait for a group of child executions, and the groups.
    pub fn groups(&self) -> Vec<(StrandId, GroupId)> {
        let groups = self.strands.iter().filter_map(|(id, strand)| match strand.phase {
            Phase::Children(group) => Some((id, group)),
            Phase::Ready | Phase::Inside | Phase::Task(_) | Phase::Joining(_) => None,
        });
        groups.collect()
    }
}

/// How long an execution may run, in milliseconds.
fn longest(program: Program, setup: &Setup) -> i64 {
    let longest = match program.workflow {
        Workflow::Standard => STANDARD_SECONDS,
        Workflow::Express => EXPRESS_SECONDS,
    };
    let own = [program.timeout_seconds, setup.alone.as_ref().and_then(|alone| alone.seconds)];
    own.into_iter().flatten().map(i64::from).fold(longest, i64::min) * 1000
}
