//! A line that shows how far the tests are: only on a terminal, only after half a second.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::report::ink::control::escape_control;

/// How long tests must last before they are worth a line.
const SHOWN_AFTER: Duration = Duration::from_millis(500);
/// How often the line is drawn.
const TICK: Duration = Duration::from_millis(100);

/// The line, which goes when this is dropped.
pub struct Progress {
    state: Arc<Mutex<State>>,
    ends: Option<(Sender<()>, JoinHandle<()>)>,
}

#[derive(Default)]
struct State {
    done: usize,
    /// The test that was begun last.
    running: String,
}

impl Progress {
    /// Progress of so many tests; nothing is shown unless `wanted`.
    pub fn new(total: usize, wanted: bool) -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let ends = wanted.then(|| {
            let (sender, receiver) = mpsc::channel::<()>();
            let state = Arc::clone(&state);
            let draw = move || {
                let goes_on = |wait| matches!(receiver.recv_timeout(wait), Err(RecvTimeoutError::Timeout));
                if !goes_on(SHOWN_AFTER) {
                    return;
                }
                let style = ProgressStyle::with_template("{spinner} {pos}/{len} running: {msg} ({elapsed})");
                let bar = ProgressBar::new(total as u64).with_elapsed(SHOWN_AFTER);
                let bar = if let Ok(style) = style { bar.with_style(style) } else { bar };
                while goes_on(TICK) {
                    let state = state.lock().unwrap_or_else(PoisonError::into_inner);
                    bar.set_position(state.done as u64);
                    bar.set_message(state.running.clone());
                    bar.tick();
                }
                bar.finish_and_clear();
            };
            (sender, thread::spawn(draw))
        });
        Self { state, ends }
    }

    /// A test of this name begins, or one is over.
    pub fn at(&self, began: Option<&str>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match began {
            Some(name) => state.running = escape_control(name).into_owned(),
            None => state.done += 1,
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.ends.take() {
            drop(sender);
            // A line that could not be drawn is no loss.
            let _ = thread.join();
        }
    }
}
