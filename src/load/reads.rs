//! `Reads`: what a piece of work looked at on disk, so that it is done again only when some of that changes.
//!
//! Files are read in many rooms. Whoever wants to know which wraps the work in [`logged`]; every place that reads,
//! lists or looks for something calls [`note`] first. The log is one per thread, so work that is spread over threads
//! is wrapped in each of them. Without a log, a note costs a look at an empty cell.

use std::cell::RefCell;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::base::threads;

use super::paths::{absolute, lexical};

/// A larger file is taken as changed if its size or its time is another: reading it again would take too long.
const MOST_COMPARED: u64 = 16 << 20;

thread_local! {
    static LOG: RefCell<Option<Log>> = const { RefCell::new(None) };
}

/// What is logged of some work.
#[derive(Default)]
struct Log {
    reads: Reads,
    /// What the work wrote itself: that this changed is no reason to do it again, or it would never rest.
    written: BTreeSet<PathBuf>,
}

/// Does `work` and says what it looked at on this thread. What is logged inside counts for a log around it, too.
pub fn logged<T>(work: impl FnOnce() -> T) -> (T, Reads) {
    let outer = LOG.replace(Some(Log::default()));
    let result = work();
    let Log { reads, written } = LOG.replace(outer).unwrap_or_default();
    LOG.with_borrow_mut(|outer| {
        if let Some(outer) = outer {
            outer.reads.extend(&reads);
            written.into_iter().for_each(|path| outer.wrote(path));
        }
    });
    (result, reads)
}

/// The result of `work` for each of `items`, on many threads; what they look at counts for the log of this one.
pub fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    if !is_logged() {
        return threads::each(items, work);
    }
    let done = threads::each(items, |item| logged(|| work(item)));
    let mut results = Vec::with_capacity(done.len());
    for (result, reads) in done {
        LOG.with_borrow_mut(|log| log.as_mut().map(|log| log.reads.extend(&reads)));
        results.push(result);
    }
    results
}

/// `path` is about to be read, listed or looked for, as seen from the working folder.
pub fn note(path: &Path) {
    LOG.with_borrow_mut(|log| log.as_mut().map(|log| log.note(path)));
}

/// Whether what is noted on this thread is logged: whether it is worth while to look for more to note.
#[must_use]
pub fn is_logged() -> bool {
    LOG.with_borrow(Option::is_some)
}

/// `path` is about to be written, as seen from the working folder.
pub fn wrote(path: &Path) {
    LOG.with_borrow_mut(|log| log.as_mut().map(|log| log.wrote(lexical(&absolute(path)))));
}

impl Log {
    fn note(&mut self, path: &Path) {
        let path = lexical(&absolute(path));
        if !self.written.contains(&path) {
            self.reads.insert(path);
        }
    }

    fn wrote(&mut self, path: PathBuf) {
        self.reads.0.remove(&path);
        self.written.insert(path);
    }
}

/// Files and folders that were read, listed, or looked for and not found, with what each of them was then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads(BTreeMap<PathBuf, Seen>);

/// What was at a path when it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nothing.
    Missing,
    /// A folder; of its entries the names count.
    Folder {
        /// The hash of the names.
        names: u64,
    },
    /// A file.
    File {
        /// What the file system says of it.
        stamp: Stamp,
        /// The hash of its contents; none of a large file.
        contents: Option<u64>,
    },
    /// Two looks saw different things: it changed meanwhile, so whatever is there now is another thing.
    Unsteady,
}

/// What the file system says of a file. The same stamp is as good as certain to mean the same contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Its size in bytes.
    size: u64,
    modified: Option<SystemTime>,
    /// What tells it from another file that was renamed to its name.
    identity: u64,
}

impl Reads {
    fn insert(&mut self, path: PathBuf) {
        if is_own_output(&path) {
            return;
        }
        if let Entry::Vacant(entry) = self.0.entry(path) {
            let seen = Seen::at(entry.key());
            entry.insert(seen);
        }
    }

