//! How a Map Run goes on after a redrive: children that failed or were stopped go on, pending items get children, and
//! those that succeeded stay as they are (recorded 2026-09).

use std::sync::Arc;

use crate::asl::errors::names;
use crate::asl::machine::Workflow;
use crate::base::time::Time;
use crate::engine::execution::core::Execution;
use crate::engine::execution::failure::Failure;
use crate::engine::execution::history::Detail;
use crate::engine::execution::outcome::Outcome;
use crate::engine::fleet::member::{GroupKey, Member, Outbox};
use crate::engine::fleet::view::MapRunChange;
use crate::engine::ids::ExecutionId;
use crate::engine::setup::Setup;
use crate::engine::tally::{Tally, Tolerance};

use super::{Action, MapRun, settings};

/// So many children are kept for a redrive at most; further ones have failed for good.
const MOST_KEPT: usize = 10_000;

/// Added to the seed of an Express child that runs again.
const AGAIN: u64 = 0x9e37_79b9_7f4a_7c15;

impl MapRun {
    /// Whether a run that failed like this goes on after a redrive. With data that is too large, or that cannot be
    /// used, a new one begins (Developer Guide "Redriving Map Runs").
    pub fn may_go_on(failure: &Failure) -> bool {
        let new_run = [names::RUNTIME, names::DATA_LIMIT_EXCEEDED];
        failure.error.error.as_deref().is_none_or(|name| !new_run.contains(&name))
    }

    /// Keeps a child that has ended without success.
    pub fn keep_fallen(&mut self, id: ExecutionId, child: &Member) {
        let has_failed = !matches!(child.execution.outcome, Some(Outcome::Succeeded(_)));
        if has_failed && child.execution.setup.keep_failed && self.fallen.len() < MOST_KEPT {
            self.fallen.insert(child.number, (id, Arc::new(child.clone())));
        }
    }

    /// The children that are kept.
    pub fn kept_children(&self) -> impl Iterator<Item = ExecutionId> {
        self.fallen.values().chain(self.resuming.values()).map(|(id, _)| *id)
    }

    /// Goes on: what was counted as failed for children that are kept counts no more.
    pub fn redrive(&mut self, parent: &mut Execution) {
        self.redrives += 1;
        for (_, child) in self.fallen.values() {
            let counted = match child.execution.outcome {
                Some(Outcome::Failed(_) | Outcome::TimedOut) => &mut self.tally.failed,
                Some(Outcome::Succeeded(_) | Outcome::Aborted(_)) | None => &mut self.tally.aborted,
            };
            *counted = counted.saturating_sub(child.items);
        }
        let known = std::mem::take(&mut self.tally);
        let Tally { arn, total, children, is_batched, succeeded, failed, aborted, tolerance, .. } = known;
        let (calls, failed_calls) = (known.calls, known.failed_calls);
        let tally = Tally { calls, failed_calls, ..Tally::default() };
        self.tally =
            Tally { arn, total, children, is_batched, succeeded, failed, aborted, tolerance, ..tally };
        self.resuming.append(&mut self.fallen);
        if let Some((items, batch)) = self.untouched.take() {
            (self.items, self.batch) = (items, batch);
        }
        self.items.ask_again();
        self.results.redrive(self.redrives, self.is_closing);
        (self.running, self.written, self.is_breaking, self.is_closing) = (0, None, false, false);
        self.requests.clear();
        self.replies.clear();
        let (strand, state) = (self.strand, parent.strands[self.strand].state);
        parent.strands[strand].cursor = self.map_started;
        let arn = Arc::clone(&self.arn);
        parent.event(strand, Detail::MapRunRedriven { state, arn, count: self.redrives });
    }

    /// How many items have a child that waits to go on.
    pub fn awaiting(&self) -> usize {
        self.resuming.values().map(|(_, child)| child.items).sum()
    }

    /// The next child of an earlier attempt, if one is left and there is room.
    pub fn resume_next(&mut self) -> Option<Action> {
        if self.is_breaking || self.children.len() >= self.at_a_time {
            return None;
        }
        let (_, (id, child)) = self.resuming.pop_first()?;
        Some(Action::Resume(id, child))
    }

    /// Changes what it goes by.
    pub fn change(&mut self, change: MapRunChange) {
        if let Some(most) = change.at_a_time {
            self.at_a_time = settings::limited(most);
        }
        let Tolerance { count, percentage } = self.tally.tolerance;
        self.tally.tolerance = Tolerance {
            count: change.tolerated_count.unwrap_or(count),
            percentage: change.tolerated_percentage.unwrap_or(percentage),
        };
    }

    /// Whether this is its ARN.
    pub fn is_called(&self, arn: &str) -> bool {
        *self.arn == *arn
    }
}

impl Member {
    /// Goes on in the group `key`: a Standard child where it was, an Express one from its start.
    pub fn redrive(&mut self, key: GroupKey, now: Time) {
        let execution = &mut self.execution;
        match execution.program.workflow {
            Workflow::Standard => _ = execution.redrive(now),
            Workflow::Express => {
                let (count, _) = execution.redrives;
                let own = Setup::clone(&execution.setup);
                let setup = Setup { start: now, seed: own.seed.wrapping_add(AGAIN), ..own };
                let (machine, input) = (Arc::clone(&execution.machine), execution.input.clone());
                let (interrupt, missing) = (execution.interrupt.clone(), Arc::clone(&execution.missing));
                *execution = Execution::start(execution.program, machine, input, setup);
                (execution.redrives, execution.interrupt) = ((count + 1, None), interrupt);
                execution.missing = missing;
            }
        }
        (self.group, self.outbox, self.tickets) = (key, Outbox::default(), Vec::new());
        (self.failed_in, self.events) = (None, 0);
    }
}
