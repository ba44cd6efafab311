//! `Quiet`: when to look after something happened on disk. An editor's save is many events, and a checkout
//! thousands; what lies there between them is of no use.

use std::time::{Duration, Instant};

/// How long nothing must happen before it is looked at what changed.
pub const QUIET: Duration = Duration::from_millis(20);

/// How long that may be put off while things go on happening.
pub const LONGEST: Duration = Duration::from_millis(100);

/// The time between events on disk and the look at what they changed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet(Option<Span>);

/// From the first event that was not looked at to the last one.
#[derive(Clone, Copy, Debug)]
struct Span {
    first: Instant,
    last: Instant,
}

impl Quiet {
    /// Something happens `now`.
    pub fn note(&mut self, now: Instant) {
        let first = self.0.map_or(now, |span| span.first);
        self.0 = Some(Span { first, last: now });
    }

    /// When to look, if there is a reason to.
    #[must_use]
    pub fn ends(&self) -> Option<Instant> {
        self.0.map(|span| (span.last + QUIET).min(span.first + LONGEST))
    }

    /// Whether it is time to look, which settles what happened so far.
    pub fn is_over(&mut self, now: Instant) -> bool {
        let is_over = self.ends().is_some_and(|end| end <= now);
        if is_over {
            self.0 = None;
        }
        is_over
    }
}
