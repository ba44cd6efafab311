//! The calls of a run for `--format json`: what each was given, what came back, when, and what answered it.
//!
//! Lists stop at a limit, and so do the data kept of them, so that a loop of a million calls is summed up as
//! easily as one.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::{Kind, StateId, StateMachine};
use crate::base::members::{Members, array, object, text as write_text};
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::call::{TaskError, Ticket};
use crate::record::visits::{Attempt, Scene, Visit};
use crate::report::runs::resource;

/// So many calls are listed at most.
pub const MAX_CALLS: usize = 10_000;

/// So many bytes of arguments and results are kept at most.
const MAX_BYTES: usize = 64 << 20;

/// The calls that were made.
#[derive(Debug, Default)]
pub struct Calls {
    all: Vec<Called>,
    left_out: usize,
    /// Which of `all` each call under way is.
    open: BTreeMap<Ticket, usize>,
    /// How many bytes of arguments and results are kept.
    bytes: usize,
}

#[derive(Debug)]
struct Called {
    state: StateId,
    index: Option<usize>,
    attempt: usize,
    began: Time,
    ended: Option<Time>,
    args: Option<Data>,
    by: Option<Box<str>>,
    log: Vec<Arc<str>>,
    /// Unknown while it runs.
    outcome: Option<Result<Data, TaskError>>,
}

/// Arguments or a result, as JSON.
#[derive(Debug)]
enum Data {
    Kept(Vec<u8>),
    /// There was too much of it.
    LeftOut,
}

impl Calls {
    /// Notes the call that a visit has just made.
    pub fn called(&mut self, scene: Scene<'_>, machine: &StateMachine, state: StateId, visit: &Visit) {
        if self.all.len() == MAX_CALLS {
            self.left_out += 1;
            return;
        }
        let path = scene.branches.path(visit.branch);
        let item = path.iter().rev().find(|origin| matches!(machine.state(origin.state).kind, Kind::Map(_)));
        let call = visit.call();
        if let Some(ticket) = call.and_then(|call| call.ticket) {
            self.open.insert(ticket, self.all.len());
        }
        let args = call.and_then(|call| call.args.as_ref()).map(|args| self.keep(args));
        self.all.push(Called {
            state,
            index: item.map(|origin| origin.index),
            attempt: visit.calls.saturating_sub(1),
            began: call.map_or(visit.entered_at, |call| call.began),
            ended: None,
            args,
            by: None,
            log: Vec::new(),
            outcome: None,
        });
    }

    /// About how many bytes they take, and will take once they are written.
    pub const fn held(&self) -> usize {
        2 * self.bytes + self.all.len() * size_of::<Called>()
    }

    /// Notes how a call came out.
    pub fn answered(&mut self, call: &Attempt) {
        let Some(at) = call.ticket.and_then(|ticket| self.open.remove(&ticket)) else { return };
        let outcome = call.outcome.as_ref().map(|outcome| match outcome {
            Ok(result) => Ok(self.keep(result)),
            Err(error) => {
                self.bytes += error.cause.as_ref().map_or(0, |cause| cause.len());
                Err(error.clone())
            }
        });
        self.bytes += call.log.iter().map(|line| line.len()).sum::<usize>();
        let called = &mut self.all[at];
        called.ended = call.ended;
        called.by.clone_from(&call.by);
        called.log.clone_from(&call.log);
        called.outcome = outcome;
    }

    fn keep(&mut self, value: &Value) -> Data {
        let text = value.to_json().into_bytes();
        if self.bytes + text.len() > MAX_BYTES {
            return Data::LeftOut;
        }
        self.bytes += text.len();
        Data::Kept(text)
    }

    /// Writes `calls`, and how many of them were left out.
    pub fn write(&self, members: &mut Members<'_>, machine: &StateMachine, start: Time) {
        members.put("calls", |out| {
            array(out, &self.all, |out, call| object(out, |m| write(call, m, machine, start)));
        });
        if self.left_out > 0 {
            members.plain("calls_left_out", self.left_out);
        }
    }
}

fn write(call: &Called, members: &mut Members<'_>, machine: &StateMachine, start: Time) {
    let state = machine.state(call.state);
    members.text("state", &state.name);
    if let Some(index) = call.index {
        members.plain("index", index);
    }
    members.plain("attempt", call.attempt);
    if let Kind::Task(task) = &state.kind {
        members.text("resource", &resource(task));
    }
    members.plain("t", call.began.since(start));
    if let Some(ended) = call.ended {
        members.plain("duration_ms", ended.since(call.began));
    }
    data(members, "args", call.args.as_ref());
    match &call.outcome {
        Some(Ok(result)) => {
            members.text("outcome", "succeeded");
            data(members, "result", Some(result));
        }
        Some(Err(error)) => {
            members.text("outcome", "failed").maybe("error", error.error.as_deref());
            members.maybe("cause", error.cause.as_deref());
        }
        None => {
            members.text("outcome", "unanswered");
        }
    }
    if let Some(by) = &call.by {
        members.object("mock", |m| answerer(by, m));
    }
    log(members, &call.log);
}

/// Writes `log`, what whoever answered a call wrote there, if there is any.
pub fn log(members: &mut Members<'_>, lines: &[Arc<str>]) {
    if !lines.is_empty() {
        members.put("log", |out| array(out, lines, |out, line| write_text(out, line)));
    }
}

/// A value that was kept; `NAME_left_out` in place of one that was too large.
fn data(members: &mut Members<'_>, name: &str, data: Option<&Data>) {
    match data {
        Some(Data::Kept(text)) => {
            members.put(name, |out| out.extend_from_slice(text));
        }
        Some(Data::LeftOut) => {
            members.plain(&format!("{name}_left_out"), true);
        }
        None => {}
    }
}

/// What answered, from `order.sfn.yaml:42 states.Charge Card`: its file, line and name there.
fn answerer(by: &str, members: &mut Members<'_>) {
    let place = by.match_indices(':').find_map(|(at, _)| {
        let (line, what) = by[at + 1..].split_once(' ')?;
        Some((&by[..at], line.parse::<usize>().ok()?, what))
    });
    match place {
        Some((file, line, what)) => members.text("file", file).plain("line", line).text("answer", what),
        None => members.text("answer", by),
    };
}
