//! What goes in time: executions 90 days after their end with their tokens, and machines that were deleted while
//! executions ran. The clock is that of the server, not the one of an execution.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::base::chance::Chance;
use crate::base::time::Time;
use crate::engine::call::{TaskError, Ticket};
use crate::session::pool::Letter;

use super::tasks::Token;
use super::{Execution, Region, Resources};

/// How long an execution is kept after its end, in milliseconds: 90 days (quotas of AWS).
const KEPT_FOR: i64 = 90 * 24 * 60 * 60 * 1000;

/// How long a deleted machine and its executions can be described after the last one has ended, in milliseconds. AWS
/// takes "some time".
const GOES_AFTER: i64 = 10 * 1000;

impl Region {
    /// What everything random in an execution is drawn from: with the seed of the server, its ARN says all.
    pub fn seed(&self, arn: &str, start: Time) -> u64 {
        let own = if self.config.seed.is_some() { 0 } else { start.millis().cast_unsigned() };
        let mix = |mixed: u64, byte: u8| (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        arn.bytes().fold(self.seed ^ own.rotate_left(32), mix)
    }

    /// A name that is the same whenever it is asked for at the same moment.
    pub fn uuid(&self, of: &str) -> String {
        Chance::new(self.seed(of, self.now())).uuid()
    }

    /// Lets go of a machine: at once if none of its executions runs, else as soon as the last one has ended. Those that
    /// run fail when they would enter or leave a state (recorded 2026-09).
    pub fn delete_machine(&self, name: &str) {
        let mut resources = self.lock();
        let Some(machine) = resources.machines.get_mut(name) else { return };
        if machine.deleting.is_some() {
            return;
        }
        let running: Vec<_> =
            machine.executions.values().filter_map(|execution| execution.process()).collect();
        machine.deleting = Some(running.len());
        drop(resources);
        if running.is_empty() {
            self.forget_machine(name);
        }
        let cause = Some(format!("State machine {name} has been deleted").into());
        let error = TaskError { error: Some("States.Runtime".into()), cause };
        running.iter().for_each(|process| process.send(Letter::Doom(error.clone())));
    }

    /// Notes that an execution has ended.
    pub fn note_end(&self, execution: &Execution) {
        let now = self.now();
        let arn = &execution.facts.arn;
        let activities = {
            let mut progress = execution.progress();
            progress.noted = Some(now);
            progress.activities.clone()
        };
        if let Some(keeper) = &self.keeper {
            keeper.end(execution);
        }
        let mut resources = self.lock();
        for name in activities {
            if let Some(activity) = resources.activities.get_mut(&name) {
                activity.offers.retain(|offer| offer.execution != *arn);
            }
        }
        if !resources.executions.contains_key(arn) {
            return;
        }
        resources.ended.insert((now, execution.number), Arc::clone(arn));
        let name = execution.facts.machine.rsplit(':').next().unwrap_or_default();
        if let Some(machine) = resources.machines.get_mut(name)
            && let Some(left) = &mut machine.deleting
        {
            *left = left.saturating_sub(1);
            if *left == 0 {
                resources.going.insert(now.after(GOES_AFTER), name.into());
            }
        }
        if resources.ended.len() > self.config.most_ended {
            resources.drop_first();
        }
    }

    /// Notes that an execution goes on.
    pub fn note_redrive(&self, execution: &Execution) {
        let noted = execution.progress().noted.take();
        if let Some(keeper) = &self.keeper {
            keeper.redriven(execution.number, &execution.progress().redrives);
        }
        if let Some(at) = noted {
            self.lock().ended.remove(&(at, execution.number));
        }
    }

    /// When the execution ended that ended first.
    pub(super) fn first_ended(&self) -> Option<Time> {
        self.lock().ended.first_key_value().map(|((at, _), _)| *at)
    }

    /// Lets go of what has been there long enough.
    pub fn sweep(&self) {
        let now = self.now();
        let seconds = now.millis() / 1000;
        if self.swept.swap(seconds, Ordering::Relaxed) == seconds {
            return;
        }
        let mut resources = self.lock();
        while resources.ended.first_key_value().is_some_and(|((at, _), _)| now.since(*at) > KEPT_FOR) {
            resources.drop_first();
        }
        let mut gone = Vec::new();
        while let Some(first) = resources.going.first_entry().filter(|first| *first.key() <= now) {
            gone.push(first.remove());
        }
        drop(resources);
        gone.iter().for_each(|name| self.forget_machine(name));
    }
}

impl Resources {
    /// Notes the end of an execution that was kept.
    pub fn note_kept_end(&mut self, execution: &Execution) {
        let arn = &execution.facts.arn;
        let progress = execution.progress();
        self.ended
            .insert((progress.noted.unwrap_or(execution.facts.start), execution.number), Arc::clone(arn));
        for (token, activity) in &progress.tokens {
            let activity = activity.clone();
            let known = Token { execution: Arc::clone(arn), ticket: Ticket(u64::MAX), activity };
            self.tokens.insert(Arc::clone(token), known);
        }
    }

    /// Lets go of the execution that ended first.
    pub(super) fn drop_first(&mut self) {
        let Some((_, arn)) = self.ended.pop_first() else { return };
        let Some(execution) = self.executions.get(&arn).cloned() else { return };
        self.drop_execution(&execution);
        let name = execution.facts.machine.rsplit(':').next().unwrap_or_default();
        if let Some(machine) = self.machines.get_mut(name) {
            machine.executions.remove(&execution.number);
        }
    }

    /// Lets go of all that is known by an execution but its place in its machine.
    pub fn drop_execution(&mut self, execution: &Execution) {
        execution.forget();
        self.executions.remove(&execution.facts.arn);
        let progress = execution.progress();
        if let Some(at) = progress.noted {
            self.ended.remove(&(at, execution.number));
        }
        for run in &progress.children.runs {
            self.map_runs.remove(&run.arn);
        }
        for arn in progress.children.executions.keys() {
            self.children.remove(arn);
        }
        for (token, _) in &progress.tokens {
            self.tokens.remove(token);
        }
    }
}
