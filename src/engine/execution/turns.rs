//! How an execution goes on: turn by turn, in the order of its agenda.

use crate::asl::machine::StateId;
use crate::base::time::Time;

use super::agenda::{StrandId, Wake, What};
use super::core::Execution;
use super::strand::Phase;
use crate::engine::call::{Reply, Ticket};
use crate::engine::ids::ExecutionId;

/// Why an execution takes no turn at the moment.
#[derive(Clone, Copy, Debug)]
pub enum Pause {
    /// It has ended.
    Ended,
    /// Nothing is due now.
    Idle,
    /// Its records should be taken: they hold much data.
    Heavy,
    /// It has taken as many turns, or recorded as many events, as it may without the caller looking up.
    Enough,
    /// There are orders for the fleet.
    Orders,
    /// Data has arrived for the group of child executions this strand waits for.
    Data(StrandId),
    /// It is the turn of a child execution, with this number.
    Child(ExecutionId, u32),
}

/// Tells whether a child execution still waits for its turn with this number.
pub type Expects<'a> = &'a dyn Fn(ExecutionId, u32) -> bool;

impl Execution {
    /// Runs what is due up to `now`, which must not lie before the last time, for at most `turns` turns,
    /// and until so many events are recorded.
    pub fn advance(&mut self, now: Time, turns: &mut usize, events: u64, expects: Expects<'_>) -> Pause {
        while *turns > 0 {
            if self.agenda.is_idle() {
                self.move_clock(now, expects);
            }
            if self.outcome.is_some() {
                return Pause::Ended;
            }
            let Some(wake) = self.agenda.pop(self.now) else {
                return Pause::Idle;
            };
            if !self.strands.expects(&wake) {
                continue;
            }
            *turns -= 1;
            let before = self.history.kept();
            let pause = self.act(wake);
            if self.interrupt.was_heard() {
                // The turn did not come to its end: nobody is to see what it made of that.
                self.history.forget(before);
                return Pause::Enough;
            }
            if let Some(pause) = pause {
                return pause;
            }
            if !self.orders.is_empty() {
                return Pause::Orders;
            }
            if self.history.is_full() {
                self.exceed_history();
            }
            if self.history.last_id() >= events {
                break;
            }
            if self.history.is_heavy() {
                return Pause::Heavy;
            }
        }
        Pause::Enough
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
                    What::Child { id, turn } => expects(id, turn),
                    What::Enter
                    | What::Retry
                    | What::Resume
                    | What::TaskStarts
                    | What::Signal
                    | What::TaskTimeout
                    | What::Heartbeat
                    | What::Data => true,
                }
        })
    }

    /// The moment to wait for when nothing is due now; `None` if only an answer from outside helps.
    pub fn next_moment(&mut self, expects: Expects<'_>) -> Option<Time> {
        // A Standard execution that waits for nothing would run for a year.
        let ends_by_itself = self.course.timeout_seconds.is_some() || !self.is_standard();
        match self.next_due(expects) {
            Some(time) => Some(time.min(self.deadline)),
            None => ends_by_itself.then_some(self.deadline),
        }
    }

    fn act(&mut self, wake: Wake) -> Option<Pause> {
        let id = wake.strand;
        match wake.what {
            What::Enter => self.enter(id),
            What::Retry => self.attempt(id),
            What::Resume => self.waited(id),
            What::TaskStarts => self.task_starts(id),
            What::Signal => self.on_signal(id),
            What::TaskTimeout => self.task_timed_out(id, false),
            What::Heartbeat => self.check_heartbeat(id),
            What::Data => return Some(Pause::Data(id)),
            What::Child { id: child, turn } => return Some(Pause::Child(child, turn)),
        }
        None
    }

    /// Takes what is answered to a call of its own that was made at `at`; no signal at all to an activity's
    /// task means that no worker takes it. Returns whether a strand was waiting for it.
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
