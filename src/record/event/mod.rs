//! One event as JSON: in exactly the shape of GetExecutionHistory, with what AWS does not say of it behind,
//! under `sfn`. A recording has both, `--format history` only what AWS has, a history from AWS as well.
//!
//! Names and contents: <https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html>.

mod read;

use crate::asl::machine::{Kind, StateId};
use crate::asl::resource::{Resource, Target};
use crate::base::members::{Members, object};
use crate::base::value::{Object, Value};
use crate::engine::call::TaskError;
use crate::engine::history::{Branch, Detail, DetailKind, Event, Scheduled, Transition};
use crate::engine::payload::Payload;

use super::Run;
use super::visits::timeout;

pub use read::{Known, details_of, kind, read, time};

/// Appends one event as AWS returns it.
pub fn write(run: &Run<'_>, event: &Event, out: &mut Vec<u8>) {
    object(out, |members| aws(run, event, members));
}

/// Appends one event with everything that is known of it.
pub fn write_all(run: &Run<'_>, event: &Event, out: &mut Vec<u8>) {
    object(out, |members| {
        aws(run, event, members);
        members.object("sfn", |m| beyond_aws(run, event, m));
    });
}

fn aws(run: &Run<'_>, event: &Event, members: &mut Members<'_>) {
    let ms = event.at.millis();
    let sign = if ms < 0 { "-" } else { "" };
    let timestamp = format!("{sign}{}.{:03}", ms.unsigned_abs() / 1000, ms.unsigned_abs() % 1000);
    members.plain("timestamp", timestamp);
    members.text("type", &type_name(run, &event.detail));
    members.plain("id", event.id).plain("previousEventId", event.previous);
    details(run, &event.detail, members);
}

/// What a reader needs beside AWS's members.
fn beyond_aws(run: &Run<'_>, event: &Event, members: &mut Members<'_>) {
    if event.branch != Branch(0) {
        members.plain("branch", event.branch.0);
    }
    let name = |state: StateId| &*run.machine.state(state).name;
    if let Some(state) = event.detail.state() {
        members.text("state", name(state));
    }
    match &event.detail {
        Detail::StateExited { way, .. } => {
            let (kind, number, next) = match way {
                Transition::Next(next) => ("next", None, *next),
                Transition::Rule(number, next) => ("rule", Some(*number), Some(*next)),
                Transition::Default(next) => ("default", None, Some(*next)),
                Transition::Caught(number, next) => ("catch", Some(*number), Some(*next)),
            };
            members.text("way", kind);
            if let Some(number) = number {
                members.plain("number", number);
            }
            members.maybe("next", next.map(name));
        }
        Detail::StateStarted { length, .. } => {
            members.plain("length", length);
        }
        Detail::IterationStarted { iteration, .. } => {
            members.plain("iteration", iteration.0);
        }
        Detail::TaskScheduled(scheduled) => {
            members.plain("call", scheduled.ticket.0);
        }
        Detail::ExecutionStarted { .. }
        | Detail::ExecutionSucceeded { .. }
        | Detail::ExecutionFailed(_)
        | Detail::ExecutionAborted(_)
        | Detail::ExecutionTimedOut
        | Detail::ExecutionRedriven { .. }
        | Detail::StateEntered { .. }
        | Detail::StateSucceeded { .. }
        | Detail::StateFailed { .. }
        | Detail::StateAborted { .. }
        | Detail::EvaluationFailed { .. }
        | Detail::IterationSucceeded { .. }
        | Detail::IterationFailed { .. }
        | Detail::IterationAborted { .. }
        | Detail::MapRunStarted { .. }
        | Detail::MapRunSucceeded { .. }
        | Detail::MapRunFailed { .. }
        | Detail::MapRunAborted { .. }
        | Detail::MapRunRedriven { .. }
        | Detail::TaskStarted { .. }
        | Detail::TaskSubmitted { .. }
        | Detail::TaskSubmitFailed { .. }
        | Detail::TaskSucceeded { .. }
        | Detail::TaskFailed { .. }
        | Detail::TaskTimedOut { .. } => {}
    }
}

