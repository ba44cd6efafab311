//! Events back from JSON: those of a recording, and those of AWS, for which the caller finds out what AWS
//! does not say.

use std::sync::Arc;

use strum::VariantArray;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::time::{Time, parse_nanos};
use crate::base::value::{Object, Value};
use crate::engine::call::Ticket;
use crate::engine::history::{Branch, Detail, DetailKind, Event, Scheduled, Transition};
use crate::engine::payload::Payload;
use crate::record::fields::{Fault, error, find, maybe_text, member, number, number_or_0, text};

use super::{Family, words};

/// What the events of calls begin with.
const CALLS: [&str; 3] = ["LambdaFunction", "Activity", "Task"];

/// What is known of an event beyond AWS's own members.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its branch.
    pub branch: Branch,
    /// The state it belongs to.
    pub state: Option<StateId>,
    /// How the state was left, if it was.
    pub way: Option<Transition>,
    /// The number of branches or items, if they are about to start.
    pub length: usize,
    /// The branch of the item that starts.
    pub iteration: Branch,
    /// The call that is made.
    pub ticket: Ticket,
}

impl Known {
    /// What a recording says of the event `value`.
    pub fn of_recording(value: &Value, machine: &StateMachine) -> Result<Self, Fault> {
        let own = member(value, "sfn")?;
        let state = maybe_text(own, "state").map(|name| find(&name, machine)).transpose()?;
        let next = maybe_text(own, "next").map(|name| find(&name, machine)).transpose()?;
        let needed = || next.ok_or_else(|| "`next` is missing".to_owned());
        let way = match maybe_text(own, "way").as_deref() {
            None => None,
            Some("next") => Some(Transition::Next(next)),
            Some("rule") => Some(Transition::Rule(number(own, "number")?, needed()?)),
            Some("default") => Some(Transition::Default(needed()?)),
            Some("catch") => Some(Transition::Caught(number(own, "number")?, needed()?)),
            Some(other) => return Err(format!("no state is left by `{other}`")),
        };
        Ok(Self {
            branch: Branch(number_or_0(own, "branch")?),
            state,
            way,
            length: number_or_0(own, "length")?,
            iteration: Branch(number_or_0(own, "iteration")?),
            ticket: Ticket(number_or_0(own, "call")?),
        })
    }
}

/// The event `value` with what is `known` of it; nothing if it is of a kind that says nothing to us.
pub fn read(value: &Value, known: &Known) -> Result<Option<Event>, Fault> {
    let Some(detail) = detail(value, known)? else { return Ok(None) };
    let (id, previous) = (number(value, "id")?, number_or_0(value, "previousEventId")?);
    Ok(Some(Event { id, previous, at: time(member(value, "timestamp")?)?, branch: known.branch, detail }))
}

