//! Events on disk: `notify` watches folders, never single files, since a file that is saved by renaming another
//! over it would be watched no more.
//!
//! The debouncers that come with `notify` are not used. Both tell every file that is merely read, so that a run
//! would wake the watch for ever; neither waits for quiet on all paths with a bound; one wakes the machine two
//! hundred times a second while nothing happens. `quiet.rs` waits instead, and contents are compared anyway.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// Something that happened on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiskEvent {
    /// A file was written, or who may read it changed.
    Written(PathBuf),
    /// There is a new entry in a folder, or one is gone: created, removed, renamed.
    Entry(PathBuf),
    /// Events were lost: anything may have happened.
    Lost,
}

/// Why not everything can be watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unwatched {
    /// The system watches no more folders.
    Limit,
    /// It says why not.
    Failed(String),
}

/// The folders that are watched.
pub struct Folders {
    watcher: RecommendedWatcher,
    /// Each with what tells it from a folder that is made anew under its name.
    watched: BTreeMap<PathBuf, u64>,
}

impl Folders {
    /// Watches nothing yet; `tell` is called for every event, on a thread of its own.
    pub fn new(tell: impl Fn(DiskEvent) + Send + 'static) -> Result<Self, Unwatched> {
        let handle = move |event: notify::Result<Event>| match event {
            Ok(event) => events(event).into_iter().for_each(&tell),
            Err(_) => tell(DiskEvent::Lost),
        };
        let watcher = notify::recommended_watcher(handle).map_err(|error| unwatched(&error))?;
        Ok(Self { watcher, watched: BTreeMap::new() })
    }

    /// Watches exactly `folders`. Says whether some of them were not watched before: what happened in these until
    /// now was not told.
    pub fn watch(&mut self, folders: &BTreeSet<PathBuf>) -> Result<bool, Unwatched> {
        let gone: Vec<PathBuf> =
            self.watched.keys().filter(|known| !folders.contains(*known)).cloned().collect();
        for folder in gone {
            self.watched.remove(&folder);
            // One that was removed is watched no more anyway.
            drop(self.watcher.unwatch(&folder));
        }
        let mut is_new = false;
        for folder in folders {
            let Some(identity) = identity(folder) else {
                self.watched.remove(folder);
                continue;
            };
            match self.watched.get(folder) {
                Some(known) if *known == identity => continue,
                Some(_) => drop(self.watcher.unwatch(folder)),
                None => {}
            }
            match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(folder.clone(), identity);
                    is_new = true;
                }
                // It was removed this moment: the folder around it says so.
                Err(error) if is_missing(&error) => {}
                Err(error) => return Err(unwatched(&error)),
            }
        }
        Ok(is_new)
    }

    /// A folder that was created, removed or renamed is watched anew, even if another one got the number of the
    /// old one.
    pub fn forget(&mut self, event: &DiskEvent) {
        match event {
            DiskEvent::Entry(path) => drop(self.watched.remove(path)),
            DiskEvent::Lost => self.watched.clear(),
            DiskEvent::Written(_) => {}
        }
    }
}

impl fmt::Display for Unwatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit => f.write_str(
                "the system watches no more folders, so they are looked at four times a second; allow more with \
                 sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512",
            ),
            Self::Failed(why) => {
                write!(f, "the system does not say what changes ({why}), so files are looked at four times a second")
            }
        }
    }
}

/// What an event of `notify` means. Reading a file and listing a folder are events, too: whoever reads after them
/// would never come to rest.
fn events(event: Event) -> Vec<DiskEvent> {
    if event.need_rescan() {
        return vec![DiskEvent::Lost];
    }
    let make: fn(PathBuf) -> DiskEvent = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => DiskEvent::Written,
        EventKind::Access(_) => return Vec::new(),
        EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_)) => DiskEvent::Written,
        EventKind::Modify(ModifyKind::Name(_) | ModifyKind::Any | ModifyKind::Other)
        | EventKind::Create(_)
        | EventKind::Remove(_)
        | EventKind::Any
        | EventKind::Other => DiskEvent::Entry,
    };
    event.paths.into_iter().map(make).collect()
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        ErrorKind::Generic(_)
        | ErrorKind::WatchNotFound
        | ErrorKind::InvalidConfig(_)
        | ErrorKind::MaxFilesWatch => false,
    }
}

fn unwatched(error: &notify::Error) -> Unwatched {
    match &error.kind {
        ErrorKind::MaxFilesWatch => Unwatched::Limit,
        // So many instances at a time, EMFILE, is the other limit of inotify.
        ErrorKind::Io(error) if error.raw_os_error() == Some(24) => Unwatched::Limit,
        ErrorKind::Io(error) => Unwatched::Failed(error.to_string()),
        ErrorKind::Generic(message) => Unwatched::Failed(message.clone()),
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound | ErrorKind::InvalidConfig(_) => {
            Unwatched::Failed(error.to_string())
        }
    }
}

/// What tells the folder at `path` from another one of that name; none if there is no folder.
fn identity(path: &Path) -> Option<u64> {
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_dir)?;
    #[cfg(unix)]
    return Some(std::os::unix::fs::MetadataExt::ino(&metadata));
    #[cfg(not(unix))]
    return metadata.created().ok()?.elapsed().ok().map(|_| 0);
}
