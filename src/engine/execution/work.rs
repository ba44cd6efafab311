//! `Work`: how much expressions compute, so that an execution with slow ones lets others go on as soon as one with many fast
//! states does. It is counted in steps, not in time: the same execution yields at the same places everywhere.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How many turns a look at the interrupt stands for, which comes every 32,768 steps: in the turns that an execution has in
/// a row its expressions compute about as much as one of them may.
const TURNS: usize = 3;

/// How often the expressions of a turn looked at the interrupt.
#[derive(Debug, Default)]
pub struct Work(AtomicUsize);

/// The copy of an execution is between two turns.
impl Clone for Work {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Work {
    /// An expression has taken many steps more.
    pub fn note(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// The turns that what was noted stands for; it is forgotten.
    pub fn take(&mut self) -> usize {
        std::mem::take(self.0.get_mut()).saturating_mul(TURNS)
    }
}
