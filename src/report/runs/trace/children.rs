//! The branches of a Parallel or the items of a Map, those that took the same steps together.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::engine::history::Transition;
use crate::record::visits::{Ended, Mark};

use super::sequence::{Block, Sequence, TraceStep};

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
    shape: u64,
    pub mark: Mark,
    /// Indexes, both ends included, as they ended.
    pub ranges: Vec<(usize, usize)>,
    /// The steps of the first.
    pub steps: Vec<TraceStep>,
    /// How long the longest of the others took.
    pub others_ms: i64,
}

impl Groups {
    /// A branch or item has ended; keeps its steps unless they are known, in at most `most` groups. Returns about
    /// how many bytes were not kept.
    pub fn ended(&mut self, index: usize, ended: Ended, sequence: Sequence, most: usize) -> usize {
        let (Ended { mark, took }, weight) = (ended, sequence.weight);
        let steps = sequence.finish();
        let all = most == usize::MAX;
        let shape = if all { index as u64 } else { shape(&steps, mark) };
        let known = if all { None } else { self.groups.iter_mut().find(|group| group.shape == shape) };
        if let Some(group) = known {
            group.others_ms = group.others_ms.max(took);
            group.add(index);
            return weight;
        }
        if self.groups.len() < most {
            self.weight += weight;
            let ranges = vec![(index, index)];
            self.groups.push(Group { shape, mark, ranges, steps, others_ms: 0 });
            0
        } else {
            let words = match mark {
                Mark::Good => "ok",
                Mark::Caught => "with errors caught",
                Mark::Failed => "failed",
                Mark::Cut => "cut short",
            };
            *self.others.entry(words).or_default() += 1;
            weight
        }
    }
}

impl Group {
    fn add(&mut self, index: usize) {
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

/// A hash of what makes two branches or items alike: the steps, not the data.
fn shape(steps: &[TraceStep], mark: Mark) -> u64 {
    let mut hasher = DefaultHasher::new();
    mark.hash(&mut hasher);
    for step in steps {
        match step {
            TraceStep::Visit(block) => hash_block(block, &mut hasher),
            TraceStep::Repeat(repeats) => repeats.iter().for_each(|repeat| repeat.state.hash(&mut hasher)),
        }
    }
    hasher.finish()
}

fn hash_block(block: &Block, hasher: &mut DefaultHasher) {
    let visit = &block.visit;
    visit.state.hash(hasher);
    visit.mark().hash(hasher);
    visit.retries().hash(hasher);
    if let Some(failure) = &visit.failure {
        failure.error.error.hash(hasher);
    }
    if let Some(Transition::Rule(rule, _)) = visit.way {
        rule.hash(hasher);
    }
    for group in block.groups.iter().flat_map(|groups| &groups.groups) {
        group.shape.hash(hasher);
    }
}
