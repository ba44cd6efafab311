//! Executions that the recorded one started: which call started each. No history says so, but the input is the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::{Kind, StateMachine};
use crate::asl::resource::{Pattern, Resource};
use crate::base::time::Time;
use crate::base::value::{Object, Value};

use super::Nested;
use super::attempt::{Attempt, End, attempts};
use super::child::{input, start};

/// An execution, and those that its calls started.
pub struct Run<'r> {
    /// Its machine.
    pub machine: &'r Arc<StateMachine>,
    /// Its calls.
    pub attempts: Vec<Attempt>,
    /// Which of its calls started an execution that was given, by their places.
    pub started: BTreeMap<usize, &'r Nested>,
    /// The execution that started it, by its place; none of the first.
    pub parent: Option<usize>,
}

/// The execution with these calls, and behind it those that it and they started; how many of `nested` nobody started.
#[must_use]
pub fn place<'r>(
    machine: &'r Arc<StateMachine>,
    calls: Vec<Attempt>,
    nested: &'r [Nested],
) -> (Vec<Run<'r>>, usize) {
    let mut left: Vec<&Nested> = nested.iter().collect();
    left.sort_by_key(|one| start(&one.records));
    let mut runs = vec![Run { machine, attempts: calls, started: BTreeMap::new(), parent: None }];
    let mut at = 0;
    while at < runs.len() {
        for call in 0..runs[at].attempts.len() {
            let Some(found) = started_by(&runs[at], call, &left) else { continue };
            let one = left.remove(found);
            runs[at].started.insert(call, one);
            let attempts = attempts(&one.records, &Vec::new());
            let machine = &one.opening.machine;
            runs.push(Run { machine, attempts, started: BTreeMap::new(), parent: Some(at) });
        }
        at += 1;
    }
    (runs, left.len())
}

/// The first of `left` that a call of `run` may have started.
fn started_by(run: &Run<'_>, call: usize, left: &[&Nested]) -> Option<usize> {
    let call = &run.attempts[call];
    let Kind::Task(task) = &run.machine.state(call.state).kind else { return None };
    let began = match call.end {
        Some((_, End::Refused(_))) => None,
        Some((_, End::Failed(_))) if call.submitted.is_none() => None,
        Some(_) | None => Some(call.scheduled),
    }?;
    let given = starts(&task.resource).then(|| given(&call.arguments))?;
    left.iter().position(|one| is_after(start(&one.records), began) && input(&one.records) == given)
}

/// Whether an execution that began at `start` may have been started at `call`: AWS's clocks differ by a little.
fn is_after(start: Time, call: Time) -> bool {
    const MOST_MS: i64 = 1_000;
    start.since(call) >= -MOST_MS
}

/// Whether a call of `resource` starts an execution, and nobody but that execution answers it.
fn starts(resource: &Resource) -> bool {
    let is_start = resource.is("states", "startExecution")
        || resource.is("aws-sdk:sfn", "startExecution")
        || resource.is("aws-sdk:sfn", "startSyncExecution");
    is_start && !matches!(resource.pattern, Pattern::Callback)
}

/// The input that a call with these arguments gives an execution.
fn given(arguments: &Value) -> Value {
    match arguments.get("Input") {
        None | Some(Value::Null) => Value::empty_object(),
        Some(Value::String(text)) => Value::parse(text).unwrap_or_default(),
        Some(given) => given.clone(),
    }
}

/// What DescribeExecution would say of the first of `runs`, as far as an execution that it started was told: workflows
/// hand on their own ARN so that the console links both.
#[must_use]
pub fn described(runs: &[Run<'_>]) -> Option<Value> {
    const STARTED_BY: &str = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";
    let mut inputs = runs[0].started.values().map(|nested| input(&nested.records));
    let arn = inputs.find_map(|input| Some(input.get(STARTED_BY)?.as_str()?.to_owned()))?;
    let (machine, name) = arn.rsplit_once(':')?;
    let machine = machine.replacen(":execution:", ":stateMachine:", 1);
    let members =
        [("executionArn", Value::from(&*arn)), ("name", name.into()), ("stateMachineArn", machine.into())];
    arn.contains(":execution:").then(|| Object::from_iter(members).into())
}

/// The answer of a call that started `nested`: its machine runs.
#[must_use]
pub fn answer(nested: &Nested) -> Value {
    let execute = Object::from_iter([("machine", Value::from(&*nested.machine))]);
    Object::from_iter([("execute", Value::from(execute))]).into()
}

/// What the calls that started executions were told and another run will not be: names that AWS made up, and times.
#[must_use]
pub fn made_up(runs: &[Run<'_>]) -> Vec<Value> {
    const KEYS: [&str; 3] = ["ExecutionArn", "StartDate", "StopDate"];
    let mut found = Vec::new();
    for run in runs {
        for call in run.started.keys().map(|call| &run.attempts[*call]) {
            let ended = match &call.end {
                Some((_, End::Succeeded(result))) => Some(result.clone()),
                Some((_, End::Failed(error))) => {
                    error.cause.as_deref().and_then(|cause| Value::parse(cause).ok())
                }
                Some((_, End::Refused(_) | End::TimedOut)) | None => None,
            };
            let told = ended.iter().chain(call.submitted.iter().map(|(_, told)| told));
            for told in told {
                found.extend(KEYS.iter().filter_map(|key| told.get(key)).cloned());
            }
        }
    }
    found
}

/// Whether `value` holds one of `made_up` anywhere.
#[must_use]
pub fn tells(value: &Value, made_up: &[Value]) -> bool {
    match value {
        Value::String(text) => made_up.iter().any(|one| one.as_str().is_some_and(|one| text.contains(one))),
        Value::Number(_) => made_up.contains(value),
        Value::Array(items) => items.iter().any(|item| tells(item, made_up)),
        Value::Object(members) => members.values().any(|member| tells(member, made_up)),
        Value::Null | Value::Bool(_) => false,
    }
}
