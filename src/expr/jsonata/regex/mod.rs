//! Regular expressions with ECMAScript's rules (without its `u` flag), compiled once per expression.
//!
//! This is a backtracking matcher of our own for one reason: it counts its steps. A pattern that takes
//! exponential time uses up the evaluation's budget and ends as a timeout, on every machine at the same
//! point; the crates that follow ECMAScript cannot be stopped.

mod class;
mod compile;
mod parse;
mod vm;

use std::ops::Range;

use super::budget::Budget;
use super::error::Res;
use compile::Program;

/// A compiled regular expression.
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
    /// Compiles a pattern with the flags `i` and `m`; the error says what is wrong with it.
    pub fn compile(source: &str, flags: &str) -> Result<Self, String> {
        let (tree, groups) = parse::parse(source)?;
        let program = Program::new(&tree, groups, flags.contains('i'), flags.contains('m'))?;
        Ok(Self { source: source.to_owned(), program })
    }

    /// The pattern as written, without slashes and flags.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The first match at or after byte `from`.
    pub fn find(&self, text: &str, from: usize, budget: &Budget) -> Res<Option<Match>> {
        vm::find(&self.program, text, from, budget)
    }
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "/{}/", self.source)
    }
}
