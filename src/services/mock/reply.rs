//! From an answer to the reply that the engine takes: which signals, and when.
//!
//! A `throw` without `submitted` means that the first call itself was refused. Only `States.TaskFailed`
//! on a `.sync` task means a job that failed later: that is AWS's own name for it.

use std::sync::Arc;

use crate::asl::call_model::Answer as Model;
use crate::asl::errors::names;
use crate::asl::resource::{Pattern, Target};
use crate::base::diag::Diagnostic;
use crate::base::value::{Object, Value};
use crate::engine::alone::Work;
use crate::engine::call::{Call, Reply, Signal, TaskError};
use crate::engine::payload::Payload;
use crate::services::Answer;

use super::callback::{Callback, End};
use super::codes;
use super::destination::Destination;
use super::entry::{AnswerKey, AnswerKind, MockAnswer};
use super::formula::CallScope;
use super::layer::Defaults;
use super::response::HttpService;
use super::results;
use super::throw::{ErrorNaming, Throw};

/// How long an HTTP task waits for its response, whatever its TimeoutSeconds says.
const HTTP_MS: i64 = 60_000;

/// How many heartbeats one answer sends at most.
const MAX_HEARTBEATS: i64 = 100_000;

/// What is wrong with an answer for this call; its place is in the answer's file.
pub type AnswerError = Box<Diagnostic>;

/// What an answer does with a call.
#[derive(Clone, Debug)]
pub enum Reaction {
    /// It answers it.
    Reply(Reply),
    /// It sends it elsewhere, as the key of this name says; the Task begins and ends as the answer has it.
    Elsewhere(Box<Destination>, &'static str, Frame),
}

/// How a task goes on after its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskPattern {
    /// With the answer.
    Plain,
    /// When the job ends.
    Job,
    /// When the token comes back.
    Token,
    /// When the worker that took it says so.
    Activity,
}

impl TaskPattern {
    /// The pattern of a call.
    pub const fn of(call: &Call) -> Self {
        match (&call.resource.target, call.resource.pattern) {
            (Target::Activity(_), _) => Self::Activity,
            (Target::Function(_), _) | (Target::Service { .. }, Pattern::RequestResponse) => Self::Plain,
            (Target::Service { .. }, Pattern::Sync | Pattern::SyncJson) => Self::Job,
            (Target::Service { .. }, Pattern::Callback) => Self::Token,
        }
    }
}

/// What an answer that sends a call elsewhere says of the Task beside that.
#[derive(Clone, Debug)]
pub struct Frame {
    start: TaskStart,
    delay: i64,
}

impl Frame {
    /// That of a Task of which nothing is said.
    pub(super) const fn of(pattern: TaskPattern, delay: i64) -> Self {
        Self { start: TaskStart { pattern, submitted: None, worker: None }, delay }
    }

    /// The signals that a task begins with.
    pub(super) fn begin(&self) -> Reply {
        self.start.clone().or_submitted().signals(0)
    }

    /// Whether the answer gives the response of the first call.
    pub(super) const fn has_response(&self) -> bool {
        self.start.submitted.is_some()
    }

    /// The virtual time that is added to what the call really took, in milliseconds.
    pub(super) const fn delay(&self) -> i64 {
        self.delay
    }
}

type Outcome = Result<Payload, TaskError>;

/// The reply of an answer that says nothing else than `{}`.
#[must_use]
pub fn empty(call: &Call, delay: i64) -> Reply {
    let begin = TaskStart { pattern: TaskPattern::of(call), submitted: None, worker: None };
    in_time(call, settle(begin, delay, Ok(Value::empty_object().into())))
}

/// The reply with the smallest answer that the model of what is called allows; `{}` where a function, a worker or
/// somebody with a token may answer as they like.
#[must_use]
pub fn of_model(call: &Call, delay: i64) -> Reply {
    let begin = TaskStart { pattern: TaskPattern::of(call), submitted: None, worker: None };
    let resource = &call.resource;
    let plain = resource.pattern == Pattern::RequestResponse;
    let result = if plain && (resource.is("http", "invoke") || resource.is("apigateway", "invoke")) {
        let status = [("StatusCode", Value::from(200_i64)), ("StatusText", Value::from("OK"))];
        let parts = [("Headers", Value::empty_object()), ("ResponseBody", Value::empty_object())];
        Value::from(Object::from_iter(parts.into_iter().chain(status)))
    } else if plain && resource.is("lambda", "invoke") {
        let parts = [("ExecutedVersion", Value::from("$LATEST")), ("Payload", Value::empty_object())];
        Value::from(Object::from_iter(parts.into_iter().chain([("StatusCode", Value::from(200_i64))])))
    } else {
        Model::seen(resource).map_or_else(Value::empty_object, |model| model.smallest())
    };
    in_time(call, settle(begin, delay, Ok(result.into())))
}

