//! Paths as text and as places of the file system.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// `path` from the root of the file system, with all links followed as far as it exists.
pub(super) fn followed(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    fs::canonicalize(path).unwrap_or_else(|_| match (path.parent(), path.file_name()) {
        (Some(above), Some(name)) => followed(above).join(name),
        (_, _) => lexical(&absolute(path)),
    })
}

/// `path` from the root of the file system.
pub(super) fn absolute(path: &Path) -> PathBuf {
    here().join(path)
}

/// The working folder, with all links followed.
pub(super) fn here() -> PathBuf {
    fs::canonicalize(".").unwrap_or_default()
}

/// `path` without `.` and, where a name stands before it, `..`.
#[must_use]
pub fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match (part, plain.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(plain.pop()),
            (Component::ParentDir, Some(Component::RootDir | Component::Prefix(_))) => {}
            (part, _) => plain.push(part),
        }
    }
    plain
}
