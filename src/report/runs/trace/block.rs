//! The lines about a visit: mark, name, what it is, how long it took; below, indented, what happened in it and
//! what changed. Inside a Map or Parallel the same again, behind a rail.

use crate::asl::machine::Kind;
use crate::base::secret::hides;
use crate::base::value::{Object, Value};
use crate::engine::payload::Payload;
use crate::engine::quota::PAYLOAD as PAYLOAD_QUOTA;
use crate::expr::jsonpath::Path;
use crate::record::visits::{Attempt, Visit};
use crate::report::ink::amount::{count, plural, size, took};
use crate::report::ink::line::TextLine;
use crate::report::ink::paint::Ink;
use crate::report::ink::shorten::{hidden, named};
use crate::report::ink::whole;
use crate::report::ink::width::{clip, clip_path, columns};
use crate::report::runs::diff::{Change, ChangeKind, diff};

use super::page::{MARK, Margin, NAME, Page, RIGHT};
use super::steps::{Block, Repeat};
use super::{View, detail, map_run, what};

/// A value in fewer columns says too little.
const VALUE: usize = 12;
/// Where a warning begins.
const WARNING: usize = PAYLOAD_QUOTA / 5 * 4;

impl Page<'_> {
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
        self.whole_of_calls(visit, &changes, lines);
        self.changes(visit, &changes, indent + names + 2, lines);
        self.warnings(visit, &changes, lines);
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

    /// Mark, name, what it is, how long it took. If it does not fit, what it is gives way first; how long it took
    /// is always there.
    fn headline(&self, visit: &Visit, mut line: TextLine, names: usize) -> TextLine {
        let (mark, ink) = self.mark(visit.mark());
        let took = took(visit.took());
        line.push(ink, mark).push(Ink::Plain, " ");
        let name = self.name(visit.state);
        let end = self.style.width.saturating_sub(2 + columns(&took));
        let most = end.saturating_sub(line.width());
        let start = line.width();
        line.push(Ink::Name, &clip(name, most, self.marks.elided)).pad((start + names).min(end));
        let room = end.saturating_sub(line.width() + 2);
        let words = what::what(&self.run, visit, room, self.marks);
        if room > 0 {
            line.push(Ink::Plain, "  ").push(Ink::Plain, &clip(&words, room, self.marks.elided));
        }
        line.end_at(self.style.width.min(RIGHT), Ink::Dim, &took);
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
            let (before, after) = (path.select(visit.input.value()).ok(), path.select(output.value()).ok());
            if let Some(value) = after.filter(|after| before.as_ref() != Some(after)) {
                self.whole(path.text(), &value, margin, lines);
            }
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

    /// All of the value at `path`.
    fn whole(&self, path: &str, value: &Value, margin: &TextLine, lines: &mut Vec<TextLine>) {
        let mut line = margin.clone();
        line.push(Ink::Plain, path);
        if hides(path, value) {
            line.push(Ink::Plain, "  ").push(Ink::Plain, &hidden(value, self.marks));
            return lines.push(line);
        }
        lines.push(line);
        let mut margin = margin.clone();
        margin.pad(margin.width() + 2);
        let room = self.style.width.saturating_sub(margin.width());
        whole::push(value, &margin, Ink::Plain, room, self.marks, lines);
    }

    /// What `--full Parameters.Body` and `--full Result` name: parts of what calls are given and return, whole.
    fn whole_of_calls(&self, visit: &Visit, margin: &TextLine, lines: &mut Vec<TextLine>) {
        for path in self.whole.iter().filter(|path| is_of_call(path)) {
            let mut last = None;
            for attempt in &visit.attempts {
                let found = path.select(&parts_of(attempt)).ok().filter(|found| last.as_ref() != Some(found));
                let Some(value) = found else { continue };
                let name = path.text().trim_start_matches("$.");
                let label = if visit.calls > 1 {
                    format!("{name}  call {}", attempt.number)
                } else {
                    name.to_owned()
                };
                self.whole(&label, &value, margin, lines);
                last = Some(value);
            }
        }
    }

    fn change(&self, change: &Change, margin: &TextLine, column: usize, lines: &mut Vec<TextLine>) {
        let (sign, ink) = change.sign(self.marks);
        let mut line = margin.clone();
        let start = line.width() + 2;
        if let ChangeKind::Lost(paths) = &change.what {
            line.push(ink, sign).pad(start);
            let parts = paths.iter().cloned();
            return lines.extend(line.flow(margin, Ink::Plain, parts, ", ", self.style.width));
        }
        let most = (self.style.width / 2).saturating_sub(start).max(NAME);
        line.push(ink, sign).pad(start).push(Ink::Plain, &clip_path(&change.path, most, self.marks.elided));
        line.pad(column.max(line.width() + 2));
        let inner = if self.view == View::Default { Vec::new() } else { change.lines() };
        if inner.is_empty() {
            if line.width() + VALUE > self.style.width {
                lines.push(std::mem::replace(&mut line, margin.clone()));
                line.pad(start + 2);
            }
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

/// What a path may name of a call: `Parameters` or `Arguments`, and `Result`.
fn parts_of(attempt: &Attempt) -> Value {
    let args = attempt.args.iter().flat_map(|args| CALL.map(|name| (name, args.clone())));
    let result = attempt.outcome.iter().flatten().map(|result| ("Result", result.clone()));
    Value::from(args.chain(result).collect::<Object>())
}

/// Whether a path begins with the name of something of a call.
fn is_of_call(path: &Path) -> bool {
    let text = path.text().trim_start_matches("$.");
    let first = text.split(['.', '[']).next().unwrap_or_default();
    first == "Result" || CALL.contains(&first)
}

/// What `--full` calls the arguments of a call.
const CALL: [&str; 2] = ["Parameters", "Arguments"];
