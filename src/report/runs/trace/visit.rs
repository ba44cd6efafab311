//! What the trace knows of one visit to a state: plain data, put together from records.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::{TaskError, Ticket};
use crate::engine::failure::Failure;
use crate::engine::history::{Line, Way};
use crate::engine::payload::Payload;
use crate::engine::tally::Tally;

use super::sequence::Sequence;

/// More attempts of one visit are counted, not kept.
const ATTEMPTS: usize = 50;

/// One visit to a state.
#[derive(Debug)]
pub struct Visit {
    pub state: StateId,
    /// The ids of its first and last event.
    pub events: (u64, u64),
    pub entered: Time,
    /// When it was left or failed; the last that was heard of it.
    pub until: Time,
    pub input: Payload,
    /// The context object, if the run tells it.
    pub context: Option<Value>,
    pub output: Option<Payload>,
    pub assigned: Option<Object>,
    pub way: Option<Way>,
    pub attempts: Vec<Attempt>,
    pub attempts_left_out: usize,
    /// What it failed with when nothing retried it any more.
    pub failure: Option<Failure>,
    /// Branches or items.
    pub fan: Option<Fan>,
    /// What came of the items of a distributed Map.
    pub run: Option<Box<Tally>>,
    pub aborted: bool,
}

/// One try of a state; of a task, one call.
#[derive(Debug)]
pub struct Attempt {
    /// From 1.
    pub number: usize,
    pub began: Time,
    pub ended: Option<Time>,
    /// Effective arguments, if it is a call.
    pub args: Option<Value>,
    pub ticket: Option<Ticket>,
    /// Who answered.
    pub by: Option<Box<str>>,
    /// What the first call of a job or callback returned.
    pub submitted: Option<Value>,
    pub outcome: Option<Result<Value, TaskError>>,
    pub retry: Option<Retry>,
}

/// How a failed try is repeated.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// The retrier, from 0.
    pub rule: usize,
    pub attempt: u32,
    pub most: u32,
    pub delay_ms: i64,
}

/// How a visit, an item or a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    Good,
    /// It failed, and a catcher went on.
    Caught,
    Failed,
    /// It was never finished.
    Cut,
}

/// The branches of a Parallel or the items of a Map, those alike together.
#[derive(Debug, Default)]
pub struct Fan {
    pub length: usize,
    /// Those still under way.
    pub open: BTreeMap<usize, Line>,
    pub groups: Vec<Group>,
    /// Those that are alike with none that is kept.
    pub others: BTreeMap<&'static str, usize>,
    pub good: usize,
    pub failed: usize,
    pub cut: usize,
}

/// Branches or items that took the same steps.
#[derive(Debug)]
pub struct Group {
    shape: u64,
    pub mark: Mark,
    /// Indexes, both ends included, as they ended.
    pub ranges: Vec<(usize, usize)>,
    /// The steps of the first.
    pub steps: Vec<Piece>,
    /// How long the longest of the others took.
    pub others_ms: i64,
}

/// A step of a trace.
#[derive(Debug)]
pub enum Piece {
    Visit(Box<Visit>),
    /// Visits of a loop that are summed up, in the order in which its states came again.
    Again(Vec<Again>),
}

/// Visits to one state of a loop that are not told one by one.
#[derive(Clone, Debug)]
pub struct Again {
    pub state: StateId,
    /// How often it was visited, all in all.
    pub visits: usize,
    /// Visits left out.
    pub left_out: usize,
    pub caught: usize,
    pub retried: usize,
}

impl Visit {
    pub fn new(state: StateId, event: u64, at: Time, input: Payload) -> Self {
        Self {
            state,
            events: (event, event),
            entered: at,
            until: at,
            input,
            context: None,
            output: None,
            assigned: None,
            way: None,
            attempts: Vec::new(),
            attempts_left_out: 0,
            failure: None,
            fan: None,
            run: None,
            aborted: false,
        }
    }

    pub fn took(&self) -> i64 {
        self.until.millis() - self.entered.millis()
    }

    pub fn mark(&self) -> Mark {
        match (&self.way, &self.failure) {
            (Some(Way::Caught(..)), _) => Mark::Caught,
            (Some(Way::On(_) | Way::Rule(..) | Way::Default(_)), _) => Mark::Good,
            (None, Some(_)) => Mark::Failed,
            // What no Retry and no Catch sees fails everything around it without another word.
            (None, None) if self.fan.as_ref().is_some_and(|fan| fan.failed > 0) => Mark::Failed,
            (None, None) => Mark::Cut,
        }
    }

