//! For people: the state, then each call with what was looked at and what answers. Calls in a row for which all that
//! is the same are shown once.

use std::io::{self, Write};

use crate::asl::machine::StateMachine;
use crate::base::amount::plural;
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::secret::redact;
use crate::report::ink::shorten::shorten;
use crate::report::ink::style::Style;
use crate::services::mock::{Looked, LookedVerdict, Search, SearchAnswer};

use super::Searches;

/// Where the text behind a label begins.
const COLUMN: usize = 15;

/// The most calls that are shown in full.
const MOST: usize = 12;

/// The most items whose call is named where it is the same as one before.
const NAMED: usize = 4;

/// Writes all of it.
pub fn write(out: &mut dyn Write, searches: &Searches, style: Style) -> io::Result<()> {
    let mut line = TextLine::new();
    line.push(Ink::Name, &searches.state).push(Ink::Plain, &format!("   Task {}", searches.service));
    line.push(Ink::Dim, &format!("   {}:{}", searches.file, searches.line));
    line.write(style, out)?;
    let calls: Vec<(&Search, Vec<TextLine>)> =
        searches.calls.iter().map(|call| (call, lines(call, style))).collect();
    let groups: Vec<&[(&Search, Vec<TextLine>)]> =
        calls.chunk_by(|(_, one), (_, other)| texts(one) == texts(other)).collect();
    for group in groups.iter().take(MOST) {
        self::group(out, searches, group, style)?;
    }
    if let Some(left) = groups.get(MOST..).filter(|left| !left.is_empty()) {
        let left: usize = left.iter().map(|group| group.len()).sum();
        let mut line = TextLine::new();
        let more =
            format!("{} {}: --call N, or --format json", Marks::of(style).elided, plural(left, "more call"));
        line.pad(2).push(Ink::Dim, &more);
        writeln!(out)?;
        line.write(style, out)?;
    }
    Ok(())
}

/// Calls that are answered in the same way.
fn group(
    out: &mut dyn Write,
    searches: &Searches,
    group: &[(&Search, Vec<TextLine>)],
    style: Style,
) -> io::Result<()> {
    let [(first, lines), others @ ..] = group else { return Ok(()) };
    writeln!(out)?;
    let mut line = TextLine::new();
    line.pad(2).push(Ink::Plain, &named(&searches.machine, first));
    line.write(style, out)?;
    let mut line = TextLine::new();
    let args = shorten(&first.args, style.width.saturating_sub(COLUMN), Marks::of(style));
    line.pad(4).push(Ink::Dim, "args").pad(COLUMN).push(Ink::Plain, &args);
    line.write(style, out)?;
    lines.iter().try_for_each(|line| line.write(style, out))?;
    if others.is_empty() {
        return Ok(());
    }
    let names = others.iter().take(NAMED).map(|(call, _)| named(&searches.machine, call));
    let more = others.len().checked_sub(NAMED).filter(|more| *more > 0);
    let names: Vec<String> = names.chain(more.map(|more| format!("{more} more"))).collect();
    let mut line = TextLine::new();
    line.pad(4).push(Ink::Dim, "the same for").push(Ink::Plain, " ");
    line.flow(&TextLine::new(), Ink::Plain, names, ", ", style.width)
        .iter()
        .try_for_each(|line| line.write(style, out))
}

/// `call 2 in Reserve Items[0]`
fn named(machine: &StateMachine, call: &Search) -> String {
    let number = u64::from(call.call.number) + 1;
    let within: Vec<String> =
        call.path.iter().map(|step| format!("{}[{}]", machine.state(step.state).name, step.index)).collect();
    if within.is_empty() {
        format!("call {number}")
    } else {
        format!("call {number} in {}", within.join(" "))
    }
}

/// What was looked at, and what answers.
fn lines(call: &Search, style: Style) -> Vec<TextLine> {
    let mut lines = Vec::new();
    for looked in &call.looked {
        self::looked(looked, style, &mut lines);
    }
    let marks = Marks::of(style);
    match &call.answer {
        SearchAnswer::Written(answer) => {
            let room = style.width.saturating_sub(COLUMN);
            let value = answer.origin.value().map(|value| shorten(value, room, marks)).unwrap_or_default();
            lines.push(labelled(marks.next, Ink::Good, "answer", Ink::Plain, &value));
            let taken = call.looked.iter().find(|looked| looked.verdict == LookedVerdict::Taken);
            let is_all = taken.is_some_and(|taken| taken.origin.key() == answer.origin.key());
            if !is_all || answer.calls.is_some() {
                lines.push(detail(&format!("{}{}", times(answer.calls), answer.origin)));
            }
        }
        SearchAnswer::Beside(by) => {
            lines.push(labelled(marks.next, Ink::Good, "answer", Ink::Plain, &format!("by {by}")))
        }
        SearchAnswer::Refused(refusal) => {
            let message = format!("{} {}", refusal.code, refusal.message);
            lines.push(labelled(marks.failed, Ink::Bad, "answer", Ink::Bad, &message));
            let at = refusal.at.as_deref().map(|(document, found)| {
                format!("{}:{}", document.source().shown, document.locate(&found.place).line)
            });
            lines.extend(at.map(|at| detail(&at)));
            lines.extend(refusal.help.iter().map(|help| detail(help)));
        }
    }
    lines
}

fn looked(looked: &Looked, style: Style, lines: &mut Vec<TextLine>) {
    let marks = Marks::of(style);
    let origin = looked.origin.to_string();
    match &looked.verdict {
        LookedVerdict::Taken => lines.push(labelled(marks.ok, Ink::Good, "fits", Ink::Plain, &origin)),
        LookedVerdict::Differs(why) => {
            lines.push(labelled(marks.failed, Ink::Warn, "passed", Ink::Plain, &origin));
            lines.push(detail(&redact(why, marks)));
        }
        LookedVerdict::Behind => lines.push(labelled(marks.cut, Ink::Dim, "behind", Ink::Dim, &origin)),
    }
}

fn labelled(mark: &str, ink: Ink, label: &str, text_ink: Ink, text: &str) -> TextLine {
    let mut line = TextLine::new();
    line.pad(4).push(ink, mark).push(Ink::Plain, " ").push(Ink::Dim, label).push(Ink::Plain, " ");
    line.pad(COLUMN).push(text_ink, text);
    line
}

fn detail(text: &str) -> TextLine {
    let mut line = TextLine::new();
    line.pad(COLUMN).push(Ink::Dim, text);
    line
}

/// The calls that an answer of a list is for, counted from 1.
fn times(calls: Option<(u32, Option<u32>)>) -> String {
    let number = |at: u32| u64::from(at) + 1;
    match calls {
        None => String::new(),
        Some((first, Some(last))) if first == last => format!("for call {}: ", number(first)),
        Some((first, Some(last))) => format!("for calls {} to {}: ", number(first), number(last)),
        Some((first, None)) => format!("from call {} on: ", number(first)),
    }
}

/// What is compared: the same lines in the same colours.
fn texts(lines: &[TextLine]) -> Vec<u8> {
    let mut text = Vec::new();
    // Memory takes it.
    drop(lines.iter().try_for_each(|line| line.write(crate::report::findings::PLAIN, &mut text)));
    text
}
