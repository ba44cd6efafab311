//! The first and the last lines of a trace: what runs, and what came of it.

use std::collections::BTreeSet;

use crate::asl::machine::{Kind, StateId, Workflow};
use crate::base::diag::Place;
use crate::base::document::Origin;
use crate::base::pointer::Pointer;
use crate::engine::EXPRESS_SECONDS;
use crate::engine::call::TaskError;
use crate::report::ink::amount::{count, plural, span, took};
use crate::report::ink::line::{Ink, Line};
use crate::report::ink::width::{clip, columns};

use super::View;
use super::collect::{Collector, End};
use super::page::Page;

/// Ways not taken that are named.
const WAYS: usize = 3;

/// What runs, with what.
pub fn header(page: &Page<'_>) -> Vec<Line> {
    let run = &page.run;
    let mut line = Line::new();
    line.push(Ink::Name, run.name).push(Ink::Plain, "  ").push(Ink::Plain, run.machine.workflow.name());
    line.push(Ink::Plain, "  ").push(Ink::Plain, run.machine.language.name()).push(Ink::Plain, "  ");
    line.push(Ink::Plain, &plural(run.machine.top_level().count(), "state"));
    let place = run.definition.locate(&Place::Value(Pointer::root()));
    let file = format!("{}:{}", run.definition.source().name, place.line);
    line.end_at(page.style.width.min(80), Ink::Dim, &file);
    let mut second = Line::new();
    let mocks =
        if run.mocks.is_empty() { String::new() } else { format!("mocks {}   ", run.mocks.join(", ")) };
    second.push(Ink::Dim, &format!("{mocks}clock {}   seed {}", run.clock, run.seed));
    let placeholders = placeholders(page);
    [line, second].into_iter().chain(placeholders).collect()
}

/// Which parts of the definition nobody gave a value for.
fn placeholders(page: &Page<'_>) -> Option<Line> {
    let mut names = Vec::new();
    for substitution in page.run.definition.substitutions() {
        let name = format!("${{{}}}", substitution.name);
        if substitution.origin == Origin::Placeholder && !names.contains(&name) {
            names.push(name);
        }
    }
    let what = match names.len() {
        0 => return None,
        1 => "1 value is a placeholder".to_owned(),
        n => format!("{} values are placeholders", count(n)),
    };
    let advice = "   --sub NAME=VALUE";
    let text = format!("{what}: {}", names.join(" "));
    let room = page.style.width.saturating_sub(columns(advice));
    let mut line = Line::new();
    line.push(Ink::Dim, &clip(&text, room, page.marks.elided)).push(Ink::Dim, advice);
    Some(line)
}

/// What came of it, and how much was done.
pub fn totals(page: &Page<'_>, collector: &Collector, wall_ms: u64) -> Vec<Line> {
    let (mark, ink, status) = match &collector.end {
        Some(End::Succeeded) => (page.marks.ok, Ink::Good, "SUCCEEDED"),
        Some(End::Failed) => (page.marks.failed, Ink::Bad, "FAILED"),
        Some(End::Aborted(_)) => (page.marks.failed, Ink::Bad, "ABORTED"),
        Some(End::TimedOut) => (page.marks.failed, Ink::Bad, "TIMED_OUT"),
        None => (page.marks.cut, Ink::Warn, "STOPPED"),
    };
    let ran = took(collector.now.millis() - page.run.start.millis());
    let wall = span(i64::try_from(wall_ms).unwrap_or(i64::MAX));
    let mut line = Line::new();
    line.push(ink, mark).push(Ink::Plain, " ").push(ink, status);
    let time = if page.run.clock == "real" {
        format!("real {wall}")
    } else {
        format!("virtual {ran}   real {wall}")
    };
    line.push(Ink::Plain, &format!("   {time}"));
    if let Some(End::Aborted(error)) = &collector.end
        && *error != TaskError::default()
    {
        let room = page.style.width.saturating_sub(line.width() + 3);
        line.push(Ink::Plain, &format!("   {}", page.error(error, room)));
    }
    let facts = facts(page, collector);
    if page.view == View::Compact {
        line.push(Ink::Dim, &format!("   {facts}"));
        return vec![line];
    }
    let mut lines = vec![line];
    let mut line = Line::new();
    line.pad(2).push(Ink::Dim, &facts);
    lines.push(line);
    lines.extend(beyond_express(page, collector));
    let ways = not_taken(page, collector);
    if !ways.is_empty() {
        let shown: Vec<String> = ways.iter().take(WAYS).map(|(from, to)| edge(page, *from, *to)).collect();
        let more = ways.len() - shown.len();
        let more = if more > 0 { format!(", {} {more} more", page.marks.elided) } else { String::new() };
        let mut line = Line::new();
        line.pad(2).push(Ink::Dim, &format!("not taken: {}{more}", shown.join(", ")));
        lines.push(line);
    }
    lines
}

/// Waits that pass freely let an Express workflow run longer here than on AWS, which should be known.
fn beyond_express(page: &Page<'_>, collector: &Collector) -> Option<Line> {
    let ran = collector.now.millis() - page.run.start.millis();
    let ended_itself = matches!(collector.end, Some(End::Succeeded | End::Failed));
    if page.run.machine.workflow != Workflow::Express || ran <= EXPRESS_SECONDS * 1000 || !ended_itself {
        return None;
    }
    let mut line = Line::new();
    line.pad(2).push(Ink::Warn, page.marks.warned);
    line.push(Ink::Plain, " on AWS an Express workflow ends after 5m: this one passed it in Wait states");
    Some(line)
}

fn facts(page: &Page<'_>, collector: &Collector) -> String {
    let counts = &collector.counts;
    let mut facts = vec![plural(counts.states.len(), "state")];
    if counts.visits > counts.states.len() {
        facts.push(plural(counts.visits, "visit"));
    }
    if counts.items > 0 && page.view != View::Compact {
        facts.push(plural(counts.items, "Map item"));
    }
    if counts.calls > 0 {
        let failed = match counts.failed_calls {
            0 => String::new(),
            failed => format!(", {} failed", count(failed)),
        };
        facts.push(format!("{}{failed}", plural(counts.calls, "call")));
    }
    if counts.caught > 0 && page.view != View::Compact {
        facts.push(format!("{} caught", plural(counts.caught, "error")));
    }
    facts.join(&format!(" {} ", page.marks.dot))
}

fn edge(page: &Page<'_>, from: StateId, to: StateId) -> String {
    format!("{} {} {}", page.name(from), page.marks.next, page.name(to))
}

/// Ways out of states that were left that nobody took, catchers excepted.
fn not_taken(page: &Page<'_>, collector: &Collector) -> Vec<(StateId, StateId)> {
    let mut ways = BTreeSet::new();
    for &from in &collector.left {
        let state = page.run.machine.state(from);
        ways.extend(state.next.map(|to| (from, to)));
        if let Kind::Choice(choice) = &state.kind {
            ways.extend(choice.rules.iter().map(|rule| rule.next).chain(choice.default).map(|to| (from, to)));
        }
    }
    ways.into_iter().filter(|(from, to)| !collector.taken.contains(&(*from, Some(*to)))).collect()
}
