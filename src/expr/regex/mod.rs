//! Regular expressions with ECMAScript's rules (without its `u` flag), compiled once per expression: those
//! of JSONata, and those behind `=~` in filters of JSONPath.
//!
//! This is a backtracking matcher of our own for one reason: it counts its steps. A pattern that takes
//! exponential time uses up the evaluation's budget and ends as a timeout, on every machine at the same
//! point; the crates that follow ECMAScript cannot be stopped.

mod class;
mod compile;
mod parse;
mod vm;

use std::ops::Range;

use super::budget::{Exhausted, Steps};
use compile::{Flags, Program};

/// A compiled regular expression.
#[derive(Clone)]
pub(super) struct Pattern {
    source: String,
    program: Program,
}

/// One match, in bytes of the text.
pub(super) struct Match {
    pub range: Range<usize>,
    pub groups: Vec<Option<Range<usize>>>,
}

impl Pattern {
    /// Compiles a pattern with the flags `i`, `m` and `s`; the error says what is wrong with it.
    pub fn compile(source: &str, flags: &str) -> Result<Self, String> {
        Self::with_flags(source, flags, false)
    }

    /// A pattern that matches whole texts only, as Java's `matches()` does.
    pub fn compile_whole(source: &str, flags: &str) -> Result<Self, String> {
        Self::with_flags(source, flags, true)
    }

    fn with_flags(source: &str, flags: &str, whole: bool) -> Result<Self, String> {
        let (tree, groups) = parse::parse(source)?;
        let flags = Flags {
            ignore_case: flags.contains('i'),
            multiline: flags.contains('m'),
            dot_all: flags.contains('s'),
            whole,
        };
        Ok(Self { source: source.to_owned(), program: Program::new(&tree, groups, flags)? })
    }

    /// The pattern as written, without slashes and flags.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The first match at or after byte `from`.
    pub fn find(&self, text: &str, from: usize, steps: &Steps<'_>) -> Result<Option<Match>, Exhausted> {
        vm::find(&self.program, text, from, steps)
    }

    /// Whether a match begins at the start of the text.
    pub fn begins(&self, text: &str, steps: &Steps<'_>) -> Result<bool, Exhausted> {
        vm::begins(&self.program, text, steps)
    }
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "/{}/", self.source)
    }
}
