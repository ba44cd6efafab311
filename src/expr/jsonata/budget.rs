//! How much an evaluation may do: counted, not timed, so that the same expression always ends the same.
//!
//! A step is one node evaluated or one item looked at by a built-in function. Memory counts what is
//! built, not what is still held; beside that, Step Functions bounds what one value may hold. AWS stops
//! after one second; ten million steps take about that long here and much longer there.

use std::cell::Cell;

use crate::expr::Scope;
use crate::expr::budget::{Exhausted, Steps};

use super::error::{Fault, Limit, Res};
use super::item::Item;

/// The bounds of one evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nodes evaluated and items looked at.
    pub steps: u64,
    /// Bytes built, roughly.
    pub memory: u64,
    /// Bytes one list or text may hold: 8 for each item of a list, 1 for each character of a text.
    pub held: u64,
    /// How deep evaluation may nest; no more than [`MAX_DEPTH`] is ever allowed.
    pub depth: u32,
}

/// How many bytes a list takes beside its items.
pub(super) const LIST: usize = 80;

/// How many bytes an object takes beside its members, and with the first of them.
pub(super) const OBJECT: usize = 176;

/// The depth at which a thread of 2 MB is still far from its end, measured in a debug build.
pub const MAX_DEPTH: u32 = 330;

impl Limits {
    /// The limits of the language level of `sfn eval`.
    pub const FULL: Self = Self { steps: 50_000_000, memory: 1 << 28, held: u64::MAX, depth: MAX_DEPTH };
    /// The limits of Step Functions. A sum of 200 terms is too deep there; `[1..873782]` is the longest
    /// range, and a text that doubles has 4,194,304 characters before it is too large (both observed).
    pub const AWS: Self = Self { steps: 10_000_000, memory: 1 << 28, held: 6_990_256, depth: 199 };
}

/// What is left.
#[derive(Debug)]
pub(super) struct Budget<'a> {
    pub steps_left: Steps<'a>,
    memory: Cell<u64>,
    held: u64,
    depth: Cell<u32>,
    /// Stack left to use, in units of about 3 KB of a debug build.
    stack: Cell<u32>,
}

/// How many bytes of a text are looked at in a step: of texts that repeat themselves, no more than a billion a second
/// are searched.
pub(super) const BYTES: usize = 64;
/// How many items of a list are looked at in a step, if that is all that is done with them.
const ITEMS: usize = 16;

/// What a thread of 2 MB can spare.
const STACK: u32 = 480;

impl From<Exhausted> for Box<Fault> {
    fn from(exhausted: Exhausted) -> Self {
        Fault::limit(match exhausted {
            Exhausted::Steps => Limit::Time,
            Exhausted::Memory => Limit::Memory,
            Exhausted::Interrupted => Limit::Interrupted,
        })
    }
}

impl<'a> Budget<'a> {
    /// `limits` for an evaluation in `scope`, which may interrupt it.
    pub fn new(limits: Limits, scope: &'a dyn Scope) -> Self {
        Self {
            steps_left: Steps::new(limits.steps, scope),
            memory: Cell::new(limits.memory),
            held: limits.held,
            depth: Cell::new(limits.depth.min(MAX_DEPTH)),
            stack: Cell::new(STACK),
        }
    }

    /// Takes `n` steps.
    pub fn steps(&self, n: usize) -> Res<()> {
        Ok(self.steps_left.take(n as u64)?)
    }

    /// Makes sure that a list of `len` items may be built.
    pub fn list(&self, len: usize) -> Res<()> {
        if len as u64 * 8 > self.held { Err(Fault::limit(Limit::Memory)) } else { Ok(()) }
    }

    /// Takes the bytes of a text that was built.
    pub fn text(&self, text: &str) -> Res<()> {
        if text.len() as u64 > self.held && text.chars().count() as u64 > self.held {
            return Err(Fault::limit(Limit::Memory));
        }
        self.memory(text.len())
    }

    /// How many bytes may still be built.
    pub fn memory_left(&self) -> usize {
        usize::try_from(self.memory.get()).unwrap_or(usize::MAX)
    }

    /// Takes what it costs to go through both items side by side.
    pub fn walk(&self, one: &Item, other: &Item) -> Res<()> {
        let length = |item: &Item| item.as_str().map_or(0, str::len);
        self.steps(one.count().min(other.count()) - 1 + length(one).min(length(other)) / BYTES)
    }

    /// Takes what it costs to go through a text that is there already.
    pub fn look(&self, text: &str) -> Res<()> {
        if text.len() < BYTES { Ok(()) } else { self.steps(text.len() / BYTES) }
    }

    /// Takes what it costs to look at so many items of a list that is there already.
    pub fn items(&self, len: usize) -> Res<()> {
        if len < ITEMS { Ok(()) } else { self.steps(len / ITEMS) }
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
