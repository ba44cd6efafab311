//! One line a state: mark, name, duration, what was special, what changed.

use crate::asl::machine::FlowId;
use crate::engine::history::Transition;
use crate::record::visits::Visit;
use crate::report::ink::amount::{count, took};
use crate::report::ink::line::TextLine;
use crate::report::ink::paint::Ink;
use crate::report::ink::width::{clip, clip_path, columns};
use crate::report::runs::diff::{ChangeKind, diff};

use super::page::Page;
use super::what;

/// Changes named on a line.
const CHANGES: usize = 3;
const DURATION: usize = 8;
const NOTE: usize = 16;

/// The line of a state of the machine.
pub fn line(page: &Page<'_>, visit: &Visit) -> TextLine {
    let (mark, ink) = page.mark(visit.mark());
    let names = page.names(FlowId(0));
    let mut line = TextLine::new();
    line.push(ink, mark).push(Ink::Plain, " ");
    let start = line.width();
    let name = clip(page.name(visit.state), names.max(24), page.marks.elided);
    line.push(Ink::Name, &name).pad(start + names);
    let column = line.width() + DURATION;
    line.end_at(column, Ink::Dim, &took(visit.took())).push(Ink::Plain, "  ");
    let start = line.width();
    let note = note(page, visit);
    let room = page.style.width.saturating_sub(start);
    line.push(Ink::Plain, &clip(&note, room, page.marks.elided)).pad(start + NOTE);
    if !matches!(visit.way, Some(Transition::Caught(..))) {
        changes(page, visit, &mut line);
    }
    line
}

fn note(page: &Page<'_>, visit: &Visit) -> String {
    let next = page.marks.next;
    if let Some(failure) = &visit.failure {
        let error = page.error(&failure.error, page.style.width);
        let name = error.split("  ").next().unwrap_or(&error);
        return match visit.way {
            Some(Transition::Caught(_, to)) => format!("{name} {next} {}", page.name(to)),
            Some(Transition::Next(_) | Transition::Rule(..) | Transition::Default(_)) | None => error,
        };
    }
    if let Some(tally) = &visit.map_run {
        return format!("Map {}/{}", count(tally.succeeded), count(tally.total));
    }
    if let Some(children) = &visit.children {
        // The number of branches is known from those that began, that of items beforehand.
        let all = children.length.max(children.good + children.failed + children.cut);
        let kind = page.run.machine.state(visit.state).kind.name();
        return format!("{kind} {}/{}", count(children.good), count(all));
    }
    let retries = visit.retries();
    if retries > 0 {
        let calls = visit.attempts.len() + visit.attempts_left_out;
        return format!("{}{retries} calls {calls}", page.marks.retry);
    }
    match visit.way {
        Some(Transition::Rule(_, to) | Transition::Default(to)) => format!("{next} {}", page.name(to)),
        Some(Transition::Next(_) | Transition::Caught(..)) | None => String::new(),
    }
}

fn changes(page: &Page<'_>, visit: &Visit, line: &mut TextLine) {
    let Some(output) = &visit.output else { return };
    let found = diff(visit.input.value(), output.value(), what::origin(&page.run, visit));
    let found: Vec<_> = match found.first() {
        Some(change) if matches!(change.what, ChangeKind::Replaced(..)) => found[..1].to_vec(),
        Some(_) | None => found,
    };
    for change in found.iter().take(CHANGES) {
        let (sign, ink) = change.sign(page.marks);
        let room = page.style.width.saturating_sub(line.width() + columns(sign) + 3);
        let path = clip_path(&change.path, room, page.marks.elided);
        if columns(&path) > room {
            return;
        }
        line.push(Ink::Plain, " ").push(ink, sign).push(Ink::Plain, " ").push(Ink::Plain, &path);
    }
    if found.len() > CHANGES {
        line.push(Ink::Dim, &format!(" {}{}", page.marks.elided, found.len() - CHANGES));
    }
}
