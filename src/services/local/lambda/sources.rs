//! The files of a function's code, so that a watch runs again what depends on them.

use std::fs;
use std::path::Path;

use crate::load::reads;

/// How many files and folders are looked at.
const MAX_NOTED: usize = 2000;
/// How deep folders are looked into.
const MAX_DEPTH: usize = 8;
/// Folders that hold no code of the function's own, or what running it writes.
const SKIPPED: [&str; 5] = ["node_modules", "__pycache__", "target", "venv", "site-packages"];

/// Notes all files below `folder` that the code of a function may be in. It costs nothing if nobody watches.
pub fn note(folder: &Path) {
    if reads::is_logged() {
        let mut left = MAX_NOTED;
        walk(folder, 0, &mut left);
    }
}

fn walk(folder: &Path, depth: usize, left: &mut usize) {
    // The folder itself is not noted: a run may add what it makes of the code to it.
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut names: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.file_name())).collect();
    names.sort();
    for name in names {
        let text = name.to_string_lossy();
        if text.starts_with('.') || SKIPPED.contains(&&*text) || *left == 0 {
            continue;
        }
        *left -= 1;
        let path = folder.join(&name);
        let Ok(kind) = fs::symlink_metadata(&path).map(|found| found.file_type()) else { continue };
        if kind.is_dir() && depth < MAX_DEPTH {
            walk(&path, depth + 1, left);
        } else if kind.is_file() {
            reads::note(&path);
        }
    }
}
