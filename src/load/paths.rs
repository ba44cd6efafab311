//! Paths as text and as places of the file system.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

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

/// The folder that shown paths begin at: the nearest one at or above the working folder that holds `.git`, else the
/// working folder.
#[must_use]
pub fn repository() -> PathBuf {
    here_and_repository().1
}

/// The working folder and [`repository`]. Each file that is read asks for them, so the last answer is kept for as long
/// as the working folder is the same.
pub(super) fn here_and_repository() -> (PathBuf, PathBuf) {
    static LAST: Mutex<Option<(PathBuf, PathBuf)>> = Mutex::new(None);
    let here = here();
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(last) = last.as_ref().filter(|(known, _)| *known == here) {
        return last.clone();
    }
    let root = here.ancestors().find(|above| above.join(".git").exists()).unwrap_or(&here).to_owned();
    last.insert((here, root)).clone()
}

/// The same folder as seen from the working folder: empty, `..`, `../..`.
#[must_use]
pub fn way_to_repository() -> PathBuf {
    let (here, root) = here_and_repository();
    here.strip_prefix(root).unwrap_or(Path::new("")).components().map(|_| "..").collect()
}

/// Whether `path` looks like a place in the repository and links lead it out of there: a stranger may have put them
/// there, so nothing may be written to it.
#[must_use]
pub fn leads_out(path: &Path) -> bool {
    let (here, root) = here_and_repository();
    lexical(&here.join(path)).starts_with(&root) && !target(path).starts_with(&root)
}

/// The file that `path` names, without links on the way; `path` as it is if nothing is there.
#[must_use]
pub fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Where writing to `path` would write, though nothing may be there yet.
fn target(path: &Path) -> PathBuf {
    const MAX_LINKS: usize = 40;
    let mut path = absolute(path);
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(to) => path = path.parent().unwrap_or(Path::new("")).join(to),
            Err(_) => break,
        }
    }
    followed(&path)
}

/// `path` without `.` and, where a name is before it, `..`.
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
