//! What a trace is made of: the steps of a branch, the visits among them, and the branches or items of a visit,
//! which have steps again.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::record::visits::{Mark, Visit};

/// A step of a trace.
#[derive(Debug)]
pub enum TraceStep {
    /// A visit.
    Visit(Block),
    /// Visits of a loop that are summed up, in the order in which its states came again.
    Repeat(Vec<Repeat>),
}

/// A visit with the steps of its branches or items.
#[derive(Debug)]
pub struct Block {
    pub visit: Arc<Visit>,
    pub groups: Option<Groups>,
    /// About how many bytes it takes, with what happened inside of it.
    pub weight: usize,
}

/// Visits to one state of a loop that are not shown one by one.
#[derive(Clone, Debug)]
pub struct Repeat {
    pub state: StateId,
    /// How often it was visited, all in all.
    pub visits: usize,
    /// Visits left out.
    pub left_out: usize,
    pub caught: usize,
    pub retried: usize,
}

/// All branches or items of one visit.
#[derive(Debug, Default)]
pub struct Groups {
    pub groups: Vec<Group>,
    /// Those that took other steps than all groups that are kept, counted by how they ended.
    pub others: BTreeMap<&'static str, usize>,
    /// About how many bytes the steps take that are kept.
    pub weight: usize,
}

/// Branches or items that took the same steps.
#[derive(Debug)]
pub struct Group {
    /// Equal for those that took the same steps.
    pub(super) shape: u64,
    pub mark: Mark,
    /// Indexes, both ends included, as they ended.
    pub ranges: Vec<(usize, usize)>,
    /// The steps of the first.
    pub steps: Vec<TraceStep>,
    /// How long the longest of the others took.
    pub others_ms: i64,
}

impl Group {
    /// Counts one more that took the same steps.
    pub(super) fn add(&mut self, index: usize) {
        // The first one is shown on its own.
        match self.ranges[1..].last_mut() {
            Some((_, last)) if *last + 1 == index => *last = index,
            Some(_) | None => self.ranges.push((index, index)),
        }
    }

    /// The one whose steps are shown.
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
