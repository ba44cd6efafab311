//! The trace: what a run did, for people. A block per state of the machine, written when the state is
//! left, with its retries, catchers, branches and items in place.
//!
//! However long a run is, the trace is not: equal items, rounds of a loop and changes beyond a budget are
//! counted instead of shown, unless the reader asks for everything.

mod block;
mod children;
mod collect;
mod compact;
mod detail;
mod map_run;
mod page;
mod sequence;
mod steps;
mod summary;
mod tree_lines;
mod tries;
mod what;

use std::io::{self, Write};
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::engine::history::Branch;
use crate::expr::jsonpath::Path;
use crate::record::visits::{
    BranchStart, Ended, Happening, HappeningKind, Scene, Visit, VisitReader, Visits,
};
use crate::report::findings::human;
use crate::report::ink::line::TextLine;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::runs::failure::{self, Trail};
use crate::report::runs::{AloneEnd, Run, Stop, VisitReport};

use collect::{Collector, Keep};
use page::{Margin, Page};
use steps::{Block, Repeat, TraceStep};

/// How much is shown.
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
    /// How many changed paths of one state, and how many kinds of items of one Map, are shown.
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
    out: Box<dyn Write + 'a>,
    /// Whether a blank line separates what comes from what was written.
    gap: bool,
    /// The day that was said last.
    day: i64,
    /// Whether nothing is written but the steps: no header, no totals, no files and no real time.
    only_steps: bool,
    /// How the state ended that ran alone, if one did.
    end: Option<AloneEnd>,
}

/// What the trace of `run` says of one visit, without what happened inside of it.
#[must_use]
pub fn of_visit(run: Run<'_>, style: Style, view: View, visit: &Arc<Visit>) -> Vec<TextLine> {
    let page = Page::new(run, style, view);
    let block = Block { visit: Arc::clone(visit), groups: None, weight: 0 };
    let mut lines = Vec::new();
    page.block(&block, TextLine::new(), &Margin { rest: TextLine::new(), depth: 0 }, &mut lines);
    lines
}

impl<'a> Trace<'a> {
    /// A trace that goes to `out`, written in `style`.
    #[must_use]
    pub fn new(run: Run<'a>, style: Style, view: View, out: impl Write + 'a) -> Self {
        let keep = if view == View::Full { Keep::All } else { Keep::Kinds(view.budget()) };
        let collector = Collector::new(keep);
        let day = run.start.day();
        let (page, trail) = (Page::new(run, style, view), Trail::default());
        let out = Box::new(out);
        Self { page, collector, trail, out, gap: true, day, only_steps: false, end: None }
    }

    /// Shows only these states.
    #[must_use]
    pub const fn only(mut self, states: &'a [StateId]) -> Self {
        self.page.only = states;
        self
    }

    /// Writes the steps alone: what is the same wherever the files lie and however fast the machine is.
    #[must_use]
    pub const fn only_steps(mut self) -> Self {
        self.only_steps = true;
        self
    }

    /// Shows the values at these paths whole wherever a state changes it.
    #[must_use]
    pub const fn whole(mut self, paths: &'a [Path]) -> Self {
        self.page.whole = paths;
        self
    }

    /// Shows the steps of branches and items in the order in which they happened, not one branch or item
    /// after the other.
    #[must_use]
    pub fn by_time(mut self) -> Self {
        if self.page.view != View::Full {
            self.collector = Collector::new(Keep::Items);
        }
        self.page.by_time = true;
        self
    }

