//! How strands are ended from outside: what ran beside a failure is recorded as aborted.

use std::sync::Arc;

use crate::asl::machine::{Kind, State};

use super::agenda::StrandId;
use super::core::{Execution, FleetCommand};
use super::history::Detail;
use super::strand::{Join, Phase};
use crate::engine::tally::Tally;

impl Execution {
    /// Takes the branches or iterations the strand waits for, if it does.
    pub fn take_join(&mut self, id: StrandId) -> Option<Box<Join>> {
        let phase = &mut self.strands[id].phase;
        match std::mem::replace(phase, Phase::Inside) {
            Phase::Joining(join) => Some(join),
            other @ (Phase::Ready | Phase::Inside | Phase::Task(_) | Phase::Children(_)) => {
                *phase = other;
                None
            }
        }
    }

    /// Ends the children of a state that failed or is ended itself. All events follow the one that failed
    /// first, in the order of the children's indexes; in a Parallel the failing one comes first.
    pub fn abort_children(&mut self, id: StrandId, join: &Join, state: &State, broken_at: u64) {
        let owner = self.strands[id].state;
        let failing = |execution: &Self, child: StrandId| execution.strands[child].cursor == broken_at;
        let mut running: Vec<(usize, StrandId)> =
            join.running.iter().enumerate().filter_map(|(index, child)| Some((index, (*child)?))).collect();
        let is_map = matches!(state.kind, Kind::Map(_));
        if !is_map {
            running.sort_by_key(|(_, child)| !failing(self, *child));
        }
        for (index, child) in running {
            if is_map {
                let detail = if failing(self, child) {
                    Detail::IterationFailed { state: owner, index }
                } else {
                    Detail::IterationAborted { state: owner, index }
                };
                self.event_apart(id, broken_at, detail);
            }
            self.abort(child, broken_at);
        }
    }

    /// Ends a strand from outside: what it was in is recorded as aborted, children first.
    fn abort(&mut self, id: StrandId, broken_at: u64) {
        let machine = Arc::clone(&self.machine);
        let state = self.strands[id].state;
        let entered = !matches!(self.strands[id].phase, Phase::Ready);
        self.keep_fallen(id);
        self.abort_group(id, broken_at);
        if let Some(join) = self.take_join(id) {
            self.abort_children(id, &join, machine.state(state), broken_at);
        }
        let records = match machine.state(state).kind {
            Kind::Task(_) | Kind::Wait(_) | Kind::Parallel { .. } | Kind::Map(_) => true,
            Kind::Pass { .. } | Kind::Choice(_) | Kind::Succeed | Kind::Fail(_) => false,
        };
        // A Parallel or Map that failed itself has said so already.
        let failed_itself =
            self.strands[id].cursor == broken_at && !matches!(machine.state(state).kind, Kind::Task(_));
        if entered && records && !failed_itself {
            self.event_apart(id, broken_at, Detail::StateAborted { state });
        }
        self.drop_task(id);
        self.strands.remove(id);
    }

    /// Ends the group of child executions the strand waits for, if it does. What came of the group is
    /// recorded before its event, and only the fleet knows it.
    fn abort_group(&mut self, id: StrandId, broken_at: u64) {
        let Phase::Children(group) = self.strands[id].phase else { return };
        self.strands[id].phase = Phase::Inside;
        self.strands.invalidate_wakes(id);
        let record = self.note_map_run(id, Tally::default());
        self.commands.push(FleetCommand::Abort(group, record));
        let state = self.strands[id].state;
        self.event_apart(id, broken_at, Detail::MapRunAborted { state });
    }

    /// Forgets the task a strand waits for, and its call if that was not handed out yet.
    pub fn drop_task(&mut self, id: StrandId) {
        if let Phase::Task(run) = &self.strands[id].phase {
            let ticket = run.ticket;
            self.tickets.remove(&ticket);
            self.calls.retain(|call| call.ticket != ticket);
            self.strands[id].phase = Phase::Inside;
        }
    }
}
