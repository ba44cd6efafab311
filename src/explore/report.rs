//! What was found, for people and as JSON.

use std::io::{self, Write};

use crate::base::amount::{count, plural};
use crate::base::diag::Severity;
use crate::base::members::{Members, array, object, text};
use crate::report::ink::control::escape_control;
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;

use crate::base::value::Value;

use super::{Cut, Exploration, Found, Trace};

/// So many states of a way are shown to people.
const FEW_STATES: usize = 30;

/// Writes a block for each finding, then what was looked at.
pub fn human(out: &mut dyn Write, found: &Exploration, style: Style) -> io::Result<()> {
    for one in &found.findings {
        finding(out, &found.machine, one, style)?;
        writeln!(out)?;
    }
    summary(out, found, style)
}

fn finding(out: &mut dyn Write, machine: &str, found: &Found, style: Style) -> io::Result<()> {
    let ink = if found.severity == Severity::Error { Ink::Bad } else { Ink::Warn };
    let mut line = TextLine::new();
    let head = format!("{}[{}]", found.severity.name(), found.kind);
    line.push(ink, &head).push(Ink::Plain, ": ");
    let mut indent = TextLine::new();
    indent.pad(4);
    let message = escape_control(&found.message);
    let lines = line.flow(&indent, Ink::Plain, message.split(' ').map(str::to_owned), " ", style.width);
    lines.iter().try_for_each(|line| line.write(style, out))?;
    let mut place = TextLine::new();
    place.pad(2).push(Ink::Dim, &format!("at {machine}:{}", found.line));
    place.write(style, out)?;
    let Some(trace) = &found.trace else { return Ok(()) };
    let marks = Marks::of(style);
    let mut names: Vec<String> = trace.path.iter().take(FEW_STATES).map(ToString::to_string).collect();
    if trace.path.len() > FEW_STATES {
        names.push(format!("{} more", trace.path.len() - FEW_STATES));
    }
    let mut way = TextLine::new();
    way.pad(2).push(Ink::Dim, "way: ");
    let between = format!(" {} ", marks.next);
    let lines = way.flow(&indent, Ink::Name, names, &between, style.width);
    lines.iter().try_for_each(|line| line.write(style, out))?;
    let mut from = TextLine::new();
    from.pad(2).push(Ink::Dim, &escape_control(&format!("input: {}", trace.start)));
    from.write(style, out)?;
    for answer in telling(trace) {
        let mut line = TextLine::new();
        line.pad(2).push(Ink::Dim, "with: ").push(Ink::Plain, &escape_control(&answer));
        line.write(style, out)?;
    }
    Ok(())
}

/// What calls came to, if it is not simply what they return.
fn telling(trace: &Trace) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for answer in &trace.answers {
        let state = answer.get("state").and_then(Value::as_str).unwrap_or_default();
        let words =
            match (answer.get("error").and_then(Value::as_str), answer.get("timeout"), answer.get("silence"))
            {
                (Some(error), _, _) => format!("{state} throws {error}"),
                (None, Some(_), _) => format!("{state} takes longer than its TimeoutSeconds"),
                (None, None, Some(_)) => format!("{state} misses its heartbeat"),
                (None, None, None) => continue,
            };
        if all.last() != Some(&words) {
            all.push(words);
        }
    }
    all.truncate(6);
    all
}

