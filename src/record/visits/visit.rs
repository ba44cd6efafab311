//! One visit to a state: when it came and went, with what, every try, and what its children came to.

use std::sync::Arc;

use crate::asl::errors::Trigger;
use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::{TaskError, Ticket};
use crate::engine::failure::Failure;
use crate::engine::history::{Branch, Scheduled, Transition};
use crate::engine::payload::Payload;
use crate::engine::tally::Tally;

/// The most attempts of one visit that are kept; those in the middle are only counted.
const ATTEMPTS: usize = 50;

/// One visit to a state.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The state.
    pub state: StateId,
    /// The branch it belongs to.
    pub branch: Branch,
    /// The ids of its first and last event.
    pub events: (u64, u64),
    /// When it was entered.
    pub entered_at: Time,
    /// When it was left or failed; until then, the time of its latest event.
    pub ended_at: Time,
    /// Its raw input.
    pub input: Payload,
    /// The context object, if the run records it.
    pub context: Option<Value>,
    /// Its output, once it was left.
    pub output: Option<Payload>,
    /// The variables it assigned.
    pub assigned: Option<Object>,
    /// How it was left; none if it failed or was cut short.
    pub way: Option<Transition>,
    /// Its tries, the first and the last ones if there are more than fifty.
    pub attempts: Vec<Attempt>,
    /// The number of tries that are not kept.
    pub attempts_left_out: usize,
    /// The number of calls it made.
    pub calls: usize,
    /// What it failed with when nothing retried it any more.
    pub failure: Option<Failure>,
    /// What its branches or items came to, once they were started.
    pub children: Option<Children>,
    /// What came of the items of a distributed Map.
    pub map_run: Option<Box<Tally>>,
}

/// One try of a state; of a task, one call.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// Which try of this visit it is, from 1.
    pub number: usize,
    /// When it began.
    pub began: Time,
    /// When its outcome was known.
    pub ended: Option<Time>,
    /// Effective arguments, if it is a call.
    pub args: Option<Value>,
    /// The call, if it is one.
    pub ticket: Option<Ticket>,
    /// Who answered: `order.sfn.yaml:42 states.Charge Card`.
    pub by: Option<Box<str>>,
    /// What whoever answered wrote to its log, line by line.
    pub log: Vec<Arc<str>>,
    /// What the first call of a `.sync` or `.waitForTaskToken` task returned.
    pub submitted: Option<Value>,
    /// Its result or error; none while it runs, or if it never ended.
    pub outcome: Option<Result<Value, TaskError>>,
    /// How it is repeated, if it is.
    pub retry: Option<Retry>,
    /// The seconds it may take, if the state says so.
    pub timeout_seconds: Option<u32>,
    /// The seconds its worker may be silent, if the state says so.
    pub heartbeat_seconds: Option<u32>,
    /// Which of the two ended it, if one did.
    pub ran_out: Option<TimeLimit>,
}

/// A limit of time of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeLimit {
    /// `TimeoutSeconds`: it had no result in time.
    Task,
    /// `HeartbeatSeconds`: its worker was silent for too long. AWS reports that by the same error.
    Heartbeat,
}

/// How a failed try is repeated.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// The retrier's place in `Retry`, from 0.
    pub retrier: usize,
    /// Which of the retrier's `MaxAttempts` retries this is, from 1.
    pub retry_number: u32,
    /// The retrier's `MaxAttempts`.
    pub max_attempts: u32,
    /// How long it waits first.
    pub delay_ms: i64,
}

/// What the branches of a Parallel or the items of a Map came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Children {
    /// The number of branches or items.
    pub length: usize,
    /// Those that ended well, perhaps by a catcher.
    pub good: usize,
    /// Those that failed.
    pub failed: usize,
    /// Those that were cut short.
    pub cut: usize,
}

/// How a visit or an item ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Well.
    Good,
    /// It failed, and a catcher went on.
    Caught,
    /// It failed.
    Failed,
    /// It was never finished.
    Cut,
}

/// About how many bytes of memory a value takes. What it costs is a look at its size, which is known as a rule.
/// About how many bytes a context object takes: its data is shared with others.
const CONTEXT: usize = 1024;

fn memory(value: &Value) -> usize {
    /// Containers of small values take about so many times their text.
    const READ: usize = 3;
    value.as_str().map_or_else(|| READ * value.json_size(), str::len)
}

impl Visit {
    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn weight(&self) -> usize {
        let of = |value: &Option<Value>| value.as_ref().map_or(0, memory);
        let attempts = self.attempts.iter().map(|attempt| {
            let outcome = match &attempt.outcome {
                Some(Ok(result)) => memory(result),
                Some(Err(error)) => error.cause.as_ref().map_or(0, |cause| cause.len()),
                None => 0,
            };
            let log: usize = attempt.log.iter().map(|line| size_of::<Arc<str>>() + line.len()).sum();
            size_of::<Attempt>() + of(&attempt.args) + of(&attempt.submitted) + outcome + log
        });
        let assigned = self.assigned.as_ref().map_or(0, |names| names.values().map(memory).sum());
        let output = self.output.as_ref().map_or(0, |output| memory(output.value()));
        let context = self.context.as_ref().map_or(0, |_| CONTEXT);
        let data = memory(self.input.value()) + output + context + assigned;
        size_of::<Self>() + attempts.sum::<usize>() + data
    }

