//! `Inputs`: what `[project] build` may read, so that it is started again only when some of that changed: every file of
//! the project that neither git nor the settings leave out, but for tests, their snapshots and templates of the CDK.
//!
//! Contents count. They are read again only where size or time of a file is another one, as git does it.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

use crate::base::value::{Object, Value};
use crate::load::reads;

use super::settings::Settings;
use super::test_files;

/// So many files are looked at; a project with more is built each time.
const MOST: usize = 20_000;
/// A larger file, in bytes, is taken as another one if its size or its time is.
const MOST_READ: u64 = 16 << 20;
/// Some file systems tell times only so far apart: a younger file may have changed since.
const TICK: Duration = Duration::from_secs(2);
/// Folders of what is built, or of this program.
const OUTPUTS: [&str; 2] = ["cdk.out", ".sfn"];

/// The files, by their paths from the project's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// What builds them.
    command: String,
    files: BTreeMap<String, Input>,
}

/// A file as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Input {
    size: u64,
    /// Nanoseconds since 1970.
    modified: u128,
    /// What tells its contents from others.
    digest: String,
}

impl Inputs {
    /// What is there now for `command`; what is known of `before`, which was written at that time, is not read again.
    /// None if there are too many files.
    #[must_use]
    pub fn now(settings: &Settings, command: &str, before: Option<&(Self, SystemTime)>) -> Option<Self> {
        let root = settings.root();
        let mut files = BTreeMap::new();
        let belongs_to_tests = test_files::belongs_to_tests(settings);
        test_files::walk(root, settings, &mut |_, paths| {
            let inside = paths.iter().filter_map(|path| Some((path, path.strip_prefix(root).ok()?)));
            let inside = inside.filter(|(path, name)| is_input(name) && !belongs_to_tests(path));
            for (path, name) in inside.take(MOST.saturating_sub(files.len()) + 1) {
                reads::note(path);
                let name = name.to_string_lossy().into_owned();
                let known = before.and_then(|(inputs, written)| Some((inputs.files.get(&name)?, *written)));
                // What is gone this moment is not there.
                files.extend(Input::read(path, known).ok().map(|input| (name, input)));
            }
        });
        (files.len() <= MOST).then(|| Self { command: command.to_owned(), files })
    }

    /// Whether both were the same, whatever the times of the files.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let contents = |inputs: &Self| -> Vec<(String, String)> {
            inputs.files.iter().map(|(name, input)| (name.clone(), input.digest.clone())).collect()
        };
        self.command == other.command && contents(self) == contents(other)
    }

    /// The same with what a build added. A file that it changed stays as it was: if somebody else changed it, that is
    /// built, too; if the build did, it is run once more and changes nothing then.
    #[must_use]
    pub fn with_new(mut self, after: Self) -> Self {
        for (name, input) in after.files {
            self.files.entry(name).or_insert(input);
        }
        self
    }

    /// As text for [`Self::parse`].
    #[must_use]
    pub fn text(&self) -> String {
        let file = |(name, input): (&String, &Input)| -> (String, Value) {
            let parts = [input.size.to_string(), input.modified.to_string(), input.digest.clone()];
            (name.clone(), Value::from(parts.map(Value::from).to_vec()))
        };
        let files = Object::from_iter(self.files.iter().map(file));
        let members = [("command", Value::from(self.command.as_str())), ("files", Value::from(files))];
        Value::from(Object::from_iter(members)).to_json()
    }

    /// What [`Self::text`] wrote; none if it was somebody else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let value = Value::parse(text).ok()?;
        let file = |(name, value): &(Arc<str>, Value)| {
            let [size, modified, digest] = value.as_array()?.as_slice() else { return None };
            let size = size.as_str()?.parse().ok()?;
            let modified = modified.as_str()?.parse().ok()?;
            Some((name.to_string(), Input { size, modified, digest: digest.as_str()?.to_owned() }))
        };
        let files = value.get("files")?.as_object()?.iter().map(file).collect::<Option<_>>()?;
        Some(Self { command: value.get("command")?.as_str()?.to_owned(), files })
    }
}

impl Input {
    /// The file at `path`, which may be `known` from a list of that time.
    fn read(path: &Path, known: Option<(&Self, SystemTime)>) -> io::Result<Self> {
        let found = fs::symlink_metadata(path)?;
        let (size, modified) = (found.len(), nanoseconds(&found));
        let as_known = known.filter(|(known, written)| {
            let is_old = found.modified().is_ok_and(|modified| modified + TICK <= *written);
            known.size == size && known.modified == modified && is_old
        });
        let digest = match as_known {
            Some((known, _)) => known.digest.clone(),
            None if found.is_symlink() => digest(fs::read_link(path)?.to_string_lossy().as_bytes()),
            None if found.is_file() && size <= MOST_READ => digest(&fs::read(path)?),
            // Of a device or a pipe nothing is read.
            None => format!("{size} {modified}"),
        };
        Ok(Self { size, modified, digest })
    }
}

/// Whether a build may read the file of this path.
fn is_input(path: &Path) -> bool {
    path.iter().all(|part| OUTPUTS.iter().all(|output| part != *output))
}

fn nanoseconds(found: &Metadata) -> u128 {
    let since = found.modified().ok().and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_nanos())
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
