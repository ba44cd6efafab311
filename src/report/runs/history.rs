//! `--format history`: the events in exactly the shape of GetExecutionHistory, each written as it comes.

use std::io::{self, Write};

use crate::engine::history::Record;
use crate::record::event;
use crate::report::runs::{Report, Run, Stop};

/// Writes the document event by event.
pub struct History<'a> {
    run: Run<'a>,
    out: &'a mut dyn Write,
    buffer: Vec<u8>,
    empty: bool,
}

impl<'a> History<'a> {
    /// A report that writes to `out`.
    #[must_use]
    pub fn new(run: Run<'a>, out: &'a mut dyn Write) -> Self {
        Self { run, out, buffer: Vec::new(), empty: true }
    }
}

impl Report for History<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        let Record::Event(event) = record else { return Ok(()) };
        self.buffer.clear();
        self.buffer.extend_from_slice(if self.empty { b"{\"events\":[\n" } else { b",\n" });
        self.empty = false;
        event::write(&self.run, event, &mut self.buffer);
        self.out.write_all(&self.buffer)
    }

    fn finish(&mut self, _wall_ms: u64) -> io::Result<()> {
        self.out.write_all(if self.empty { b"{\"events\":[]}\n" } else { b"\n]}\n" })?;
        self.out.flush()
    }

    /// The events up to here are a history too: that of an execution that still runs.
    fn abandon(&mut self, _stop: &Stop, wall_ms: u64) -> io::Result<()> {
        self.finish(wall_ms)
    }
}
