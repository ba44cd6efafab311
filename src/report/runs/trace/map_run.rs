//! What a trace shows of a Map Run: never a line per item, but how many items came to what, which errors
//! there were and which item failed first.

use crate::engine::tally::Tally;
use crate::report::ink::amount::count;
use crate::report::ink::line::TextLine;
use crate::report::ink::paint::Ink;
use crate::report::ink::width::{clip, columns};
use crate::report::runs::maprun;

use super::View;
use super::page::Page;

/// The most names of errors that are shown.
const ERRORS: usize = 5;

/// The lines about a run, behind `margin`; none if there is nothing to add to the headline.
pub fn lines(page: &Page<'_>, run: &Tally, margin: &TextLine, lines: &mut Vec<TextLine>) {
    if run.failed + run.aborted + run.running + run.pending() > 0 {
        counts(page, run, margin, lines);
    }
    if let Some(first) = &run.first {
        let mut line = margin.clone();
        line.push(Ink::Plain, &format!("first failed: [{}]", first.number));
        if let Some(state) = first.state {
            line.push(Ink::Plain, " ").push(Ink::Name, page.name(state));
        }
        line.push(Ink::Plain, "  ");
        let room = page.style.width.saturating_sub(line.width());
        line.push(Ink::Plain, &page.error(&first.failure.error, room));
        lines.push(line);
    }
    let is_verbose = matches!(page.view, View::Verbose | View::Full);
    let facts = [("map run", Some(&run.arn).filter(|_| is_verbose)), ("results", run.manifest.as_ref())];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            let mut line = margin.clone();
            line.push(Ink::Dim, &format!("{name} {fact}"));
            lines.push(line);
        }
    }
}

/// `✓ 9,988 ✗ 12 (tolerated 5%) · errors: 9× Lambda.Unknown, 3× States.Timeout`, on two lines if need be.
fn counts(page: &Page<'_>, run: &Tally, margin: &TextLine, lines: &mut Vec<TextLine>) {
    let (marks, mut line) = (page.marks, margin.clone());
    line.push(Ink::Good, marks.ok).push(Ink::Plain, &format!(" {} ", count(run.succeeded)));
    line.push(Ink::Bad, marks.failed).push(Ink::Plain, &format!(" {}", count(run.failed)));
    if let Some(tolerated) = maprun::tolerated(run) {
        line.push(Ink::Plain, &format!(" (tolerated {tolerated})"));
    }
    for (items, words) in
        [(run.aborted, "aborted"), (run.running, "still running"), (run.pending(), "not started")]
    {
        if items > 0 {
            line.push(Ink::Dim, &format!(" {} {} {words}", marks.dot, count(items)));
        }
    }
    let errors = errors(page, run);
    if errors.is_empty() {
        return lines.push(line);
    }
    let text = format!(" {} {errors}", marks.dot);
    if line.width() + columns(&text) <= page.style.width {
        line.push(Ink::Plain, &text);
        return lines.push(line);
    }
    lines.push(line);
    let mut line = margin.clone();
    let room = page.style.width.saturating_sub(line.width());
    line.push(Ink::Plain, &clip(&errors, room, marks.elided));
    lines.push(line);
}

/// `errors: 9× Lambda.Unknown, 3× States.Timeout`
fn errors(page: &Page<'_>, run: &Tally) -> String {
    let marks = page.marks;
    // The most frequent ones first; names decide between equals.
    let mut errors: Vec<_> = run.errors.iter().collect();
    errors.sort_by_key(|(_, items)| std::cmp::Reverse(**items));
    let mut shown: Vec<String> = errors
        .iter()
        .take(ERRORS)
        .map(|(name, items)| format!("{}{} {name}", count(**items), marks.times))
        .collect();
    let left_out = errors.iter().skip(ERRORS).map(|(_, items)| **items).sum::<usize>() + run.other_errors;
    if left_out > 0 {
        shown.push(format!("{} {} more", marks.elided, count(left_out)));
    }
    if shown.is_empty() { String::new() } else { format!("errors: {}", shown.join(", ")) }
}
