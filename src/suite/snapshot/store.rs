//! Snapshot files on the disk: what is there, what is written when, what waits for review.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::base::diag::Code;
use crate::load::{Reach, shown, shown_path};
use crate::project::{Error, files};
use crate::report::tests::{SnapshotOutcome, SnapshotResult};

use super::differ;
use super::file::Snapshot;
use super::place::{ENDING, PENDING};
use crate::suite::{codes, collect};

/// What is done with a run that is not what its snapshot says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Update {
    /// It is reported; nothing is written or removed.
    #[default]
    No,
    /// It is kept for review, beside the snapshot.
    New,
    /// It becomes the snapshot.
    Always,
}

/// The place of the snapshot of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder and the name without its ending.
    pub(super) path: PathBuf,
}

impl Place {
    /// The file called `slug` in `folder`.
    #[must_use]
    pub fn new(folder: &Path, slug: &str) -> Self {
        Self { path: folder.join(slug) }
    }

    /// The place of a file that ends in `.snap` or `.snap.new`.
    #[must_use]
    pub fn of_file(file: &Path) -> Option<Self> {
        let name = file.file_name()?.to_str()?;
        let slug = name.strip_suffix(PENDING).or_else(|| name.strip_suffix(ENDING))?;
        Some(Self { path: file.with_file_name(slug) })
    }

    /// The snapshot.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.with(ENDING)
    }

    /// What waits for review.
    #[must_use]
    pub fn pending(&self) -> PathBuf {
        self.with(PENDING)
    }

    fn with(&self, ending: &str) -> PathBuf {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.path.with_file_name(name + ending)
    }

    /// The snapshot, if there is one; an error says what is wrong with it, and where.
    pub fn read(&self) -> Result<Option<Snapshot>, Error> {
        read(&self.file())
    }

    /// What waits for review, if anything does.
    pub fn read_pending(&self) -> Result<Option<Snapshot>, Error> {
        read(&self.pending())
    }

    /// Compares `new` with the snapshot and writes what `update` says. An error is a text for the report: the file
    /// that is there cannot be read, or the new one cannot be written.
    pub fn settle(&self, new: &Snapshot, update: Update) -> Result<SnapshotResult, String> {
        let old = self.read().map_err(collect::words)?;
        let parts = differ::parts(old.as_ref(), new);
        let is_same = old.as_ref().is_some_and(|old| old.parts == new.parts);
        let outcome = match (is_same, old.is_some(), update) {
            (true, ..) => SnapshotOutcome::Same,
            (false, true, Update::Always) => SnapshotOutcome::Updated,
            (false, false, Update::Always) => SnapshotOutcome::Added,
            (false, true, Update::No | Update::New) => SnapshotOutcome::Changed,
            (false, false, Update::No | Update::New) => SnapshotOutcome::New,
        };
        let file = shown_path(&self.file());
        let mut result =
            SnapshotResult { file, outcome, code: code(outcome), pending: false, problem: None, parts };
        match (update, is_same) {
            (Update::No, _) => {}
            (Update::New, false) => match files::put(&self.pending(), &new.text()) {
                Ok(()) => result.pending = true,
                Err(error) => result.problem = Some(unwritten(&self.pending(), &error)),
            },
            (Update::New, true) => self.forget(),
            // A snapshot of a test that has another name now is written with that.
            (Update::Always, _) if old.as_ref() != Some(new) => {
                files::put(&self.file(), &new.text()).map_err(|error| unwritten(&self.file(), &error))?;
                self.forget();
            }
            (Update::Always, _) => self.forget(),
        }
        Ok(result)
    }

    /// Removes what waits for review: it is not what the test does now.
    pub fn forget(&self) {
        // What cannot be removed is shown by the next review.
        let _ = remove(&self.pending());
    }

    /// Makes what waits for review the snapshot.
    pub fn accept(&self) -> Result<(), Error> {
        let (pending, file) = (self.pending(), self.file());
        let done = is_file(&pending).and_then(|()| fs::rename(&pending, &file));
        done.map_err(|error| Error::load(unwritten(&file, &error)))
    }

    /// Removes what waits for review.
    pub fn reject(&self) -> Result<(), Error> {
        let pending = self.pending();
        remove(&pending)
            .map_err(|error| Error::load(format!("cannot remove {}: {error}", shown_path(&pending))))
    }
}

/// The code that says so, if it is a failure.
pub(super) const fn code(outcome: SnapshotOutcome) -> Option<Code> {
    match outcome {
        SnapshotOutcome::Changed => Some(codes::DIFFERS),
        SnapshotOutcome::New => Some(codes::MISSING),
        SnapshotOutcome::Same | SnapshotOutcome::Updated | SnapshotOutcome::Added => None,
    }
}

/// Removes a file that is no link, in a folder that no link leads out of the repository.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    is_file(path)?;
    fs::remove_file(path)
}

fn is_file(path: &Path) -> io::Result<()> {
    files::stays_in(path.parent().unwrap_or(Path::new("")))?;
    match fs::symlink_metadata(path)?.is_file() {
        true => Ok(()),
        false => Err(io::Error::other("it is not a file")),
    }
}

fn unwritten(path: &Path, error: &io::Error) -> String {
    let code: Code = codes::UNWRITTEN;
    format!("{code} cannot write {}: {error}", shown_path(path))
}

fn read(path: &Path) -> Result<Option<Snapshot>, Error> {
    let is_missing =
        |error: io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
    if fs::symlink_metadata(path).is_err_and(is_missing) {
        return Ok(None);
    }
    let name = path.display().to_string();
    let source = files::read_found(&Reach::around(&name, &[]), &name)?;
    let source = source.shown_as(shown(&path.display().to_string()));
    Snapshot::read(&source).map(Some).map_err(Error::Found)
}