/// What the name of an event's type begins with; a verb such as `Entered` follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::record) enum Family {
    /// This word, such as `Execution` or `MapRun`.
    Fixed(&'static str),
    /// The type of the state, then `State`.
    State,
    /// `Task`, `LambdaFunction` or `Activity`.
    Call,
}

/// What AWS's name of an event's type is made of: `TaskStateEntered` of a state's type and `Entered`.
const fn words(kind: DetailKind) -> (Family, &'static str) {
    use DetailKind as D;
    use Family::{Call, Fixed, State};
    match kind {
        D::ExecutionStarted => (Fixed("Execution"), "Started"),
        D::ExecutionSucceeded => (Fixed("Execution"), "Succeeded"),
        D::ExecutionFailed => (Fixed("Execution"), "Failed"),
        D::ExecutionAborted => (Fixed("Execution"), "Aborted"),
        D::ExecutionTimedOut => (Fixed("Execution"), "TimedOut"),
        D::ExecutionRedriven => (Fixed("Execution"), "Redriven"),
        D::StateEntered => (State, "Entered"),
        D::StateExited => (State, "Exited"),
        D::StateStarted => (State, "Started"),
        D::StateSucceeded => (State, "Succeeded"),
        D::StateFailed => (State, "Failed"),
        D::StateAborted => (State, "Aborted"),
        D::EvaluationFailed => (Fixed("Evaluation"), "Failed"),
        D::IterationStarted => (Fixed("MapIteration"), "Started"),
        D::IterationSucceeded => (Fixed("MapIteration"), "Succeeded"),
        D::IterationFailed => (Fixed("MapIteration"), "Failed"),
        D::IterationAborted => (Fixed("MapIteration"), "Aborted"),
        D::MapRunStarted => (Fixed("MapRun"), "Started"),
        D::MapRunSucceeded => (Fixed("MapRun"), "Succeeded"),
        D::MapRunFailed => (Fixed("MapRun"), "Failed"),
        D::MapRunAborted => (Fixed("MapRun"), "Aborted"),
        D::MapRunRedriven => (Fixed("MapRun"), "Redriven"),
        D::TaskScheduled => (Call, "Scheduled"),
        D::TaskStarted => (Call, "Started"),
        D::TaskSubmitted => (Call, "Submitted"),
        D::TaskSubmitFailed => (Call, "SubmitFailed"),
        D::TaskSucceeded => (Call, "Succeeded"),
        D::TaskFailed => (Call, "Failed"),
        D::TaskTimedOut => (Call, "TimedOut"),
    }
}

/// AWS's name of the event's type.
#[must_use]
pub fn type_name(run: &Run<'_>, detail: &Detail) -> String {
    let (family, verb) = words(detail.into());
    match (family, detail.state()) {
        (Family::Fixed(name), _) => format!("{name}{verb}"),
        (Family::Call, Some(state)) => format!("{}{verb}", self::family(run, state).0),
        (Family::State, Some(state)) => format!("{}State{verb}", run.machine.state(state).kind.name()),
        (Family::State | Family::Call, None) => verb.to_owned(),
    }
}

/// How the events of a task are called, and how their details; and what it calls.
fn family<'a>(run: &Run<'a>, state: StateId) -> (&'static str, &'static str, Option<&'a Resource>) {
    let Kind::Task(task) = &run.machine.state(state).kind else { return ("Task", "task", None) };
    let (event, details) = match &task.resource.target {
        Target::Function(_) => ("LambdaFunction", "lambdaFunction"),
        Target::Activity(_) => ("Activity", "activity"),
        Target::Service { .. } => ("Task", "task"),
    };
    (event, details, Some(&task.resource))
}

