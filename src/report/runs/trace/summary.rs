//! The first and the last lines of a trace: what runs, and what came of it.

use crate::asl::machine::{Kind, State, StateId, Workflow};
use crate::base::diag::Place;
use crate::base::document::ValueSource;
use crate::base::pointer::Pointer;
use crate::engine::EXPRESS_SECONDS;
use crate::engine::call::TaskError;
use crate::record::aws::HISTORY;
use crate::record::visits::Visits;
use crate::report::ink::amount::{count, plural, span, took};
use crate::report::ink::line::TextLine;
use crate::report::ink::paint::Ink;
use crate::report::ink::width::{clip, clip_path, columns};
use crate::report::runs::AloneEnd;

use super::View;
use super::collect::Collector;
use super::page::{Page, RIGHT};

/// The most ways not taken that are named.
const WAYS: usize = 3;

/// What runs, with what, from when on. The place of the definition is never cut.
pub fn header(page: &Page<'_>) -> Vec<TextLine> {
    let run = &page.run;
    let place = run.definition.locate(&Place::Value(Pointer::root()));
    let file = format!("{}:{}", run.definition.source().shown, place.line);
    let facts = format!(
        "  {}  {}  {}",
        run.machine.workflow.name(),
        run.machine.language.name(),
        plural(run.machine.top_level().count(), "state")
    );
    let mut line = TextLine::new();
    let room = page.style.width.saturating_sub(columns(&facts));
    line.push(Ink::Name, &clip(run.name, room, page.marks.elided)).push(Ink::Plain, &facts);
    let mut lines = Vec::new();
    if line.width() + 2 + columns(&file) > page.style.width {
        lines.push(std::mem::take(&mut line));
        line.push(Ink::Dim, &clip_path(&file, page.style.width, page.marks.elided));
    } else {
        line.end_at(page.style.width.min(RIGHT), Ink::Dim, &file);
    }
    lines.push(line);
    let start = format!("start {}", run.start.iso());
    let facts = if run.clock == HISTORY {
        vec!["from the history of an execution".to_owned(), start]
    } else {
        let mocks = run.mocks.iter().enumerate().map(|(at, file)| match at {
            0 => format!("mocks {file}"),
            _ => file.clone(),
        });
        mocks.chain([format!("clock {}", run.clock), format!("seed {}", run.seed), start]).collect()
    };
    lines.extend(TextLine::new().flow(&TextLine::new(), Ink::Dim, facts, "   ", page.style.width));
    lines.extend(placeholders(page));
    lines
}

/// Which parts of the definition have no value.
fn placeholders(page: &Page<'_>) -> Option<TextLine> {
    let mut names = Vec::new();
    for substitution in page.run.definition.substitutions() {
        let name = format!("${{{}}}", substitution.name);
        if substitution.origin == ValueSource::Placeholder && !names.contains(&name) {
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
pub fn totals(
    page: &Page<'_>,
    alone: Option<&AloneEnd>,
    visits: &Visits,
    collector: &Collector,
    wall_ms: u64,
) -> Vec<TextLine> {
    let end = visits.end();
    let (mark, ink, status) = match end {
        Some(_) if alone.is_some() => of_alone(page, alone),
        Some(end) if end.status == "SUCCEEDED" => (page.marks.ok, Ink::Good, end.status),
        Some(end) => (page.marks.failed, Ink::Bad, end.status),
        None => (page.marks.cut, Ink::Warn, "STOPPED"),
    };
    let then = alone.and_then(|end| match end {
        AloneEnd::Left { next: Some(next), .. } => Some(format!("next {next}")),
        AloneEnd::Left { next: None, .. } => Some("the end".to_owned()),
        AloneEnd::Retriable(ms) => Some(format!("tried again in {}", span(*ms))),
        AloneEnd::Failed => None,
    });
    let ran = took(visits.now().since(page.run.start));
    let wall = span(i64::try_from(wall_ms).unwrap_or(i64::MAX));
    let mut line = TextLine::new();
    line.push(ink, mark).push(Ink::Plain, " ").push(ink, status);
    if let Some(then) = then {
        line.push(Ink::Plain, &format!("   {then}"));
    }
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
    lines.extend(not_taken(page, collector));
    lines
}

/// What came of a state that ran alone: a mark, its colour, and TestState's word.
fn of_alone(page: &Page<'_>, alone: Option<&AloneEnd>) -> (&'static str, Ink, &'static str) {
    match alone {
        Some(AloneEnd::Left { is_caught: false, .. }) => (page.marks.ok, Ink::Good, "SUCCEEDED"),
        Some(AloneEnd::Left { is_caught: true, .. }) => (page.marks.warned, Ink::Warn, "CAUGHT_ERROR"),
        Some(AloneEnd::Retriable(_)) => (page.marks.retry, Ink::Warn, "RETRIABLE"),
        Some(AloneEnd::Failed) | None => (page.marks.failed, Ink::Bad, "FAILED"),
    }
}

/// Waits that pass freely let an Express workflow run longer here than on AWS, which should be known.
fn beyond_express(page: &Page<'_>, visits: &Visits) -> Option<TextLine> {
    let ran = visits.now().since(page.run.start);
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

/// Where a state that was left could have gone and never went, with the fields that say so. Catchers are not
/// among them: most of them are there for what does not happen.
fn not_taken(page: &Page<'_>, collector: &Collector) -> Vec<TextLine> {
    let mut ways: Vec<(StateId, StateId, Vec<String>)> = Vec::new();
    for &from in &collector.left {
        for (field, to) in ways_out(page.run.machine.state(from)) {
            if collector.taken.contains(&(from, Some(to))) {
                continue;
            }
            match ways.iter_mut().find(|(other, next, _)| (*other, *next) == (from, to)) {
                Some((.., fields)) => fields.push(field),
                None => ways.push((from, to, vec![field])),
            }
        }
    }
    if ways.is_empty() {
        return Vec::new();
    }
    let shown = ways.iter().take(WAYS).map(|(from, to, fields)| {
        let (from, to, next) = (page.name(*from), page.name(*to), page.marks.next);
        format!("{from} {next} {to} ({})", fields.join(", "))
    });
    let more = ways.len().saturating_sub(WAYS);
    let more = (more > 0).then(|| format!("{} {more} more", page.marks.elided));
    let mut line = TextLine::new();
    line.pad(2).push(Ink::Dim, "not taken: ");
    line.flow(&TextLine::new(), Ink::Dim, shown.chain(more), ", ", page.style.width)
}

/// The ways out of a state that has gone well, each with the field that says it.
fn ways_out(state: &State) -> Vec<(String, StateId)> {
    let mut ways: Vec<_> = state.next.map(|to| ("Next".to_owned(), to)).into_iter().collect();
    if let Kind::Choice(choice) = &state.kind {
        let rules = choice.rules.iter().enumerate();
        ways.extend(rules.map(|(at, rule)| (format!("rule {}", at + 1), rule.next)));
        ways.extend(choice.default.map(|to| ("Default".to_owned(), to)));
    }
    ways
}
