//! Spans as OTLP/HTTP takes them in JSON: one document, written as spans come.
//!
//! Ids are hex here, not base64 as in protobuf's JSON; enumerations are numbers; 64-bit integers are text
//! (opentelemetry-proto, its README on JSON).

use std::io::{self, Write};

use super::Subject;
use super::spans::{Span, SpanEvent, SpanSink, Spans};
use crate::base::members::{Members, array, object};
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::history::Record;
use crate::record::Run;
use crate::record::visits::Visits;

/// Writes one document.
pub struct Document<W: Write> {
    out: W,
    is_empty: bool,
}

/// Writes a run as spans while it goes on.
pub struct Traced<'r, W: Write> {
    visits: Visits,
    spans: Spans<'r, Document<W>>,
}

impl<'r, W: Write> Traced<'r, W> {
    /// Begins the document of `run`, which is the execution `subject`.
    pub fn begin(out: W, run: Run<'r>, subject: &Subject<'_>) -> io::Result<Self> {
        let document = Document::begin(out, run.name)?;
        Ok(Self { visits: Visits::new(run.start), spans: Spans::new(run, subject, document) })
    }

    /// Takes the next records.
    pub fn records(&mut self, records: &[Record]) -> io::Result<()> {
        records.iter().try_for_each(|record| self.visits.record(record, &mut self.spans))
    }

    /// Ends the document.
    pub fn close(mut self) -> io::Result<()> {
        self.visits.finish(&mut self.spans)?;
        self.spans.finish(&self.visits)?;
        self.spans.sink.end()
    }
}

/// The status of a span that failed.
const ERROR: u8 = 2;

impl<W: Write> Document<W> {
    /// Begins a document about the service `name`.
    pub fn begin(mut out: W, name: &str) -> io::Result<Self> {
        let mut head = Vec::new();
        head.extend_from_slice(b"{\"resourceSpans\":[{\"resource\":{\"attributes\":");
        attributes(&mut head, &[("service.name", name.into())]);
        head.extend_from_slice(b"},\"scopeSpans\":[{\"scope\":");
        object(&mut head, |m| {
            m.text("name", "sfn").text("version", env!("CARGO_PKG_VERSION"));
        });
        head.extend_from_slice(b",\"spans\":[");
        out.write_all(&head)?;
        Ok(Self { out, is_empty: true })
    }

    /// Ends the document.
    pub fn end(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n]}]}]}\n")?;
        self.out.flush()
    }
}

impl<W: Write> SpanSink for Document<W> {
    fn span(&mut self, span: Span) -> io::Result<()> {
        let mut text = if self.is_empty { b"\n".to_vec() } else { b",\n".to_vec() };
        self.is_empty = false;
        object(&mut text, |m| write(m, &span));
        self.out.write_all(&text)
    }
}

fn write(members: &mut Members<'_>, span: &Span) {
    members.text("traceId", &span.trace).text("spanId", &span.id);
    members.maybe("parentSpanId", span.parent.as_deref());
    members.text("name", &span.name).plain("kind", span.kind as u8);
    members.text("startTimeUnixNano", &nanoseconds(span.start));
    members.text("endTimeUnixNano", &nanoseconds(span.end));
    members.put("attributes", |out| attributes(out, &span.attributes));
    if !span.events.is_empty() {
        members.put("events", |out| array(out, &span.events, |out, one| object(out, |m| event(m, one))));
    }
    members.object("status", |m| {
        if let Some(failure) = &span.failure {
            m.plain("code", ERROR).text("message", failure);
        }
    });
}

fn event(members: &mut Members<'_>, event: &SpanEvent) {
    members.text("timeUnixNano", &nanoseconds(event.at)).text("name", event.name);
    members.put("attributes", |out| attributes(out, &event.attributes));
}

fn nanoseconds(time: Time) -> String {
    format!("{}000000", time.millis().max(0))
}

fn attributes(out: &mut Vec<u8>, attributes: &[(&'static str, Value)]) {
    array(out, attributes, |out, (key, value)| {
        object(out, |m| {
            m.text("key", key).object("value", |m| any_value(m, value));
        });
    });
}

fn any_value(members: &mut Members<'_>, value: &Value) {
    match value {
        Value::Bool(flag) => _ = members.plain("boolValue", flag),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => _ = members.text("intValue", &integer.to_string()),
            None => _ = members.plain("doubleValue", number),
        },
        Value::String(text) => _ = members.text("stringValue", text),
        Value::Null | Value::Array(_) | Value::Object(_) => _ = members.text("stringValue", &value.to_json()),
    }
}
