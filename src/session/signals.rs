//! Signals: the first SIGINT or SIGTERM stops what is under way, so that what was written so far becomes whole; a second
//! one, or one that comes after it, ends the program at once. So does the first one where there are no
//! signals of Unix.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
#[cfg(unix)]
use std::sync::{Mutex, OnceLock, PoisonError};

#[cfg(unix)]
use signal_hook::consts::{SIGINT, SIGTERM};

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

/// What the next signal stops: what is under way, and that a signal came. Of several, the last that began counts.
#[cfg(unix)]
type Stops = Mutex<(Arc<AtomicI32>, Box<dyn Fn() + Send>)>;

impl Signals {
    /// Calls `stop` when a signal comes.
    #[cfg(unix)]
    pub fn stop(stop: impl Fn() + Send + 'static) -> Self {
        // One thread a program: a second one would end what the first one only stops.
        static HANDLED: OnceLock<Option<Stops>> = OnceLock::new();
        let signals = Self::default();
        let begun = (Arc::clone(&signals.came), Box::new(stop) as Box<dyn Fn() + Send>);
        let mut begun = Some(begun);
        let handled = HANDLED.get_or_init(|| {
            // Without them a signal ends the program, as it does before.
            let hooked = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]).ok()?;
            std::thread::spawn(move || handle(hooked, &HANDLED));
            begun.take().map(Mutex::new)
        });
        if let (Some(stops), Some(begun)) = (handled, begun) {
            *stops.lock().unwrap_or_else(PoisonError::into_inner) = begun;
        }
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

/// Waits for signals as long as the program lives.
#[cfg(unix)]
fn handle(mut hooked: signal_hook::iterator::Signals, handled: &OnceLock<Option<Stops>>) {
    for signal in hooked.forever() {
        let stops = handled.wait().as_ref().map(|stops| stops.lock().unwrap_or_else(PoisonError::into_inner));
        let is_first = stops.as_ref().is_some_and(|stops| {
            stops.0.compare_exchange(NONE, signal, Ordering::SeqCst, Ordering::SeqCst).is_ok()
        });
        if let Some(stops) = stops.filter(|_| is_first) {
            (stops.1)();
        } else if signal_hook::low_level::emulate_default_handler(signal).is_err() {
            signal_hook::low_level::exit(128 + signal);
        }
    }
}