    /// A visit that begins with the event `event`.
    pub(super) const fn new(branch: Branch, state: StateId, event: u64, at: Time, input: Payload) -> Self {
        Self {
            state,
            branch,
            events: (event, event),
            entered_at: at,
            ended_at: at,
            input,
            context: None,
            output: None,
            assigned: None,
            way: None,
            attempts: Vec::new(),
            attempts_left_out: 0,
            calls: 0,
            failure: None,
            children: None,
            map_run: None,
        }
    }

    /// How long it took, in milliseconds.
    #[must_use]
    pub fn took(&self) -> i64 {
        self.ended_at.since(self.entered_at)
    }

    /// How it ended.
    #[must_use]
    pub fn mark(&self) -> Mark {
        match (&self.way, &self.failure) {
            (Some(Transition::Caught(..)), _) => Mark::Caught,
            (Some(Transition::Next(_) | Transition::Rule(..) | Transition::Default(_)), _) => Mark::Good,
            (None, Some(_)) => Mark::Failed,
            // What no Retry and no Catch sees fails everything around it without an event of its own.
            (None, None) if self.children.is_some_and(|children| children.failed > 0) => Mark::Failed,
            (None, None) => Mark::Cut,
        }
    }

    /// The number of tries that were repeated.
    #[must_use]
    pub fn retries(&self) -> usize {
        self.attempts_left_out + self.attempts.iter().filter(|attempt| attempt.retry.is_some()).count()
    }

    /// The latest call it made.
    #[must_use]
    pub fn call(&self) -> Option<&Attempt> {
        self.attempts.iter().rev().find(|attempt| attempt.ticket.is_some())
    }

    pub(super) fn called(&mut self, at: Time, scheduled: &Scheduled) {
        self.calls += 1;
        let attempt = self.attempt(at);
        attempt.ticket = Some(scheduled.ticket);
        attempt.args = Some(scheduled.args.value().clone());
        attempt.timeout_seconds = scheduled.timeout_seconds;
        attempt.heartbeat_seconds = scheduled.heartbeat_seconds;
    }

    /// Notes that the latest try ran out of time. Before the end of the time it may take, its heartbeat did:
    /// histories of AWS say no more.
    pub(super) fn timed_out(&mut self, at: Time) {
        let Some(last) = self.attempts.last_mut() else { return };
        let ran = at.since(last.began);
        let is_early = last.timeout_seconds.is_none_or(|seconds| ran < i64::from(seconds) * 1000);
        let is_heartbeat = is_early && last.heartbeat_seconds.is_some();
        last.ran_out = Some(if is_heartbeat { TimeLimit::Heartbeat } else { TimeLimit::Task });
    }

    /// Takes from a failure which limit of time the latest try met, if it met one.
    pub(super) fn learn_limit(&mut self, failure: &Failure) {
        let last = self.attempts.last_mut().filter(|last| last.ran_out.is_some() && last.retry.is_none());
        if let Some(last) = last.filter(|_| failure.origin.trigger() == Trigger::Heartbeat) {
            last.ran_out = Some(TimeLimit::Heartbeat);
        }
    }

    /// Notes that the latest try will be repeated. A state that makes no call begins its first try when it
    /// is entered.
    pub(super) fn retrying(&mut self, at: Time, failure: &Failure, retry: Retry) {
        self.learn_limit(failure);
        if self.attempts.last().is_none_or(|last| last.retry.is_some()) {
            let began = self.attempts.last().map_or(self.entered_at, |last| last.ended.unwrap_or(at));
            self.attempt(began);
        }
        if let Some(last) = self.attempts.last_mut() {
            last.ended = Some(at);
            last.outcome = Some(Err(failure.error.clone()));
            last.retry = Some(retry);
        }
    }

    pub(super) fn set_outcome(&mut self, at: Time, outcome: Result<Value, TaskError>) {
        if let Some(last) = self.attempts.last_mut() {
            last.ended = Some(at);
            last.outcome = Some(outcome);
        }
    }

    fn attempt(&mut self, began: Time) -> &mut Attempt {
        let number = self.attempts_left_out + self.attempts.len() + 1;
        if self.attempts.len() == ATTEMPTS {
            self.attempts.remove(ATTEMPTS / 2);
            self.attempts_left_out += 1;
        }
        let attempt = Attempt {
            number,
            began,
            ended: None,
            args: None,
            ticket: None,
            by: None,
            log: Vec::new(),
            submitted: None,
            outcome: None,
            retry: None,
            timeout_seconds: None,
            heartbeat_seconds: None,
            ran_out: None,
        };
        self.attempts.push(attempt);
        let last = self.attempts.len() - 1;
        &mut self.attempts[last]
    }
}

impl Children {
    pub(super) const fn ended(&mut self, mark: Mark) {
        match mark {
            Mark::Good | Mark::Caught => self.good += 1,
            Mark::Failed => self.failed += 1,
            Mark::Cut => self.cut += 1,
        }
    }
}
