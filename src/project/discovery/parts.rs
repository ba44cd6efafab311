//! Which files are only parts of a template that is looked at itself: its definitions, and the templates
//! nested in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::plain;

/// Files, and those that each of them names.
#[derive(Debug, Default)]
pub struct Parts {
    names: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// The same the other way round: a folder may hold thousands of files, so none is looked for in all others.
    named_by: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Parts {
    /// Notes that `file` names `parts`; itself does not count.
    pub fn note<'p>(&mut self, file: &str, parts: impl IntoIterator<Item = &'p str>) {
        let file = plain(Path::new(file));
        for part in parts.into_iter().map(|part| plain(Path::new(part))).filter(|part| *part != file) {
            self.named_by.entry(part.clone()).or_default().insert(file.clone());
            self.names.entry(file.clone()).or_default().insert(part);
        }
    }

    /// Whether another file names `file`. Two that name each other are parts of neither.
    #[must_use]
    pub fn contains(&self, file: &str) -> bool {
        let file = plain(Path::new(file));
        let own = self.names.get(&file);
        let is_own = |other: &PathBuf| own.is_some_and(|parts| parts.contains(other));
        self.named_by.get(&file).is_some_and(|others| others.iter().any(|other| !is_own(other)))
    }
}
