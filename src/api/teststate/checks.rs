//! What a state can be given in place of its work, in the order in which AWS looks at it as far as recorded.

use crate::api::ApiError;
use crate::asl::call_model::{Answer, Strictness};
use crate::asl::machine::{Kind, Map, State, Task};
use crate::asl::resource::{Pattern, Target};
use crate::base::value::Value;
use crate::engine::alone::{Alone, Work};
use crate::engine::call::TaskError;
use crate::engine::payload::Payload;
use crate::services::s3;

use super::context;
use super::request::{Configuration, Mock, Request};

/// Who asks: AWS's API takes less without a mock than `sfn state` does, which has mock files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A client of the API.
    Client,
    /// Somebody at the command line.
    Command,
}

/// Checks the parts of `request` that need no definition.
pub fn request(request: &Request, asker: Asker) -> Result<(), ApiError> {
    if let Some(mock) = &request.mock {
        match (&mock.result, &mock.error) {
            (Some(_), Some(_)) => {
                return Err(ApiError::validation(
                    "A test mock should have only one of the following fields: [result, errorOutput].",
                ));
            }
            (None, None) => {
                return Err(ApiError::validation(
                    "One of the following fields is required for a test mock: [result, errorOutput].",
                ));
            }
            (None, Some((None, _))) => {
                return Err(ApiError::validation("An error was not specified in the mocked error output."));
            }
            (Some(_), None) | (None, Some((Some(_), _))) => {}
        }
        if request.reveals_secrets {
            return Err(ApiError::validation(
                "TestState does not support RevealSecrets when a mock is specified.",
            ));
        }
    }
    if request.mock.is_none() && asker == Asker::Client {
        // The first is recorded, the second worded after it.
        let refused = [
            (request.configuration.failed_items.is_some(), "MapIterationFailureCount"),
            (request.context.is_some(), "Context"),
        ];
        if let Some((_, name)) = refused.iter().find(|(is_given, _)| *is_given) {
            let words = format!("TestState does not support {name} when a mock is not specified.");
            return Err(ApiError::validation(words));
        }
    }
    match &request.role {
        Some(role) if !role.starts_with("arn:") => {
            let words = format!("Invalid Arn: 'Invalid ARN prefix: {role}'");
            Err(ApiError::new("InvalidArn", words))
        }
        Some(_) | None => Ok(()),
    }
}

/// How `state` is to run as `request` says.
pub fn alone(request: &Request, state: &State, asker: Asker) -> Result<Alone, ApiError> {
    let configuration = &request.configuration;
    match &request.mock {
        Some(_) => takes_mock(state)?,
        None if asker == Asker::Client => runs_without(state, request.role.is_some())?,
        None => {}
    }
    if configuration.failed_items.is_some() && !matches!(state.kind, Kind::Map(_)) {
        let words = "MapIterationFailureCount is only supported when testing a Map state.";
        return Err(ApiError::validation(words));
    }
    let context = request.context.as_deref().map(|text| context::read(text, &state.kind)).transpose()?;
    let work = request.mock.as_ref().map(|mock| work(mock, state, asker)).transpose()?;
    Ok(Alone {
        work,
        retries: configuration.retries.unwrap_or(0),
        failed_items: configuration.failed_items,
        items: items(configuration, state, request.mock.is_some())?,
        context,
        ..Alone::default()
    })
}

/// Only states that do work of which something comes can be given that.
fn takes_mock(state: &State) -> Result<(), ApiError> {
    match &state.kind {
        Kind::Task(_) | Kind::Map(_) | Kind::Parallel { .. } => Ok(()),
        kind @ (Kind::Pass { .. } | Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_)) => {
            let words = format!("State type '{}' is not supported when a mock is specified", kind.name());
            Err(ApiError::validation(words))
        }
    }
}

