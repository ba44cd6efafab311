//! A call that stopped the run because nothing answers it: which call it was, with what, what was
//! tried, and what to write. It is shown like an error of a file, at the state that calls.
//!
//! Who refused it and why is not known here: the facts come as lines.

use crate::base::diag::{Diagnostic, Place};
use crate::base::time::Time;
use crate::base::value::Value;
use crate::record::Unanswered;

use crate::report::ink::amount::{count, took};
use crate::report::ink::control::escape_control;
use crate::report::ink::marks::Marks;
use crate::report::ink::shorten::{named, shorten};
use crate::report::ink::style::Style;
use crate::report::ink::width::{clip, columns};

/// More arguments are counted.
const ARGUMENTS: usize = 20;
/// Columns in front of a note.
const MARGIN: usize = 16;
/// Names of arguments are aligned up to here.
const NAME: usize = 24;

/// The error for a page of this `style`, in a run that began at `start`.
#[must_use]
pub fn diagnostic(call: &Unanswered, start: Time, style: &Style) -> Diagnostic {
    let marks = Marks::of(*style);
    let room = style.width.saturating_sub(MARGIN);
    let t = took(call.at.since(start));
    let after =
        call.after.as_ref().map_or_else(String::new, |before| format!(", after {}", escape_control(before)));
    let label = format!("call {}, t+{t}{after}", u64::from(call.number) + 1);
    let label = clip(&label, room / 2, marks.elided).into_owned();
    let place = Place::Key(call.pointer.clone());
    let mut found = Diagnostic::error(call.code, place, call.message.clone()).label(label);
    if let Some(args) = &call.args {
        found = found.note(arguments(args, room, marks));
    }
    for fact in paragraphs(&call.facts, room, marks) {
        found = found.note(fact);
    }
    found.help(call.help.join("\n"))
}

/// The arguments, one a line.
fn arguments(args: &Value, room: usize, marks: &Marks) -> String {
    let Some(members) = args.as_object().filter(|members| !members.is_empty()) else {
        return format!("called with {}", shorten(args, room, marks));
    };
    let names = || members.keys().take(ARGUMENTS);
    let widest = names().map(|name| columns(name)).max().unwrap_or(0).min(NAME);
    let mut lines = vec!["called with".to_owned()];
    for (name, value) in members.iter().take(ARGUMENTS) {
        let label = clip(name, NAME, marks.elided);
        let blanks = " ".repeat(widest.saturating_sub(columns(&label)));
        let value = named(name, value, room.saturating_sub(widest + 4), marks);
        lines.push(format!("  {label}{blanks}  {value}"));
    }
    if members.len() > ARGUMENTS {
        lines.push(format!("  {} {} more", marks.elided, count(members.len() - ARGUMENTS)));
    }
    lines.join("\n")
}

/// Joins lines that continue the one before.
fn paragraphs(lines: &[String], room: usize, marks: &Marks) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for line in lines {
        let text = clip(line, room, marks.elided);
        match joined.last_mut() {
            Some(last) if line.starts_with("    ") => {
                last.push('\n');
                last.push_str(&text);
            }
            Some(_) | None => joined.push(text.into_owned()),
        }
    }
    joined
}