    fn steps(&mut self, steps: &[TraceStep]) -> io::Result<()> {
        for step in steps {
            let block = match (self.page.view, step) {
                (_, TraceStep::Visit(block)) if !self.page.shows(block.visit.state) => continue,
                (View::Compact, TraceStep::Visit(block)) => vec![compact::line(&self.page, &block.visit)],
                (_, TraceStep::Visit(block)) => self.page.top(block),
                (_, TraceStep::Repeat(repeats)) => {
                    let shown: Vec<Repeat> =
                        repeats.iter().filter(|repeat| self.page.shows(repeat.state)).cloned().collect();
                    if shown.iter().all(|repeat| repeat.left_out == 0) {
                        continue;
                    }
                    vec![self.page.repeat(&shown, TextLine::new())]
                }
            };
            let long = block.len() > 1 && self.page.view != View::Compact;
            if self.gap || long {
                self.write(&[TextLine::new()])?;
            }
            self.gap = long;
            if let (TraceStep::Visit(block), true) = (step, self.page.view != View::Compact) {
                self.say_day(block.visit.entered_at)?;
            }
            self.write(&block)?;
        }
        Ok(())
    }

    /// Says on a line of its own which day it is if that has changed.
    fn say_day(&mut self, now: Time) -> io::Result<()> {
        if now.day() == self.day {
            return Ok(());
        }
        self.day = now.day();
        let mut line = TextLine::new();
        line.push(Ink::Dim, now.iso().split('T').next().unwrap_or_default());
        self.write(&[line])
    }

    fn totals(&mut self, visits: &Visits, wall_ms: u64) -> io::Result<()> {
        let totals = summary::totals(&self.page, self.end.as_ref(), visits, &self.collector, wall_ms);
        self.write(&totals)
    }

    fn write(&mut self, lines: &[TextLine]) -> io::Result<()> {
        let mut text = String::with_capacity(lines.iter().map(TextLine::bytes).sum());
        lines.iter().for_each(|line| line.append(self.page.style, &mut text));
        self.out.write_all(text.as_bytes())
    }
}

impl VisitReader for Trace<'_> {
    fn step(&mut self, _scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()> {
        if matches!(step.what, HappeningKind::Started(_)) {
            self.gap = self.page.view != View::Compact;
            if self.gap && !self.only_steps {
                let header = summary::header(&self.page);
                self.write(&header)?;
            }
        }
        self.collector.step(step);
        self.trail.step(step);
        Ok(())
    }

    fn over(&mut self, _scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        let is_step = visit.branch == Branch(0) && visit.way.is_some();
        // One that nothing will be explained with any more: mostly it is not shown, either.
        let oldest = self.trail.keep(Arc::clone(&visit));
        self.collector.over(visit);
        let steps = if is_step { self.collector.take() } else { Vec::new() };
        if !steps.is_empty() {
            self.steps(&steps)?;
        }
        Ok(oldest)
    }

    fn child_over(&mut self, child: Branch, origin: BranchStart, ended: Ended) {
        self.trail.child_over(child, origin.parent, ended);
        self.collector.child_over(child, origin, ended);
    }
}

impl VisitReport for Trace<'_> {
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn held(&self) -> usize {
        self.collector.held
    }

    fn ends_as(&mut self, end: AloneEnd) {
        self.end = Some(end);
    }

    fn finish(&mut self, visits: &Visits, wall_ms: u64) -> io::Result<()> {
        let steps = self.collector.finish();
        self.steps(&steps)?;
        if self.only_steps {
            return self.out.flush();
        }
        // What would be tried again is not the end yet.
        let is_over = !matches!(self.end, Some(AloneEnd::Retriable(_)));
        let why = failure::of_run(&self.page.run, self.page.style, visits, &self.trail).filter(|_| is_over);
        if self.page.view != View::Compact || why.is_some() {
            self.write(&[TextLine::new()])?;
        }
        if let Some(why) = why {
            human::render(&mut self.out, &[(self.page.run.definition.clone(), why)], &self.page.style)?;
        }
        self.totals(visits, wall_ms)?;
        self.out.flush()
    }

    fn abandon(&mut self, visits: &Visits, _stop: &Stop, wall_ms: u64) -> io::Result<()> {
        let steps = self.collector.finish();
        self.steps(&steps)?;
        if self.page.view != View::Compact {
            self.write(&[TextLine::new()])?;
        }
        self.totals(visits, wall_ms)?;
        self.write(&[TextLine::new()])?;
        self.out.flush()
    }
}
