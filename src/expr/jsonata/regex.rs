//! Regular expressions with ECMAScript's rules, compiled once per expression.

use std::ops::Range;

use super::budget::Budget;
use super::error::Res;

/// A compiled regular expression.
pub(super) struct Pattern {
    source: String,
    regex: regress::Regex,
}

/// One match, in bytes of the text.
pub(super) struct Match {
    pub range: Range<usize>,
    pub groups: Vec<Option<Range<usize>>>,
}

impl Pattern {
    /// Compiles a pattern with the flags `i` and `m`; the error says what is wrong with it.
    pub fn compile(source: &str, flags: &str) -> Result<Self, String> {
        let regex = regress::Regex::with_flags(source, flags).map_err(|error| error.to_string())?;
        Ok(Self { source: source.to_owned(), regex })
    }

    /// The pattern as written, without slashes and flags.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The first match at or after byte `from`.
    pub fn find(&self, text: &str, from: usize, budget: &Budget) -> Res<Option<Match>> {
        budget.steps(1)?;
        Ok(self
            .regex
            .find_from(text, from)
            .next()
            .map(|found| Match { range: found.range(), groups: found.groups().skip(1).collect() }))
    }
}

impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "/{}/", self.source)
    }
}
