//! `Interrupt`: how a host ends what an engine is computing, in the middle of one expression.
//!
//! It is asked from inside long evaluations, every few milliseconds. That it was triggered decides nothing but
//! that the run ends, so that a run that was not interrupted stays the same on every machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Makes an evaluation end. The default never does. Clones share it.
#[derive(Clone, Default)]
pub struct Interrupt(Option<Arc<Source>>);

struct Source {
    ask: Box<dyn Fn() -> bool + Send + Sync>,
    triggered: AtomicBool,
}

impl Interrupt {
    /// Interrupts once `ask` says so.
    #[must_use]
    pub fn when(ask: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(Source { ask: Box::new(ask), triggered: AtomicBool::new(false) })))
    }

    /// Asks whether evaluation is to end; once it is, it stays so.
    #[must_use]
    pub fn is_due(&self) -> bool {
        let Some(source) = &self.0 else { return false };
        let due = self.was_triggered() || (source.ask)();
        if due {
            source.triggered.store(true, Ordering::Relaxed);
        }
        due
    }

    /// Whether it has made an evaluation end: what was computed since is worth nothing.
    #[must_use]
    pub fn was_triggered(&self) -> bool {
        self.0.as_ref().is_some_and(|source| source.triggered.load(Ordering::Relaxed))
    }
}

impl std::fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Interrupt({})", self.was_triggered())
    }
}
