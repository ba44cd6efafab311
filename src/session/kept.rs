//! The recording of the last run, which a project with a `.sfn/` keeps for `sfn trace last`.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use crate::engine::call::Ticket;
use crate::engine::history::Record;
use crate::project::store::{MAX_RUN_BYTES, Store};
use crate::record::{Closing, Opening, Recorder};

/// A recording that is written. Whatever goes wrong with it is no matter of the run: it is not kept then.
pub struct Kept {
    recorder: Recorder<Bounded>,
    /// The file that is written, and the one it becomes once it is whole.
    places: (PathBuf, PathBuf),
    is_good: bool,
}

/// A file that takes no more than so many bytes.
struct Bounded {
    file: BufWriter<File>,
    left: u64,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        self.file.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Kept {
    /// Begins the recording, if the project keeps any. That of the run before is no longer the last one.
    pub fn begin(store: &Store, opening: &Opening) -> Option<Self> {
        if !store.is_there() {
            return None;
        }
        store.make().ok()?;
        let last = store.last_run();
        let _ = fs::remove_file(&last);
        let written = last.with_extension(format!("{}.tmp", std::process::id()));
        let file = File::options().write(true).create_new(true).open(&written).ok()?;
        let out = Bounded { file: BufWriter::new(file), left: MAX_RUN_BYTES };
        let recorder = Recorder::start(out, opening.clone()).ok()?;
        Some(Self { recorder, places: (written, last), is_good: true })
    }

    /// Writes the next record.
    pub fn record(&mut self, record: &Record) {
        self.is_good = self.is_good && self.recorder.record(record).is_ok();
    }

    /// Writes who answers a call.
    pub fn answered(&mut self, ticket: Ticket, by: &str) {
        self.is_good = self.is_good && self.recorder.answered(ticket, by).is_ok();
    }

    /// Writes a line of the log of what answers a call.
    pub fn logged(&mut self, ticket: Ticket, line: &str) {
        self.is_good = self.is_good && self.recorder.logged(ticket, line).is_ok();
    }

    /// Writes how the run came to an end; now this is the last one.
    pub fn close(mut self, closing: &Closing) {
        self.is_good = self.is_good && self.recorder.close(closing).is_ok();
        if self.is_good {
            let _ = fs::rename(&self.places.0, &self.places.1);
        }
    }
}

impl Drop for Kept {
    /// What did not become the last recording is of no use.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.places.0);
    }
}
