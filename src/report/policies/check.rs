//! What a role lacks and has too much of, for people and as JSON.

use std::io::{self, Write};

use crate::base::amount::plural;
use crate::base::members::{array, object, text};
use crate::policy::{Difference, Lack, Surplus};
use crate::report::ink::line::TextLine;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;

/// Writes a line for each permission, then how many there are.
pub fn human(out: &mut dyn Write, found: &Difference, style: Style) -> io::Result<()> {
    for lacks in together(&found.lacks) {
        let Some(first) = lacks.first() else { continue };
        let word = if first.is_denied { "denied" } else { "lacks" };
        let actions: Vec<&str> = lacks.iter().map(|lack| lack.need.action.as_str()).collect();
        head(out, Ink::Bad, word, &actions.join(", "), &first.need.resource, style)?;
        aside(out, &format!("for {}", names(first)), style)?;
        aside(out, &format!("aws: {}", first.aws), style)?;
    }
    for surplus in &found.surplus {
        head(out, Ink::Warn, "too much", &surplus.actions.join(", "), &surplus.resources.join(", "), style)?;
        aside(out, &surplus.why, style)?;
    }
    for doubt in &found.doubts {
        head(out, Ink::Dim, "note", doubt, "", style)?;
    }
    let mut line = TextLine::new();
    let lacks = found.lacks.len();
    let ink = if lacks > 0 { Ink::Bad } else { Ink::Good };
    let verdict = if lacks > 0 {
        format!("{lacks} of {} lacking", plural(found.needed, "permission"))
    } else {
        format!("{}, none lacking", plural(found.needed, "permission"))
    };
    line.push(ink, &verdict);
    if !found.surplus.is_empty() {
        line.push(Ink::Plain, ", ").push(Ink::Warn, &format!("{} too much", found.surplus.len()));
    }
    line.write(style, out)
}

fn head(out: &mut dyn Write, ink: Ink, word: &str, what: &str, on: &str, style: Style) -> io::Result<()> {
    let (mut line, mut indent) = (TextLine::new(), TextLine::new());
    line.push(ink, word).pad(9);
    indent.pad(9);
    let words = if on.is_empty() { what.to_owned() } else { format!("{what} on {on}") };
    let lines = line.flow(&indent, Ink::Plain, words.split(' ').map(str::to_owned), " ", style.width);
    lines.iter().try_for_each(|line| line.write(style, out))
}

fn aside(out: &mut dyn Write, words: &str, style: Style) -> io::Result<()> {
    let (mut line, mut indent) = (TextLine::new(), TextLine::new());
    line.pad(9);
    indent.pad(9);
    let lines = line.flow(&indent, Ink::Dim, words.split(' ').map(str::to_owned), " ", style.width);
    lines.iter().try_for_each(|line| line.write(style, out))
}

/// Lacks of the same states on the same resource, one block each.
fn together(all: &[Lack]) -> Vec<Vec<&Lack>> {
    let mut blocks: Vec<Vec<&Lack>> = Vec::new();
    for lack in all {
        let is_same = |known: &&Lack| {
            known.need.resource == lack.need.resource
                && known.states == lack.states
                && known.is_denied == lack.is_denied
                && known.need.when == lack.need.when
        };
        match blocks.iter_mut().find(|block| block.first().is_some_and(is_same)) {
            Some(block) => block.push(lack),
            None => blocks.push(vec![lack]),
        }
    }
    blocks
}

fn names(lack: &Lack) -> String {
    if lack.states.is_empty() {
        return "the machine itself".to_owned();
    }
    lack.states.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Writes one document.
pub fn json(out: &mut dyn Write, found: &Difference) -> io::Result<()> {
    let mut bytes = Vec::new();
    object(&mut bytes, |m| {
        m.put("lacks", |out| {
            array(out, &found.lacks, |out, lack: &Lack| {
                object(out, |m| {
                    m.text("action", &lack.need.action).text("resource", &lack.need.resource);
                    m.put("states", |out| array(out, &lack.states, |out, name| text(out, name)));
                    m.plain("denied", lack.is_denied).text("aws", &lack.aws);
                })
            })
        });
        m.put("too_much", |out| {
            array(out, &found.surplus, |out, one: &Surplus| {
                object(out, |m| {
                    m.put("actions", |out| array(out, &one.actions, |out, name| text(out, name)));
                    m.put("resources", |out| array(out, &one.resources, |out, name| text(out, name)));
                    m.text("why", &one.why);
                })
            })
        });
        m.put("notes", |out| array(out, &found.doubts, |out, one| text(out, one)));
        m.plain("needed", found.needed);
    });
    bytes.push(b'\n');
    out.write_all(&bytes)
}