fn details(run: &Run<'_>, detail: &Detail, members: &mut Members<'_>) {
    let name = |state: StateId| &*run.machine.state(state).name;
    let iteration = |members: &mut Members<'_>, verb: &str, state: StateId, index: usize| {
        members.object(&format!("mapIteration{verb}EventDetails"), |m| {
            m.text("name", name(state)).plain("index", index);
        });
    };
    match detail {
        Detail::ExecutionStarted { input } => {
            members.object("executionStartedEventDetails", |m| {
                data(m, "input", input).text("roleArn", run.role);
            });
        }
        Detail::ExecutionSucceeded { output } => succeeded(members, output),
        Detail::ExecutionFailed(error) => failed(members, "executionFailedEventDetails", error),
        Detail::ExecutionAborted(error) => failed(members, "executionAbortedEventDetails", error),
        Detail::ExecutionTimedOut => failed(members, "executionTimedOutEventDetails", &timeout()),
        Detail::ExecutionRedriven { count } => redriven(members, "execution", None, *count),
        Detail::StateEntered { state, input } => entered(members, name(*state), input),
        Detail::StateExited { state, output, assigned, way: _ } => {
            members.object("stateExitedEventDetails", |m| {
                data(m.text("name", name(*state)), "output", output);
                if let Some(variables) = assigned {
                    assigned_variables(m, variables);
                }
            });
        }
        Detail::StateStarted { state, length } if matches!(run.machine.state(*state).kind, Kind::Map(_)) => {
            members.object("mapStateStartedEventDetails", |m| {
                m.plain("length", length);
            });
        }
        Detail::StateStarted { .. }
        | Detail::StateSucceeded { .. }
        | Detail::StateFailed { .. }
        | Detail::StateAborted { .. }
        | Detail::MapRunSucceeded { .. }
        | Detail::MapRunAborted { .. } => {}
        Detail::MapRunStarted { arn, .. } => map_run_started(members, arn),
        Detail::MapRunRedriven { arn, count, .. } => redriven(members, "mapRun", Some(arn), *count),
        Detail::MapRunFailed { error, .. } => failed(members, "mapRunFailedEventDetails", error),
        Detail::EvaluationFailed { state, error, location } => {
            members.object("evaluationFailedEventDetails", |m| {
                reason(m, error).maybe("location", location.as_deref()).text("state", name(*state));
            });
        }
        Detail::IterationStarted { state, index, .. } => iteration(members, "Started", *state, *index),
        Detail::IterationSucceeded { state, index } => iteration(members, "Succeeded", *state, *index),
        Detail::IterationFailed { state, index } => iteration(members, "Failed", *state, *index),
        Detail::IterationAborted { state, index } => iteration(members, "Aborted", *state, *index),
        Detail::TaskScheduled(scheduled) => task_scheduled(run, scheduled, members),
        Detail::TaskStarted { state, worker } => task_started(run, *state, worker.as_deref(), members),
        Detail::TaskSubmitted { state, output } => task_gave(run, *state, "Submitted", output, members),
        Detail::TaskSucceeded { state, output } => task_gave(run, *state, "Succeeded", output, members),
        Detail::TaskSubmitFailed { state, error } => task_failed(run, *state, "SubmitFailed", error, members),
        Detail::TaskFailed { state, error } => task_failed(run, *state, "Failed", error, members),
        Detail::TaskTimedOut { state } => task_failed(run, *state, "TimedOut", &timeout(), members),
    }
}

fn succeeded(members: &mut Members<'_>, output: &Payload) {
    members.object("executionSucceededEventDetails", |m| {
        data(m, "output", output);
    });
}

fn entered(members: &mut Members<'_>, name: &str, input: &Payload) {
    members.object("stateEnteredEventDetails", |m| {
        data(m.text("name", name), "input", input);
    });
}

