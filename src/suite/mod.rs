//! Test cases of mock files: which there are, their runs, and whether what they expect holds.

mod alarms;
mod cancel;
mod collect;
pub mod coverage;
pub mod facts;
mod last;
pub mod suggest;
mod tape;

mod compare;
mod expectations;
pub mod seen;
mod trail;
mod turns;
mod why;

mod attempt;

pub mod codes;
pub mod costs;
pub mod imported;
pub mod init;
pub mod lint;
pub mod parity;
pub mod properties;
pub mod recorded;
pub mod searched;
pub mod snapshot;
pub mod taken;
pub mod traces;
pub mod watch;

use crate::base::chance::Chance;
use crate::base::interrupt::Interrupt;
use crate::base::threads;
use crate::project::store::Store;
use crate::report::tests::{CaseResult, Verdict};
use crate::services::clock::real_now;
use crate::services::local::Workers;
use crate::services::mock::Cassette;
use crate::session::Limits;

pub use cancel::Cancel;
pub use collect::{Case, Collected, Filter, collect, machines_tested};
pub use last::{LastResults, keep};

use coverage::Collector;
use snapshot::Update;

/// When a test starts on its own clock, if nothing says so: results are the same on every day.
pub(crate) const START: &str = "2026-01-01T00:00:00Z";

/// Is called with the name of a test that begins, and with none when one is over.
pub type Watcher<'w> = dyn Fn(Option<&str>) + Sync + 'w;

/// How tests are run.
#[derive(Clone, Copy, Default)]
pub struct How<'h> {
    /// How many run side by side; as many as there are cores if none is given.
    pub jobs: Option<usize>,
    /// Whether nothing more is begun once a case did not pass.
    pub fails_fast: bool,
    /// How long each may go on.
    pub limits: Limits,
    /// The seed of the order in which they are begun; the order of the files without one.
    pub shuffle: Option<u64>,
    /// Each is run with so many seeds, from 1; with its own if none is given, or if the test itself names one.
    pub stress: Option<u64>,
    /// Where the recordings of those that fail are kept, if they are.
    pub store: Option<&'h Store>,
    /// Takes what each covers of its machine.
    pub coverage: Option<&'h Collector>,
    /// What becomes of snapshots that differ.
    pub update: Update,
    /// Sees how far they are.
    pub watcher: Option<&'h Watcher<'h>>,
    /// What ends all of them.
    pub cancel: Option<&'h Cancel>,
    /// Makes their real calls; given by [`run`].
    pub workers: Option<&'h Workers>,
    /// What real answers are recorded on, as mock files ask for it.
    pub cassette: Option<&'h Cassette>,
    /// Takes the runs as traces.
    pub traces: Option<&'h traces::TraceFile>,
    /// Where each is run once more, to be compared.
    pub target: Option<&'h parity::Target>,
}

impl How<'_> {
    /// Whether all of them are to end.
    fn is_cancelled(&self) -> bool {
        self.cancel.is_some_and(Cancel::is_cancelled)
    }

    /// Ends the assertions of a test that begins now, once its time is over or all of them are to end.
    fn interrupt(&self) -> Interrupt {
        let end = self.limits.wall.and_then(|wall| real_now().checked_add(wall));
        let cancel = self.cancel.cloned();
        let is_cancelled = move || cancel.as_ref().is_some_and(Cancel::is_cancelled);
        Interrupt::when(move || is_cancelled() || end.is_some_and(|end| real_now() >= end))
    }

    /// What there is to say of a test whose assertions were ended.
    fn stopped_late(&self) -> String {
        let limit = self.limits.wall.unwrap_or_default();
        format!("stopped in an assertion after {limit:?} of real time, as --timeout says")
    }
}

/// Runs `cases`; their results come in the same order, however many run side by side.
#[must_use]
pub fn run(cases: &[Case<'_>], how: How<'_>) -> Vec<CaseResult> {
    let stop = std::sync::atomic::AtomicBool::new(false);
    // Processes are shared by the tests of one round: a later one is to run what was changed since.
    let workers = Workers::default();
    let how = How { workers: Some(&workers), ..how };
    let one = |case: &Case<'_>| {
        use std::sync::atomic::Ordering::Relaxed;
        let skipped = |why: &str| Verdict::Skipped(Some(why.to_owned()));
        if how.is_cancelled() {
            return case.result(skipped("stopped before its turn"));
        }
        if how.fails_fast && stop.load(Relaxed) {
            return case.result(skipped("a test before it failed"));
        }
        let watch = |name| how.watcher.iter().for_each(|watcher| watcher(name));
        watch(Some(&*case.name));
        let began = real_now();
        let mut result = case.run(&how);
        if how.is_cancelled() && matches!(result.verdict, Verdict::Broken(_)) {
            result = case.result(skipped("stopped in the middle"));
        }
        result.wall_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        watch(None);
        if !matches!(result.verdict, Verdict::Passed | Verdict::Skipped(_)) {
            stop.store(true, Relaxed);
        }
        result
    };
    let mut order: Vec<(usize, &Case<'_>)> = cases.iter().enumerate().collect();
    if let Some(seed) = how.shuffle {
        let chance = Chance::new(seed);
        order.sort_by_cached_key(|_| chance.bits());
    }
    // Which cases run before the first failure is only sure if they run one after the other.
    let jobs = if how.fails_fast { Some(1) } else { how.jobs };
    let mut results = threads::each_in(jobs, &order, |(at, case)| (*at, one(case)));
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}
