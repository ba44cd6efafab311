//! A line that shows a long run is alive: only on a terminal, only after half a second.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::engine::history::{Note, Record};
use crate::report::ink::amount::count;
use crate::services::clock::real_now;

/// How long a run must last before it is worth a line.
const SHOWN_AFTER: Duration = Duration::from_millis(500);

/// The line, once it is shown.
pub struct Progress {
    wanted: bool,
    began: Instant,
    bar: Option<ProgressBar>,
    events: usize,
    /// How far the Map Run under way has come.
    items: Option<String>,
}

impl Progress {
    /// Progress of a run that begins now; nothing is shown unless `wanted`.
    pub fn new(wanted: bool) -> Self {
        Self { wanted, began: real_now(), bar: None, events: 0, items: None }
    }

    /// What was recorded last.
    pub fn at(&mut self, records: &[Record]) {
        if !self.wanted {
            return;
        }
        self.events += records.len();
        let items = records.iter().rev().find_map(|record| match record {
            Record::Note(Note::MapRunGoesOn { total, succeeded, failed }) => {
                let (done, total) = (count(succeeded + failed), count(*total));
                Some(Some(format!("{done} of {total} items, {} failed", count(*failed))))
            }
            Record::Note(Note::MapRun { .. }) => Some(None),
            Record::Note(_) | Record::Event(_) => None,
        });
        self.items = items.unwrap_or_else(|| self.items.take());
        self.show();
    }

    fn show(&mut self) {
        if real_now().saturating_duration_since(self.began) < SHOWN_AFTER {
            return;
        }
        let bar = self.bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{spinner} running: {msg} ({elapsed})");
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = style { bar.with_style(style) } else { bar }
        });
        bar.set_message(self.items.clone().unwrap_or_else(|| format!("{} events", self.events)));
        bar.tick();
    }

    /// Takes the line away, for something else to be written.
    pub fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
