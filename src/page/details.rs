//! One visit with all of its data, in the words of the trace; events as AWS has them; a run to keep as a file.

use std::io::Write as _;
use std::sync::Arc;

use crate::base::members::{Members, array, object, text as quoted};
use crate::base::secret::{Secrets, hides_member};
use crate::base::value::{Object, Value};
use crate::engine::history::{Branch, Record};
use crate::record::visits::{Attempt, Visit};
use crate::record::{Recorder, RecordingEntry, event};
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::secret::hide;
use crate::report::ink::shorten::hidden;
use crate::report::runs::Report as _;
use crate::report::runs::diff::changes;
use crate::report::runs::diff::json::write_change;
use crate::report::runs::history::History;
use crate::report::runs::trace::{View, of_visit};

use super::held::{Held, STYLE};
use super::{Answer, Result, refused};

/// The columns of a story.
const COLUMNS: usize = 76;
/// The most events that are sent at a time.
const MOST_EVENTS: usize = 500;

/// The visit with this number. Secrets are hidden unless they are to be revealed.
pub fn document(held: &Held, at: usize, reveals: bool) -> Result<Vec<u8>> {
    let Some(visit) = held.visits.get(at) else { return Err(refused(404, "the run has no such visit")) };
    let shown = |value: &Value| if reveals { value.clone() } else { veiled(value, &held.secrets) };
    let mut out = Vec::new();
    object(&mut out, |m| {
        m.plain("visit", at);
        m.put("story", |out| story(held, visit, out));
        m.value("input", &shown(visit.input.value()));
        if let Some(output) = &visit.output {
            m.value("output", &shown(output.value()));
            m.plain("bytes", output.size());
        }
        let last = visit.call();
        if let Some(args) = last.and_then(|call| call.args.as_ref()) {
            m.value("arguments", &shown(args));
        }
        if let Some(Ok(result)) = last.and_then(|call| call.outcome.as_ref()) {
            m.value("result", &shown(result));
        }
        if let Some(context) = &visit.context {
            m.value("context", &shown(context));
        }
        m.value("variables", &shown(&variables(held, visit).into()));
        if let Some(assigned) = &visit.assigned {
            m.value("assigned", &shown(&assigned.clone().into()));
        }
        if let Some(failure) = &visit.failure {
            m.maybe("error", failure.error.error.as_deref()).maybe("cause", failure.error.cause.as_deref());
        }
        m.put("changes", |out| differences(visit, &shown, out));
        m.put("attempts", |out| {
            array(out, &visit.attempts, |out, attempt| object(out, |m| one_try(held, attempt, &shown, m)));
        });
    });
    Ok(out)
}

fn one_try(held: &Held, attempt: &Attempt, shown: &dyn Fn(&Value) -> Value, m: &mut Members<'_>) {
    let start = held.opening.start;
    m.plain("number", attempt.number).plain("began", attempt.began.since(start));
    if let Some(ended) = attempt.ended {
        m.plain("ended", ended.since(start));
    }
    m.maybe("by", attempt.by.as_deref());
    match &attempt.outcome {
        Some(Err(error)) => {
            m.maybe("error", error.error.as_deref()).maybe("cause", error.cause.as_deref());
        }
        Some(Ok(result)) => {
            m.value("result", &shown(result));
        }
        None => {}
    }
    m.put("log", |out| array(out, &attempt.log, |out, line| quoted(out, line)));
}

/// The lines of the trace: each a list of `[ink, text]`.
fn story(held: &Held, visit: &Arc<Visit>, out: &mut Vec<u8>) {
    let style = crate::report::ink::style::Style { width: COLUMNS, ..STYLE };
    let marks = Marks::of(style);
    let lines = of_visit(held.opening.run(), style, View::Default, visit);
    array(out, &lines, |out, line: &TextLine| {
        array(out, line.parts(), |out, (ink, text)| {
            out.push(b'[');
            quoted(out, ink_name(ink));
            out.push(b',');
            quoted(out, &hide(text, &held.secrets, marks));
            out.push(b']');
        });
    });
}

