//! `Lines`: which branch or item a line of control is, learnt from the records as they come.

use crate::asl::machine::StateId;
use crate::engine::history::{Detail, Line, Note, Record};

/// Where a line of control begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The line it runs for.
    pub parent: Line,
    /// The Parallel or Map.
    pub state: StateId,
    /// The branch or item.
    pub index: usize,
}

/// All lines of control known so far.
#[derive(Debug, Default)]
pub struct Lines(Vec<Option<Origin>>);

impl Lines {
    /// Learns from a record; says which line it began, if it did.
    #[inline]
    pub fn learn(&mut self, record: &Record) -> Option<(Line, Origin)> {
        let (line, origin) = match record {
            Record::Note(Note::BranchStarted { state, index, parent, branch }) => {
                (*branch, Origin { parent: *parent, state: *state, index: *index })
            }
            Record::Event(event) => {
                let Detail::IterationStarted { state, index, iteration } = &event.detail else { return None };
                (*iteration, Origin { parent: event.line, state: *state, index: *index })
            }
            Record::Note(
                Note::Context { .. }
                | Note::Retrying { .. }
                | Note::Failed { .. }
                | Note::MapRunGoesOn { .. }
                | Note::MapRun { .. },
            ) => return None,
        };
        let at = line.0 as usize;
        if at == 0 || origin.parent == line {
            return None;
        }
        if self.0.len() <= at {
            self.0.resize(at + 1, None);
        }
        self.0[at] = Some(origin);
        Some((line, origin))
    }

    /// Where `line` begins; nothing for the machine itself.
    #[must_use]
    pub fn origin(&self, line: Line) -> Option<Origin> {
        *self.0.get(line.0 as usize)?
    }

    /// The branches and items `line` runs in, outermost first.
    #[must_use]
    pub fn path(&self, line: Line) -> Vec<Origin> {
        let mut path = Vec::new();
        let mut next = self.origin(line);
        // Lines are numbered as they start, so a parent has a lower number.
        while let Some(origin) = next {
            path.push(origin);
            next = self.origin(origin.parent);
        }
        path.reverse();
        path
    }
}
