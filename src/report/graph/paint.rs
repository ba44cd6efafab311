//! `Paint`: what is shown on a picture beside the definition: how a run went, what tests cover, what differs. Signs
//! differ in shape, so that colour is never needed.

use std::collections::BTreeMap;

use super::model::{Way, WayKind};

/// What became of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It succeeded, or tests cover it.
    Good,
    /// It failed.
    Bad,
    /// It failed, and a catcher took the error.
    Caught,
    /// It was entered and never left.
    Cut,
    /// Tests cover some of the ways through it.
    Partly,
    /// It was not run.
    NotRun,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It differs.
    Changed,
    /// It is as it was.
    Kept,
}

impl Mark {
    /// What it means, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Good => "succeeded",
            Self::Bad => "failed",
            Self::Caught => "caught an error",
            Self::Cut => "did not end",
            Self::Partly => "partly covered",
            Self::NotRun => "not run",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Kept => "unchanged",
        }
    }

    /// A word for the class of its colours.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good | Self::Added => "good",
            Self::Bad | Self::Removed => "bad",
            Self::Caught | Self::Changed | Self::Partly => "warn",
            Self::Cut => "open",
            Self::NotRun => "none",
            Self::Kept => "kept",
        }
    }

    /// The sign of the terminal.
    #[must_use]
    pub const fn sign(self, is_unicode: bool) -> &'static str {
        match (self, is_unicode) {
            (Self::Good, true) => "✓",
            (Self::Good, false) => "ok",
            (Self::Bad, true) => "✗",
            (Self::Bad, false) => "xx",
            (Self::Caught, true) => "⚠",
            (Self::Caught, false) => "!!",
            (Self::Cut, true) => "▷",
            (Self::Cut, false) => "..",
            (Self::NotRun, true) => "◌",
            (Self::NotRun, false) => "--",
            (Self::Added, _) => "+",
            (Self::Removed, _) => "-",
            (Self::Changed | Self::Partly, _) => "~",
            (Self::Kept, _) => "=",
        }
    }
}

/// What is shown of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatePaint {
    /// What became of it.
    pub mark: Mark,
    /// How often it was entered.
    pub times: u64,
    /// How often it was tried again.
    pub retried: u64,
    /// A few words beside it: how long it took, how much is covered.
    pub note: String,
    /// Lines that its whole text has besides.
    pub lines: Vec<String>,
}

impl StatePaint {
    /// Only a mark.
    #[must_use]
    pub const fn of(mark: Mark) -> Self {
        Self { mark, times: 0, retried: 0, note: String::new(), lines: Vec::new() }
    }
}

/// What is shown of a way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WayPaint {
    /// It was taken so often.
    Taken(u64),
    /// It was not taken.
    NotTaken,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// What is shown on a picture.
#[derive(Clone, Debug, Default)]
pub struct Paint {
    /// What it is, in a line: `SUCCEEDED in 6.30s`.
    pub headline: String,
    /// The states, by their place in the definition.
    pub states: BTreeMap<String, StatePaint>,
    /// The ways, by the place of their state.
    pub ways: BTreeMap<(String, WayKind), WayPaint>,
}

impl Paint {
    /// What is shown of the state at this place in the definition.
    #[must_use]
    pub fn state(&self, pointer: &str) -> Option<&StatePaint> {
        self.states.get(pointer)
    }

    /// What is shown of this way out of the state at this place.
    #[must_use]
    pub fn way(&self, pointer: &str, way: &Way) -> Option<WayPaint> {
        if way.is_gone {
            return Some(WayPaint::Removed);
        }
        self.ways.get(&(pointer.to_owned(), way.kind)).copied()
    }
}
