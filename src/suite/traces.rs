//! The runs of tests as traces: a document of OTLP a line, a line a run.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use crate::engine::Setup;
use crate::engine::history::Record;
use crate::observe::Subject;
use crate::observe::otlp::Traced;
use crate::record::Opening;

/// A file of traces, which tests that run side by side share.
#[derive(Debug)]
pub struct TraceFile(Mutex<BufWriter<File>>);

impl TraceFile {
    /// Begins the file at `path`.
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Self(Mutex::new(BufWriter::new(File::create(path)?))))
    }

    /// Adds the run that `opening` begins, with these records.
    pub(super) fn add(&self, opening: &Opening, setup: &Setup, records: &[Record]) -> io::Result<()> {
        let (execution_arn, machine_arn) = (&*setup.called.arn(), &*setup.machine_arn);
        let subject = Subject { execution_arn, machine_arn, redrive_count: 0 };
        let mut written = Vec::new();
        let mut traced = Traced::begin(&mut written, opening.run(), &subject)?;
        traced.records(records)?;
        traced.close()?;
        // Line ends stand between spans only.
        written.retain(|byte| *byte != b'\n');
        written.push(b'\n');
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(&written)
    }

    /// Writes what waits; an error of any write shows here at the latest.
    pub fn close(&self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).flush()
    }
}