    pub fn retries(&self) -> usize {
        self.attempts_left_out + self.attempts.iter().filter(|attempt| attempt.retry.is_some()).count()
    }

    pub fn call(&mut self, at: Time, ticket: Ticket, args: Value) {
        let attempt = self.attempt(at);
        attempt.ticket = Some(ticket);
        attempt.args = Some(args);
    }

    /// The error of a try is known. A state that calls nobody begins its tries when it is entered.
    pub fn retrying(&mut self, at: Time, error: &TaskError, retry: Retry) {
        if self.attempts.last().is_none_or(|last| last.retry.is_some()) {
            let began = self.attempts.last().map_or(self.entered, |last| last.ended.unwrap_or(at));
            self.attempt(began);
        }
        if let Some(last) = self.attempts.last_mut() {
            last.ended = Some(at);
            last.outcome = Some(Err(error.clone()));
            last.retry = Some(retry);
        }
    }

    pub fn answered(&mut self, at: Time, outcome: Result<Value, TaskError>) {
        if let Some(last) = self.attempts.last_mut() {
            last.ended = Some(at);
            last.outcome = Some(outcome);
        }
    }

    fn attempt(&mut self, began: Time) -> &mut Attempt {
        let number = self.attempts_left_out + self.attempts.len() + 1;
        if self.attempts.len() == ATTEMPTS {
            // The first tries and the last ones tell the story.
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
            submitted: None,
            outcome: None,
            retry: None,
        };
        self.attempts.push(attempt);
        let last = self.attempts.len() - 1;
        &mut self.attempts[last]
    }

    /// Adds to a hash what makes two visits alike: the steps, not the data.
    fn shape(&self, hasher: &mut DefaultHasher) {
        self.state.hash(hasher);
        self.mark().hash(hasher);
        self.retries().hash(hasher);
        if let Some(failure) = &self.failure {
            failure.error.error.hash(hasher);
        }
        if let Some(Way::Rule(rule, _)) = self.way {
            rule.hash(hasher);
        }
        for group in self.fan.iter().flat_map(|fan| &fan.groups) {
            group.shape.hash(hasher);
        }
    }
}

impl Fan {
    /// A branch or item has ended; keeps its steps unless they are known, in at most `most` groups.
    pub fn ended(&mut self, index: usize, mark: Mark, sequence: Sequence, took: i64, most: usize) {
        match mark {
            Mark::Good | Mark::Caught => self.good += 1,
            Mark::Failed => self.failed += 1,
            Mark::Cut => self.cut += 1,
        }
        let steps = sequence.finish();
        let shape = if most == usize::MAX { index as u64 } else { shape(&steps, mark) };
        let known =
            if most == usize::MAX { None } else { self.groups.iter_mut().find(|group| group.shape == shape) };
        if let Some(group) = known {
            group.others_ms = group.others_ms.max(took);
            return group.add(index);
        }
        if self.groups.len() < most {
            let ranges = vec![(index, index)];
            self.groups.push(Group { shape, mark, ranges, steps, others_ms: 0 });
        } else {
            let words = match mark {
                Mark::Good => "ok",
                Mark::Caught => "with errors caught",
                Mark::Failed => "failed",
                Mark::Cut => "cut short",
            };
            *self.others.entry(words).or_default() += 1;
        }
    }
}

impl Group {
    fn add(&mut self, index: usize) {
        // The first one is told on its own.
        match self.ranges[1..].last_mut() {
            Some((_, last)) if *last + 1 == index => *last = index,
            Some(_) | None => self.ranges.push((index, index)),
        }
    }

    /// The one whose steps are told.
    pub fn first(&self) -> usize {
        self.ranges.first().map_or(0, |range| range.0)
    }

    /// The others, in order.
    pub fn rest(&self) -> Vec<(usize, usize)> {
        let mut rest: Vec<(usize, usize)> = self.ranges.iter().skip(1).copied().collect();
        rest.sort_unstable();
        rest.dedup_by(|next, before| {
            let adjacent = before.1 + 1 == next.0;
            if adjacent {
                before.1 = next.1;
            }
            adjacent
        });
        rest
    }
}

fn shape(steps: &[Piece], mark: Mark) -> u64 {
    let mut hasher = DefaultHasher::new();
    mark.hash(&mut hasher);
    for step in steps {
        match step {
            Piece::Visit(visit) => visit.shape(&mut hasher),
            Piece::Again(again) => again.iter().for_each(|state| state.state.hash(&mut hasher)),
        }
    }
    hasher.finish()
}
