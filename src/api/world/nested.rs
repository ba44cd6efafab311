//! Executions that tasks start, describe and stop: the server does for them what it does for clients.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::api::ApiError;
use crate::api::executions::start::{Wanted, begin, payload};
use crate::asl::machine::{StateMachine, Workflow};
use crate::base::value::{Object, Value};
use crate::engine::call::{Call, Signal, TaskError, Ticket};
use crate::engine::payload::Payload;
use crate::services::executions::{
    Asked, Described, Family, NewExecution, TokenCall, Within, begun, ended, time,
};
use crate::services::mock::{DeclaredMachines, MachineName, Mocks};
use crate::services::refusal::Refusal;
use crate::services::{Answer, Promise};
use crate::session::pool::{Letter, Process};
use crate::session::route::Starts;

use super::{Execution, Parent, Region, Waiting};

/// Starts executions for the tasks of one.
struct Nested {
    region: Weak<Region>,
    parent: Weak<Execution>,
    /// The executions that tasks wait for, by the tickets of their calls.
    awaited: Mutex<BTreeMap<Ticket, Weak<Execution>>>,
}

impl Region {
    /// What starts executions for the tasks of `parent`.
    pub fn starts(self: &Arc<Self>, parent: &Arc<Execution>) -> Arc<dyn Starts> {
        Arc::new(Nested {
            region: Arc::downgrade(self),
            parent: Arc::downgrade(parent),
            awaited: Mutex::default(),
        })
    }

    /// The machines that tasks may start.
    pub fn declared(self: &Arc<Self>) -> DeclaredMachines {
        let region = Arc::downgrade(self);
        DeclaredMachines::new(Arc::new(move |arn| {
            let region = region.upgrade();
            region.is_some_and(|region| crate::api::executions::start::target(&region.lock(), arn).is_ok())
        }))
    }

    /// Does what `call` asks of another execution.
    pub fn within(self: &Arc<Self>, process: &Arc<Process>, call: &Call, within: Within) {
        let Within { asked, family, .. } = within;
        let (ticket, process) = (call.ticket, Arc::clone(process));
        let answer = move |result: Result<Value, TaskError>| {
            let reply = ended(result.map(Payload::from));
            process.send(Letter::Signals { ticket, at: None, reply, told: Box::new(|_| {}) });
        };
        let refuse = |region: &Self, error: &ApiError| task_error(region, error, family);
        match asked {
            Asked::Describe(arn) => answer(match self.lock().executions.get(&arn) {
                Some(known) => {
                    let end = known.progress().end.clone();
                    let end = end.as_ref().map(|(outcome, at)| (outcome, *at));
                    Ok(Described { facts: &known.facts, end }.description())
                }
                None => Err(gone(&arn, family)),
            }),
            Asked::Stop(arn, error) => {
                let known = self.lock().executions.get(&arn).cloned();
                let Some(known) = known else { return answer(Err(gone(&arn, family))) };
                let stopped = move |known: &Execution| {
                    let at = known.progress().end.as_ref().map(|(_, at)| *at);
                    let stopped = at.map(|at| ("StopDate", time(at, Family::Sdk)));
                    Value::from(Object::from_iter(stopped))
                };
                match known.process() {
                    None => answer(Ok(stopped(&known))),
                    Some(other) => {
                        let told = Box::new(move || answer(Ok(stopped(&known))));
                        other.send(Letter::Stop(error, told));
                    }
                }
            }
            Asked::Token(token) => {
                if let Err(error) = self.by_token(token, Box::new(answer.clone())) {
                    answer(Err(refuse(self, &error)));
                }
            }
            Asked::Start(..) => {}
        }
    }

