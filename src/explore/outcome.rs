//! What a call may come to: which answers, errors and silences are tried for a Task.

use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine, Task};
use crate::asl::resource::{Pattern, Target};
use crate::base::value::{Object, Value};
use crate::engine::call::{Call, Reply, Signal, TaskError};
use crate::engine::payload::Payload;
use crate::suite::suggest::{KnownAnswer, Material};

use super::omitted;
use super::thrown::{Thrown, errors};

/// The most heartbeats of a worker that does not come to an end.
const MOST_HEARTBEATS: i64 = 100;

/// What a call came to.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The Task.
    pub state: StateId,
    /// What came of it.
    pub what: What,
}

/// What came of a call.
#[derive(Clone, Debug)]
pub enum What {
    /// A result.
    Returned {
        /// The result.
        value: Value,
        /// After so many milliseconds.
        after_ms: i64,
        /// Whether somebody wrote it.
        is_given: bool,
        /// The optional member that was left out of it.
        without: Option<Arc<str>>,
    },
    /// An error.
    Failed(Arc<Thrown>),
    /// Nothing until `TimeoutSeconds` were over.
    TimedOut,
    /// No sign of life for `HeartbeatSeconds`.
    Silent,
}

impl What {
    /// Whether it is something else than a success.
    pub const fn is_failure(&self) -> bool {
        !matches!(self, Self::Returned { .. })
    }
}

/// One of the outcomes that are tried.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What comes of the call.
    pub answered: Arc<Answered>,
    /// Whether all attempts come to that, else this one only.
    pub persists: bool,
    /// How much further from what is expected it leads: 0 for a success as it is known.
    pub faults: u8,
}

/// All that is tried for one Task.
#[derive(Clone, Debug, Default)]
pub struct Plans {
    /// Everything.
    pub all: Vec<Plan>,
    /// The errors that its calls can end in, by the rules that take them.
    pub errors: Vec<Arc<Thrown>>,
}

impl Plans {
    /// What is tried for the Task that makes `call`.
    pub fn of(machine: &StateMachine, task: &Task, call: &Call, material: &Material) -> Self {
        let state = machine.state(call.state);
        let known = material.answers.get(&call.state).map_or(&[][..], Vec::as_slice);
        let mut all = answers(call, known);
        let errors = errors(machine, task, call, material);
        let answered = |what| Arc::new(Answered { state: call.state, what });
        for thrown in &errors {
            let failed = answered(What::Failed(Arc::clone(thrown)));
            all.push(Plan { answered: Arc::clone(&failed), persists: true, faults: 1 });
            if thrown.retrier.is_some_and(|at| state.retry[at].max_attempts > 0) {
                all.push(Plan { answered: failed, persists: false, faults: 1 });
            }
        }
        all.extend(silences(call).map(|what| Plan { answered: answered(what), persists: true, faults: 1 }));
        Self { all, errors }
    }
}

fn answers(call: &Call, known: &[KnownAnswer]) -> Vec<Plan> {
    let plan = |value: Value, known: &KnownAnswer, without: Option<Arc<str>>| {
        let faults = u8::from(without.is_some());
        let what = What::Returned { value, after_ms: known.after_ms, is_given: known.is_given, without };
        Plan { answered: Arc::new(Answered { state: call.state, what }), persists: false, faults }
    };
    let mut all: Vec<Plan> = known.iter().map(|answer| plan(answer.value.clone(), answer, None)).collect();
    if let Some(first) = known.first() {
        let less = omitted::less(&call.resource, &first.value);
        all.extend(less.into_iter().map(|(name, value)| plan(value, first, Some(name))));
    } else {
        let nothing = KnownAnswer { value: Value::empty_object(), after_ms: 0, is_given: false };
        all.push(plan(Value::empty_object(), &nothing, None));
    }
    all
}

/// The time limits that a call may run into.
fn silences(call: &Call) -> impl Iterator<Item = What> + use<> {
    let is_awaited = call.token.is_some();
    let silent = call.heartbeat_seconds.filter(|_| is_awaited).map(|_| What::Silent);
    let late = call.timeout_seconds.map(|_| What::TimedOut);
    [late, silent].into_iter().flatten()
}

/// The signals by which `call` comes to `what`; none if nothing ever comes.
pub fn reply(call: &Call, what: &What) -> Option<Reply> {
    let is_activity = matches!(call.resource.target, Target::Activity(_));
    let mut reply: Reply = Vec::new();
    let submitted = || Signal::Submitted(Payload::from(submission()));
    match call.resource.pattern {
        _ if is_activity => reply.push((0, Signal::Started { worker: None })),
        Pattern::Sync | Pattern::SyncJson | Pattern::Callback => reply.push((0, submitted())),
        Pattern::RequestResponse => {}
    }
    match what {
        What::Returned { value, after_ms, .. } => {
            reply.extend(beats(call, *after_ms));
            reply.push((*after_ms, Signal::Succeeded(Payload::from(value.clone()))));
        }
        What::Failed(thrown) => {
            let error = TaskError { error: Some(thrown.name.clone()), cause: Some(thrown.cause.clone()) };
            if thrown.at_submit && call.resource.pattern != Pattern::RequestResponse && !is_activity {
                return Some(vec![(0, Signal::SubmitFailed(error))]);
            }
            reply.push((0, Signal::Failed(error)));
        }
        What::TimedOut => {
            let seconds = i64::from(call.timeout_seconds.unwrap_or(0));
            reply.extend(beats(call, seconds * 1000));
            if reply.is_empty() {
                return None;
            }
        }
        What::Silent => {}
    }
    Some(reply)
}

/// Signs of life of a worker up to the moment `until`, in milliseconds.
fn beats(call: &Call, until: i64) -> Vec<(i64, Signal)> {
    let Some(seconds) = call.heartbeat_seconds.filter(|_| call.token.is_some()) else { return Vec::new() };
    let every = (i64::from(seconds) * 500).max(1);
    let count = (until / every).min(MOST_HEARTBEATS * 10);
    (1..=count).map(|at| (at * every, Signal::Heartbeat)).collect()
}

/// What the first call of a job or of a callback returns.
fn submission() -> Value {
    let status = Object::from_iter([("HttpStatusCode", Value::from(200_i64))]);
    Value::from(Object::from_iter([("SdkHttpMetadata", Value::from(status))]))
}
