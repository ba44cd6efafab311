//! A line that shows a long run is alive: only on a terminal, only after half a second.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::services::clock::real_now;

/// How long a run must last before it is worth a line.
const PATIENCE: Duration = Duration::from_millis(500);

/// The line, once it is shown.
pub struct Progress {
    wanted: bool,
    began: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Progress of a run that begins now; nothing is shown unless `wanted`.
    pub fn new(wanted: bool) -> Self {
        Self { wanted, began: real_now(), bar: None }
    }

    /// The run has come to `events` events.
    pub fn at(&mut self, events: usize) {
        if !self.wanted || real_now().saturating_duration_since(self.began) < PATIENCE {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{spinner} running: {msg} ({elapsed})");
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = style { bar.with_style(style) } else { bar }
        });
        bar.set_message(format!("{events} events"));
        bar.tick();
    }

    /// Takes the line away, for something else to be written.
    pub fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
