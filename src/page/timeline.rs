//! A run as the page gets it first: visits and events in columns, a number for each name. Data is asked for later.

use std::collections::BTreeMap;

use crate::asl::machine::StateId;
use crate::base::members::{Members, array, object, text as quoted};
use crate::base::value::Value;
use crate::engine::history::{Branch, Detail, Event, Record, Transition};
use crate::record::StopMessage;
use crate::record::event::type_name;
use crate::record::visits::{Mark, Visit};
use crate::report::findings::{diagnostic, diagnostics};
use crate::report::runs::unanswered;

use super::held::{Held, STYLE};
use super::runs::row;

/// The run as one document. Times are milliseconds since it began.
pub fn document(held: &Held) -> Vec<u8> {
    let mut out = Vec::new();
    object(&mut out, |m| {
        row(m, held);
        let counts = held.fold.counts();
        m.plain("items", counts.items)
            .plain("calls", counts.calls)
            .plain("failed_calls", counts.failed_calls);
        m.plain("entered", counts.visits).plain("wall_ms", held.closing.wall_ms);
        m.text("file", &held.opening.definition.source().shown);
        m.text("source", &held.opening.definition.source().text);
        m.put("mocks", |out| array(out, &held.opening.mocks, |out, name| quoted(out, name)));
        if let Some(end) = held.fold.end() {
            m.maybe("error", end.error.error.as_deref()).maybe("cause", end.error.cause.as_deref());
        }
        m.put("why", |out| out.extend(why(held).to_json().into_bytes()));
        m.put("unused", |out| out.extend(diagnostics(&held.closing.unused).to_json().into_bytes()));
        m.put("states", |out| {
            array(out, &held.opening.machine.states, |out, state| {
                object(out, |m| {
                    m.text("name", &state.name)
                        .text("pointer", state.pointer.as_str())
                        .text("type", state.kind.name());
                });
            });
        });
        m.put("branches", |out| branches(held, out));
        m.object("visits", |m| visits(held, m));
        m.object("events", |m| events(held, m));
    });
    out
}

/// What went wrong: the failure, or why the run was given up.
fn why(held: &Held) -> Value {
    let run = held.opening.run();
    if let Some(stop) = &held.closing.stop {
        let found = match &stop.message {
            StopMessage::Unanswered(call) => {
                vec![(run.definition.clone(), unanswered::diagnostic(call, run.start, &STYLE))]
            }
            StopMessage::Found(found) => found.clone(),
            StopMessage::Plain(message, help) => {
                let help = help.as_deref().map_or(Value::Null, Value::from);
                let plain = [("message", Value::from(message.as_str())), ("help", help)];
                return vec![Value::from(plain.into_iter().collect::<crate::base::value::Object>())].into();
            }
        };
        return found
            .iter()
            .map(|(document, found)| Value::from(diagnostic(document, found)))
            .collect::<Vec<_>>()
            .into();
    }
    let found = held.why.iter().map(|found| Value::from(diagnostic(run.definition, found)));
    found.collect::<Vec<_>>().into()
}

/// Every branch that had a visit: `[branch, parent, state, index]`.
fn branches(held: &Held, out: &mut Vec<u8>) {
    let scene = held.fold.scene();
    let mut known = BTreeMap::new();
    for visit in &held.visits {
        let mut next = visit.branch;
        while let Some(origin) = scene.branches.origin(next) {
            if known.insert(next, origin).is_some() {
                break;
            }
            next = origin.parent;
        }
    }
    array(out, known, |out, (branch, origin)| {
        out.extend(format!("[{},{},{},{}]", branch.0, origin.parent.0, origin.state.0, origin.index).bytes());
    });
}

fn visits(held: &Held, m: &mut Members<'_>) {
    let start = held.opening.start;
    let all = &held.visits;
    let mut column = |name: &str, of: &dyn Fn(&Visit) -> i64| {
        m.put(name, |out| array(out, all, |out, visit| out.extend(of(visit).to_string().bytes())));
    };
    column("state", &|visit| i64::from(visit.state.0));
    column("branch", &|visit| i64::from(visit.branch.0));
    column("first", &|visit| visit.events.0 as i64);
    column("last", &|visit| visit.events.1 as i64);
    column("entered", &|visit| visit.entered_at.since(start));
    column("ended", &|visit| visit.ended_at.since(start));
    column("mark", &|visit| match visit.mark() {
        Mark::Good => 0,
        Mark::Caught => 1,
        Mark::Failed => 2,
        Mark::Cut => 3,
    });
    column("retries", &|visit| visit.retries() as i64);
    column("calls", &|visit| visit.calls as i64);
    m.put("way", |out| array(out, all, |out, visit| quoted(out, &way(visit))));
    m.put("to", |out| array(out, all, |out, visit| out.extend(next(visit).to_string().bytes())));
    m.put("error", |out| {
        array(out, all, |out, visit| quoted(out, error(visit).unwrap_or_default()));
    });
    m.put("tries", |out| {
        let tried = all.iter().enumerate().filter(|(_, visit)| visit.retries() > 0);
        array(out, tried, |out, (at, visit)| tries(held, at, visit, out));
    });
    m.put("children", |out| {
        let with = all.iter().enumerate().filter_map(|(at, visit)| Some((at, children(visit)?)));
        array(out, with, |out, (at, [length, good, failed, cut])| {
            out.extend(format!("[{at},{length},{good},{failed},{cut}]").bytes());
        });
    });
}

