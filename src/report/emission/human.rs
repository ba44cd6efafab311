//! What events start, a block an event: first what starts, then the others with the reasons.

use std::io::{self, Write};

use super::{EmittedEvent, place};
use crate::base::diag::Place;
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::events::emission::{NoStart, Reaction};
use crate::events::pattern::{Found, Mismatch, read_event};
use crate::events::trigger::Rule;
use crate::load::TriggerKind;
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::shorten::shorten;
use crate::report::ink::style::Style;

/// Writes `events`.
pub fn write(out: &mut dyn Write, events: &[EmittedEvent<'_>], style: Style) -> io::Result<()> {
    for (index, event) in events.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let mut line = TextLine::new();
        line.push(Ink::Name, event.text("detail-type")).push(Ink::Dim, "  from ");
        line.push(Ink::Plain, event.text("source")).write(style, out)?;
        let starting = |reaction: &Reaction| matches!(reaction, Reaction::Starts(_));
        let (starts, others): (Vec<_>, Vec<_>) =
            event.reactions.iter().partition(|(_, reaction)| starting(reaction));
        for (rule, reaction) in starts.into_iter().chain(others) {
            block(out, rule, reaction, style)?;
        }
    }
    Ok(())
}

fn block(out: &mut dyn Write, rule: &Rule, reaction: &Reaction, style: Style) -> io::Result<()> {
    let marks = Marks::of(style);
    let (ink, mark) = match reaction {
        Reaction::Starts(_) => (Ink::Good, marks.ok),
        Reaction::NoStart(_) => (Ink::Warn, marks.warned),
        Reaction::Differs(_) | Reaction::Disabled | Reaction::OtherBus | Reaction::NoPattern => {
            (Ink::Dim, marks.dot)
        }
    };
    let mut line = TextLine::new();
    line.pad(2).push(ink, mark).push(Ink::Plain, " ").push(Ink::Name, &rule.machine);
    line.push(Ink::Dim, "  by ").push(Ink::Plain, &rule.name);
    let at = rule.properties.locate(&Place::Value(Pointer::root()));
    let (file, number, _) = place(rule.properties.source(), at.bytes.start);
    line.end_at(style.width, Ink::Dim, &format!("{file}:{number}"));
    line.write(style, out)?;
    match reaction {
        Reaction::Starts(input) => {
            let input = read_event(input).unwrap_or_default();
            TextLine::new()
                .pad(4)
                .push(Ink::Dim, "input ")
                .push(Ink::Plain, &shorten(&input, style.width.saturating_sub(10).max(40), marks))
                .write(style, out)
        }
        Reaction::Differs(mismatches) => {
            mismatches.iter().try_for_each(|mismatch| field(out, rule, mismatch, style))
        }
        Reaction::NoStart(why) => note(out, &no_start(why, marks), style),
        Reaction::Disabled => note(out, "switched off", style),
        Reaction::OtherBus => note(out, &format!("listens to the bus {}", rule.bus), style),
        Reaction::NoPattern => note(out, &instead(rule), style),
    }
}

/// What starts the machine of a trigger without a pattern.
fn instead(rule: &Rule) -> String {
    let text = |name: &str| rule.properties.value().get(name).and_then(Value::as_str).unwrap_or_default();
    match rule.kind {
        TriggerKind::Rule | TriggerKind::Schedule => format!("no event: {}", text("ScheduleExpression")),
        TriggerKind::Route => format!("no event: {} {}", text("Method").to_uppercase(), text("Path")),
        TriggerKind::Pipe => "no event: a pipe".to_owned(),
    }
}

fn note(out: &mut dyn Write, words: &str, style: Style) -> io::Result<()> {
    TextLine::new().pad(4).push(Ink::Plain, words).write(style, out)
}

fn no_start(why: &NoStart, marks: &Marks) -> String {
    let shown = |text: &str| shorten(&Value::from(text), 80, marks);
    match why {
        NoStart::Nothing => "takes the event, but hands nothing over, so nothing starts".to_owned(),
        NoStart::NotJson(text) => {
            format!("takes the event, but its template makes {} of it, which is not JSON", shown(text))
        }
        NoStart::TooLong => {
            "takes the event, but its template makes more than 256 kB of it, so StartExecution fails"
                .to_owned()
        }
        NoStart::Several(text) => {
            format!("takes the event, but {} is not one JSON value, so StartExecution fails", shown(text))
        }
    }
}

/// A field that does not match: what is there, what has to be, and where that is written.
fn field(out: &mut dyn Write, rule: &Rule, mismatch: &Mismatch, style: Style) -> io::Result<()> {
    let marks = Marks::of(style);
    let mut line = TextLine::new();
    line.pad(4).push(Ink::Plain, &mismatch.path).push(Ink::Plain, " ");
    let wanted = |line: &mut TextLine| {
        let wanted = Value::parse(&mismatch.wanted).unwrap_or_default();
        line.push(Ink::Plain, ", wanted ").push(Ink::Good, &shorten(&wanted, 60, marks));
    };
    match &mismatch.found {
        Found::Nothing => {
            line.push(Ink::Plain, "is not there");
            wanted(&mut line);
        }
        Found::Object => {
            line.push(Ink::Plain, "is an object");
            wanted(&mut line);
        }
        Found::Scalars(values) => {
            let values: Vec<String> = values.iter().map(|value| shorten(value, 40, marks)).collect();
            line.push(Ink::Plain, "is ").push(Ink::Bad, &values.join(", "));
            wanted(&mut line);
        }
        Found::Elsewhere(list) => {
            let words = format!("matches, but no one element of `{list}` has all that is asked of it");
            line.push(Ink::Plain, &words);
        }
    }
    if let Some(written) = &rule.written {
        let at = written.locate(&Place::Value(mismatch.at.clone()));
        // The file is named above; values need the room.
        let (_, number, _) = place(written.source(), at.bytes.start);
        line.end_at(style.width, Ink::Dim, &format!(":{number}"));
    }
    line.write(style, out)
}
