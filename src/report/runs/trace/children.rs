//! The branches of a Parallel or the items of a Map, those that took the same steps together.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::engine::history::Transition;
use crate::record::visits::{Ended, Mark};

use super::sequence::Sequence;
use super::steps::{Block, Group, Groups, TraceStep};

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
