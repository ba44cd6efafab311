//! A run in, bytes out: the trace for people, and one file a format for programs.

mod calls;
pub mod history;
pub mod json;
pub mod jsonl;
pub mod trace;

pub mod failure;
mod stopped;
pub mod unanswered;

pub mod diff;
pub mod limit;
pub mod maprun;
pub mod pair;
pub mod picture;
pub mod rule;

use std::io::{self, Write};
use std::sync::Arc;

use crate::asl::machine::Task;
use crate::base::time::Time;
use crate::engine::call::Ticket;
use crate::engine::history::Record;
use crate::record::visits::{VisitReader, Visits};
pub use crate::record::{Run, Stop};
use crate::report::graph;

/// How a state ended that ran alone, in TestState's words.
#[derive(Clone, Debug)]
pub enum AloneEnd {
    /// `SUCCEEDED`, or `CAUGHT_ERROR` if a catcher took its error: the state that would come next.
    Left {
        /// Whether a catcher took it.
        is_caught: bool,
        /// The name of the next state; none at the end.
        next: Option<Arc<str>>,
    },
    /// `RETRIABLE`: so many milliseconds later it would be tried again.
    Retriable(i64),
    /// `FAILED`
    Failed,
}

/// Makes a document or a text from the records of one run.
pub trait Report {
    /// Takes the next record.
    fn record(&mut self, record: &Record) -> io::Result<()>;

    /// Takes the next records.
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        records.iter().try_for_each(|record| self.record(record))
    }

    /// Takes note of who answers a call, for instance `order.sfn.yaml:42 states.Charge Card`.
    fn answered(&mut self, ticket: Ticket, by: &str) {
        let _ = (ticket, by);
    }

    /// Takes a line of the log of what answers a call.
    fn logged(&mut self, ticket: Ticket, line: &Arc<str>) {
        let _ = (ticket, line);
    }

    /// Writes what is known so far through to the reader: the run waits. A document that is only whole at its
    /// end has nothing to show yet.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// About how many bytes it holds of what happened so far.
    fn held(&self) -> usize {
        0
    }

    /// The run was that of a state alone, which ended like this.
    fn ends_as(&mut self, end: AloneEnd) {
        let _ = end;
    }

    /// Writes what is left, when the run has ended, after so many milliseconds of real time.
    fn finish(&mut self, wall_ms: u64) -> io::Result<()>;

    /// Writes what is left when the run was given up before its execution ended: what was written so far
    /// becomes a whole document, or none at all.
    fn abandon(&mut self, stop: &Stop, wall_ms: u64) -> io::Result<()>;
}

/// Makes a document or a text from the visits of one run.
pub trait VisitReport: VisitReader {
    /// Writes what is known so far through to the reader, as [`Report::flush`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// About how many bytes it holds, as [`Report::held`].
    fn held(&self) -> usize {
        0
    }

    /// The run was that of a state alone, as [`Report::ends_as`].
    fn ends_as(&mut self, end: AloneEnd) {
        let _ = end;
    }

    /// Writes what is left when the run has ended.
    fn finish(&mut self, visits: &Visits, wall_ms: u64) -> io::Result<()>;

    /// Writes what is left when the run was given up.
    fn abandon(&mut self, visits: &Visits, stop: &Stop, wall_ms: u64) -> io::Result<()>;
}

/// A report that reads visits.
pub struct OfVisits<R> {
    visits: Visits,
    report: R,
}

impl<R: VisitReport> OfVisits<R> {
    /// The same for the records of a run that starts at `start`.
    pub fn new(start: Time, report: R) -> Self {
        Self { visits: Visits::new(start), report }
    }
}

impl<R: VisitReport> Report for OfVisits<R> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.visits.record(record, &mut self.report)
    }

    fn answered(&mut self, ticket: Ticket, by: &str) {
        self.visits.note_answerer(ticket, by);
    }

    fn logged(&mut self, ticket: Ticket, line: &Arc<str>) {
        self.visits.note_log(ticket, line);
    }

    fn flush(&mut self) -> io::Result<()> {
        self.report.flush()
    }

    fn held(&self) -> usize {
        self.report.held()
    }

    fn ends_as(&mut self, end: AloneEnd) {
        self.report.ends_as(end);
    }

    fn finish(&mut self, wall_ms: u64) -> io::Result<()> {
        self.visits.finish(&mut self.report)?;
        self.report.finish(&self.visits, wall_ms)
    }

    fn abandon(&mut self, stop: &Stop, wall_ms: u64) -> io::Result<()> {
        self.visits.finish(&mut self.report)?;
        self.report.abandon(&self.visits, stop, wall_ms)
    }
}

/// One format for machines.
#[derive(Debug)]
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// One line for the help.
    pub about: &'static str,
    /// Starts a report that writes to `out`.
    pub start: for<'a> fn(Run<'a>, &'a mut dyn Write) -> Box<dyn Report + 'a>,
}

/// The formats for machines; the one for people is [`trace::Trace`].
pub const FORMATS: &[Format] = &[
    Format {
        name: "history",
        about: "the events as GetExecutionHistory returns them",
        start: |run, out| Box::new(history::History::new(run, out)),
    },
    Format {
        name: "json",
        about: "status, output, path, states and calls in one document",
        start: |run, out| Box::new(OfVisits::new(run.start, json::Json::new(run, out))),
    },
    Format {
        name: "jsonl",
        about: "one line per event, as it happens",
        start: |run, out| Box::new(OfVisits::new(run.start, jsonl::Stream::new(run, out))),
    },
    Format {
        name: "mermaid",
        about: "the definition with the run painted on it, for a page of Markdown",
        start: |run, out| {
            let manner = picture::Manner::of_file(&graph::MERMAID);
            Box::new(OfVisits::new(run.start, picture::Picture::new(run, out, manner)))
        },
    },
    Format {
        name: "svg",
        about: "the same as a picture",
        start: |run, out| {
            let manner = picture::Manner::of_file(&graph::SVG);
            Box::new(OfVisits::new(run.start, picture::Picture::new(run, out, manner)))
        },
    },
];

/// What a task calls, in short: `lambda:invoke.waitForTaskToken`.
fn resource(task: &Task) -> String {
    format!("{}{}", task.resource.short_name(), task.resource.pattern.suffix())
}
