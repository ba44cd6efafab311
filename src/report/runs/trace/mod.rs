//! The trace: what a run did, for people. A block per state of the machine, written when the state is
//! left, with what its retries, catchers, branches and items did told in place.
//!
//! However long a run is, the trace is not: equal items, rounds of a loop and changes beyond a budget are
//! counted instead of told, unless the reader asks for everything.

mod collect;
mod compact;
mod detail;
mod page;
mod rails;
mod run;
mod sequence;
mod summary;
mod visit;
mod what;

use std::io::{self, Write};

use crate::asl::machine::StateId;
use crate::engine::call::Ticket;
use crate::engine::history::{Detail, Record};
use crate::expr::jsonpath::Path;

use crate::report::findings::human;
use crate::report::ink::line::Line;
use crate::report::ink::style::Style;
use crate::report::runs::failure::Trail;
use crate::report::runs::{Report, Run, Stop};

use collect::{Collector, Keep};
use page::Page;
use visit::{Again, Piece};
pub use what::resource;

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// One line a state.
    Compact,
    /// What happened and what changed.
    Default,
    /// Every field the data went through.
    Verbose,
    /// Everything, however long.
    Full,
}

impl View {
    /// How many changed paths of one state, and how many kinds of items of one Map, are told.
    const fn budget(self) -> usize {
        match self {
            Self::Compact | Self::Default => 8,
            Self::Verbose => 40,
            Self::Full => usize::MAX,
        }
    }
}

/// Writes the trace of one run.
pub struct Trace<'a> {
    page: Page<'a>,
    collector: Collector,
    trail: Trail,
    out: &'a mut dyn Write,
    /// Whether a blank line separates what comes from what was written.
    gap: bool,
}

impl<'a> Trace<'a> {
    /// A trace that goes to `out`, written in `style`.
    #[must_use]
    pub fn new(run: Run<'a>, style: Style, view: View, out: &'a mut dyn Write) -> Self {
        let keep = if view == View::Full { Keep::All } else { Keep::Kinds(view.budget()) };
        let collector = Collector::new(run.start, keep);
        Self { page: Page::new(run, style, view), collector, trail: Trail::default(), out, gap: true }
    }

    /// Tells of these states only.
    #[must_use]
    pub const fn only(mut self, states: &'a [StateId]) -> Self {
        self.page.only = states;
        self
    }

    /// Shows what stands at these paths whole wherever a state changes it.
    #[must_use]
    pub const fn whole(mut self, paths: &'a [Path]) -> Self {
        self.page.whole = paths;
        self
    }

    /// Tells the steps of branches and items in the order in which they happened, not one branch or item
    /// after the other.
    #[must_use]
    pub fn by_time(mut self) -> Self {
        if self.page.view != View::Full {
            self.collector = Collector::new(self.page.run.start, Keep::Items);
        }
        self.page.by_time = true;
        self
    }

    fn steps(&mut self, steps: &[Piece]) -> io::Result<()> {
        for step in steps {
            let block = match (self.page.view, step) {
                (_, Piece::Visit(visit)) if !self.page.tells(visit.state) => continue,
                (View::Compact, Piece::Visit(visit)) => vec![compact::line(&self.page, visit)],
                (_, Piece::Visit(visit)) => self.page.top(visit),
                (_, Piece::Again(again)) => {
                    let told: Vec<Again> =
                        again.iter().filter(|again| self.page.tells(again.state)).cloned().collect();
                    if told.iter().all(|again| again.left_out == 0) {
                        continue;
                    }
                    vec![self.page.again(&told, Line::new())]
                }
            };
            let long = block.len() > 1 && self.page.view != View::Compact;
            if self.gap || long {
                self.write(&[Line::new()])?;
            }
            self.gap = long;
            self.write(&block)?;
        }
        Ok(())
    }

    fn totals(&mut self, wall_ms: u64) -> io::Result<()> {
        let totals = summary::totals(&self.page, &self.collector, wall_ms);
        self.write(&totals)
    }

    fn write(&mut self, lines: &[Line]) -> io::Result<()> {
        lines.iter().try_for_each(|line| line.write(self.page.style, self.out))
    }
}

impl Report for Trace<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.collector.record(record);
        self.trail.record(record);
        let Record::Event(event) = record else { return Ok(()) };
        if matches!(event.detail, Detail::ExecutionStarted { .. }) {
            self.gap = self.page.view != View::Compact;
            if self.gap {
                let header = summary::header(&self.page);
                self.write(&header)?;
            }
        }
        if matches!(event.detail, Detail::StateExited { .. }) {
            let steps = self.collector.take();
            self.steps(&steps)?;
        }
        Ok(())
    }

    fn answered(&mut self, ticket: Ticket, by: &str) {
        self.collector.answered_by(ticket, by);
    }

    fn finish(&mut self, wall_ms: u64) -> io::Result<()> {
        let steps = self.collector.finish();
        self.steps(&steps)?;
        let why = self.trail.explain(&self.page.run, self.page.style);
        if self.page.view != View::Compact || why.is_some() {
            self.write(&[Line::new()])?;
        }
        if let Some(why) = why {
            human::render(self.out, &[(self.page.run.definition.clone(), why)], &self.page.style)?;
        }
        self.totals(wall_ms)?;
        self.out.flush()
    }

    fn abandon(&mut self, _stop: &Stop<'_>, wall_ms: u64) -> io::Result<()> {
        let steps = self.collector.finish();
        self.steps(&steps)?;
        if self.page.view != View::Compact {
            self.write(&[Line::new()])?;
        }
        self.totals(wall_ms)?;
        self.write(&[Line::new()])?;
        self.out.flush()
    }
}
