//! What waits for review: how it differs from its snapshot, how it is decided on, and which test it came from.

use std::path::{Path, PathBuf};

use crate::load::shown_path;
use crate::project::Error;
use crate::project::discovery::plain;
use crate::project::settings::Settings;
use crate::report::tests::{Mark, PartDiff, SnapshotOutcome, SnapshotResult};
use crate::suite::{LastResults, collect};

use super::differ;
use super::file::Snapshot;
use super::place::folder;
use super::store::{Place, code};

/// A snapshot that waits for review.
#[derive(Clone, Debug)]
pub struct Waiting {
    place: Place,
    old: Option<Snapshot>,
    new: Snapshot,
}

impl Waiting {
    /// What waits at `place`, if anything does; an error if it, or the snapshot, cannot be read.
    pub fn at(place: &Place) -> Result<Option<Self>, Error> {
        let Some(new) = place.read_pending()? else { return Ok(None) };
        Ok(Some(Self { place: place.clone(), old: place.read()?, new }))
    }

    /// The file of the snapshot, in how many parts it differs, and the name of the test: of two long texts nobody needs
    /// to know where they differ.
    #[must_use]
    pub fn line(&self) -> String {
        let result = self.with(differ::parts_that_differ(self.old.as_ref(), &self.new));
        format!("{}  {}  {}", result.file, result.summary(), self.test())
    }

    /// How it differs from the snapshot, part by part.
    #[must_use]
    pub fn result(&self) -> SnapshotResult {
        self.with(differ::parts(self.old.as_ref(), &self.new))
    }

    /// Every line of both files, with what became of it.
    #[must_use]
    pub fn whole(&self) -> Vec<(Mark, String)> {
        differ::whole(self.old.as_ref(), &self.new)
    }

    fn with(&self, parts: Vec<PartDiff>) -> SnapshotResult {
        let outcome = if self.old.is_some() { SnapshotOutcome::Changed } else { SnapshotOutcome::New };
        let file = shown_path(&self.place.file());
        SnapshotResult { file, outcome, code: code(outcome), pending: true, problem: None, parts }
    }

    /// The name of the test.
    #[must_use]
    pub fn test(&self) -> &str {
        &self.new.test
    }

    /// Makes it the snapshot, unless it is not what was shown any more.
    pub fn accept(&self) -> Result<(), Error> {
        self.is_still_there()?;
        self.place.accept()
    }

    /// Removes it, unless it is not what was shown any more.
    pub fn reject(&self) -> Result<(), Error> {
        self.is_still_there()?;
        self.place.reject()
    }

    fn is_still_there(&self) -> Result<(), Error> {
        if self.place.read_pending()?.as_ref() == Some(&self.new) {
            return Ok(());
        }
        let message = format!("{} was made anew while it was reviewed", shown_path(&self.place.pending()));
        Err(Error::load(message).help("look at it again: sfn review"))
    }

    /// The arguments of the command that shows the run of its test; none if there is no such test any more.
    #[must_use]
    pub fn command(&self, settings: &Settings) -> Option<Vec<String>> {
        let file = self.test_file(settings)?.display().to_string();
        let found = collect(&[file], &[], &LastResults::default(), settings).ok()?;
        let is_it = |place: &Place| plain(&place.path) == plain(&self.place.path);
        let case = found.cases.iter().find(|case| case.snapshot.as_ref().is_some_and(is_it))?;
        let words = ["run", &*case.machine, "-m", &*case.file, "-t", &*case.name, "-v"];
        Some(words.into_iter().map(str::to_owned).collect())
    }

    /// The test file whose snapshots lie in this folder.
    fn test_file(&self, settings: &Settings) -> Option<PathBuf> {
        let own = self.place.path.parent()?;
        let depth = Path::new(settings.snapshots()).components().count();
        let above = own.ancestors().nth(1 + depth)?;
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(above).ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        let is_it =
            |file: &PathBuf| file.is_file() && plain(&folder(file, settings.snapshots())) == plain(own);
        files.into_iter().find(is_it)
    }
}
