//! What DescribeExecution and the calls that start executions return.
//!
//! Members, their order and the form of times are those of recorded executions: the optimized integration counts
//! milliseconds, the SDK has ISO 8601, members come in alphabetical order.

use crate::base::chance::Chance;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::Outcome;
use crate::engine::call::TaskError;
use crate::events::status::Status;

use super::{Facts, Family, NewExecution};

/// An execution, as it is described.
#[derive(Clone, Copy)]
pub struct Described<'f> {
    /// What there is to know of it.
    pub facts: &'f Facts,
    /// How it ended, and when, once it has.
    pub end: Option<(&'f Outcome, Time)>,
}

/// The form of input and output.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Json,
}

impl Described<'_> {
    /// How far it has come.
    #[must_use]
    pub fn status(&self) -> Status {
        match self.end.map(|(outcome, _)| outcome) {
            None => Status::Running,
            Some(Outcome::Succeeded(_)) => Status::Succeeded,
            Some(Outcome::Failed(_)) => Status::Failed,
            Some(Outcome::TimedOut) => Status::TimedOut,
            Some(Outcome::Aborted(_)) => Status::Aborted,
        }
    }

    /// What a Task gets when the execution that it waits for has ended as `how` asks.
    pub fn result(&self, how: NewExecution) -> Result<Value, TaskError> {
        let is_good = self.status() == Status::Succeeded;
        match how {
            NewExecution::Synchronous => Ok(self.synchronous()),
            NewExecution::EndedJson if is_good => Ok(self.record(Family::Optimized, Form::Json)),
            NewExecution::Ended | NewExecution::EndedJson | NewExecution::Begun | NewExecution::Token => {
                let record = self.record(Family::Optimized, Form::Text);
                if is_good {
                    return Ok(record);
                }
                let cause = record.to_json();
                Err(TaskError { error: Some("States.TaskFailed".into()), cause: Some(cause.into()) })
            }
        }
    }

    /// What DescribeExecution returns.
    #[must_use]
    pub fn description(&self) -> Value {
        self.record(Family::Sdk, Form::Text)
    }

    fn record(&self, family: Family, form: Form) -> Value {
        let mut record = Object::new();
        self.add_failure(&mut record);
        self.add_data(&mut record, form, false);
        record.insert("RedriveCount", Value::from(0_i64));
        let status = self.status();
        let reason = match status {
            Status::Running | Status::Succeeded => {
                Some(format!("Execution is {} and cannot be redriven", status.name()))
            }
            Status::Failed | Status::TimedOut | Status::Aborted => None,
        };
        let can = if reason.is_some() { "NOT_REDRIVABLE" } else { "REDRIVABLE" };
        record.insert("RedriveStatus", Value::from(can));
        if let Some(reason) = reason {
            record.insert("RedriveStatusReason", Value::from(reason));
        }
        self.add_times(&mut record, family);
        record.into()
    }

    /// What StartSyncExecution returns.
    fn synchronous(&self) -> Value {
        let mut record = Object::new();
        let took = self.end.map_or(0, |(_, at)| at.since(self.facts.start)).max(1);
        // AWS rounds up to 100 ms and 64 MB.
        let billed = took.saturating_add(99) / 100 * 100;
        record.insert(
            "BillingDetails",
            Value::from(Object::from_iter([
                ("BilledDurationInMilliseconds", Value::from(billed)),
                ("BilledMemoryUsedInMB", Value::from(64_i64)),
            ])),
        );
        self.add_failure(&mut record);
        self.add_data(&mut record, Form::Text, true);
        self.add_times(&mut record, Family::Sdk);
        record.into()
    }

    /// `Cause` and `Error`, as far as there are any.
    fn add_failure(&self, record: &mut Object) {
        let error = match self.end {
            Some((Outcome::Failed(failure), _)) => &failure.error,
            Some((Outcome::Aborted(error), _)) => error,
            Some((Outcome::Succeeded(_) | Outcome::TimedOut, _)) | None => return,
        };
        for (key, text) in [("Cause", &error.cause), ("Error", &error.error)] {
            if let Some(text) = text {
                record.insert(key, Value::from(text.clone()));
            }
        }
    }

    /// From `ExecutionArn` to `OutputDetails`; these are there for a failure, too, if `always` says so.
    fn add_data(&self, record: &mut Object, form: Form, always: bool) {
        let data = |payload: &crate::engine::payload::Payload| match form {
            Form::Text => Value::from(payload.text()),
            Form::Json => payload.value().clone(),
        };
        let details = || Value::from(Object::from_iter([("Included", Value::from(true))]));
        record.insert("ExecutionArn", Value::from(self.facts.arn.clone()));
        record.insert("Input", data(&self.facts.input));
        record.insert("InputDetails", details());
        record.insert("Name", Value::from(self.facts.name.clone()));
        let output = match self.end {
            Some((Outcome::Succeeded(output), _)) => Some(output),
            Some((Outcome::Failed(_) | Outcome::Aborted(_) | Outcome::TimedOut, _)) | None => None,
        };
        if let Some(output) = output {
            record.insert("Output", data(output));
        }
        if output.is_some() || always {
            record.insert("OutputDetails", details());
        }
    }

    /// From `StartDate` to `StopDate`.
    fn add_times(&self, record: &mut Object, family: Family) {
        record.insert("StartDate", time(self.facts.start, family));
        record.insert("StateMachineArn", Value::from(self.facts.machine.clone()));
        record.insert("Status", Value::from(self.status().name()));
        if let Some((_, at)) = self.end {
            record.insert("StopDate", time(at, family));
        }
    }
}

/// A moment as `family` writes it.
#[must_use]
pub fn time(at: Time, family: Family) -> Value {
    match family {
        Family::Optimized => Value::from(at.millis()),
        Family::Sdk => Value::from(at.iso_millis()),
    }
}

/// What the call that starts an execution gets at once.
#[must_use]
pub fn begun(facts: &Facts, family: Family, chance: &Chance) -> Value {
    let mut record = Object::new();
    record.insert("ExecutionArn", Value::from(facts.arn.clone()));
    if family == Family::Optimized {
        add_metadata(&mut record, facts, chance);
    }
    record.insert("StartDate", time(facts.start, family));
    record.into()
}

/// What the optimized integration adds of the response of StartExecution.
fn add_metadata(record: &mut Object, facts: &Facts, chance: &Chance) {
    let id = chance.uuid();
    let body = format!(r#"{{"executionArn":"{}","startDate":1.790676767025E9}}"#, facts.arn);
    let headers = [
        ("x-amzn-RequestId", id.clone()),
        ("connection", "keep-alive".to_owned()),
        ("Content-Length", body.len().to_string()),
        ("Date", facts.start.http()),
        ("Content-Type", "application/x-amz-json-1.0".to_owned()),
    ];
    let all = headers.iter().map(|(name, value)| (*name, Value::from(vec![Value::from(value.as_str())])));
    let mut sorted: Vec<_> = headers.iter().collect();
    sorted.sort_by_key(|(name, _)| name.to_lowercase());
    let one = sorted.into_iter().map(|(name, value)| (*name, Value::from(value.as_str())));
    let metadata = [
        ("AllHttpHeaders", Value::from(Object::from_iter(all))),
        ("HttpHeaders", Value::from(Object::from_iter(one))),
        ("HttpStatusCode", Value::from(200_i64)),
    ];
    record.insert("SdkHttpMetadata", Value::from(Object::from_iter(metadata)));
    let response = Object::from_iter([("RequestId", Value::from(id))]);
    record.insert("SdkResponseMetadata", Value::from(response));
}