fn summary(out: &mut dyn Write, found: &Exploration, style: Style) -> io::Result<()> {
    let errors = found.findings.iter().filter(|one| one.severity == Severity::Error).count();
    let warnings = found.findings.len() - errors;
    let mut line = TextLine::new();
    let ink = if errors > 0 {
        Ink::Bad
    } else if warnings > 0 {
        Ink::Warn
    } else {
        Ink::Good
    };
    line.push(Ink::Name, &found.machine).push(Ink::Plain, ": ");
    line.push(ink, &format!("{}, {}", plural(errors, "error"), plural(warnings, "warning")));
    line.write(style, out)?;
    let (entered, states) = found.states;
    let forks = usize::try_from(found.forks).unwrap_or(usize::MAX);
    let ends = usize::try_from(found.ends).unwrap_or(usize::MAX);
    let looked = format!(
        "  looked at {} from {}: {} to their ends, {} of {} states entered",
        plural(forks, "fork"),
        plural(found.starts, "input"),
        count(ends),
        count(entered),
        count(states)
    );
    let held = found.properties.iter().filter(|(_, holds)| *holds).count();
    let all = found.properties.len();
    let kept = format!("  properties that hold after each of them: {} of {}", count(held), count(all));
    let kept = (all > 0).then_some(kept);
    for text in std::iter::once(looked).chain(kept) {
        let mut line = TextLine::new();
        line.push(Ink::Dim, &text);
        line.write(style, out)?;
    }
    let notes = cuts(found);
    for note in notes {
        let (mut line, mut indent) = (TextLine::new(), TextLine::new());
        line.pad(2);
        indent.pad(4);
        let note = escape_control(&note);
        let lines = line.flow(&indent, Ink::Warn, note.split(' ').map(str::to_owned), " ", style.width);
        lines.iter().try_for_each(|line| line.write(style, out))?;
    }
    Ok(())
}

/// What was not looked at, in words.
fn cuts(found: &Exploration) -> Vec<String> {
    let mut notes: Vec<String> = found.cuts.iter().map(|cut| cut.words().to_owned()).collect();
    if found.is_made_up {
        notes.push(
            "there is no test and no input: it was made of what the definition reads; give one with -i"
                .to_owned(),
        );
    }
    if !found.missed.is_empty() {
        let names: Vec<&str> = found.missed.iter().take(5).map(|name| &**name).collect();
        let more = found.missed.len() - names.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        notes.push(format!("not entered: {}{more}", names.join(", ")));
    }
    notes
}

impl Cut {
    /// What was not looked at, and how to look at it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Forks => "stopped after the most forks that it may try; --forks N tries more",
            Self::Faults => {
                "ways with more faults were not looked at; --faults N sets how many there may be on one way"
            }
            Self::Depth => {
                "ways with more states were not followed to their ends; --depth N sets how many they may have"
            }
            Self::Time => "stopped when its time was over; --timeout gives it more",
        }
    }

    /// Its name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Forks => "forks",
            Self::Faults => "faults",
            Self::Depth => "depth",
            Self::Time => "time",
        }
    }
}

/// Writes one document.
pub fn json(out: &mut dyn Write, found: &Exploration) -> io::Result<()> {
    let mut bytes = Vec::new();
    object(&mut bytes, |m| {
        m.put("findings", |out| array(out, &found.findings, |out, one| object(out, |m| members(one, m))));
        m.object("explored", |m| {
            m.text("machine", &found.machine).plain("forks", found.forks).plain("ends", found.ends);
            m.plain("inputs", found.starts)
                .plain("states", found.states.0)
                .plain("states_total", found.states.1);
            m.put("properties", |out| {
                array(out, &found.properties, |out, (property, holds)| {
                    object(out, |m| {
                        m.text("name", &property.name).text("place", &property.place());
                        m.plain("holds", holds);
                    });
                });
            });
            m.put("not_entered", |out| array(out, &found.missed, |out, name| text(out, name)));
            m.plain("complete", found.cuts.is_empty());
            m.put("cut_by", |out| array(out, &found.cuts, |out, cut| text(out, cut.name())));
        });
    });
    bytes.push(b'\n');
    out.write_all(&bytes)
}

fn members(found: &Found, m: &mut Members<'_>) {
    m.text("kind", found.kind).text("severity", found.severity.name()).text("state", &found.state);
    if let Some(property) = &found.property {
        m.text("property", &property.name);
    }
    m.text("message", &found.message);
    let empty = (Vec::new(), Vec::new());
    let (path, answers) =
        found.trace.as_ref().map_or((&empty.0, &empty.1), |trace| (&trace.path, &trace.answers));
    m.put("path", |out| array(out, path, |out, name| text(out, name)));
    m.put("answers", |out| array(out, answers, |out, answer| out.extend(answer.to_json().bytes())));
    m.plain("line", found.line);
    if let Some(trace) = &found.trace {
        m.value("input", &trace.input);
    }
}
