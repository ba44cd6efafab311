//! `Tape`: the records of a test's run, held until it is known whether anybody wants to see them.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::base::amount::count;
use crate::engine::call::Ticket;
use crate::engine::history::Record;
use crate::project::files;
use crate::record::{Closing, Opening, Recorder};
use crate::report::runs::Report;
use crate::session::Observer;

/// The most records that are held; a longer run is not kept.
const MOST: usize = 100_000;

/// What was recorded, as long as it is not too much.
#[derive(Default)]
pub struct Tape {
    entries: Vec<Entry>,
    is_over: bool,
}

enum Entry {
    Record(Record),
    Answered(Ticket, Arc<str>),
    Logged(Ticket, Arc<str>),
}

impl Tape {
    fn hold(&mut self, entry: impl FnOnce() -> Entry) {
        if self.entries.len() < MOST {
            self.entries.push(entry());
        } else {
            self.is_over = true;
        }
    }

    /// Hands all of it to `report`; an error if it is too long.
    pub fn play(&self, report: &mut dyn Report) -> io::Result<()> {
        if self.is_over {
            let most = count(MOST);
            return Err(io::Error::other(format!(
                "the run is too long for a snapshot of its trace or history: more than {most} records"
            )));
        }
        for entry in &self.entries {
            match entry {
                Entry::Record(record) => report.record(record)?,
                Entry::Answered(ticket, by) => report.answered(*ticket, by),
                Entry::Logged(ticket, line) => report.logged(*ticket, line),
            }
        }
        report.finish(0)
    }

    /// Writes the recording of the run that `opening` began to `path`; says whether it was all held.
    pub fn save(&self, path: &Path, opening: &Opening, closing: &Closing) -> io::Result<bool> {
        if self.is_over {
            return Ok(false);
        }
        files::swap(path, &|file| {
            let mut recorder = Recorder::start(io::BufWriter::new(file), opening.clone())?;
            for entry in &self.entries {
                match entry {
                    Entry::Record(record) => recorder.record(record)?,
                    Entry::Answered(ticket, by) => recorder.answered(*ticket, by)?,
                    Entry::Logged(ticket, line) => recorder.logged(*ticket, line)?,
                }
            }
            recorder.close(closing)
        })?;
        Ok(true)
    }
}

impl Observer for Tape {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        records.iter().for_each(|record| self.hold(|| Entry::Record(record.clone())));
        Ok(())
    }

    fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        self.hold(|| Entry::Answered(ticket, by.into()));
        Ok(())
    }

    fn logged(&mut self, ticket: Ticket, line: &Arc<str>) -> io::Result<()> {
        self.hold(|| Entry::Logged(ticket, Arc::clone(line)));
        Ok(())
    }
}
