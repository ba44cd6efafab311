//! Steps: how long one evaluation may go on, counted, so that the same expression always ends the same.
//!
//! The count is also where an evaluation finds out that it is no longer wanted: every [`SLICE`] steps it asks
//! its [`Scope`] whether it was interrupted. A step costs one subtraction.

use std::cell::Cell;

use super::Scope;

/// The number of steps between two looks at the interrupt: some milliseconds at the most.
const SLICE: u64 = 1 << 15;

/// The steps one evaluation has left.
pub(super) struct Steps<'a> {
    /// Steps until the interrupt is looked at again.
    slice: Cell<u64>,
    /// Steps behind that.
    rest: Cell<u64>,
    scope: &'a dyn Scope,
}

/// Why no more steps may be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exhausted {
    /// All steps were taken.
    Steps,
    /// A pattern remembers too many ways to go on.
    Memory,
    /// The host asked for an end.
    Interrupted,
}

impl<'a> Steps<'a> {
    /// `most` steps for an evaluation in `scope`.
    pub fn new(most: u64, scope: &'a dyn Scope) -> Self {
        let slice = most.min(SLICE);
        Self { slice: Cell::new(slice), rest: Cell::new(most - slice), scope }
    }

    /// Takes `n` steps.
    #[inline]
    pub fn take(&self, n: u64) -> Result<(), Exhausted> {
        match self.slice.get().checked_sub(n) {
            Some(left) => {
                self.slice.set(left);
                Ok(())
            }
            None => self.refill(n),
        }
    }

    /// Takes `n` steps that are more than the slice has.
    #[cold]
    fn refill(&self, n: u64) -> Result<(), Exhausted> {
        if self.scope.is_interrupted() {
            return Err(Exhausted::Interrupted);
        }
        let left = (self.slice.get() + self.rest.get()).checked_sub(n).ok_or(Exhausted::Steps)?;
        let slice = left.min(SLICE);
        self.slice.set(slice);
        self.rest.set(left - slice);
        Ok(())
    }
}

impl std::fmt::Debug for Steps<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} steps", self.slice.get() + self.rest.get())
    }
}