    /// Adds what `other` looked at. A path that both saw, and not as the same, is unsteady.
    pub fn extend(&mut self, other: &Self) {
        for (path, seen) in &other.0 {
            match self.0.entry(path.clone()) {
                Entry::Vacant(entry) => drop(entry.insert(seen.clone())),
                Entry::Occupied(mut entry) if !entry.get().is_same(seen) => {
                    entry.insert(Seen::Unsteady);
                }
                Entry::Occupied(_) => {}
            }
        }
    }

    /// Adds those paths of `other` that are not known yet.
    pub fn complete(&mut self, other: &Self) {
        for (path, seen) in &other.0 {
            self.0.entry(path.clone()).or_insert_with(|| seen.clone());
        }
    }

    /// All paths, absolute, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.keys().map(PathBuf::as_path)
    }

    /// All paths with what was there.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Seen)> {
        self.0.iter().map(|(path, seen)| (path.as_path(), seen))
    }

    /// Whether `path`, an absolute one, was looked at.
    #[must_use]
    pub fn contains(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }

    /// What was at `path`, an absolute one.
    #[must_use]
    pub fn seen(&self, path: &Path) -> Option<&Seen> {
        self.0.get(path)
    }

    /// The paths at which there is something else now. A stamp that is the same is believed, unless `is_suspect`
    /// says that something happened to the path: then contents are compared. A file that was only touched gets its
    /// new stamp.
    pub fn changed(&mut self, is_suspect: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
        let mut changed = Vec::new();
        for (path, seen) in &mut self.0 {
            if !is_suspect(path) && seen.has_same_stamp(path) {
                continue;
            }
            let now = Seen::at(path);
            if seen.is_same(&now) {
                *seen = now;
            } else {
                changed.push(path.clone());
            }
        }
        changed
    }
}

impl Seen {
    /// What is at `path` now.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        let Ok(metadata) = fs::metadata(path) else { return Self::Missing };
        if metadata.is_dir() {
            let entries = fs::read_dir(path).into_iter().flatten().filter_map(Result::ok);
            let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
            names.retain(|name| !is_own_output(&path.join(name)));
            names.sort();
            return Self::Folder { names: hash(&names) };
        }
        let is_compared = metadata.is_file() && metadata.len() <= MOST_COMPARED;
        let contents = is_compared.then(|| fs::read(path).ok().map(|bytes| hash(&bytes))).flatten();
        Self::File { stamp: Stamp::of(&metadata), contents }
    }

    /// Whether both are the same thing: contents count, and a stamp only where there are none.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File { contents: Some(one), .. }, Self::File { contents: Some(other), .. }) => {
                one == other
            }
            (Self::Unsteady, _) | (_, Self::Unsteady) => false,
            (Self::Missing | Self::Folder { .. } | Self::File { .. }, _) => self == other,
        }
    }

    /// Whether a look at the stamp is enough to see that `path` is as it was.
    fn has_same_stamp(&self, path: &Path) -> bool {
        let metadata = fs::metadata(path);
        match self {
            Self::Missing => metadata.is_err(),
            Self::File { stamp, .. } => metadata.is_ok_and(|now| now.is_file() && Stamp::of(&now) == *stamp),
            // The time of a folder changes with temporary files, and a list is read as fast as it.
            Self::Folder { .. } | Self::Unsteady => false,
        }
    }
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified: metadata.modified().ok(), identity: identity(metadata) }
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
const fn identity(_: &Metadata) -> u64 {
    0
}

fn hash(thing: &(impl std::hash::Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

/// Whether this program writes `path` itself: recordings, results of Maps, snapshots that wait for a review. To read
/// them is no reason to do anything again.
fn is_own_output(path: &Path) -> bool {
    let mut names = path.iter().rev();
    let is_pending = names.next().is_some_and(|name| name.to_string_lossy().ends_with(".snap.new"));
    is_pending
        || path.iter().any(|part| part == ".sfn")
        || path.ancestors().any(|above| above.ends_with("target/sfn"))
}