/// How many branches or items there were, and how they ended: well, failed, cut short.
fn children(visit: &Visit) -> Option<[usize; 4]> {
    if let Some(tally) = &visit.map_run {
        return Some([tally.total, tally.succeeded, tally.failed, tally.aborted]);
    }
    visit.children.map(|children| [children.length, children.good, children.failed, children.cut])
}

fn error(visit: &Visit) -> Option<&str> {
    visit.failure.as_ref()?.error.error.as_deref()
}

fn way(visit: &Visit) -> String {
    match visit.way {
        Some(Transition::Next(_)) => "next".to_owned(),
        Some(Transition::Rule(at, _)) => format!("rule/{at}"),
        Some(Transition::Default(_)) => "default".to_owned(),
        Some(Transition::Caught(at, _)) => format!("catch/{at}"),
        None => String::new(),
    }
}

/// The state that came next; -1 if none did.
fn next(visit: &Visit) -> i64 {
    let to = match visit.way {
        Some(Transition::Next(to)) => to,
        Some(Transition::Rule(_, to) | Transition::Default(to) | Transition::Caught(_, to)) => Some(to),
        None => None,
    };
    to.map_or(-1, |StateId(to)| i64::from(to))
}

/// `[visit, [began, ended, delay], …]`: the tries of a visit and the pause behind each.
fn tries(held: &Held, at: usize, visit: &Visit, out: &mut Vec<u8>) {
    let start = held.opening.start;
    out.extend(format!("[{at}").bytes());
    for attempt in &visit.attempts {
        let ended = attempt.ended.unwrap_or(visit.ended_at).since(start);
        let delay = attempt.retry.map_or(-1, |retry| retry.delay_ms);
        out.extend(format!(",[{},{ended},{delay}]", attempt.began.since(start)).bytes());
    }
    out.push(b']');
}

fn events(held: &Held, m: &mut Members<'_>) {
    let run = held.opening.run();
    let all: Vec<&Event> = held
        .records()
        .filter_map(|record| match record {
            Record::Event(event) => Some(event),
            Record::Note(_) => None,
        })
        .collect();
    let mut names: Vec<String> = Vec::new();
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let kinds: Vec<usize> = all
        .iter()
        .map(|event| {
            let name = type_name(&run, &event.detail);
            let next = numbers.len();
            *numbers.entry(name).or_insert_with_key(|name| {
                names.push(name.clone());
                next
            })
        })
        .collect();
    let visits = visits_of(held, &all);
    let number = |out: &mut Vec<u8>, number: i64| out.extend(number.to_string().bytes());
    m.put("types", |out| array(out, &names, |out, name| quoted(out, name)));
    m.put("type", |out| array(out, kinds, |out, kind| number(out, kind as i64)));
    m.put("id", |out| array(out, &all, |out, event| number(out, event.id as i64)));
    m.put("at", |out| array(out, &all, |out, event| number(out, event.at.since(run.start))));
    m.put("visit", |out| array(out, visits, |out, visit| number(out, visit)));
}

/// The visit that each event belongs to; -1 for those of the execution itself.
fn visits_of(held: &Held, events: &[&Event]) -> Vec<i64> {
    let first: BTreeMap<u64, usize> =
        held.visits.iter().enumerate().map(|(at, visit)| (visit.events.0, at)).collect();
    let mut open: BTreeMap<Branch, i64> = BTreeMap::new();
    let of = |event: &&Event| {
        if matches!(event.detail, Detail::StateEntered { .. })
            && let Some(at) = first.get(&event.id)
        {
            open.insert(event.branch, *at as i64);
        }
        let visit = open.get(&event.branch).copied().unwrap_or(-1);
        if event.detail.state().is_some() { visit } else { -1 }
    };
    events.iter().map(of).collect()
}
