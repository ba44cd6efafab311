//! The page that a trace is written on: what is shown of the run and how, and where things are on it.

use std::cell::RefCell;

use crate::asl::machine::{FlowId, StateId};
use crate::base::value::Value;
use crate::expr::jsonpath::Path;
use crate::record::visits::{Mark, Visit};
use crate::report::ink::amount::clock;
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::ink::width::columns;
use crate::report::runs::Run;

use super::View;
use super::steps::TraceStep;

/// The column of the mark of a state of the machine: behind the time.
pub(super) const MARK: usize = 9;
/// Names keep so many columns even where they do not fit.
pub(super) const NAME: usize = 24;
/// Durations end here, on wide terminals too, so that the eye finds them; beyond, where a line needs the room.
pub(super) const RIGHT: usize = 80;

/// What the printing of a trace needs to know.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    pub run: Run<'a>,
    pub style: Style,
    pub marks: &'static Marks,
    pub view: View,
    /// What is shown whole wherever it changes.
    pub whole: &'a [Path],
    /// The states that are shown, all if empty.
    pub only: &'a [StateId],
    /// Whether the steps of branches and items are shown in the order in which they happened.
    pub by_time: bool,
    /// The columns that the names of each scope take.
    names: Vec<usize>,
    /// What was shown whole before, where everything is shown.
    pub(super) shown: RefCell<Shown>,
}

/// What was shown whole last: the same is not shown again below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    /// An input or output.
    pub data: Option<Value>,
    /// A context object.
    pub context: Option<Value>,
}

/// Where a block is: what is left of its marks.
#[derive(Clone, Debug)]
pub(super) struct Margin {
    /// Left of everything but the first line.
    pub rest: TextLine,
    pub depth: usize,
}

impl<'a> Page<'a> {
    pub fn new(run: Run<'a>, style: Style, view: View) -> Self {
        let mut names = vec![12; run.machine.flows.len()];
        for state in &run.machine.states {
            if let Some(widest) = names.get_mut(state.flow.0 as usize) {
                *widest = columns(&state.name).clamp(*widest, NAME);
            }
        }
        Self {
            names,
            run,
            style,
            marks: Marks::of(style),
            view,
            whole: &[],
            only: &[],
            by_time: false,
            shown: RefCell::default(),
        }
    }

    /// Whether `state` is shown.
    pub fn shows(&self, state: StateId) -> bool {
        self.only.is_empty() || self.only.contains(&state)
    }

    pub(super) fn shows_some_of(&self, step: &TraceStep) -> bool {
        match step {
            TraceStep::Visit(block) => self.shows(block.visit.state),
            TraceStep::Repeat(repeats) => repeats.iter().any(|repeat| self.shows(repeat.state)),
        }
    }

    /// When the state was entered, right-aligned before the mark.
    pub(super) fn time(&self, visit: &Visit, line: &mut TextLine) {
        let start = line.width();
        let time = clock(visit.entered_at.since(self.run.start));
        line.pad(start + 7usize.saturating_sub(columns(&time))).push(Ink::Dim, &time).pad(start + MARK);
    }

    pub fn mark(&self, mark: Mark) -> (&'static str, Ink) {
        match mark {
            Mark::Good => (self.marks.ok, Ink::Good),
            Mark::Caught => (self.marks.warned, Ink::Warn),
            Mark::Failed => (self.marks.failed, Ink::Bad),
            Mark::Cut => (self.marks.cut, Ink::Dim),
        }
    }

    /// The columns that the names of a scope take.
    pub fn names(&self, flow: FlowId) -> usize {
        self.names.get(flow.0 as usize).copied().unwrap_or(NAME)
    }

    pub fn name(&self, state: StateId) -> &'a str {
        &self.run.machine.state(state).name
    }

    /// What is left of lines that begin in this `column`.
    pub(super) fn margin(&self, margin: &Margin, column: usize) -> TextLine {
        let mut line = margin.rest.clone();
        line.pad(column);
        line
    }
}
