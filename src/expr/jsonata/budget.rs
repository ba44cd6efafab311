//! How much an evaluation may do: counted, not timed, so that the same expression always ends the same.
//!
//! A step is one node evaluated or one item looked at by a built-in function. Memory counts what is
//! built, not what is still held. AWS stops after one second; ten million steps take about that long
//! here and much longer there.

use std::cell::Cell;

use super::error::{Fault, Limit, Res};

/// The bounds of one evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nodes evaluated and items looked at.
    pub steps: u64,
    /// Bytes built, roughly.
    pub memory: u64,
    /// How deep evaluation may nest; no more than [`MAX_DEPTH`] is ever allowed.
    pub depth: u32,
}

/// The depth at which a thread of 2 MB is still far from its end, measured in a debug build.
pub const MAX_DEPTH: u32 = 330;

impl Limits {
    /// The limits of the language level of `sfn eval`.
    pub const FULL: Self = Self { steps: 50_000_000, memory: 1 << 29, depth: MAX_DEPTH };
    /// The limits of Step Functions. A sum of 200 terms is too deep there and `[1..900000]` too large.
    pub const AWS: Self = Self { steps: 10_000_000, memory: 1 << 28, depth: 199 };
}

/// What a list may hold at most before AWS calls it too much memory.
pub(super) const AWS_LIST: usize = 500_000;

/// What is left.
#[derive(Debug)]
pub(super) struct Budget {
    steps: Cell<u64>,
    memory: Cell<u64>,
    depth: Cell<u32>,
    /// Stack left to use, in units of about 3 KB of a debug build.
    stack: Cell<u32>,
}

/// What a thread of 2 MB can spare.
const STACK: u32 = 480;

impl Budget {
    pub fn new(limits: Limits) -> Self {
        Self {
            steps: Cell::new(limits.steps),
            memory: Cell::new(limits.memory),
            depth: Cell::new(limits.depth.min(MAX_DEPTH)),
            stack: Cell::new(STACK),
        }
    }

    /// Takes `n` steps.
    pub fn steps(&self, n: usize) -> Res<()> {
        match self.steps.get().checked_sub(n as u64) {
            Some(left) => {
                self.steps.set(left);
                Ok(())
            }
            None => Err(Fault::limit(Limit::Time)),
        }
    }

    /// Takes `n` bytes.
    pub fn memory(&self, n: usize) -> Res<()> {
        match self.memory.get().checked_sub(n as u64) {
            Some(left) => {
                self.memory.set(left);
                Ok(())
            }
            None => Err(Fault::limit(Limit::Memory)),
        }
    }

    /// Goes one level down, and takes the step of being there.
    pub fn enter(&self) -> Res<()> {
        match self.depth.get().checked_sub(1) {
            Some(left) => self.depth.set(left),
            None => return Err(Fault::limit(Limit::Stack)),
        }
        self.descend(1)?;
        self.steps(1)
    }

    /// Uses stack without going down a level of the expression.
    pub fn descend(&self, units: u32) -> Res<()> {
        match self.stack.get().checked_sub(units) {
            Some(left) => {
                self.stack.set(left);
                Ok(())
            }
            None => Err(Fault::limit(Limit::Stack)),
        }
    }

    /// Gives stack back.
    pub fn ascend(&self, units: u32) {
        self.stack.set(self.stack.get() + units);
    }

    /// Comes back up. An error ends the whole evaluation, so it need not come back.
    pub fn leave(&self) {
        self.depth.set(self.depth.get() + 1);
        self.ascend(1);
    }
}
