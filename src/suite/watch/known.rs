//! `Known`: everything that the last results rest on, and which events on disk are about it.
//!
//! Events only say where to look: whether something changed is decided by contents. So it does not matter how an
//! editor saves, or that one event is missing between two others.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::load::reads::{Reads, Seen};

use super::disk::DiskEvent;

/// Files and folders whose changes count.
#[derive(Debug, Default)]
pub struct Known {
    reads: Reads,
    /// The paths themselves, the files that they lead to, and the folders above both.
    about: BTreeSet<PathBuf>,
    /// Folders whose entries count.
    listed: BTreeSet<PathBuf>,
    /// The folders to watch.
    folders: BTreeSet<PathBuf>,
    /// Paths that something happened to, so that a stamp that is the same proves nothing.
    suspects: BTreeSet<PathBuf>,
}

impl Known {
    /// What `reads` say counts from now on.
    pub fn replace(&mut self, reads: Reads) {
        let (mut about, mut listed, mut folders) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for (path, seen) in reads.iter() {
            let real = path.canonicalize().ok().filter(|real| real != path);
            for path in [Some(path), real.as_deref()].into_iter().flatten() {
                about.extend(path.ancestors().map(Path::to_owned));
                folders.extend(nearest_folder(path.parent()));
                if matches!(seen, Seen::Folder { .. }) {
                    listed.insert(path.to_owned());
                    folders.insert(path.to_owned());
                }
            }
        }
        // A folder that is removed and made anew is seen from the one around it.
        let above: Vec<PathBuf> =
            folders.iter().filter_map(|folder| folder.parent().map(Path::to_owned)).collect();
        folders.extend(above.into_iter().filter(|folder| folder.parent().is_some()));
        (self.reads, self.about, self.listed, self.folders) = (reads, about, listed, folders);
    }

    /// The folders to watch, each without those inside it.
    #[must_use]
    pub const fn folders(&self) -> &BTreeSet<PathBuf> {
        &self.folders
    }

    /// What counts.
    #[must_use]
    pub const fn reads(&self) -> &Reads {
        &self.reads
    }

    /// Whether `event` may have changed something that counts; it is remembered where.
    pub fn concerns(&mut self, event: &DiskEvent) -> bool {
        let (path, is_entry) = match event {
            DiskEvent::Lost => return true,
            DiskEvent::Written(path) => (path, false),
            DiskEvent::Entry(path) => (path, true),
        };
        let is_listed = is_entry && path.parent().is_some_and(|folder| self.listed.contains(folder));
        let concerns = is_listed || self.about.contains(path);
        if concerns {
            self.suspects.insert(path.clone());
        }
        concerns
    }

    /// The paths at which there is something else now.
    pub fn changed(&mut self) -> BTreeSet<PathBuf> {
        let suspects = std::mem::take(&mut self.suspects);
        let is_suspect = |path: &Path| {
            let is = |path: &Path| suspects.contains(path);
            !suspects.is_empty() && (is(path) || path.canonicalize().is_ok_and(|real| is(&real)))
        };
        self.reads.changed(is_suspect).into_iter().collect()
    }
}

/// The folder `path`, or the nearest one above it that is there.
fn nearest_folder(path: Option<&Path>) -> Option<PathBuf> {
    path?.ancestors().find(|above| above.is_dir()).map(Path::to_owned)
}