    /// Does what a task does with the token of another one.
    fn by_token(
        &self,
        call: TokenCall,
        answer: Box<dyn FnOnce(Result<Value, TaskError>) + Send>,
    ) -> Result<(), ApiError> {
        let (token, signal) = match call {
            TokenCall::Success(token, output) => match Value::parse(&output) {
                Ok(value) => (token, Signal::Succeeded(Payload::verbatim(value, output))),
                Err(_) => {
                    let words = format!("Invalid Output: '{output}' is not valid JSON.");
                    return Err(ApiError::new("InvalidOutput", words));
                }
            },
            TokenCall::Failure(token, error) => (token, Signal::Failed(error)),
            TokenCall::Heartbeat(token) => (token, Signal::Heartbeat),
        };
        let resources = self.lock();
        let known = resources.tokens.get(&token).cloned().ok_or_else(ApiError::token)?;
        let execution = resources.executions.get(&known.execution).cloned();
        drop(resources);
        let over = || ApiError::new("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
        let process = execution.and_then(|execution| execution.process()).ok_or_else(over)?;
        let told = move |was_awaited: bool| {
            let over = TaskError { error: Some("Sfn.TaskTimedOutException".into()), cause: None };
            answer(if was_awaited { Ok(Value::empty_object()) } else { Err(over) });
        };
        let (reply, told) = (vec![(0, signal)], Box::new(told));
        process.send(Letter::Signals { ticket: known.ticket, at: None, reply, told });
        Ok(())
    }
}

impl Nested {
    fn awaited(&self) -> MutexGuard<'_, BTreeMap<Ticket, Weak<Execution>>> {
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Starts for Nested {
    fn start(
        &self,
        call: &Call,
        _machine: &StateMachine,
        _mocks: &Mocks,
        ((name, how), otherwise): ((&MachineName, NewExecution), &Refusal),
    ) -> Result<Promise, Box<Refusal>> {
        let unknown = || Box::new(otherwise.clone());
        let MachineName::Arn(arn) = name else { return Err(unknown()) };
        let region = self.region.upgrade().ok_or_else(unknown)?;
        let parent = self.parent.upgrade().ok_or_else(unknown)?;
        let parent_of = Some(Parent { arn: Arc::clone(&parent.facts.arn), ticket: call.ticket, how });
        let parent = parent.process().ok_or_else(unknown)?;
        let family = Family::of(call);
        let now = |reply| Ok(Promise::Now(Answer { reply, by: None }));
        let known = parent_of
            .as_ref()
            .and_then(|parent| region.lock().nested.remove(&(Arc::clone(&parent.arn), parent.ticket)));
        let child = match known.map_or_else(|| child(&region, call, arn, (how, parent_of)), Ok) {
            Ok(child) => child,
            Err(error) => {
                let error = task_error(&region, &error, family);
                return now(match how {
                    NewExecution::Ended | NewExecution::EndedJson => vec![(0, Signal::SubmitFailed(error))],
                    NewExecution::Begun | NewExecution::Token | NewExecution::Synchronous => {
                        ended(Err(error))
                    }
                });
            }
        };
        let response = Payload::from(begun(&child.facts, family, &region.lock().chance));
        match how {
            NewExecution::Begun => return now(ended(Ok(response))),
            NewExecution::Token => return now(vec![(0, Signal::Submitted(response))]),
            NewExecution::Ended | NewExecution::EndedJson => {
                let (reply, told) = (vec![(0, Signal::Submitted(response))], Box::new(|_| {}));
                parent.send(Letter::Signals { ticket: call.ticket, at: None, reply, told });
            }
            NewExecution::Synchronous => {}
        }
        self.awaited().insert(call.ticket, Arc::downgrade(&child));
        child.when_ended(Waiting::Task(parent, call.ticket, how));
        Ok(Promise::Later)
    }

    /// An execution that a task waited for is stopped when the task is cut off (seen in the field).
    fn cancel(&self, ticket: Ticket) {
        let child = self.awaited().remove(&ticket).and_then(|child| child.upgrade());
        if let Some(process) = child.and_then(|child| child.process()) {
            process.send(Letter::Stop(TaskError::default(), Box::new(|| {})));
        }
    }
}

/// The execution that a task starts. A text is taken as JSON, as the API does.
fn child(
    region: &Arc<Region>,
    call: &Call,
    arn: &str,
    (how, parent): (NewExecution, Option<Parent>),
) -> Result<Arc<Execution>, ApiError> {
    let input = match call.args.get("Input") {
        None | Some(Value::Null) => payload(None)?,
        Some(Value::String(text)) => payload(Some(text))?,
        Some(other) => other.clone().into(),
    };
    let name = call.args.get("Name").and_then(Value::as_str);
    let only = (how == NewExecution::Synchronous).then_some(Workflow::Express);
    let wanted = Wanted { arn, case: None, name, input, trace: None, start: Some(call.at), parent };
    begin(region, wanted, only)
}

/// No execution has this ARN.
fn gone(arn: &str, family: Family) -> TaskError {
    let error = ApiError::missing("ExecutionDoesNotExist", "Execution", arn);
    worded(&error, family, "00000000-0000-0000-0000-000000000000")
}

fn task_error(region: &Region, error: &ApiError, family: Family) -> TaskError {
    let id = region.request_id();
    worded(error, family, &id)
}

/// An error of the API as a task sees it.
fn worded(error: &ApiError, family: Family, id: &str) -> TaskError {
    let ApiError { code, message, .. } = error;
    let (error, cause) = match family {
        Family::Optimized => (
            format!("StepFunctions.{code}Exception"),
            format!(
                "{message} (Service: AWSStepFunctions; Status Code: 400; Error Code: {code}; Request ID: {id}; Proxy: \
                 null)"
            ),
        ),
        Family::Sdk => (
            format!("Sfn.{code}Exception"),
            format!("{message} (Service: Sfn, Status Code: 400, Request ID: {id}) (SDK Attempt Count: 1)"),
        ),
    };
    TaskError { error: Some(error.into()), cause: Some(cause.into()) }
}
