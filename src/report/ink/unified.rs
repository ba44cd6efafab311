//! Two versions of a file as a unified diff, as `diff -u` prints it.

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use crate::base::source::Source;

use super::control::escape_control;
use super::marks::Marks;
use super::paint::Ink;
use super::secret::hide;
use super::style::Style;

/// Lines around a change that are shown, too.
const AROUND: usize = 3;

/// Writes what changes in a file from `source` to `new`; nothing if nothing does. Secrets are hidden on both sides.
pub fn of_source(out: &mut dyn Write, source: &Source, new: &str, style: Style) -> io::Result<()> {
    if *source.text == *new {
        return Ok(());
    }
    let new = source.with_text(new);
    let hidden =
        |source: &Source| hide(&source.text, source.secrets().texts(), Marks::of(style)).into_owned();
    write(out, &source.shown, &hidden(source), &hidden(&new), style)
}

fn write(out: &mut dyn Write, name: &str, old: &str, new: &str, style: Style) -> io::Result<()> {
    let name = escape_control(name);
    writeln!(out, "--- {name}\n+++ {name}")?;
    let diff = TextDiff::from_lines(old, new);
    for hunk in diff.unified_diff().context_radius(AROUND).iter_hunks() {
        writeln!(out, "{}", Ink::Name.paint(&hunk.header().to_string(), style))?;
        for change in hunk.iter_changes() {
            let (sign, ink) = match change.tag() {
                ChangeTag::Delete => ('-', Ink::Bad),
                ChangeTag::Insert => ('+', Ink::Good),
                ChangeTag::Equal => (' ', Ink::Plain),
            };
            let line = change.value().trim_end_matches(['\n', '\r']);
            writeln!(out, "{}", ink.paint(&format!("{sign}{}", escape_control(line)), style))?;
            if change.missing_newline() {
                writeln!(out, "\\ no line break at the end")?;
            }
        }
    }
    Ok(())
}
