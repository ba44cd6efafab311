//! The steps of one line of control in order, a loop in it summed up: the first and the last visit to
//! each of its states stay, the rounds between are counted.

use std::collections::BTreeMap;

use crate::asl::machine::StateId;

use super::visit::{Again, Mark, Piece, Visit};

/// Steps, and what is known of repeated ones.
#[derive(Debug, Default)]
pub struct Sequence {
    ready: Vec<Piece>,
    /// How often each state was visited.
    visits: BTreeMap<StateId, usize>,
    /// The last visits since a state came for the first time, by the order of their coming.
    repeated: BTreeMap<usize, Box<Visit>>,
    latest: BTreeMap<StateId, usize>,
    again: Vec<Again>,
    clock: usize,
    whole: bool,
}

impl Sequence {
    /// An empty sequence; a `whole` one sums nothing up.
    pub fn new(whole: bool) -> Self {
        Self { whole, ..Self::default() }
    }

    /// Adds the next visit.
    pub fn push(&mut self, visit: Box<Visit>) {
        let visits = self.visits.entry(visit.state).or_default();
        *visits += 1;
        if *visits == 1 || self.whole {
            self.flush();
            self.ready.push(Piece::Visit(visit));
            return;
        }
        let (state, visits) = (visit.state, *visits);
        self.clock += 1;
        let before = self.latest.insert(state, self.clock);
        if before.is_none() {
            self.again.push(Again { state, visits, left_out: 0, caught: 0, retried: 0 });
        }
        let before = before.and_then(|before| self.repeated.remove(&before));
        if let Some(again) = self.again.iter_mut().find(|again| again.state == state) {
            again.visits = visits;
            again.left_out += usize::from(before.is_some());
            again.caught += usize::from(before.as_ref().is_some_and(|visit| visit.mark() == Mark::Caught));
            again.retried += usize::from(before.is_some_and(|visit| visit.retries() > 0));
        }
        self.repeated.insert(self.clock, visit);
    }

    /// Takes what will not be summed up any more.
    pub fn take(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.ready)
    }

    /// Everything that is left.
    pub fn finish(mut self) -> Vec<Piece> {
        self.flush();
        self.ready
    }

    /// Ends a loop: tells how often it ran, then its last round.
    pub fn flush(&mut self) {
        if self.repeated.is_empty() {
            return;
        }
        let again = std::mem::take(&mut self.again);
        if again.iter().any(|state| state.left_out > 0) {
            self.ready.push(Piece::Again(again));
        }
        self.latest.clear();
        self.ready.extend(std::mem::take(&mut self.repeated).into_values().map(Piece::Visit));
    }
}
