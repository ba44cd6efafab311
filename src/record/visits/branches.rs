//! `Branches`: which branch of a Parallel or item of a Map each one is, learnt from the records as they come.

use crate::asl::machine::StateId;
use crate::engine::history::{Branch, Detail, Note, Record};

/// Where a branch begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BranchStart {
    /// The branch whose Parallel or Map it belongs to.
    pub parent: Branch,
    /// The Parallel or Map.
    pub state: StateId,
    /// The branch or item.
    pub index: usize,
}

/// All branches known so far.
#[derive(Debug, Default)]
pub struct Branches(Vec<Option<BranchStart>>);

impl Branches {
    /// Takes note of a record. Returns the branch that begins with it and where, if one does.
    #[inline]
    pub fn learn(&mut self, record: &Record) -> Option<(Branch, BranchStart)> {
        let (branch, origin) = match record {
            Record::Note(Note::BranchStarted { state, index, parent, branch }) => {
                (*branch, BranchStart { parent: *parent, state: *state, index: *index })
            }
            Record::Event(event) => {
                let Detail::IterationStarted { state, index, iteration } = &event.detail else { return None };
                (*iteration, BranchStart { parent: event.branch, state: *state, index: *index })
            }
            Record::Note(
                Note::Context { .. }
                | Note::Retrying { .. }
                | Note::Failed { .. }
                | Note::MapRunGoesOn { .. }
                | Note::MapRun { .. },
            ) => return None,
        };
        let at = branch.0 as usize;
        if at == 0 || origin.parent == branch {
            return None;
        }
        if self.0.len() <= at {
            self.0.resize(at + 1, None);
        }
        self.0[at] = Some(origin);
        Some((branch, origin))
    }

    /// Where `branch` begins; nothing for the machine itself.
    #[must_use]
    pub fn origin(&self, branch: Branch) -> Option<BranchStart> {
        *self.0.get(branch.0 as usize)?
    }

    /// The branches that `branch` is inside, outermost first.
    #[must_use]
    pub fn path(&self, branch: Branch) -> Vec<BranchStart> {
        let mut path = Vec::new();
        let mut next = self.origin(branch);
        // Branches are numbered as they start, so a parent has a lower number.
        while let Some(origin) = next {
            path.push(origin);
            next = self.origin(origin.parent);
        }
        path.reverse();
        path
    }
}
