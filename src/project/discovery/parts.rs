//! Which files are only parts of a template that is looked at itself: its definitions, and the templates
//! nested in it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::plain;

/// Files, and those that each of them names.
#[derive(Debug, Default)]
pub struct Parts(BTreeMap<PathBuf, BTreeSet<PathBuf>>);

impl Parts {
    /// Notes that `file` names `parts`; itself does not count.
    pub fn note<'p>(&mut self, file: &str, parts: impl IntoIterator<Item = &'p str>) {
        let file = plain(Path::new(file));
        let parts = parts.into_iter().map(|part| plain(Path::new(part))).filter(|part| *part != file);
        let parts: Vec<PathBuf> = parts.collect();
        self.0.entry(file).or_default().extend(parts);
    }

    /// Whether another file names `file`. Two that name each other are parts of neither.
    #[must_use]
    pub fn contains(&self, file: &str) -> bool {
        let file = plain(Path::new(file));
        let names =
            |one: &PathBuf, other: &PathBuf| self.0.get(one).is_some_and(|parts| parts.contains(other));
        self.0.keys().any(|other| names(other, &file) && !names(&file, other))
    }
}
