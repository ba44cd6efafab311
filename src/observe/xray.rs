//! Spans as X-Ray has them: one segment an execution, its states nested in it, what they call below them.
//!
//! Members stand in the order in which Step Functions writes them (captured, September 2026); a failure is a `fault`,
//! never an `error`. Activities and Lambda functions that are named by their ARN have no level of their own.

use std::collections::BTreeMap;
use std::io;

use super::spans::{Span, SpanKind, SpanSink};
use crate::base::members::{Members, array, object};
use crate::base::time::Time;
use crate::base::value::Value;

/// Keeps spans until their execution ended. X-Ray takes 64 kB a document, so a run of many items does not fit anyway.
#[derive(Debug, Default)]
pub struct Segments {
    /// The spans below each span, by its id.
    below: BTreeMap<String, Vec<Span>>,
    execution: Option<Span>,
}

impl SpanSink for Segments {
    fn span(&mut self, span: Span) -> io::Result<()> {
        match &span.parent {
            Some(parent) => self.below.entry(parent.clone()).or_default().push(span),
            None => self.execution = Some(span),
        }
        Ok(())
    }
}

impl Segments {
    /// The document of the execution, once it ended.
    #[must_use]
    pub fn document(&self) -> Option<String> {
        let span = self.execution.as_ref()?;
        let mut out = Vec::new();
        object(&mut out, |m| {
            m.text("id", &span.id).text("name", &name(&span.name));
            m.put("start_time", |out| out.extend_from_slice(seconds(span.start).as_bytes()));
            m.text("trace_id", &trace(&span.trace));
            m.put("end_time", |out| out.extend_from_slice(seconds(span.end).as_bytes()));
            fault(m, span);
            let text = |key: &str| span.attributes.iter().find(|(name, _)| *name == key);
            let text = |key: &str| text(key).and_then(|(_, value)| value.as_str()).unwrap_or_default();
            m.object("aws", |m| _ = m.text("resource_arn", text("sfn.execution.arn")));
            m.text("origin", "AWS::StepFunctions::StateMachine");
            m.text("resource_arn", text("aws.step_functions.state_machine.arn"));
            cause(m, span);
            self.inner(m, &span.id);
        });
        String::from_utf8(out).ok()
    }

    fn inner(&self, members: &mut Members<'_>, id: &str) {
        let inner: Vec<&Span> =
            self.below.get(id).into_iter().flatten().filter(|span| is_shown(span)).collect();
        if !inner.is_empty() {
            members.put("subsegments", |out| {
                array(out, inner, |out, span| object(out, |m| self.subsegment(m, span)));
            });
        }
    }

    fn subsegment(&self, members: &mut Members<'_>, span: &Span) {
        let service = service(span);
        let title = service.map_or_else(|| name(&span.name), titled);
        members.text("id", &span.id).text("name", &title);
        members.put("start_time", |out| out.extend_from_slice(seconds(span.start).as_bytes()));
        members.put("end_time", |out| out.extend_from_slice(seconds(span.end).as_bytes()));
        fault(members, span);
        if service.is_some() {
            let method = span.attributes.iter().find(|(name, _)| *name == "rpc.method");
            let method = method.and_then(|(_, value)| value.as_str()).unwrap_or_default();
            members.object("aws", |m| _ = m.text("operation", &capitalized(method)));
            members.text("namespace", "aws");
        }
        cause(members, span);
        self.inner(members, &span.id);
    }
}

/// The service that a call goes to.
fn service(span: &Span) -> Option<&str> {
    span.attributes.iter().find(|(name, _)| *name == "rpc.service").and_then(|(_, value)| value.as_str())
}

fn is_shown(span: &Span) -> bool {
    span.kind != SpanKind::Client || service(span).is_some()
}

/// `sqs` as `SQS`, `lambda` as `Lambda`.
fn titled(service: &str) -> String {
    let service = service.strip_prefix("aws-sdk:").unwrap_or(service);
    match service {
        "sqs" | "sns" | "ecs" | "s3" | "ses" | "eks" | "emr" | "ec2" | "ssm" => service.to_uppercase(),
        "dynamodb" => "DynamoDB".to_owned(),
        _ => capitalized(service),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name of letters, digits and the signs that X-Ray takes, at most 200.
fn name(name: &str) -> String {
    let is_taken = |c: &char| c.is_alphanumeric() || " _.:/%&#=+\\-@".contains(*c);
    name.chars().filter(is_taken).take(200).collect()
}

/// `1-`, the seconds, and the rest.
fn trace(id: &str) -> String {
    let (seconds, rest) = id.split_at(id.len().min(8));
    format!("1-{seconds}-{rest}")
}

/// Seconds since 1970 with their fraction.
fn seconds(time: Time) -> String {
    let millis = time.millis().max(0);
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

fn fault(members: &mut Members<'_>, span: &Span) {
    if span.failure.is_some() {
        members.plain("fault", true);
    }
}

fn cause(members: &mut Members<'_>, span: &Span) {
    let failure = span.failure.as_deref();
    members.object("cause", |m| {
        let Some(failure) = failure else { return };
        let (kind, message) = failure.split_once(": ").unwrap_or((failure, ""));
        m.text("message", message).put("exceptions", |out| {
            array(out, [()], |out, ()| {
                object(out, |m| {
                    m.text("message", message).text("type", kind).value("remote", &Value::from(false));
                    m.plain("truncated", 0).plain("skipped", 0);
                });
            });
        });
    });
}
