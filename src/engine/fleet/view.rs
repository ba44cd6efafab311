//! A read-only view of a run, for a debugger: every strand with its data and what it waits for.

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::{Step, Ticket};
use crate::engine::execution::agenda::{StrandId, WakeKind};
use crate::engine::execution::core::Execution;
use crate::engine::execution::history::Branch;
use crate::engine::execution::strand::Phase;
use crate::engine::ids::ExecutionId;
use crate::engine::payload::Payload;
use crate::engine::tally::Tally;

use super::Fleet;
use super::member::{GroupKey, Requester};

/// One strand: the machine itself, a branch or an iteration, of the execution or of a child.
#[derive(Clone, Debug)]
pub struct StrandView {
    /// The execution it belongs to.
    pub execution: ExecutionId,
    /// The branch of that execution.
    pub branch: Branch,
    /// The branches and items it runs in, outermost first; empty at the top level.
    pub path: Vec<Step>,
    /// The state it is in, or about to enter.
    pub state: StateId,
    /// That state's raw input.
    pub input: Payload,
    /// The variables in scope.
    pub variables: Object,
    /// The item of the innermost enclosing Map.
    pub item: Option<Value>,
    /// How often the state was retried during this visit.
    pub retries: u32,
    /// When it entered the state; `None` if it has not entered it.
    pub entered_at: Option<Time>,
    /// What it waits for.
    pub waits_for: WaitsFor,
}

/// What a strand waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsFor {
    /// Its turn to enter the state.
    Turn,
    /// A moment: the end of a Wait, or the next attempt.
    Moment(Time),
    /// The answer to the call with this ticket of the fleet; `None` if the call was not handed out yet.
    Answer(Option<Ticket>),
    /// So many branches or iterations that run.
    Strands(usize),
    /// So many child executions that run.
    Children(usize),
}

impl WaitsFor {
    /// The phase in words: `is about to enter`, `waits until 2026-01-01T00:00:05Z`, …
    #[must_use]
    pub fn words(&self) -> String {
        let some = |count: usize, one: &str, many: &str| {
            format!("waits for {count} {}", if count == 1 { one } else { many })
        };
        match self {
            Self::Turn => "is about to enter".to_owned(),
            Self::Moment(at) => format!("waits until {}", at.iso()),
            Self::Answer(_) => "waits for its task".to_owned(),
            Self::Strands(count) => some(*count, "branch or item", "branches or items"),
            Self::Children(count) => some(*count, "child execution", "child executions"),
        }
    }
}

/// A Map Run that goes on.
#[derive(Clone, Debug)]
pub struct MapRunView {
    /// The most children that run at a time (`MaxConcurrency`).
    pub at_a_time: usize,
    /// How its items have fared so far; its ARN is in here.
    pub tally: Tally,
}

/// What a Map Run is to go by from now on (UpdateMapRun); what is none stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct MapRunChange {
    /// `maxConcurrency`; 0 sets no limit.
    pub at_a_time: Option<u32>,
    /// `toleratedFailureCount`
    pub tolerated_count: Option<u32>,
    /// `toleratedFailurePercentage`, 0 to 100.
    pub tolerated_percentage: Option<f64>,
}

impl Fleet {
    /// The Map Runs that go on, of the execution and of its children.
    #[must_use]
    pub fn map_runs(&self) -> Vec<MapRunView> {
        self.crew.groups.values().map(|run| run.view()).collect()
    }

    /// All strands that run: those of the execution first, then those of its children in the order of their
    /// start.
    #[must_use]
    pub fn strands(&self) -> Vec<StrandView> {
        let mut found = Vec::new();
        self.strands_of(ExecutionId::ROOT, &self.root, &[], &mut found);
        for (number, member) in self.crew.members.iter() {
            let mut path = Vec::new();
            self.path_to(&member.group, member.strand, member.number, &mut path);
            let id = ExecutionId(u32::try_from(number).unwrap_or(u32::MAX));
            self.strands_of(id, &member.execution, &path, &mut found);
        }
        found
    }

    /// The steps that lead to the child `number` of a group.
    fn path_to(&self, group: &GroupKey, strand: StrandId, number: u32, path: &mut Vec<Step>) {
        let parent = match self.crew.members.get(group.parent.0.into()) {
            Some(parent) => {
                self.path_to(&parent.group, parent.strand, parent.number, path);
                &parent.execution
            }
            None => &self.root,
        };
        path.extend(parent.path(strand));
        let state = parent.strands[strand].state;
        path.push(Step { state, index: number as usize, is_item: true });
    }

    fn strands_of(
        &self,
        id: ExecutionId,
        execution: &Execution,
        around: &[Step],
        found: &mut Vec<StrandView>,
    ) {
        if execution.outcome.is_some() {
            return;
        }
        for (at, strand) in execution.strands.iter() {
            let has_entered = !matches!(strand.phase, Phase::Ready);
            found.push(StrandView {
                execution: id,
                branch: strand.branch,
                path: around.iter().copied().chain(execution.path(at)).collect(),
                state: strand.state,
                input: strand.input.clone(),
                variables: strand.variables.visible(),
                item: strand.item.as_ref().map(|item| item.value.clone()),
                retries: strand.retry_count,
                entered_at: has_entered.then_some(strand.entered_at),
                waits_for: self.waits_for(id, execution, at),
            });
        }
    }

    fn waits_for(&self, id: ExecutionId, execution: &Execution, at: StrandId) -> WaitsFor {
        match &execution.strands[at].phase {
            Phase::Ready => WaitsFor::Turn,
            Phase::Inside => {
                let epoch = execution.strands.epoch(at);
                let due = execution.agenda.noted(|wake| {
                    wake.strand == at
                        && wake.epoch == epoch
                        && matches!(wake.what, WakeKind::Resume | WakeKind::Retry)
                });
                due.map_or(WaitsFor::Turn, WaitsFor::Moment)
            }
            Phase::Task(run) => WaitsFor::Answer(self.ticket_of(id, run.ticket)),
            Phase::Joining(join) => WaitsFor::Strands(join.running.iter().flatten().count()),
            Phase::Children(group) => {
                let run = self.crew.groups.get(&GroupKey { parent: id, group: *group });
                WaitsFor::Children(run.map_or(0, |run| run.children.len()))
            }
        }
    }

    /// The ticket by which the fleet knows an execution's own ticket.
    fn ticket_of(&self, id: ExecutionId, own: Ticket) -> Option<Ticket> {
        let Some(member) = self.crew.members.get(id.0.into()) else { return Some(own) };
        let leads_here = |ticket: &Ticket| {
            let origin = self.crew.routes.get(ticket.0);
            matches!(origin, Some(Requester::Task(owner, inner)) if *owner == id && *inner == own)
        };
        member.tickets.iter().rev().copied().find(leads_here)
    }

    /// The execution that made the call with this ticket, and the ticket by which its own records name the
    /// call; `None` if nothing waits for it any more.
    #[must_use]
    pub fn caller(&self, ticket: Ticket) -> Option<(ExecutionId, Ticket)> {
        if self.root.tickets.contains_key(&ticket) {
            return Some((ExecutionId::ROOT, ticket));
        }
        match self.crew.routes.get(ticket.0) {
            Some(Requester::Task(id, own)) => Some((*id, *own)),
            Some(Requester::Group(..)) | None => None,
        }
    }
}
