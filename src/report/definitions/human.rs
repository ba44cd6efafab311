//! The differences for people: a page a machine, a block a state, a line a field.

use std::io::{self, Write};

use crate::base::amount::plural;
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::shorten::{hidden, shorten};
use crate::report::ink::style::Style;
use crate::report::runs::diff::ChangeKind;

use super::{FieldChange, MachineDiff, Spot, StateDiff, What};

/// The column in which values begin, if paths leave it free.
const VALUES: usize = 24;

/// Writes what differs in `machines`.
pub fn write(out: &mut dyn Write, machines: &[MachineDiff], style: Style) -> io::Result<()> {
    let marks = Marks::of(style);
    for machine in machines.iter().filter(|machine| !machine.is_same()) {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "(nothing)".to_owned());
        let mut line = TextLine::new();
        line.push(Ink::Name, &machine.name).push(Ink::Dim, "  ").push(Ink::Dim, &side(&machine.old));
        line.push(Ink::Dim, &format!(" {} {}", marks.next, side(&machine.new))).write(style, out)?;
        writeln!(out)?;
        if !machine.fields.is_empty() {
            let mut line = TextLine::new();
            line.push(Ink::Warn, "~ ").push(Ink::Plain, "the machine itself").write(style, out)?;
            fields(out, &machine.fields, style)?;
            writeln!(out)?;
        }
        for one in &machine.states {
            state(out, one, style)?;
        }
        summary(machine).write(style, out)?;
        writeln!(out)?;
    }
    if machines.iter().all(MachineDiff::is_same) {
        writeln!(out, "{} the same", plural(machines.len(), "machine"))?;
    }
    Ok(())
}

fn state(out: &mut dyn Write, state: &StateDiff, style: Style) -> io::Result<()> {
    let (sign, ink) = match state.what {
        What::Added => ("+", Ink::Good),
        What::Removed => ("-", Ink::Bad),
        What::Changed | What::Renamed(_) => ("~", Ink::Warn),
    };
    let mut line = TextLine::new();
    line.push(ink, sign)
        .pad(2)
        .push(Ink::Name, &state.name)
        .push(Ink::Plain, "  ")
        .push(Ink::Plain, &state.kind);
    if let Some(Spot { file, line: at, .. }) = state.new.as_ref().or(state.old.as_ref()) {
        line.end_at(style.width, Ink::Dim, &format!("{file}:{at}"));
    }
    line.write(style, out)?;
    let mut note = |words: String| TextLine::new().pad(4).push(Ink::Dim, &words).write(style, out);
    let holders =
        |inside: &[String]| if inside.is_empty() { "the top level".to_owned() } else { inside.join(" / ") };
    if let What::Renamed(was) = &state.what {
        note(format!("renamed from {was}"))?;
    }
    match &state.moved {
        Some(moved) => note(format!("moved from {} to {}", holders(moved), holders(&state.inside)))?,
        None if !state.inside.is_empty() => note(format!("in {}", holders(&state.inside)))?,
        None => {}
    }
    fields(out, &state.changes, style)?;
    writeln!(out)
}

fn fields(out: &mut dyn Write, fields: &[FieldChange], style: Style) -> io::Result<()> {
    let marks = Marks::of(style);
    for field in fields {
        let change = &field.change;
        let (sign, ink) = change.sign(marks);
        let mut line = TextLine::new();
        line.pad(4).push(ink, if field.leads { marks.next } else { sign }).push(Ink::Plain, " ");
        line.push(Ink::Plain, &change.path);
        line.pad(VALUES.max(line.width() + 2));
        let room = style.width.saturating_sub(line.width());
        let inner = change.lines();
        if let ChangeKind::Removed(old) = &change.what {
            line.push(Ink::Bad, &if change.secret { hidden(old, marks) } else { shorten(old, room, marks) });
        } else if inner.is_empty() {
            line.push(Ink::Plain, &change.text(room, marks));
        }
        line.write(style, out)?;
        for (sign, ink, text) in inner {
            TextLine::new()
                .pad(6)
                .push(ink, sign)
                .push(Ink::Plain, " ")
                .push(ink, &text)
                .write(style, out)?;
        }
    }
    Ok(())
}

/// `1 added, 2 changed, 3 the same; 1 transition leads elsewhere`
fn summary(machine: &MachineDiff) -> TextLine {
    let words = ["added", "removed", "renamed", "changed"].into_iter();
    let counted = words.filter_map(|word| {
        let count = machine.states.iter().filter(|state| state.what.word() == word).count();
        (count > 0).then(|| format!("{count} {word}"))
    });
    let states: Vec<String> = counted.chain([format!("{} the same", machine.same)]).collect();
    let routes = match machine.reroutes() {
        0 => String::new(),
        1 => "; 1 transition leads elsewhere".to_owned(),
        count => format!("; {count} transitions lead elsewhere"),
    };
    let mut line = TextLine::new();
    line.push(Ink::Plain, &format!("states: {}{routes}", states.join(", ")));
    line
}