/// The answer to the call of a state that runs alone, whose work is said to come to `work`.
#[must_use]
pub fn given(call: &Call, work: &Work) -> Answer {
    let begin = TaskStart { pattern: TaskPattern::of(call), submitted: None, worker: None };
    let outcome = match work {
        Work::Result(result) => Ok(result.clone()),
        Work::Error(error) => Err(error.clone()),
    };
    Answer { reply: settle(begin, 0, outcome), by: None }
}

/// The same, or the error of an HTTP task whose response comes too late.
fn in_time(call: &Call, reply: Reply) -> Reply {
    let late = reply.last().is_none_or(|(at, _)| *at > HTTP_MS);
    if !late || !call.resource.is("http", "invoke") {
        return reply;
    }
    let error = TaskError { error: Some(names::HTTP_SOCKET.into()), cause: Some("".into()) };
    vec![(HTTP_MS, Signal::Failed(error))]
}

/// What `entry` replies to `call`, with `defaults` for what it leaves open.
pub fn reply(
    entry: &MockAnswer,
    call: &Call,
    defaults: &Defaults,
    scope: CallScope,
) -> Result<Reaction, AnswerError> {
    let delay = entry.delay.or(defaults.delay).unwrap_or(0);
    let pattern = TaskPattern::of(call);
    let submitted = entry.submitted.as_ref().map(|body| body.value(scope)).transpose()?;
    let begin = TaskStart { pattern, submitted, worker: worker(entry, call, pattern)? };
    let outcome = match &entry.act {
        AnswerKind::Return(body) => {
            let value = body.value(scope)?;
            results::check(entry, &call.resource, &value, defaults)?;
            Ok(value.into())
        }
        AnswerKind::Payload(body) => Ok(payload(entry, call, pattern, body.value(scope)?)?.into()),
        AnswerKind::Response(response) => {
            response.outcome(http_service(entry, call, pattern)?, scope)?.map(Payload::from)
        }
        AnswerKind::Throw(throw) => Err(throw.error(naming(call), scope)?),
        // A worker that took the task and fell silent is a callback that never comes.
        AnswerKind::Hang if pattern == TaskPattern::Activity => return Ok(Reaction::Reply(Vec::new())),
        AnswerKind::Hang => return Ok(Reaction::Reply(in_time(call, begin.or_submitted().signals(delay)))),
        AnswerKind::Callback(callback) => {
            return returned(entry, call, begin, callback, delay, scope).map(Reaction::Reply);
        }
        AnswerKind::Run(run) => {
            let to = Destination::Process(run.command(scope)?);
            return Ok(Reaction::Elsewhere(
                Box::new(to),
                AnswerKey::Run.name(),
                Frame { start: begin, delay },
            ));
        }
        AnswerKind::Lambda(handler) => {
            let to = Destination::Function(Box::new(handler.function(call)));
            return Ok(Reaction::Elsewhere(
                Box::new(to),
                AnswerKey::Lambda.name(),
                Frame { start: begin, delay },
            ));
        }
        AnswerKind::Http(http) => {
            let to = Destination::Http(Box::new(http.endpoint(scope)?));
            let frame = Frame { start: begin, delay };
            return Ok(Reaction::Elsewhere(Box::new(to), AnswerKey::Http.name(), frame));
        }
        AnswerKind::Elsewhere(to, key) => {
            return Ok(Reaction::Elsewhere(Box::new(to.clone()), key, Frame { start: begin, delay }));
        }
        AnswerKind::Passthrough(to) => {
            let to = Destination::Aws(to.clone());
            let frame = Frame { start: begin, delay };
            return Ok(Reaction::Elsewhere(Box::new(to), AnswerKey::Passthrough.name(), frame));
        }
        AnswerKind::Faulty(diagnostic) => return Err(diagnostic.clone()),
    };
    Ok(Reaction::Reply(in_time(call, settle(begin, delay, outcome))))
}

/// The signals of a task that ends `delay` after it was called.
fn settle(begin: TaskStart, delay: i64, outcome: Outcome) -> Reply {
    let pattern = begin.pattern;
    let refused = match (pattern, &outcome) {
        (TaskPattern::Token, Err(_)) => begin.submitted.is_none(),
        (TaskPattern::Job, Err(error)) => {
            begin.submitted.is_none() && error.error.as_deref() != Some(names::TASK_FAILED)
        }
        (TaskPattern::Plain | TaskPattern::Activity | TaskPattern::Token | TaskPattern::Job, _) => false,
    };
    match outcome {
        Err(error) if refused && pattern == TaskPattern::Job => vec![(delay, Signal::SubmitFailed(error))],
        Err(error) if refused => vec![(delay, Signal::Failed(error))],
        outcome => {
            let mut reply = begin.or_submitted().signals(0);
            reply.push((delay, end(outcome)));
            reply
        }
    }
}

fn end(outcome: Outcome) -> Signal {
    match outcome {
        Ok(result) => Signal::Succeeded(result),
        Err(error) => Signal::Failed(error),
    }
}

/// The signals with which a task starts, before its outcome.
#[derive(Clone, Debug)]
struct TaskStart {
    pattern: TaskPattern,
    /// The response of the first call of a job or a callback.
    submitted: Option<Value>,
    /// The name of the worker that takes an activity's task.
    worker: Option<Arc<str>>,
}

