//! The agenda: what is due when, ordered by (time, sequence).
//!
//! What is due now is in a queue, first in, first out, as AWS lets branches take turns; the rest
//! waits in a heap.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};

use crate::base::time::Time;

use crate::engine::ids::ExecutionId;
use crate::engine::saving::saved;

/// Names a strand; the number is used again when the strand has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StrandId(pub u32);

/// Something to do for a strand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wake {
    pub strand: StrandId,
    /// The strand's epoch when this was noted. A strand counts it up whenever earlier wakes stop to matter
    /// ([`Strands::invalidate_wakes`](super::strands::Strands::invalidate_wakes)): a wake of another epoch is void.
    pub epoch: u32,
    pub what: WakeKind,
}

/// What a strand is woken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WakeKind {
    /// Enter its next state.
    Enter,
    /// Try the state once more.
    Retry,
    /// The wait is over.
    Resume,
    /// The task starts.
    TaskStarts,
    /// The next signal of its task is due.
    Signal,
    /// The task has run out of time.
    TaskTimeout,
    /// The worker may have been silent for too long.
    Heartbeat,
    /// The task that has run out of time, which is recorded, fails its state.
    TimedOut { missed_heartbeat: bool },
    /// Data arrived for the group of child executions it waits for.
    Data,
    /// A child execution of that group goes on, if `turn` is still the number of its next turn: one that was woken
    /// again since has a higher number, and this wake is void.
    Child { id: ExecutionId, turn: u32 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Due {
    at: Time,
    sequence: u64,
    wake: Wake,
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.sequence).cmp(&(other.at, other.sequence))
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Everything still to do.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    ready: VecDeque<Wake>,
    later: BinaryHeap<Reverse<Due>>,
    sequence: u64,
}

impl Agenda {
    /// Puts `wake` behind everything that is due now.
    pub fn now(&mut self, wake: Wake) {
        self.ready.push_back(wake);
    }

    /// Notes `wake` for the moment `at`.
    pub fn at(&mut self, at: Time, wake: Wake) {
        self.sequence += 1;
        self.later.push(Reverse(Due { at, sequence: self.sequence, wake }));
    }

    /// Takes what is to do next at the moment `now`.
    pub fn pop(&mut self, now: Time) -> Option<Wake> {
        if self.ready.is_empty() {
            while self.later.peek().is_some_and(|Reverse(due)| due.at <= now) {
                self.ready.extend(self.later.pop().map(|Reverse(due)| due.wake));
            }
        }
        self.ready.pop_front()
    }

    /// Whether nothing is due right now.
    pub fn is_idle(&self) -> bool {
        self.ready.is_empty()
    }

    /// The earliest future moment for which a wake is noted that `is_wanted`.
    pub fn noted(&self, is_wanted: impl Fn(&Wake) -> bool) -> Option<Time> {
        let wanted = self.later.iter().filter(|Reverse(due)| is_wanted(&due.wake));
        wanted.map(|Reverse(due)| due.at).min()
    }

    /// The next future moment at which something is due. Wakes that are no longer `expected` are dropped, so that
    /// no clock waits for them.
    pub fn next_time(&mut self, expected: impl Fn(&Wake) -> bool) -> Option<Time> {
        while self.later.peek().is_some_and(|Reverse(due)| !expected(&due.wake)) {
            self.later.pop();
        }
        self.later.peek().map(|Reverse(due)| due.at)
    }
}

saved!(number StrandId);
saved!(struct Wake { strand, epoch, what });
saved!(enum WakeKind {
    Enter,
    Retry,
    Resume,
    TaskStarts,
    Signal,
    TaskTimeout,
    Heartbeat,
    TimedOut { missed_heartbeat },
    Data,
    Child { id, turn },
});
saved!(struct Due { at, sequence, wake });
saved!(struct Agenda { ready, later, sequence });
