//! The first and the last lines of a trace: what runs, and what came of it.

use std::collections::BTreeSet;

use crate::asl::machine::{Kind, StateId, Workflow};
use crate::base::diag::Place;
use crate::base::document::Origin;
use crate::base::pointer::Pointer;
use crate::engine::EXPRESS_SECONDS;
use crate::engine::call::TaskError;
use crate::record::aws::HISTORY;
use crate::record::visits::Visits;
use crate::report::ink::amount::{count, plural, span, took};
use crate::report::ink::line::{Ink, TextLine};
use crate::report::ink::width::{clip, columns};

use super::View;
use super::collect::Collector;
use super::page::Page;

/// The most ways not taken that are named.
const WAYS: usize = 3;

/// What runs, with what.
pub fn header(page: &Page<'_>) -> Vec<TextLine> {
    let run = &page.run;
    let mut line = TextLine::new();
    line.push(Ink::Name, run.name).push(Ink::Plain, "  ").push(Ink::Plain, run.machine.workflow.name());
    line.push(Ink::Plain, "  ").push(Ink::Plain, run.machine.language.name()).push(Ink::Plain, "  ");
    line.push(Ink::Plain, &plural(run.machine.top_level().count(), "state"));
    let place = run.definition.locate(&Place::Value(Pointer::root()));
    let file = format!("{}:{}", run.definition.source().shown, place.line);
    line.end_at(page.style.width.min(80), Ink::Dim, &file);
    let mut second = TextLine::new();
    let mocks =
        if run.mocks.is_empty() { String::new() } else { format!("mocks {}   ", run.mocks.join(", ")) };
    let source = if run.clock == HISTORY {
        "from the history of an execution".to_owned()
    } else {
        format!("{mocks}clock {}   seed {}", run.clock, run.seed)
    };
    second.push(Ink::Dim, &source);
    let placeholders = placeholders(page);
    [line, second].into_iter().chain(placeholders).collect()
}

/// Which parts of the definition have no value.
fn placeholders(page: &Page<'_>) -> Option<TextLine> {
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
    let mut line = TextLine::new();
    line.push(Ink::Dim, &clip(&text, room, page.marks.elided)).push(Ink::Dim, advice);
    Some(line)
}

/// What came of it, and how much was done.
pub fn totals(page: &Page<'_>, visits: &Visits, collector: &Collector, wall_ms: u64) -> Vec<TextLine> {
    let end = visits.end();
    let (mark, ink, status) = match end {
        Some(end) if end.status == "SUCCEEDED" => (page.marks.ok, Ink::Good, end.status),
        Some(end) => (page.marks.failed, Ink::Bad, end.status),
        None => (page.marks.cut, Ink::Warn, "STOPPED"),
    };
    let ran = took(visits.now().millis() - page.run.start.millis());
    let wall = span(i64::try_from(wall_ms).unwrap_or(i64::MAX));
    let mut line = TextLine::new();
    line.push(ink, mark).push(Ink::Plain, " ").push(ink, status);
    let time = if page.run.clock == "real" {
        format!("real {wall}")
    } else if page.run.clock == HISTORY {
        ran
    } else {
        format!("virtual {ran}   real {wall}")
    };
    line.push(Ink::Plain, &format!("   {time}"));
    if let Some(end) = end.filter(|end| end.status == "ABORTED" && end.error != TaskError::default()) {
        let room = page.style.width.saturating_sub(line.width() + 3);
        line.push(Ink::Plain, &format!("   {}", page.error(&end.error, room)));
    }
    let facts = facts(page, visits, collector);
    if page.view == View::Compact {
        line.push(Ink::Dim, &format!("   {facts}"));
        return vec![line];
    }
    let mut lines = vec![line];
    let mut line = TextLine::new();
    line.pad(2).push(Ink::Dim, &facts);
    lines.push(line);
    lines.extend(beyond_express(page, visits));
    let ways = not_taken(page, collector);
    if !ways.is_empty() {
        let shown: Vec<String> = ways.iter().take(WAYS).map(|(from, to)| edge(page, *from, *to)).collect();
        let more = ways.len() - shown.len();
        let more = if more > 0 { format!(", {} {more} more", page.marks.elided) } else { String::new() };
        let mut line = TextLine::new();
        line.pad(2).push(Ink::Dim, &format!("not taken: {}{more}", shown.join(", ")));
        lines.push(line);
    }
    lines
}

/// Waits that pass freely let an Express workflow run longer here than on AWS, which should be known.
fn beyond_express(page: &Page<'_>, visits: &Visits) -> Option<TextLine> {
    let ran = visits.now().millis() - page.run.start.millis();
    let ended_itself = visits.end().is_some_and(|end| matches!(end.status, "SUCCEEDED" | "FAILED"));
    if page.run.machine.workflow != Workflow::Express || ran <= EXPRESS_SECONDS * 1000 || !ended_itself {
        return None;
    }
    let mut line = TextLine::new();
    line.pad(2).push(Ink::Warn, page.marks.warned);
    line.push(Ink::Plain, " on AWS an Express workflow ends after 5m: this one passed it in Wait states");
    Some(line)
}

fn facts(page: &Page<'_>, visits: &Visits, collector: &Collector) -> String {
    let counts = visits.counts();
    let mut facts = vec![plural(collector.states.len(), "state")];
    if counts.visits > collector.states.len() {
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
    if collector.caught > 0 && page.view != View::Compact {
        facts.push(format!("{} caught", plural(collector.caught, "error")));
    }
    facts.join(&format!(" {} ", page.marks.dot))
}

fn edge(page: &Page<'_>, from: StateId, to: StateId) -> String {
    format!("{} {} {}", page.name(from), page.marks.next, page.name(to))
}

/// Ways out of the states that were left which were not taken, catchers excepted.
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
