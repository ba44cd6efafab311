//! The layout: time, mark, name, what it is, how long it took; below, indented, what happened in it and
//! what changed. Inside a Map or Parallel the same again, behind a rail.

use crate::asl::machine::{FlowId, Kind, StateId};
use crate::base::secret::hides;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::failure::Failure;
use crate::engine::history::Transition;
use crate::engine::payload::Payload;
use crate::engine::quota::PAYLOAD as PAYLOAD_QUOTA;
use crate::expr::jsonpath::Path;
use crate::record::visits::{Attempt, Mark, Visit};
use crate::report::ink::amount::{clock, count, plural, size, span, took};
use crate::report::ink::line::{Ink, TextLine};
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::redact;
use crate::report::ink::shorten::{embedded, hidden, named, shorten};
use crate::report::ink::style::Style;
use crate::report::ink::whole;
use crate::report::ink::width::{clip, columns};
use crate::report::runs::Run;
use crate::report::runs::diff::{Change, diff};

use super::sequence::{Block, Repeat, Step};
use super::{View, detail, map_run, what};

/// Where the mark of a state of the machine stands: behind the time.
pub(super) const MARK: usize = 9;
/// Names keep so many columns even where they do not fit.
const NAME: usize = 24;
/// Durations end here, on wide terminals too, so that the eye finds them.
pub(super) const RIGHT: usize = 80;
/// Where a warning begins.
const WARNING: usize = PAYLOAD_QUOTA / 5 * 4;

/// What the printing of a trace needs to know.
#[derive(Clone, Copy, Debug)]
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
}

/// Where a block stands: what is left of its marks.
#[derive(Clone, Debug)]
pub(super) struct Margin {
    /// Left of everything but the first line.
    pub rest: TextLine,
    pub depth: usize,
}

impl<'a> Page<'a> {
    pub const fn new(run: Run<'a>, style: Style, view: View) -> Self {
        Self { run, style, marks: Marks::of(style), view, whole: &[], only: &[], by_time: false }
    }

    /// Whether `state` is shown.
    pub fn shows(&self, state: StateId) -> bool {
        self.only.is_empty() || self.only.contains(&state)
    }

    pub(super) fn shows_some_of(&self, step: &Step) -> bool {
        match step {
            Step::Visit(block) => self.shows(block.visit.state),
            Step::Repeat(repeats) => repeats.iter().any(|repeat| self.shows(repeat.state)),
        }
    }

    /// The block of a state of the machine.
    pub fn top(&self, block: &Block) -> Vec<TextLine> {
        let mut first = TextLine::new();
        self.time(&block.visit, &mut first);
        let mut rest = TextLine::new();
        rest.pad(MARK);
        let mut lines = Vec::new();
        self.block(block, first, &Margin { rest, depth: 0 }, &mut lines);
        lines
    }

    /// When the state was entered, right-aligned before the mark.
    pub(super) fn time(&self, visit: &Visit, line: &mut TextLine) {
        let start = line.width();
        let time = clock(visit.entered.millis() - self.run.start.millis());
        line.pad(start + 7usize.saturating_sub(columns(&time))).push(Ink::Dim, &time).pad(start + MARK);
    }

