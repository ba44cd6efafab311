//! `Log`: what was recorded on the way to where the run is now.

use std::io;
use std::sync::Arc;

use crate::engine::call::Ticket;
use crate::engine::history::{Detail, Record};
use crate::session::Observer;

/// The records of a run up to where it is, and where each of its turns began.
#[derive(Debug, Default)]
pub struct Log {
    records: Vec<Record>,
    /// Who answered which call, with the number of records before it.
    answered: Vec<(usize, Ticket, Arc<str>)>,
    /// For each turn, the number of records before it.
    turns: Vec<usize>,
}

impl Log {
    /// All events, without the notes between them.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Detail> {
        self.records.iter().filter_map(|record| match record {
            Record::Event(event) => Some(&event.detail),
            Record::Note(_) => None,
        })
    }

    /// The number of turns that were taken.
    #[must_use]
    pub const fn turns(&self) -> usize {
        self.turns.len()
    }

    /// All records.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    pub(super) fn take_turn(&mut self, records: Vec<Record>) {
        self.turns.push(self.records.len());
        self.records.extend(records);
    }

    /// Adds what was recorded before the first turn.
    pub(super) fn begin(&mut self, records: Vec<Record>) {
        self.records.extend(records);
    }

    pub(super) fn note_answer(&mut self, ticket: Ticket, by: &str) {
        self.answered.push((self.records.len(), ticket, by.into()));
    }

    /// Forgets all turns from this one on.
    pub(super) fn cut(&mut self, turn: usize) {
        let Some(&kept) = self.turns.get(turn) else { return };
        self.turns.truncate(turn);
        self.records.truncate(kept);
        self.answered.retain(|(at, ..)| *at < kept);
    }

    /// Tells `observer` all of it, in order.
    pub fn tell(&self, observer: &mut dyn Observer) -> io::Result<()> {
        let mut from = 0;
        for (at, ticket, by) in &self.answered {
            observer.records(&self.records[from..*at])?;
            observer.answered(*ticket, by)?;
            from = *at;
        }
        observer.records(&self.records[from..])
    }
}
