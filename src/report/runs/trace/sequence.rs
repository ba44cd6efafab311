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
    /// What is known of each state that was visited.
    states: BTreeMap<StateId, Visited>,
    /// The states that came again since one came for the first time.
    repeats: Vec<Repeat>,
    clock: usize,
    whole: bool,
    /// About how many bytes its visits take.
    pub weight: usize,
}

/// What is known of a state that was visited.
#[derive(Debug, Default)]
struct Visited {
    /// How often.
    times: usize,
    /// The last visit, if it is one of those that are summed up, with when it came.
    latest: Option<(usize, Block)>,
    /// Its place in `repeats`, if there is a last visit.
    repeat: usize,
}

impl Sequence {
    /// An empty sequence; a `whole` one sums nothing up.
    pub fn new(whole: bool) -> Self {
        Self { whole, ..Self::default() }
    }

    /// Adds the next visit. Returns about how many bytes are not needed any more.
    pub fn push(&mut self, block: Block) -> usize {
        self.weight += block.weight;
        let state = block.visit.state;
        let visited = self.states.entry(state).or_default();
        visited.times += 1;
        if visited.times == 1 || self.whole {
            self.flush();
            self.ready.push(TraceStep::Visit(block));
            return 0;
        }
        self.clock += 1;
        let Some((_, before)) = visited.latest.replace((self.clock, block)) else {
            visited.repeat = self.repeats.len();
            self.repeats.push(Repeat { state, visits: visited.times, left_out: 0, caught: 0, retried: 0 });
            return 0;
        };
        self.weight -= before.weight;
        let repeat = &mut self.repeats[visited.repeat];
        repeat.visits = visited.times;
        repeat.left_out += 1;
        repeat.caught += usize::from(before.visit.mark() == Mark::Caught);
        repeat.retried += usize::from(before.visit.retries() > 0);
        before.weight
    }

    /// Whether there is something that will not be summed up any more.
    pub const fn is_ready(&self) -> bool {
        !self.ready.is_empty()
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
        let repeats = std::mem::take(&mut self.repeats);
        let latest = |repeat: &Repeat| self.states.get_mut(&repeat.state)?.latest.take();
        let mut round: Vec<(usize, Block)> = repeats.iter().filter_map(latest).collect();
        round.sort_unstable_by_key(|(clock, _)| *clock);
        if repeats.iter().any(|repeat| repeat.left_out > 0) {
            self.ready.push(TraceStep::Repeat(repeats));
        }
        self.ready.extend(round.into_iter().map(|(_, block)| TraceStep::Visit(block)));
    }
}
