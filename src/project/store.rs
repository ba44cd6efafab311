//! `.sfn/`: what earlier calls left in a project for later ones: the recording of the last run, those of tests that
//! failed, and what came of each test. It keeps itself out of git and never takes more than 64 MB.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::files;
use super::settings::Settings;
use crate::load;

/// The most bytes of the recording of a run that is kept.
pub const MAX_RUN_BYTES: u64 = 32 << 20;
/// The most bytes of the recordings of all tests that are kept.
pub const MAX_TEST_BYTES: u64 = 24 << 20;
/// The most bytes of the list of results.
const MAX_RESULT_BYTES: u64 = 8 << 20;

/// The folder, which may not be there yet.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// That of the project: beside its `sfn.toml`, else in the folder that holds `.git`, else in the working folder.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let root = settings.folder().map_or_else(load::way_to_repository, Path::to_owned);
        Self { folder: root.join(".sfn") }
    }

    /// Whether the folder is there, in the project and not somewhere else by a link: what is in it is removed in time.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.folder.is_dir() && !self.is_elsewhere()
    }

    /// Whether it, or the folder in it, is a link.
    fn is_elsewhere(&self) -> bool {
        self.folder.is_symlink() || self.tests().is_symlink() || load::leads_out(&self.folder)
    }

    /// Makes the folder, with a note to git to leave it alone.
    pub fn make(&self) -> io::Result<()> {
        if self.is_elsewhere() {
            return Err(io::Error::other("a link leads it somewhere else"));
        }
        fs::create_dir_all(self.tests())?;
        // Whatever is there stays, a link to nowhere, too.
        match File::create_new(self.folder.join(".gitignore")) {
            Ok(mut file) => file.write_all(b"*\n"),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether there is a recording of the last run, which no link leads to.
    #[must_use]
    pub fn has_last_run(&self) -> bool {
        self.is_there() && fs::symlink_metadata(self.last_run()).is_ok_and(|found| found.is_file())
    }

    /// The recording of the last run.
    #[must_use]
    pub fn last_run(&self) -> PathBuf {
        self.folder.join("last.jsonl")
    }

    fn tests(&self) -> PathBuf {
        self.folder.join("failed")
    }

    /// Where the recording of the test `name` of `file` belongs.
    #[must_use]
    pub fn test(&self, file: &str, name: &str) -> PathBuf {
        const MOST: usize = 60;
        let stem = Path::new(file).file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let stem = stem.split('.').next().unwrap_or_default();
        let words = format!("{stem} {name}");
        let mut slug: String = words
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
            .collect();
        slug.truncate(MOST);
        // Names may differ in what the slug leaves out.
        let digest = Sha256::digest(format!("{file}\0{name}"));
        let unique: String = digest.iter().take(3).map(|byte| format!("{byte:02x}")).collect();
        self.tests().join(format!("{slug}-{unique}.jsonl"))
    }

    /// Every recording of a test that is there, with its size in bytes.
    pub fn recordings(&self) -> Vec<(PathBuf, u64)> {
        let entries = fs::read_dir(self.tests()).into_iter().flatten().flatten();
        let mut found: Vec<(PathBuf, u64)> =
            entries.filter_map(|entry| Some((entry.path(), entry.metadata().ok()?.len()))).collect();
        found.sort();
        found
    }

    fn results(&self) -> PathBuf {
        self.folder.join("tests.json")
    }

    fn built(&self) -> PathBuf {
        self.folder.join("built.json")
    }

    /// What [`Self::write_built`] wrote last, and when that was.
    #[must_use]
    pub fn read_built(&self) -> Option<(String, SystemTime)> {
        let path = self.built();
        let found = fs::symlink_metadata(&path).ok()?;
        let text = (self.is_there() && found.is_file() && found.len() <= MAX_RESULT_BYTES)
            .then(|| fs::read_to_string(path).ok())??;
        Some((text, found.modified().ok()?))
    }

    /// Keeps what the project was built from; makes the folder for it.
    pub fn write_built(&self, text: &str) {
        if self.make().is_ok() && text.len() as u64 <= MAX_RESULT_BYTES {
            // A project that cannot be written to is built each time.
            let _ = files::replace(&self.built(), text.as_bytes());
        }
    }

    /// What [`Self::write_results`] wrote last.
    #[must_use]
    pub fn read_results(&self) -> Option<String> {
        let path = self.results();
        let size = fs::symlink_metadata(&path).ok()?;
        (self.is_there() && size.is_file() && size.len() <= MAX_RESULT_BYTES)
            .then(|| fs::read_to_string(path).ok())?
    }

    /// Keeps what came of each test.
    pub fn write_results(&self, text: &str) {
        if self.is_there() && text.len() as u64 <= MAX_RESULT_BYTES {
            // A project that cannot be written to is tested all the same.
            let _ = files::replace(&self.results(), text.as_bytes());
        }
    }
}
