//! How an execution that failed, was stopped or ran out of time goes on: each strand begins the state again in which it
//! was, and nothing that had ended is done twice (recorded 2026-09).
//!
//! A failure ends the strands around and beside it one by one. As they were before they are kept in
//! [`Execution::fallen`] until a retrier or a catcher takes the failure, or else until the redrive.

use crate::asl::machine::Kind;
use crate::base::time::Time;

use super::agenda::{Agenda, StrandId, WakeKind};
use super::core::Execution;
use super::outcome::Outcome;
use super::strand::Phase;

impl Execution {
    /// Keeps a strand as it is, before a failure ends it.
    pub fn keep_fallen(&mut self, id: StrandId) {
        if self.setup.keep_failed && self.fallen.iter().all(|(known, _)| *known != id) {
            self.fallen.push((id, self.strands[id].clone()));
        }
    }

    /// A state failed by itself after its branches or items began: it will begin anew, and they with it.
    pub fn forget_inner(&mut self, id: StrandId) {
        if self.fallen.iter().all(|(known, _)| *known != id) {
            self.fallen.clear();
        }
    }

    /// Goes on at `now`, or at the moment at which it ended if that is later. Returns whether it could: one that runs
    /// or has succeeded cannot.
    pub fn redrive(&mut self, now: Time) -> bool {
        match self.outcome {
            None | Some(Outcome::Succeeded(_)) => return false,
            Some(Outcome::Failed(_) | Outcome::TimedOut | Outcome::Aborted(_)) => self.outcome = None,
        }
        self.now = self.now.max(now);
        self.redrives = (self.redrives.0 + 1, Some(self.now));
        self.set_deadline();
        self.history.redriven(self.now, self.redrives.0);
        for (id, strand) in std::mem::take(&mut self.fallen) {
            self.strands.put_back(id, strand);
        }
        self.agenda = Agenda::default();
        self.calls.clear();
        self.tickets.clear();
        let mut running: Vec<_> = self.strands.iter().map(|(id, strand)| (strand.branch, id)).collect();
        running.sort_unstable();
        for (_, id) in running {
            self.resume(id);
        }
        true
    }

    /// Lets a strand begin its state again, if nothing in the state goes on.
    fn resume(&mut self, id: StrandId) {
        let is_fail = matches!(self.machine.state(self.strands[id].state).kind, Kind::Fail(_));
        let redriven = self.history.last_id();
        let strand = &mut self.strands[id];
        strand.retrier_uses.clear();
        strand.retry_count = 0;
        strand.retried = None;
        let wake = match strand.phase {
            Phase::Ready => WakeKind::Enter,
            Phase::Joining(_) => return self.strands.invalidate_wakes(id),
            Phase::Inside | Phase::Task(_) | Phase::Children(_) => {
                strand.phase = Phase::Inside;
                // A Fail state fails at once, after the redrive itself.
                strand.cursor = if is_fail { redriven } else { strand.entered_event };
                WakeKind::Retry
            }
        };
        self.queue(id, wake);
    }
}
