//! How an execution goes on: turn by turn, in the order of its agenda.

use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::time::Time;

use super::agenda::{StrandId, Wake, WakeKind};
use super::core::Execution;
use super::strand::Phase;
use crate::engine::call::{Reply, Ticket};
use crate::engine::ids::ExecutionId;

/// Why [`Execution::advance`] returned.
#[derive(Clone, Copy, Debug)]
pub enum PauseReason {
    /// It has ended.
    Ended,
    /// Nothing is due now.
    Idle,
    /// Its records should be taken: they hold much data.
    Heavy,
    /// It has taken as many turns, or recorded as many events, as it may before it returns to its caller.
    Enough,
    /// There are commands for the fleet.
    Commands,
    /// Data has arrived for the group of child executions this strand waits for.
    Data(StrandId),
    /// It is the turn of a child execution, with this number.
    Child(ExecutionId, u32),
}

/// Whether a child execution still waits for its turn with this number.
pub type Expects<'a> = &'a dyn Fn(ExecutionId, u32) -> bool;

impl Execution {
    /// Runs what is due up to `now`, which must not be before that of the last call, for at most `turns` turns,
    /// and until so many events are recorded.
    pub fn advance(
        &mut self,
        now: Time,
        turns: &mut usize,
        events: u64,
        expects: Expects<'_>,
    ) -> PauseReason {
        let machine = Arc::clone(&self.machine);
        while *turns > 0 {
            if self.agenda.is_idle() {
                self.move_clock(now, expects);
            }
            if self.outcome.is_some() {
                return PauseReason::Ended;
            }
            let Some(wake) = self.agenda.pop(self.now) else {
                return PauseReason::Idle;
            };
            if !self.strands.expects(&wake) {
                continue;
            }
            *turns -= 1;
            self.work.take();
            let before = self.history.kept();
            let pause = self.act(wake, &machine);
            if self.interrupt.was_triggered() {
                // The turn was cut off: what it recorded is wrong and must not be seen.
                self.history.forget(before);
                return PauseReason::Enough;
            }
            // A turn whose expressions compute much counts as many.
            *turns = turns.saturating_sub(self.work.take());
            if let Some(pause) = pause {
                return pause;
            }
            if !self.commands.is_empty() {
                return PauseReason::Commands;
            }
            if self.history.is_full() {
                self.exceed_history();
            }
            if self.history.last_id() >= events {
                break;
            }
            if self.history.is_heavy() {
                return PauseReason::Heavy;
            }
        }
        PauseReason::Enough
    }

    /// Goes on to the next moment at which something is due, `now` at the latest: a clock that comes late
    /// neither moves events nor lets the execution run out of time before them.
    pub fn move_clock(&mut self, now: Time, expects: Expects<'_>) {
        let due = self.next_due(expects).map_or(now, |due| due.min(now));
        self.now = self.now.max(due);
        if self.now >= self.deadline && self.outcome.is_none() {
            self.time_out();
        }
    }

    fn next_due(&mut self, expects: Expects<'_>) -> Option<Time> {
        let strands = &self.strands;
        self.agenda.next_time(|wake| {
            strands.expects(wake)
                && match wake.what {
                    WakeKind::Child { id, turn } => expects(id, turn),
                    WakeKind::Enter
                    | WakeKind::Retry
                    | WakeKind::Resume
                    | WakeKind::TaskStarts
                    | WakeKind::Signal
                    | WakeKind::TaskTimeout
                    | WakeKind::Heartbeat
                    | WakeKind::TimedOut { .. }
                    | WakeKind::Data => true,
                }
        })
    }

    /// The moment to wait for when nothing is due now; `None` if only an answer from outside helps.
    pub fn next_moment(&mut self, expects: Expects<'_>) -> Option<Time> {
        // A Standard execution that waits for nothing would run for a year.
        let ends_by_itself = self.program.timeout_seconds.is_some() || !self.is_standard();
        match self.next_due(expects) {
            Some(time) => Some(time.min(self.deadline)),
            None => ends_by_itself.then_some(self.deadline),
        }
    }

    fn act(&mut self, wake: Wake, machine: &StateMachine) -> Option<PauseReason> {
        let id = wake.strand;
        if self.is_doomed(&wake) {
            self.meet_doom(id);
            return None;
        }
        match wake.what {
            WakeKind::Enter => self.enter(id, machine),
            WakeKind::Retry => self.attempt(id, machine),
            WakeKind::Resume => self.waited(id),
            WakeKind::TaskStarts => self.task_starts(id),
            WakeKind::Signal => self.on_signal(id),
            WakeKind::TaskTimeout => self.task_runs_out(id, false),
            WakeKind::Heartbeat => self.check_heartbeat(id),
            WakeKind::TimedOut { missed_heartbeat } => self.task_timed_out(id, missed_heartbeat),
            WakeKind::Data => return Some(PauseReason::Data(id)),
            WakeKind::Child { id: child, turn } => return Some(PauseReason::Child(child, turn)),
        }
        None
    }

    /// Takes the answer to a call of its own. `at` is the moment from which the reply's milliseconds count: that
    /// of the call for an answer given at once, that of its arrival for one that comes late. A reply without
    /// signals to an activity's task means that no worker takes it. Returns whether a strand was waiting for it.
    pub fn resolve(&mut self, ticket: Ticket, at: Time, reply: Reply) -> bool {
        let Some(&id) = self.tickets.get(&ticket) else { return false };
        let Phase::Task(run) = &mut self.strands[id].phase else {
            return false;
        };
        if reply.is_empty() && !run.started {
            self.never_started(id, at);
            return true;
        }
        let idle = run.signals.is_empty();
        run.signals.reserve_exact(reply.len());
        run.signals.extend(reply.into_iter().map(|(after, signal)| (at.after(after.max(0)), signal)));
        if idle {
            self.await_signal(id);
        }
        true
    }

    /// The states of its own tasks that wait for an answer, as they were scheduled.
    pub fn waiting(&self) -> impl Iterator<Item = StateId> {
        self.tickets.values().map(|&id| self.strands[id].state)
    }
}
