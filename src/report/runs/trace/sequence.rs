//! The steps of one branch in order, a loop in it summed up: the first and the last visit to
//! each of its states stay, the rounds between are counted.

use std::collections::BTreeMap;

use crate::asl::machine::StateId;
use crate::record::visits::Mark;

use super::steps::{Block, Repeat, TraceStep};

/// Steps, and what is known of repeated ones.
#[derive(Debug, Default)]
pub struct Sequence {
    ready: Vec<TraceStep>,
    /// How often each state was visited.
    visits: BTreeMap<StateId, usize>,
    /// The last visits since a state came for the first time, by the order of their coming.
    repeated: BTreeMap<usize, Box<Block>>,
    latest: BTreeMap<StateId, usize>,
    repeats: Vec<Repeat>,
    clock: usize,
    whole: bool,
    /// About how many bytes its visits take.
    pub weight: usize,
}

impl Sequence {
    /// An empty sequence; a `whole` one sums nothing up.
    pub fn new(whole: bool) -> Self {
        Self { whole, ..Self::default() }
    }

    /// Adds the next visit. Returns about how many bytes are not needed any more.
    pub fn push(&mut self, block: Box<Block>) -> usize {
        self.weight += block.weight;
        let state = block.visit.state;
        let visits = self.visits.entry(state).or_default();
        *visits += 1;
        if *visits == 1 || self.whole {
            self.flush();
            self.ready.push(TraceStep::Visit(block));
            return 0;
        }
        let visits = *visits;
        self.clock += 1;
        let before = self.latest.insert(state, self.clock);
        if before.is_none() {
            self.repeats.push(Repeat { state, visits, left_out: 0, caught: 0, retried: 0 });
        }
        let before = before.and_then(|before| self.repeated.remove(&before));
        let dropped = before.as_ref().map_or(0, |block| block.weight);
        self.weight -= dropped;
        if let Some(repeat) = self.repeats.iter_mut().find(|repeat| repeat.state == state) {
            repeat.visits = visits;
            repeat.left_out += usize::from(before.is_some());
            repeat.caught +=
                usize::from(before.as_ref().is_some_and(|block| block.visit.mark() == Mark::Caught));
            repeat.retried += usize::from(before.is_some_and(|block| block.visit.retries() > 0));
        }
        self.repeated.insert(self.clock, block);
        dropped
    }

    /// Takes what will not be summed up any more, and about how many bytes that takes.
    pub fn take(&mut self) -> (Vec<TraceStep>, usize) {
        let steps = std::mem::take(&mut self.ready);
        let weights = steps.iter().map(|step| match step {
            TraceStep::Visit(block) => block.weight,
            TraceStep::Repeat(_) => 0,
        });
        let taken = weights.sum();
        self.weight -= taken;
        (steps, taken)
    }

    /// Everything that is left.
    pub fn finish(mut self) -> Vec<TraceStep> {
        self.flush();
        self.ready
    }

    /// Ends a loop: how often it ran, then its last round.
    pub fn flush(&mut self) {
        if self.repeated.is_empty() {
            return;
        }
        let repeats = std::mem::take(&mut self.repeats);
        if repeats.iter().any(|repeat| repeat.left_out > 0) {
            self.ready.push(TraceStep::Repeat(repeats));
        }
        self.latest.clear();
        self.ready.extend(std::mem::take(&mut self.repeated).into_values().map(TraceStep::Visit));
    }
}
