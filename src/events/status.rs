//! The event that Step Functions sends to the default bus when the status of a Standard execution changes. Of Express
//! executions it sends none.
//!
//! All eighteen members of the detail are always there, in this order, null where there is nothing (captured at AWS for
//! all five statuses). The order of arrival is not promised: AWS was seen to deliver an end before its start.

use crate::base::time::Time;
use crate::base::value::{Object, Value};

/// How many bytes input and output may have together, as JSON strings: 248 KiB.
const MOST: usize = 248 * 1024;

/// The status of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It goes on.
    Running,
    /// It ended well.
    Succeeded,
    /// It failed.
    Failed,
    /// It took too long.
    TimedOut,
    /// It was stopped.
    Aborted,
}

impl Status {
    /// AWS's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
        }
    }

    /// Whether an execution that ended so can be run again from where it failed.
    #[must_use]
    pub const fn is_redrivable(self) -> bool {
        match self {
            Self::Failed | Self::TimedOut | Self::Aborted => true,
            Self::Running | Self::Succeeded => false,
        }
    }
}

/// What is known of an execution.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'f> {
    /// Its ARN.
    pub execution_arn: &'f str,
    /// The ARN of its machine.
    pub machine_arn: &'f str,
    /// Its name.
    pub name: &'f str,
    /// Its status.
    pub status: Status,
    /// When it started.
    pub start: Time,
    /// When it ended.
    pub stop: Option<Time>,
    /// Its input, JSON text.
    pub input: &'f str,
    /// Its output, JSON text.
    pub output: Option<&'f str>,
    /// The version it was started by.
    pub version_arn: Option<&'f str>,
    /// The alias it was started by.
    pub alias_arn: Option<&'f str>,
    /// How often it was redriven.
    pub redrive_count: u32,
    /// When it was redriven last.
    pub redrive_date: Option<Time>,
    /// The error of a failure, or what StopExecution gave.
    pub error: Option<&'f str>,
    /// The same of the cause.
    pub cause: Option<&'f str>,
    /// Whether the machine has a key of its own (KMS): then no data is in the event.
    pub is_encrypted: bool,
}

/// What EventBridge puts around a detail.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'e> {
    /// A UUID.
    pub id: &'e str,
    /// The account.
    pub account: &'e str,
    /// The region.
    pub region: &'e str,
    /// When the status changed; the event has whole seconds.
    pub time: Time,
}

/// The event about an execution whose status is now the one of `facts`.
#[must_use]
pub fn event(facts: &Facts<'_>, envelope: &Envelope<'_>) -> Value {
    let time = Time::from_millis(envelope.time.millis().div_euclid(1000) * 1000);
    let resources: Value = vec![facts.execution_arn.into()].into();
    Object::from_iter([
        ("version", "0".into()),
        ("id", envelope.id.into()),
        ("detail-type", "Step Functions Execution Status Change".into()),
        ("source", "aws.states".into()),
        ("account", envelope.account.into()),
        ("time", time.iso().into()),
        ("region", envelope.region.into()),
        ("resources", resources),
        ("detail", detail(facts)),
    ])
    .into()
}

fn detail(facts: &Facts<'_>) -> Value {
    let moment = |time: Option<Time>| time.map_or(Value::Null, |time| time.millis().into());
    let text = |text: Option<&str>| text.map_or(Value::Null, Value::from);
    let is_redrivable = facts.status.is_redrivable();
    let status = facts.status.name();
    let reason = (!is_redrivable).then(|| format!("Execution is {status} and cannot be redriven"));
    let (input, output) = included(facts);
    // A timeout has no words of its own in the event (captured).
    let failure =
        |words: Option<&str>| text(words.filter(|_| facts.status != Status::TimedOut && !facts.is_encrypted));
    let details =
        |is_included: bool| Value::from(Object::from_iter([("included", Value::from(is_included))]));
    Object::from_iter([
        ("executionArn", facts.execution_arn.into()),
        ("stateMachineArn", facts.machine_arn.into()),
        ("name", facts.name.into()),
        ("status", status.into()),
        ("startDate", facts.start.millis().into()),
        ("stopDate", moment(facts.stop)),
        ("input", text(input)),
        ("output", text(output)),
        ("stateMachineVersionArn", text(facts.version_arn)),
        ("stateMachineAliasArn", text(facts.alias_arn)),
        ("redriveCount", i64::from(facts.redrive_count).into()),
        ("redriveDate", moment(facts.redrive_date)),
        ("redriveStatus", if is_redrivable { "REDRIVABLE" } else { "NOT_REDRIVABLE" }.into()),
        ("redriveStatusReason", text(reason.as_deref())),
        ("inputDetails", details(input.is_some())),
        ("outputDetails", facts.output.map_or(Value::Null, |_| details(output.is_some()))),
        ("error", failure(facts.error)),
        ("cause", failure(facts.cause)),
    ])
    .into()
}

/// The input and the output, unless they are too large: the input goes first. Their sizes count as JSON strings, with
/// quotes and backslashes (Step Functions guide).
fn included<'f>(facts: &Facts<'f>) -> (Option<&'f str>, Option<&'f str>) {
    if facts.is_encrypted {
        return (None, None);
    }
    let size = |text: &str| Value::from(text).json_size();
    let output = facts.output.map_or(0, size);
    let input = Some(facts.input).filter(|input| size(input) + output <= MOST);
    (input, facts.output.filter(|_| output <= MOST))
}
