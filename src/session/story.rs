//! What an execution did that another one started, in a few lines: they are shown below the Task that waits for it.

use std::io;
use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::amount::took;
use crate::base::time::Time;
use crate::engine::history::{Branch, Record};
use crate::record::visits::{Happening, Mark, Scene, Visit, VisitReader, Visits};

/// The most lines that are kept; of a longer story, the beginning is.
const MAX_LINES: usize = 50;

/// The lines of an execution, as they come together.
pub(super) struct Story {
    visits: Visits,
    lines: Lines,
}

/// The lines so far.
struct Lines {
    machine: Arc<StateMachine>,
    lines: Vec<Arc<str>>,
    /// How many more there were.
    left_out: usize,
}

impl Story {
    /// That of an execution of `machine` that starts at `start`.
    pub(super) fn new(machine: Arc<StateMachine>, start: Time) -> Self {
        Self { visits: Visits::new(start), lines: Lines { machine, lines: Vec::new(), left_out: 0 } }
    }

    /// Takes its next records.
    pub(super) fn take(&mut self, records: &[Record]) -> io::Result<()> {
        records.iter().try_for_each(|record| self.visits.record(record, &mut self.lines))
    }

    /// Adds a line.
    pub(super) fn add(&mut self, line: &str) {
        self.lines.add(line);
    }

    /// All lines below `title`.
    pub(super) fn finish(mut self, title: String) -> io::Result<Vec<Arc<str>>> {
        self.visits.finish(&mut self.lines)?;
        let Lines { lines, left_out, .. } = self.lines;
        let more = (left_out > 0).then(|| format!("  and {left_out} more lines").into());
        Ok(std::iter::once(title.into()).chain(lines).chain(more).collect())
    }
}

impl Lines {
    fn add(&mut self, line: &str) {
        if self.lines.len() < MAX_LINES {
            self.lines.push(line.into());
        } else {
            self.left_out += 1;
        }
    }
}

impl VisitReader for Lines {
    fn step(&mut self, _scene: Scene<'_>, _step: &Happening<'_>) -> io::Result<()> {
        Ok(())
    }

    /// What was visited in branches and items is left out.
    fn over(&mut self, _scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        if visit.branch != Branch(0) {
            return Ok(Some(visit));
        }
        let state = self.machine.state(visit.state);
        let error = visit.failure.as_ref().and_then(|failure| failure.error.error.clone());
        let mark = match visit.mark() {
            Mark::Good => "ok".to_owned(),
            Mark::Caught => "caught".to_owned(),
            Mark::Failed => error.map_or_else(|| "failed".to_owned(), |error| format!("failed {error}")),
            Mark::Cut => "cut short".to_owned(),
        };
        let items =
            visit.children.map_or_else(String::new, |children| format!("  {} parts", children.length));
        let line = format!("  {}  {}  {mark}{items}  {}", state.name, state.kind.name(), took(visit.took()));
        self.add(&line);
        Ok(Some(visit))
    }
}