fn redriven(members: &mut Members<'_>, what: &str, map_run: Option<&str>, count: u32) {
    members.object(&format!("{what}RedrivenEventDetails"), |m| {
        m.maybe("mapRunArn", map_run).plain("redriveCount", count);
    });
}

fn map_run_started(members: &mut Members<'_>, arn: &str) {
    members.object("mapRunStartedEventDetails", |m| {
        m.text("mapRunArn", arn);
    });
}

fn failed(members: &mut Members<'_>, key: &str, error: &TaskError) {
    members.object(key, |m| {
        reason(m, error);
    });
}

fn reason<'m, 'b>(members: &'m mut Members<'b>, error: &TaskError) -> &'m mut Members<'b> {
    members.maybe("error", error.error.as_deref()).maybe("cause", error.cause.as_deref())
}

/// Data as JSON text, with AWS's remark that none of it was cut off.
fn data<'m, 'b>(members: &'m mut Members<'b>, key: &str, payload: &Payload) -> &'m mut Members<'b> {
    members.text(key, &payload.text());
    members.object(&format!("{key}Details"), |m| {
        m.plain("truncated", false);
    })
}

fn assigned_variables(members: &mut Members<'_>, variables: &Object) {
    members.object("assignedVariables", |m| {
        for (name, value) in variables {
            m.text(name, &value.to_json());
        }
    });
    members.object("assignedVariablesDetails", |m| {
        m.plain("truncated", false);
    });
}

/// Service integrations say in each of their events what they call.
fn service(members: &mut Members<'_>, resource: Option<&Resource>) {
    if let Some(Target::Service { service, resource, .. }) = resource.map(|resource| &resource.target) {
        members.text("resourceType", service).text("resource", resource);
    }
}

fn task_scheduled(run: &Run<'_>, scheduled: &Scheduled, members: &mut Members<'_>) {
    let (_, prefix, resource) = family(run, scheduled.state);
    members.object(&format!("{prefix}ScheduledEventDetails"), |m| {
        match resource.map(|resource| (&resource.target, &resource.arn)) {
            Some((Target::Function(_) | Target::Activity(_), arn)) => {
                data(m.text("resource", arn), "input", &scheduled.args);
            }
            Some((Target::Service { .. }, _)) | None => {
                service(m, resource);
                m.text("region", run.region).text("parameters", &scheduled.args.text());
            }
        }
        if let Some(seconds) = scheduled.timeout_seconds {
            m.plain("timeoutInSeconds", seconds);
        }
        if let Some(seconds) = scheduled.heartbeat_seconds {
            m.plain("heartbeatInSeconds", seconds);
        }
        if let Some(role) = scheduled.role.as_ref().and_then(Value::as_str) {
            m.object("taskCredentials", |m| {
                m.text("roleArn", role);
            });
        }
    });
}

fn task_started(run: &Run<'_>, state: StateId, worker: Option<&str>, members: &mut Members<'_>) {
    let (_, prefix, resource) = family(run, state);
    // LambdaFunctionStarted is the one event of a task without details.
    if !matches!(resource.map(|resource| &resource.target), Some(Target::Function(_))) {
        members.object(&format!("{prefix}StartedEventDetails"), |m| {
            service(m, resource);
            m.maybe("workerName", worker);
        });
    }
}

fn task_gave(run: &Run<'_>, state: StateId, verb: &str, output: &Payload, members: &mut Members<'_>) {
    let (_, prefix, resource) = family(run, state);
    members.object(&format!("{prefix}{verb}EventDetails"), |m| {
        service(m, resource);
        data(m, "output", output);
    });
}

fn task_failed(run: &Run<'_>, state: StateId, verb: &str, error: &TaskError, members: &mut Members<'_>) {
    let (_, prefix, resource) = family(run, state);
    members.object(&format!("{prefix}{verb}EventDetails"), |m| {
        service(m, resource);
        reason(m, error);
    });
}
