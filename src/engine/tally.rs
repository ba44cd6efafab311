//! `Tally`: how the items of a Map Run have fared, for its tolerance and for reports.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::StateId;

use super::execution::failure::Failure;
use crate::engine::saving::saved;

/// More names of errors are counted together.
const NAMES: usize = 50;

/// Counts of one Map Run, in items unless they say otherwise.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// The Map Run's ARN.
    pub arn: Arc<str>,
    /// All items, once that is known.
    pub total: usize,
    /// Child executions that were started.
    pub children: usize,
    /// Whether a child execution gets a batch of items.
    pub is_batched: bool,
    /// Items whose child succeeded.
    pub succeeded: usize,
    /// Items whose child failed or timed out.
    pub failed: usize,
    /// Items whose child was aborted.
    pub aborted: usize,
    /// Items whose child still ran when the execution ended.
    pub running: usize,
    /// Items whose child waits to be redriven.
    pub awaiting: usize,
    /// How many failed items the Map accepts.
    pub tolerance: Tolerance,
    /// Failed items by the name of their error.
    pub errors: BTreeMap<Arc<str>, usize>,
    /// Failed items whose error has another name.
    pub other_errors: usize,
    /// The failed child whose items come first.
    pub first: Option<FirstFailed>,
    /// Calls of all children.
    pub calls: usize,
    /// Those that failed.
    pub failed_calls: usize,
    /// Where the results were written, the manifest last.
    pub manifest: Option<Arc<str>>,
}

/// `ToleratedFailureCount` and `ToleratedFailurePercentage`; what is not given or 0 tolerates nothing, but
/// does not take back what the other one tolerates.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tolerance {
    /// The number of items that may fail.
    pub count: u32,
    /// The percentage of items that may fail, 0 to 100.
    pub percentage: f64,
}

/// A failed child.
#[derive(Clone, Debug)]
pub struct FirstFailed {
    /// The child's number, which is that of its item or batch, from 0.
    pub number: u32,
    /// What it failed with.
    pub failure: Failure,
    /// The state it failed in.
    pub state: Option<StateId>,
}

impl Tally {
    /// Items that no child was started for.
    #[must_use]
    pub const fn pending(&self) -> usize {
        self.total.saturating_sub(self.succeeded + self.failed + self.aborted + self.running + self.awaiting)
    }

    /// Whether more items failed than are tolerated.
    #[must_use]
    pub fn is_exceeded(&self) -> bool {
        let Tolerance { count, percentage } = self.tolerance;
        let by_count = self.failed > count as usize;
        // In whole hundredths of items there is no rounding to trip over.
        let by_percentage = self.failed as f64 * 100.0 > percentage * self.total as f64;
        match (count > 0, percentage > 0.0) {
            (true, true) => by_count || by_percentage,
            (false, true) => by_percentage,
            (_, false) => by_count,
        }
    }

    /// Counts a child that failed with so many items.
    pub(in crate::engine) fn fail(&mut self, items: usize, failed: FirstFailed) {
        self.failed += items;
        let name = failed.failure.error.error.clone().unwrap_or_else(|| "(no error name)".into());
        if self.errors.len() < NAMES || self.errors.contains_key(&name) {
            *self.errors.entry(name).or_default() += items;
        } else {
            self.other_errors += items;
        }
        if self.first.as_ref().is_none_or(|first| failed.number < first.number) {
            self.first = Some(failed);
        }
    }
}

saved!(struct Tally {
    arn,
    total,
    children,
    is_batched,
    succeeded,
    failed,
    aborted,
    running,
    awaiting,
    tolerance,
    errors,
    other_errors,
    first,
    calls,
    failed_calls,
    manifest,
});
saved!(struct Tolerance { count, percentage });
saved!(struct FirstFailed { number, failure, state });
