//! `Counters`: what the mocks of one run remember. A clone takes no time and shares what was counted; only
//! what changes afterwards is copied, a part at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::engine::call::{Call, Step};
use crate::services::location::MockLocation;

/// How many parts the calls are divided into: the first call counted after a clone copies one of them.
const PARTS: usize = 64;

/// The calls of the items and branches that fall into one part, by state and enclosing items and branches.
type Part = BTreeMap<(StateId, Vec<Step>), u32>;

/// How often each state has called, and which answers were given.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    calls: Arc<Vec<Arc<Part>>>,
    calls_of_state: Arc<BTreeMap<StateId, u32>>,
    /// The answers that were given, by file and pointer.
    used: Arc<BTreeSet<(Arc<str>, Arc<str>)>>,
}

/// Which call this is, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Among those of the state in the same items and branches.
    pub in_item: u32,
    /// Among those of the state in the whole execution.
    pub in_execution: u32,
}

impl Counters {
    /// Counts one more call.
    pub fn count(&mut self, call: &Call) -> Number {
        let parts = Arc::make_mut(&mut self.calls);
        parts.resize_with(PARTS, Arc::default);
        let part = Arc::make_mut(&mut parts[part_of(&call.path)]);
        let in_item = next(part.entry((call.state, call.path.clone())).or_default());
        let in_execution = next(Arc::make_mut(&mut self.calls_of_state).entry(call.state).or_default());
        Number { in_item, in_execution }
    }

    /// Notes that the answer at `origin` was given.
    pub fn note_use(&mut self, origin: &MockLocation) {
        let key = origin.key();
        if !self.used.contains(&key) {
            Arc::make_mut(&mut self.used).insert(key);
        }
    }

    /// Whether the answer at `origin` was given.
    #[must_use]
    pub fn is_used(&self, origin: &MockLocation) -> bool {
        self.used.contains(&origin.key())
    }
}

/// Neighbours of a Map fall into different parts.
fn part_of(path: &[Step]) -> usize {
    path.iter().fold(0, |sum: usize, step| sum.wrapping_mul(31).wrapping_add(step.index)) % PARTS
}

/// Counts one more; returns how many there were before.
const fn next(counter: &mut u32) -> u32 {
    let before = *counter;
    *counter = counter.saturating_add(1);
    before
}
