//! What a run waits for that has not ended: moments, answers, tokens.

use std::sync::Arc;

use crate::asl::machine::{Kind, State, WaitFor};
use crate::asl::resource::Target;
use crate::base::members::{Members, array, object};
use crate::base::time::Time;
use crate::base::value::{Number, Value};
use crate::record::visits::{Attempt, Mark, Visit};

use super::held::Held;
use super::trial;

/// The most that is listed.
const MOST: usize = 200;

/// How the task tokens of AWS begin, and how many of their letters there are at least.
const TOKEN: (&str, usize) = ("AQC", 60);

/// Everything that a run which has not ended waits for; times are milliseconds since it began.
pub fn document(held: &Held) -> Vec<u8> {
    let mut out = Vec::new();
    object(&mut out, |m| {
        let is_over = held.fold.end().is_some() || held.closing.stop.is_some();
        let open = held.visits.iter().enumerate().filter(|(_, visit)| !is_over && visit.mark() == Mark::Cut);
        let waiting: Vec<_> = open.filter(|(_, visit)| is_innermost(visit)).take(MOST).collect();
        m.put("pending", |out| {
            array(out, waiting, |out, (at, visit)| object(out, |m| one(held, at, visit, m)));
        });
    });
    out
}

/// Whether it waits itself, and not for what runs inside it.
fn is_innermost(visit: &Visit) -> bool {
    visit.children.is_none() && visit.map_run.is_none()
}

fn one(held: &Held, at: usize, visit: &Visit, m: &mut Members<'_>) {
    let start = held.opening.start;
    let state = held.opening.machine.state(visit.state);
    m.plain("visit", at).text("state", &state.name).plain("since", visit.entered_at.since(start));
    if let Some(pause) = visit.attempts.last().and_then(paused) {
        m.text("for", "retry").plain("until", pause.since(start));
        return;
    }
    match (&state.kind, visit.call()) {
        (Kind::Wait(wait), _) => {
            m.text("for", "time");
            if let Some(until) = until(held, state, wait, visit) {
                m.plain("until", until.since(start));
            }
        }
        (Kind::Task(task), Some(call)) if call.outcome.is_none() => {
            let token = call.args.as_ref().and_then(token);
            m.text("for", if token.is_some() { "token" } else { "answer" }).maybe("token", token.as_deref());
            m.text("resource", &task.resource.short_name());
            if let Target::Activity(_) = &task.resource.target {
                m.text("activity", &task.resource.arn);
            }
            if let Some(seconds) = call.timeout_seconds {
                m.plain("until", call.began.after(i64::from(seconds) * 1000).since(start));
            }
        }
        (
            Kind::Task(_)
            | Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Parallel { .. }
            | Kind::Map(_)
            | Kind::Succeed
            | Kind::Fail(_),
            _,
        ) => _ = m.text("for", "turn"),
    }
}

/// When the call is made once more, if it waits for that.
fn paused(attempt: &Attempt) -> Option<Time> {
    Some(attempt.ended?.after(attempt.retry?.delay_ms))
}

/// When a Wait is over.
fn until(held: &Held, state: &State, wait: &WaitFor, visit: &Visit) -> Option<Time> {
    let written = held.opening.definition.value().pointer(state.pointer.as_str())?;
    let name = match wait {
        WaitFor::Seconds(_) => "Seconds",
        WaitFor::Timestamp(_) => "Timestamp",
    };
    let value = match (written.get(name), written.get(&format!("{name}Path"))) {
        (Some(Value::String(text)), _) if text.trim_start().starts_with("{%") => {
            trial::seen_by(held, visit, text)?
        }
        (Some(fixed), _) => fixed.clone(),
        (None, Some(path)) => trial::seen_by(held, visit, path.as_str()?)?,
        (None, None) => return None,
    };
    match wait {
        WaitFor::Seconds(_) => {
            let seconds = value.as_number().and_then(Number::as_i64)?;
            Some(visit.entered_at.after(seconds.checked_mul(1000)?))
        }
        WaitFor::Timestamp(_) => Time::parse(value.as_str()?),
    }
}

/// The task token among the arguments of a call, wherever it was put.
fn token(value: &Value) -> Option<Arc<str>> {
    match value {
        Value::String(text) => {
            let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_');
            let words = text.split(|c: char| !is_letter(c));
            let mut found = words.filter(|word| word.starts_with(TOKEN.0) && word.len() >= TOKEN.1);
            found.next().map(Arc::from)
        }
        Value::Array(items) => items.iter().find_map(token),
        Value::Object(members) => members.iter().find_map(|(_, value)| token(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}
