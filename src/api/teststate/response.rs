//! The response of TestState.

use crate::asl::machine::{Kind, State};
use crate::base::value::{Object, Value};
use crate::engine::alone::{Inspection, Stage};
use crate::session::AloneRun;

use super::http;
use super::request::Level;

/// The response for `run`, which a run of `state` was.
#[must_use]
pub fn response(run: &AloneRun, state: &State, level: Level, is_mocked: bool) -> Value {
    let mut response = Object::new();
    let text = |text: &std::sync::Arc<str>| Value::from(std::sync::Arc::clone(text));
    let members = [
        ("output", run.output.as_ref().map(|output| Value::from(output.text()))),
        ("error", run.error.error.as_ref().map(text)),
        ("cause", run.error.cause.as_ref().map(text)),
        ("inspectionData", (level > Level::Info).then(|| inspection(run, state, level, is_mocked))),
        ("nextState", run.next.as_ref().map(text)),
        ("status", Some(Value::from(run.status.name()))),
    ];
    for (name, value) in members {
        value.into_iter().for_each(|value| response.insert(name, value));
    }
    response.into()
}

/// `inspectionData`: data as JSON text, numbers as they are.
fn inspection(run: &AloneRun, state: &State, level: Level, is_mocked: bool) -> Value {
    let seen = &run.inspection;
    let mut stages: Vec<_> = seen.stages.iter().collect();
    stages.sort_by_key(|(stage, _)| *stage);
    let mut data = Object::new();
    for (stage, payload) in stages {
        let shown = match stage {
            Stage::ToleratedFailureCount | Stage::ToleratedFailurePercentage | Stage::MaxConcurrency => {
                payload.value().clone()
            }
            Stage::Input
            | Stage::AfterInputPath
            | Stage::AfterParameters
            | Stage::AfterArguments
            | Stage::Result
            | Stage::AfterResultSelector
            | Stage::AfterResultPath
            | Stage::AfterItemsPath
            | Stage::AfterItemsPointer
            | Stage::AfterItemSelector
            | Stage::AfterItemBatcher => Value::from(payload.text()),
        };
        data.insert(stage.name(), shown);
    }
    if seen.variables.as_object().is_some_and(|variables| !variables.is_empty()) {
        data.insert("variables", Value::from(seen.variables.to_json()));
    }
    let details = error_details(seen);
    if !details.is_empty() {
        data.insert("errorDetails", details.into());
    }
    if let Kind::Task(task) = &state.kind
        && task.resource.is("http", "invoke")
        && level == Level::Trace
        && !is_mocked
    {
        http::exchange(seen).into_iter().for_each(|(name, value)| data.insert(name, value));
    }
    data.into()
}

/// `errorDetails`: the retrier and the catcher that the error met.
fn error_details(seen: &Inspection) -> Object {
    let mut details = Object::new();
    if let Some(catcher) = seen.catcher() {
        details.insert("catchIndex", Value::from(catcher));
    }
    if let Some(retrier) = seen.retrier {
        details.insert("retryIndex", Value::from(retrier));
    }
    if let Some(ms) = seen.backoff_ms {
        details.insert("retryBackoffIntervalSeconds", Value::from(ms / 1000));
    }
    details
}
