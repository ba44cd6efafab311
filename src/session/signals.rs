//! Signals: the first SIGINT or SIGTERM stops what is under way, so that what was written so far becomes whole; a second
//! one, or one that comes after it, ends the program at once. So does the first one where there are no
//! signals of Unix.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

/// No signal came.
const NONE: i32 = 0;
/// It is over: a signal ends the program at once.
const OVER: i32 = -1;

/// A signal that ends what is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT: Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

/// Handles signals while something is under way.
#[derive(Debug, Default)]
pub struct Signals {
    /// The signal that came, else `NONE` or `OVER`.
    came: Arc<AtomicI32>,
}

impl Signals {
    /// Calls `stop` when a signal comes.
    #[cfg(unix)]
    pub fn stop(stop: impl Fn() + Send + 'static) -> Self {
        use signal_hook::consts::{SIGINT, SIGTERM};

        let signals = Self::default();
        // Without them a signal ends the program, as it does before.
        let Ok(mut hooked) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return signals };
        let came = Arc::clone(&signals.came);
        std::thread::spawn(move || {
            for signal in hooked.forever() {
                if came.compare_exchange(NONE, signal, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
                    stop();
                } else if signal_hook::low_level::emulate_default_handler(signal).is_err() {
                    signal_hook::low_level::exit(128 + signal);
                }
            }
        });
        signals
    }

    /// Handles none.
    #[cfg(not(unix))]
    pub fn stop(_stop: impl Fn() + Send + 'static) -> Self {
        Self::default()
    }

    /// It is over. The signal that came, if one did.
    #[must_use]
    pub fn over(&self) -> Option<Signal> {
        match self.came.swap(OVER, Ordering::SeqCst) {
            NONE | OVER => None,
            2 => Some(Signal::Interrupt),
            _ => Some(Signal::Terminate),
        }
    }
}
