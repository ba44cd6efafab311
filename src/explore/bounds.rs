//! How far a search goes, and what cut it short.

use std::time::Duration;

/// How far a search goes.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The most forks.
    pub forks: u64,
    /// The most faults on one way: errors, time limits that run out, members that are left out.
    pub faults: u8,
    /// The most states on one way.
    pub depth: usize,
    /// The most real time.
    pub wall: Duration,
    /// How many threads there are; as many as cores if none is given.
    pub jobs: Option<usize>,
    /// Whether equal points are gone on from once only; all forks are tried if not, which is good for measuring alone.
    pub merges: bool,
}

impl Default for Bounds {
    fn default() -> Self {
        let wall = Duration::from_secs(60);
        Self { forks: 100_000, faults: 2, depth: 500, wall, jobs: None, merges: true }
    }
}

/// What cut a search short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cut {
    /// The number of forks.
    Forks,
    /// The number of faults on one way.
    Faults,
    /// The number of states on one way.
    Depth,
    /// The time.
    Time,
}