/// A moment as AWS writes it: seconds since 1970 with a fraction, or ISO 8601.
pub fn time(value: &Value) -> Result<Time, Fault> {
    let nanos = |text: &str| i64::try_from(parse_nanos(text)?.div_euclid(1_000_000)).ok();
    let ms = match value {
        Value::String(text) => nanos(text),
        Value::Number(number) => Some((number.as_f64() * 1000.0).round() as i64),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    ms.map(Time::from_millis).ok_or_else(|| format!("`timestamp` is not a time: {value}"))
}

/// The member that holds the details of an event, whatever its type: `taskScheduledEventDetails`.
pub fn details_of(event: &Value) -> &Value {
    const NONE: &Value = &Value::Null;
    let mut members = event.as_object().into_iter().flatten();
    members.find(|(key, _)| key.ends_with("EventDetails")).map_or(NONE, |(_, details)| details)
}

/// The kind of event that AWS calls `name`, if its contents are understood.
pub fn kind(name: &str) -> Option<DetailKind> {
    let is_name = |kind: &DetailKind| {
        let (family, verb) = words(*kind);
        let Some(rest) = name.strip_suffix(verb) else { return false };
        match family {
            Family::Fixed(known) => rest == known,
            Family::State => rest.ends_with("State"),
            Family::Call => CALLS.contains(&rest),
        }
    };
    DetailKind::VARIANTS.iter().copied().find(is_name).or_else(|| {
        // That a call could not be made fails it; AWS has types of their own for that.
        let began = name.strip_suffix("ScheduleFailed").or_else(|| name.strip_suffix("StartFailed"))?;
        CALLS.contains(&began).then_some(DetailKind::TaskFailed)
    })
}

fn detail(value: &Value, known: &Known) -> Result<Option<Detail>, Fault> {
    let Some(kind) = kind(text(value, "type")?) else { return Ok(None) };
    let details = details_of(value);
    let state = || known.state.ok_or_else(|| "`state` is missing".to_owned());
    let index = || number(details, "index");
    Ok(Some(match kind {
        DetailKind::ExecutionStarted => Detail::ExecutionStarted { input: payload(details, "input") },
        DetailKind::ExecutionSucceeded => Detail::ExecutionSucceeded { output: payload(details, "output") },
        DetailKind::ExecutionFailed => Detail::ExecutionFailed(error(details)),
        DetailKind::ExecutionAborted => Detail::ExecutionAborted(error(details)),
        DetailKind::ExecutionTimedOut => Detail::ExecutionTimedOut,
        DetailKind::ExecutionRedriven => {
            Detail::ExecutionRedriven { count: number_or_0(details, "redriveCount")? }
        }
        DetailKind::EvaluationFailed => {
            let location = maybe_text(details, "location");
            Detail::EvaluationFailed { state: state()?, error: error(details).into(), location }
        }
        DetailKind::IterationStarted => {
            Detail::IterationStarted { state: state()?, index: index()?, iteration: known.iteration }
        }
        DetailKind::IterationSucceeded => Detail::IterationSucceeded { state: state()?, index: index()? },
        DetailKind::IterationFailed => Detail::IterationFailed { state: state()?, index: index()? },
        DetailKind::IterationAborted => Detail::IterationAborted { state: state()?, index: index()? },
        DetailKind::MapRunStarted => {
            Detail::MapRunStarted { state: state()?, arn: text(details, "mapRunArn")?.into() }
        }
        DetailKind::MapRunSucceeded => Detail::MapRunSucceeded { state: state()? },
        DetailKind::MapRunFailed => Detail::MapRunFailed { state: state()?, error: error(details) },
        DetailKind::MapRunAborted => Detail::MapRunAborted { state: state()? },
        DetailKind::MapRunRedriven => Detail::MapRunRedriven {
            state: state()?,
            arn: text(details, "mapRunArn")?.into(),
            count: number_or_0(details, "redriveCount")?,
        },
        DetailKind::StateEntered => {
            Detail::StateEntered { state: state()?, input: payload(details, "input") }
        }
        DetailKind::StateExited => exited(state()?, details, known)?,
        DetailKind::StateStarted => Detail::StateStarted { state: state()?, length: known.length },
        DetailKind::StateSucceeded => Detail::StateSucceeded { state: state()? },
        DetailKind::StateFailed => Detail::StateFailed { state: state()? },
        DetailKind::StateAborted => Detail::StateAborted { state: state()? },
        DetailKind::TaskScheduled => scheduled(state()?, details, known),
        DetailKind::TaskStarted => {
            Detail::TaskStarted { state: state()?, worker: maybe_text(details, "workerName") }
        }
        DetailKind::TaskSubmitted => {
            Detail::TaskSubmitted { state: state()?, output: payload(details, "output") }
        }
        DetailKind::TaskSubmitFailed => Detail::TaskSubmitFailed { state: state()?, error: error(details) },
        DetailKind::TaskSucceeded => {
            Detail::TaskSucceeded { state: state()?, output: payload(details, "output") }
        }
        DetailKind::TaskFailed => Detail::TaskFailed { state: state()?, error: error(details) },
        DetailKind::TaskTimedOut => Detail::TaskTimedOut { state: state()? },
    }))
}

fn exited(state: StateId, details: &Value, known: &Known) -> Result<Detail, Fault> {
    let assigned = details.get("assignedVariables").and_then(Value::as_object).map(|variables| {
        let value = |text: &Value| text.as_str().map_or_else(|| text.clone(), parsed);
        variables.iter().map(|(name, text)| (Arc::clone(name), value(text))).collect::<Object>()
    });
    let way = known.way.ok_or_else(|| "`way` is missing".to_owned())?;
    Ok(Detail::StateExited { state, output: payload(details, "output"), assigned, way })
}

fn scheduled(state: StateId, details: &Value, known: &Known) -> Detail {
    let args = if details.get("parameters").is_some() { "parameters" } else { "input" };
    Detail::TaskScheduled(Box::new(Scheduled {
        state,
        ticket: known.ticket,
        args: payload(details, args),
        timeout_seconds: seconds(details, "timeoutInSeconds"),
        heartbeat_seconds: seconds(details, "heartbeatInSeconds"),
        role: details.pointer("/taskCredentials/roleArn").cloned(),
    }))
}

fn seconds(details: &Value, key: &str) -> Option<u32> {
    details.get(key)?.as_i64().and_then(|seconds| u32::try_from(seconds).ok())
}

/// The data at `key`, JSON as text. AWS leaves it out if it is not asked for, and cuts it off where it is too
/// long to be shown; what is left is no JSON, then, and is taken as text.
fn payload(details: &Value, key: &str) -> Payload {
    match details.get(key).and_then(Value::as_str) {
        Some(text) => Payload::verbatim(parsed(text), text),
        None => Payload::default(),
    }
}

fn parsed(text: &str) -> Value {
    Value::parse(text).unwrap_or_else(|_| Value::from(text))
}
