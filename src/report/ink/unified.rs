//! Two versions of a file as a unified diff, as `diff -u` prints it.

use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use super::control::escape_control;
use super::style::Style;

/// Lines around a change that are shown, too.
const AROUND: usize = 3;

/// Writes what changes in the file `name` from `old` to `new`; nothing if nothing does.
pub fn write(out: &mut dyn Write, name: &str, old: &str, new: &str, style: Style) -> io::Result<()> {
    if old == new {
        return Ok(());
    }
    let paint = |code: &'static str| if style.colour { (code, "\x1b[0m") } else { ("", "") };
    let name = escape_control(name);
    writeln!(out, "--- {name}\n+++ {name}")?;
    let diff = TextDiff::from_lines(old, new);
    for hunk in diff.unified_diff().context_radius(AROUND).iter_hunks() {
        let (start, end) = paint("\x1b[36m");
        writeln!(out, "{start}{}{end}", hunk.header())?;
        for change in hunk.iter_changes() {
            let (sign, (start, end)) = match change.tag() {
                ChangeTag::Delete => ('-', paint("\x1b[31m")),
                ChangeTag::Insert => ('+', paint("\x1b[32m")),
                ChangeTag::Equal => (' ', ("", "")),
            };
            let line = change.value().trim_end_matches(['\n', '\r']);
            writeln!(out, "{start}{sign}{}{end}", escape_control(line))?;
            if change.missing_newline() {
                writeln!(out, "\\ no line break at the end")?;
            }
        }
    }
    Ok(())
}
