//! `Strands`: all strands of an execution by number.

use super::agenda::{StrandId, Wake};
use super::strand::Strand;
use crate::engine::saving::saved;

/// All strands. Each slot has an epoch, which counts up when its strand ends or no longer waits for what it
/// waited for, so that a wake from before is recognised.
#[derive(Clone, Debug, Default)]
pub struct Strands {
    slots: Vec<(u32, Option<Strand>)>,
    free: Vec<StrandId>,
}

impl Strands {
    pub fn add(&mut self, strand: Strand) -> StrandId {
        if let Some(id) = self.free.pop() {
            self.slots[id.0 as usize].1 = Some(strand);
            return id;
        }
        if self.slots.is_empty() {
            // Most executions have one strand for good, and thousands of them may wait at a server.
            self.slots.reserve_exact(1);
        }
        self.slots.push((0, Some(strand)));
        StrandId(self.slots.len() as u32 - 1)
    }

    pub fn remove(&mut self, id: StrandId) -> Option<Strand> {
        let slot = &mut self.slots[id.0 as usize];
        slot.0 = slot.0.wrapping_add(1);
        self.free.push(id);
        slot.1.take()
    }

    /// Puts a strand back that was removed, or replaces it by what it was before.
    pub fn put_back(&mut self, id: StrandId, strand: Strand) {
        self.free.retain(|free| *free != id);
        self.slots[id.0 as usize].1 = Some(strand);
    }

    /// All that run, by the number of their slot.
    pub fn iter(&self) -> impl Iterator<Item = (StrandId, &Strand)> {
        let numbered = self.slots.iter().zip(0..);
        numbered.filter_map(|((_, strand), number)| Some((StrandId(number), strand.as_ref()?)))
    }

    /// Whether this wake still matters to its strand.
    pub fn expects(&self, wake: &Wake) -> bool {
        let (current, strand) = &self.slots[wake.strand.0 as usize];
        strand.is_some() && *current == wake.epoch
    }

    /// The strand with this number, if it runs.
    pub fn find(&self, id: StrandId) -> Option<&Strand> {
        self.slots.get(id.0 as usize)?.1.as_ref()
    }

    pub fn epoch(&self, id: StrandId) -> u32 {
        self.slots[id.0 as usize].0
    }

    /// Makes all wakes that were noted for the strand void.
    pub fn invalidate_wakes(&mut self, id: StrandId) {
        let slot = &mut self.slots[id.0 as usize];
        slot.0 = slot.0.wrapping_add(1);
    }
}

impl std::ops::Index<StrandId> for Strands {
    type Output = Strand;

    fn index(&self, id: StrandId) -> &Strand {
        self.slots[id.0 as usize].1.as_ref().expect("a StrandId is kept only while its strand runs")
    }
}

impl std::ops::IndexMut<StrandId> for Strands {
    fn index_mut(&mut self, id: StrandId) -> &mut Strand {
        self.slots[id.0 as usize].1.as_mut().expect("a StrandId is kept only while its strand runs")
    }
}

saved!(struct Strands { slots, free });