impl TaskStart {
    /// The same with some response of the first call.
    fn or_submitted(self) -> Self {
        Self { submitted: Some(self.submitted.unwrap_or_else(Value::empty_object)), ..self }
    }

    fn signals(self, at: i64) -> Reply {
        match self.pattern {
            TaskPattern::Plain => Vec::new(),
            TaskPattern::Activity => vec![(at, Signal::Started { worker: self.worker })],
            TaskPattern::Job | TaskPattern::Token => {
                self.submitted.map(|value| (at, Signal::Submitted(value.into()))).into_iter().collect()
            }
        }
    }
}

/// The worker's name, which only the task of an activity has.
fn worker(entry: &MockAnswer, call: &Call, pattern: TaskPattern) -> Result<Option<Arc<str>>, AnswerError> {
    if entry.worker.is_some() && pattern != TaskPattern::Activity {
        let message = format!("no worker takes {}", call.resource.short_name());
        return Err(unfit(entry, message, "remove `worker`: only tasks of activities are taken by one"));
    }
    Ok(entry.worker.clone())
}

/// The signals of a token or an activity's task that was handed out after a delay.
fn returned(
    entry: &MockAnswer,
    call: &Call,
    begin: TaskStart,
    callback: &Callback,
    delay: i64,
    scope: CallScope,
) -> Result<Reply, AnswerError> {
    if begin.pattern == TaskPattern::Plain {
        let message = format!("`callback` cannot answer {}", call.resource.short_name());
        return Err(unfit(
            entry,
            message,
            "use `return`: only activities, `.waitForTaskToken` and `.sync` tasks take a callback",
        ));
    }
    let outcome = match &callback.end {
        End::Success(body) => Some(Ok(body.value(scope)?.into())),
        End::Failure(throw) => Some(Err(Throw::error(throw, ErrorNaming::Other, scope)?)),
        End::Never => None,
    };
    let mut reply = begin.or_submitted().signals(delay);
    let last = [
        callback.heartbeat_until,
        outcome.as_ref().map(|_| callback.after.saturating_sub(1)),
        call.timeout_seconds.map(|seconds| i64::from(seconds).saturating_mul(1000)),
    ];
    let last = last.into_iter().flatten().min().unwrap_or(i64::MAX);
    if let Some(every) = callback.heartbeat_every.filter(|every| *every > 0) {
        let beats = (1..=MAX_HEARTBEATS).map(|n| n.saturating_mul(every)).take_while(|at| *at <= last);
        reply.extend(beats.map(|at| (delay.saturating_add(at), Signal::Heartbeat)));
    }
    reply.extend(outcome.map(|outcome| (delay.saturating_add(callback.after), end(outcome))));
    Ok(reply)
}

/// The result of a Lambda task whose function returned `value`.
fn payload(
    entry: &MockAnswer,
    call: &Call,
    pattern: TaskPattern,
    value: Value,
) -> Result<Value, AnswerError> {
    let optimized = call.resource.is("lambda", "invoke");
    if matches!(call.resource.target, Target::Function(_)) {
        return Ok(value);
    }
    if !optimized && !call.resource.is("aws-sdk:lambda", "invoke") {
        let message = format!("`payload` cannot answer {}", call.resource.short_name());
        return Err(unfit(
            entry,
            message,
            "use `return` with the whole result: only Lambda functions have a payload",
        ));
    }
    if pattern == TaskPattern::Token {
        return Err(after_token(entry, "payload"));
    }
    let mut result = Object::new();
    result.insert("ExecutedVersion", Value::from("$LATEST"));
    result.insert("Payload", if optimized { value } else { Value::from(value.to_json()) });
    result.insert("StatusCode", Value::from(200_i64));
    Ok(result.into())
}

fn http_service(entry: &MockAnswer, call: &Call, pattern: TaskPattern) -> Result<HttpService, AnswerError> {
    let http_service = match (call.resource.is("http", "invoke"), call.resource.is("apigateway", "invoke")) {
        (true, _) => HttpService::Http,
        (false, true) => HttpService::ApiGateway,
        (false, false) => {
            let message = format!("`response` cannot answer {}", call.resource.short_name());
            let help =
                "use `return` with the whole result: only http:invoke and apigateway:invoke get a response";
            return Err(unfit(entry, message, help));
        }
    };
    if pattern == TaskPattern::Token { Err(after_token(entry, "response")) } else { Ok(http_service) }
}

fn after_token(entry: &MockAnswer, kind: &str) -> AnswerError {
    let message = format!("`{kind}` cannot answer a task that waits for its token");
    unfit(entry, message, "use `callback` for what comes back, `submitted` for the response of the call")
}

fn unfit(entry: &MockAnswer, message: String, help: &str) -> AnswerError {
    Box::new(Diagnostic::error(codes::UNFIT, entry.origin.place(), message).help(help))
}

fn naming(call: &Call) -> ErrorNaming {
    ErrorNaming::of(&call.resource)
}