    /// The line about a loop, behind `margin`.
    pub fn repeat(&self, repeats: &[Repeat], mut margin: TextLine) -> TextLine {
        if margin.width() == 0 && self.view != View::Compact {
            margin.pad(MARK);
        }
        let times = |n: usize| format!(" {}{}", self.marks.times, count(n));
        let (least, most) = repeats
            .iter()
            .fold((usize::MAX, 0), |(least, most), state| (least.min(state.visits), most.max(state.visits)));
        // A loop is often left in its middle: how often all of it was gone through is what counts.
        let one_loop = most.saturating_sub(least) <= 1;
        let name = |state: &Repeat| {
            let visits = if one_loop { String::new() } else { times(state.visits) };
            format!("{}{visits}", self.name(state.state))
        };
        let names: Vec<String> = repeats.iter().map(name).collect();
        let path = names.join(&format!(" {} ", self.marks.next));
        let rounds = if one_loop { times(least) } else { String::new() };
        let sum = |of: fn(&Repeat) -> usize| repeats.iter().map(of).sum::<usize>();
        let (left_out, caught, retried) =
            (sum(|state| state.left_out), sum(|state| state.caught), sum(|state| state.retried));
        let mut facts = vec![plural(left_out, "visit") + " not shown"];
        if caught > 0 {
            facts.push(format!("{} with an error caught", count(caught)));
        }
        if retried > 0 {
            facts.push(format!("{} with retries", count(retried)));
        }
        let facts = format!("   {}", facts.join(&format!(" {} ", self.marks.dot)));
        let used = margin.width() + columns(self.marks.again) + 1 + columns(&rounds) + columns(&facts);
        let path =
            clip(&path, self.style.width.saturating_sub(used).max(NAME), self.marks.elided).into_owned();
        margin.push(Ink::Warn, self.marks.again).push(Ink::Plain, " ").push(Ink::Name, &path);
        margin.push(Ink::Plain, &rounds).push(Ink::Dim, &facts);
        margin
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
        let states = self.run.machine.states.iter().filter(|state| state.flow == flow);
        states.map(|state| columns(&state.name)).max().unwrap_or(0).clamp(12, NAME)
    }

