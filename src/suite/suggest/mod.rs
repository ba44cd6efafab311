//! Suggested tests: for ways through a machine that no test takes, tests that do. Each is made from a test that
//! passes, and was run before it is suggested.

mod aim;
mod base;
mod drafts;
mod kept;
mod material;
mod origin;
mod route;
mod search;
mod solve;
mod trial;
mod write;
mod written;

use crate::base::threads;
use crate::base::value::Object;
use crate::project::settings::Settings;
use crate::report::coverage::Share;
use crate::report::tests::CaseResult;

use super::Case;
use super::coverage::Covered;

use search::Search;

pub use aim::aim;
pub use kept::{Kept, keep};
pub use material::{KnownAnswer, Latency, Material, Responders, Start};
pub use write::{Written, append};
pub use written::beside;

/// The tests that a machine lacks.
#[derive(Clone, Debug)]
pub struct Suggestions {
    /// The machine, as it is referred to.
    pub machine: String,
    /// The test file whose mocks they use; none if there is none.
    pub file: Option<String>,
    /// Where a file of their own is best put.
    pub own_file: String,
    /// What a file of their own has beside them.
    pub head: Object,
    /// Them, by name.
    pub tests: Object,
    /// What is left for a person, a line each.
    pub open: Vec<String>,
    /// The branches that are covered without them.
    pub before: Share,
    /// The branches that are covered with them.
    pub after: Share,
}

/// The tests that the machines `covered` lack. `results` are those of `cases`.
#[must_use]
pub fn suggest(
    covered: &[Covered],
    cases: &[Case<'_>],
    results: &[CaseResult],
    settings: &Settings,
) -> Vec<Suggestions> {
    let one = |covered: &Covered| Search::of(covered, cases, results, settings).map(Search::suggestions);
    threads::each(covered, one)
        .into_iter()
        .flatten()
        .filter(|found| found.before != found.after || !found.open.is_empty())
        .collect()
}