const fn ink_name(ink: Ink) -> &'static str {
    match ink {
        Ink::Plain => "plain",
        Ink::Good => "ok",
        Ink::Bad => "bad",
        Ink::Warn => "warn",
        Ink::Name => "name",
        Ink::Dim => "dim",
    }
}

/// What a visit changed: the changes that the trace shows.
fn differences(visit: &Visit, shown: &dyn Fn(&Value) -> Value, out: &mut Vec<u8>) {
    let Some(output) = &visit.output else { return out.extend(b"null") };
    let found = changes(&shown(visit.input.value()), &shown(output.value()));
    array(out, &found, |out, change| object(out, |m| write_change(change, m)));
}

/// The variables as the state finds them: what states before it assigned, on its branch or around it.
pub(super) fn variables(held: &Held, visit: &Visit) -> Object {
    let branches = held.fold.scene().branches;
    let around: Vec<Branch> = std::iter::once(visit.branch)
        .chain(branches.path(visit.branch).into_iter().map(|origin| origin.parent))
        .collect();
    let mut all = Object::new();
    for before in held.visits.iter().take_while(|before| before.events.0 < visit.events.0) {
        if before.events.1 < visit.events.0 && around.contains(&before.branch) {
            for (name, value) in before.assigned.iter().flatten() {
                all.insert(Arc::clone(name), value.clone());
            }
        }
    }
    all
}

/// `value` with the texts hidden that nobody should see over somebody's shoulder.
#[must_use]
pub fn veiled(value: &Value, secrets: &Secrets) -> Value {
    let style = STYLE;
    match value {
        Value::String(text) => Value::from(&*hide(text, secrets, Marks::of(style))),
        Value::Array(items) => items.iter().map(|item| veiled(item, secrets)).collect::<Vec<_>>().into(),
        Value::Object(members) => {
            let one = |(key, value): (&Arc<str>, &Value)| {
                let is_secret = hides_member(members, key, value);
                let shown = if is_secret {
                    Value::from(hidden(value, Marks::of(style)))
                } else {
                    veiled(value, secrets)
                };
                (Arc::clone(key), shown)
            };
            members.iter().map(|(key, value)| one((key, value))).collect::<Object>().into()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// So many events from the one at `from` on, as AWS has them.
pub fn events(held: &Held, from: usize, count: usize) -> Vec<u8> {
    let run = held.opening.run();
    let all = held.records().filter_map(|record| match record {
        Record::Event(event) => Some(event),
        Record::Note(_) => None,
    });
    let mut out = Vec::new();
    array(&mut out, all.skip(from).take(count.min(MOST_EVENTS)), |out, event| event::write(&run, event, out));
    out
}

/// The run as a file: the history of AWS, or a recording.
pub fn download(held: &Held, kind: &str) -> Answer {
    let mut body = Vec::new();
    // Memory takes all that is written to it.
    let _ = if kind == "history" { history(held, &mut body) } else { recording(held, &mut body) };
    let ending = if kind == "history" { "history.json" } else { "jsonl" };
    let name: String =
        held.opening.name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    let kind = "application/json";
    Answer { status: 200, kind, save_as: Some(format!("{name}-{}.{ending}", held.id)), body }
}

fn history(held: &Held, out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut report = History::new(held.opening.run(), out);
    held.records().try_for_each(|record| report.record(record))?;
    match &held.closing.stop {
        None => report.finish(held.closing.wall_ms),
        Some(stop) => report.abandon(stop, held.closing.wall_ms),
    }
}

fn recording(held: &Held, out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut recorder = Recorder::start(&mut *out, held.opening.clone())?;
    for entry in &held.entries {
        match entry {
            RecordingEntry::Record(record) => recorder.record(record)?,
            RecordingEntry::Answered { ticket, by } => recorder.answered(*ticket, by)?,
            RecordingEntry::Logged { ticket, line } => recorder.logged(*ticket, line)?,
            RecordingEntry::Closed(_) => {}
        }
    }
    recorder.close(&held.closing)?;
    out.flush()
}