/// What AWS does not run without a mock.
fn runs_without(state: &State, has_role: bool) -> Result<(), ApiError> {
    match &state.kind {
        Kind::Map(_) | Kind::Parallel { .. } => Err(ApiError::definition(
            "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, \
             Pass, Succeed, Fail, Choice]",
        )),
        Kind::Task(task) => match (&task.resource.target, task.resource.pattern) {
            (Target::Activity(_), _) => {
                Err(ApiError::definition("TestState API does not support Activity tasks."))
            }
            (_, Pattern::Sync | Pattern::SyncJson | Pattern::Callback) => Err(ApiError::definition(
                "TestState API does not support '.sync' or '.waitForTaskToken' integration patterns.",
            )),
            (_, Pattern::RequestResponse) if !has_role => {
                Err(ApiError::validation("RoleArn must be specified when testing a Task state"))
            }
            (_, Pattern::RequestResponse) => Ok(()),
        },
        Kind::Pass { .. } | Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => Ok(()),
    }
}

/// What comes of the state's work.
fn work(mock: &Mock, state: &State, asker: Asker) -> Result<Work, ApiError> {
    if let Some((error, cause)) = &mock.error {
        let text = |text: &Option<String>| text.as_deref().map(Into::into);
        return Ok(Work::Error(TaskError { error: text(error), cause: text(cause) }));
    }
    let text = mock.result.as_deref().unwrap_or_default();
    let value = Value::parse(text).map_err(|_| ApiError::validation("Mocked result must be valid JSON"))?;
    match &state.kind {
        Kind::Task(task) => fits(task, &value, mock.strictness, asker)?,
        Kind::Map(map) => fits_map(map, &value)?,
        Kind::Parallel { branches } => fits_parallel(branches.len(), &value)?,
        Kind::Pass { .. } | Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => {}
    }
    Ok(Work::Result(Payload::verbatim(value, text.trim())))
}

/// Checks the result of a Task by the model of what it calls.
fn fits(task: &Task, value: &Value, strictness: Strictness, asker: Asker) -> Result<(), ApiError> {
    let model = match asker {
        Asker::Client => Answer::tested(&task.resource),
        Asker::Command => Answer::seen(&task.resource),
    };
    let Some(model) = model.filter(|_| strictness != Strictness::None) else { return Ok(()) };
    if value.as_object().is_none() {
        return Err(ApiError::validation("Mocked result must be a valid JSON object."));
    }
    for misfit in model.misfits(value, strictness) {
        let Some(aws) = misfit.aws() else { continue };
        let shown = value.pointer(&misfit.at).map_or_else(String::new, Value::to_json);
        let (_, help) = misfit.words(&shown);
        let help =
            help.filter(|_| asker == Asker::Command).map_or_else(String::new, |help| format!(" ({help})"));
        return Err(ApiError::validation(format!("Mock result schema validation error: {aws}{help}")));
    }
    Ok(())
}

fn fits_map(map: &Map, value: &Value) -> Result<(), ApiError> {
    let writer = map.distributed.as_ref().and_then(|distributed| distributed.writer.as_ref());
    let words = match (writer.is_some_and(|writer| writer.resource.is_some()), value) {
        (false, Value::Array(_)) | (true, Value::Object(_)) => return Ok(()),
        (false, _) => "Mocked result must be an array.",
        (true, _) => "Mocked result must be a JSON object.",
    };
    Err(ApiError::validation(words))
}

fn fits_parallel(branches: usize, value: &Value) -> Result<(), ApiError> {
    let words = match value.as_array() {
        Some(items) if items.len() == branches => return Ok(()),
        Some(_) => "Mocked result must contain the same number of items as number of Parallel branches.",
        None => "Mocked result must be an array.",
    };
    Err(ApiError::validation(words))
}

/// What the reader of a Map is said to have read.
fn items(configuration: &Configuration, state: &State, is_mocked: bool) -> Result<Option<Value>, ApiError> {
    let reader = state.kind.distributed().and_then(|distributed| distributed.reader.as_ref());
    let Some(reader) = reader.filter(|_| is_mocked) else { return Ok(None) };
    let Some(text) = &configuration.items else {
        let words = "ItemReader data must be specified when testing a Map state with ItemReader specified.";
        return Err(ApiError::validation(words));
    };
    let config = reader.config.clone().unwrap_or_else(Value::empty_object);
    let read = s3::items_of_text(text, &reader.resource, config);
    let items = read.map_err(|why| ApiError::validation(format!("Invalid ItemReader data: {why}")))?;
    Ok(Some(items.into()))
}