    pub fn name(&self, state: StateId) -> &'a str {
        &self.run.machine.state(state).name
    }

    /// An error on one line.
    pub fn error(&self, error: &TaskError, room: usize) -> String {
        let name = match error.error.as_deref() {
            None => "(no error name)",
            Some("") => "(empty error name)",
            Some(name) => name,
        };
        let cause = match error.cause.as_deref() {
            None | Some("") => String::new(),
            Some(cause) => {
                let room = room.saturating_sub(columns(name) + 2);
                match embedded(cause) {
                    Some(value) => format!("  {}", shorten(&value, room, self.marks)),
                    None => {
                        let first = redact(cause.lines().next().unwrap_or(""), self.marks);
                        format!("  {}", clip(&first, room, self.marks.elided))
                    }
                }
            }
        };
        format!("{name}{cause}")
    }

    pub(super) fn block(&self, block: &Block, first: TextLine, margin: &Margin, lines: &mut Vec<TextLine>) {
        let visit = &*block.visit;
        let names = self.names(self.run.machine.state(visit.state).flow);
        let indent = margin.rest.width() + self.marks.width + 1;
        lines.push(self.headline(visit, first, names));
        let verbose = matches!(self.view, View::Verbose | View::Full);
        let (facts, story) = (self.margin(margin, indent), self.margin(margin, indent + 2));
        if verbose {
            detail::before(self, visit, &facts, lines);
        } else {
            self.tries(visit, &story, lines);
        }
        if let Some(tally) = &visit.map_run {
            map_run::lines(self, tally, &story, lines);
        } else if let Some(groups) = &block.groups {
            self.children(groups, margin, lines);
        }
        if verbose {
            detail::after(self, visit, &facts, lines);
        } else {
            self.failure(visit, &story, lines);
        }
        let changes = facts;
        self.changes(visit, &changes, indent + names + 2, lines);
        self.warnings(visit, &changes, lines);
    }

    fn margin(&self, margin: &Margin, column: usize) -> TextLine {
        let mut line = margin.rest.clone();
        line.pad(column);
        line
    }

    /// Mark, name, what it is, how long it took. If it does not fit, what it is gives way first.
    fn headline(&self, visit: &Visit, mut line: TextLine, names: usize) -> TextLine {
        let right = self.style.width.min(RIGHT);
        let (mark, ink) = self.mark(visit.mark());
        let took = took(visit.took());
        line.push(ink, mark).push(Ink::Plain, " ");
        let name = self.name(visit.state);
        let most = right.saturating_sub(line.width() + 2 + columns(&took)).max(NAME);
        let start = line.width();
        line.push(Ink::Name, &clip(name, most, self.marks.elided)).pad(start + names).push(Ink::Plain, "  ");
        let room = right.saturating_sub(line.width() + 2 + columns(&took));
        let words = what::what(&self.run, visit, room, self.marks);
        line.push(Ink::Plain, &clip(&words, room, self.marks.elided));
        line.end_at(right, Ink::Dim, &took);
        line
    }

    /// Every try, if there was more than one.
    fn tries(&self, visit: &Visit, margin: &TextLine, lines: &mut Vec<TextLine>) {
        if visit.retries() == 0 {
            return;
        }
        for attempt in &visit.attempts {
            lines.push(self.attempt(attempt, margin.clone()));
        }
        if visit.attempts_left_out > 0 {
            let mut line = margin.clone();
            line.push(Ink::Dim, &format!("{} {} more", self.marks.elided, count(visit.attempts_left_out)));
            lines.push(line);
        }
    }

    /// What it failed with unless a try says so, and where that led.
    fn failure(&self, visit: &Visit, margin: &TextLine, lines: &mut Vec<TextLine>) {
        let Some(failure) = &visit.failure else { return };
        let said = visit.retries() > 0 && visit.attempts.last().is_some_and(|last| last.retry.is_none());
        if !said {
            let mut line = margin.clone();
            line.push(Ink::Bad, self.marks.failed).push(Ink::Plain, " ");
            let room = self.style.width.saturating_sub(line.width());
            line.push(Ink::Plain, &self.reason(visit, failure, room));
            lines.push(line);
        }
        if let Some(Transition::Caught(at, next)) = visit.way {
            let mut line = margin.clone();
            line.push(Ink::Warn, self.marks.next).push(Ink::Plain, " ").push(Ink::Name, self.name(next));
            let errors =
                self.run.machine.state(visit.state).catch.get(at).map(|catcher| catcher.errors.join(", "));
            line.push(Ink::Dim, &format!("   Catch {} [{}]", at + 1, errors.unwrap_or_default()));
            lines.push(line);
        }
    }

    /// What a state failed with. What the definition or its data is to blame for is explained at the end
    /// of the trace.
    pub fn reason(&self, visit: &Visit, failure: &Failure, room: usize) -> String {
        match (&failure.why, visit.way) {
            (Some(_), None) => failure.error.error.as_deref().unwrap_or("failed").to_owned(),
            (Some(_) | None, _) => self.error(&failure.error, room),
        }
    }

    fn attempt(&self, attempt: &Attempt, mut line: TextLine) -> TextLine {
        let word = if attempt.args.is_some() { "call" } else { "try" };
        let number = format!(" {word} {}  ", attempt.number);
        let ended = attempt.ended.map_or(0, Time::millis);
        let ms = span((ended - attempt.began.millis()).max(0));
        match (&attempt.outcome, attempt.retry) {
            (Some(Err(error)), Some(retry)) => {
                line.push(Ink::Warn, self.marks.retry).push(Ink::Plain, &number);
                let name = error.error.as_deref().unwrap_or("(no error name)");
                line.push(Ink::Plain, name);
                let again = format!("   retry {}/{} in {}", retry.attempt, retry.most, span(retry.delay_ms));
                line.push(Ink::Dim, &again);
            }
            (Some(Err(error)), None) => {
                line.push(Ink::Bad, self.marks.failed).push(Ink::Plain, &number);
                let room = self.style.width.saturating_sub(line.width());
                line.push(Ink::Plain, &self.error(error, room));
            }
            (Some(Ok(_)), _) => {
                line.push(Ink::Good, self.marks.ok).push(Ink::Plain, &number).push(Ink::Dim, &ms);
            }
            (None, _) => {
                line.push(Ink::Dim, self.marks.cut).push(Ink::Plain, &number).push(Ink::Dim, "no answer");
            }
        }
        line
    }

    /// The changed paths of a state's data, within the budget.
    fn changes(&self, visit: &Visit, margin: &TextLine, column: usize, lines: &mut Vec<TextLine>) {
        let Some(output) = &visit.output else { return };
        let changes = diff(visit.input.value(), output.value(), what::origin(&self.run, visit));
        let quiet = matches!(
            self.run.machine.state(visit.state).kind,
            Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_)
        );
        if changes.is_empty() && !quiet {
            let mut line = margin.clone();
            line.push(Ink::Dim, "= no change");
            lines.push(line);
        }
        // One line about one more path would say less than the path.
        let budget = self.view.budget();
        let shown = if changes.len() <= budget.saturating_add(1) { changes.len() } else { budget };
        for change in &changes[..shown] {
            self.change(change, margin, column, lines);
        }
        if shown < changes.len() {
            let mut line = margin.clone();
            let more = plural(changes.len() - shown, "more path");
            line.push(Ink::Dim, &format!("{} {more}", self.marks.elided));
            lines.push(line);
        }
        for path in self.whole {
            self.whole(path, visit.input.value(), output.value(), margin, lines);
        }
        for (name, value) in visit.assigned.iter().flatten() {
            let mut line = margin.clone();
            line.push(Ink::Good, "= ").push(Ink::Plain, &format!("${name}"));
            line.pad(column.max(line.width() + 2));
            let room = self.style.width.saturating_sub(line.width());
            line.push(Ink::Plain, &named(name, value, room, self.marks));
            lines.push(line);
        }
    }

    /// All of what stands at `path`, if the state changed it.
    fn whole(
        &self,
        path: &Path,
        input: &Value,
        output: &Value,
        margin: &TextLine,
        lines: &mut Vec<TextLine>,
    ) {
        let (before, after) = (path.select(input).ok(), path.select(output).ok());
        let Some(value) = after.filter(|after| before.as_ref() != Some(after)) else { return };
        let mut line = margin.clone();
        line.push(Ink::Plain, path.text());
        if hides(path.text(), &value) {
            line.push(Ink::Plain, "  ").push(Ink::Plain, &hidden(&value, self.marks));
            return lines.push(line);
        }
        lines.push(line);
        let mut margin = margin.clone();
        margin.pad(margin.width() + 2);
        for text in whole::lines(&value, self.style.width.saturating_sub(margin.width()), self.marks) {
            let mut line = margin.clone();
            line.push(Ink::Plain, &text);
            lines.push(line);
        }
    }

    fn change(&self, change: &Change, margin: &TextLine, column: usize, lines: &mut Vec<TextLine>) {
        let (sign, ink) = change.sign(self.marks);
        let mut line = margin.clone();
        let start = line.width() + 2;
        let most = (self.style.width / 2).saturating_sub(start).max(NAME);
        line.push(ink, sign).pad(start).push(Ink::Plain, &clip(&change.path, most, self.marks.elided));
        line.pad(column.max(line.width() + 2));
        let inner = if self.view == View::Default { Vec::new() } else { change.lines() };
        if inner.is_empty() {
            let room = self.style.width.saturating_sub(line.width());
            line.push(Ink::Plain, &change.text(room, self.marks));
        }
        lines.push(line);
        for (sign, ink, text) in inner {
            let mut line = margin.clone();
            line.pad(start + 2).push(ink, sign).push(Ink::Plain, " ").push(ink, &text);
            lines.push(line);
        }
    }

    fn warnings(&self, visit: &Visit, margin: &TextLine, lines: &mut Vec<TextLine>) {
        let bytes = visit.output.as_ref().map_or(0, Payload::size);
        if bytes >= WARNING {
            let mut line = margin.clone();
            line.push(Ink::Warn, self.marks.warned);
            line.push(Ink::Plain, &format!(" output {} of {}", size(bytes), size(PAYLOAD_QUOTA)));
            lines.push(line);
        }
    }
}
