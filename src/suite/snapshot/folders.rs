//! The snapshot files of a project: those that wait for review, and those that no test asks for.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::load::meant;
use crate::project::discovery::plain;
use crate::project::settings::Settings;
use crate::project::{files, test_files};

use super::place::{ENDING, PENDING, folder};
use super::store::{Place, remove};
use crate::suite::{Case, Collected};

/// The snapshots, and what waits for review, that no case of `collected` asks for: those beside the test files that
/// `paths` name, or below the folders that they name, or of the whole project. No filter left out a case.
#[must_use]
pub fn orphans(paths: &[String], collected: &Collected<'_>, settings: &Settings) -> Vec<PathBuf> {
    let known: BTreeSet<&Path> =
        collected.cases.iter().filter_map(|case| Some(&*case.snapshot.as_ref()?.path)).collect();
    // Nobody knows which snapshots a file asks for that cannot be read.
    let unread = collected.cases.iter().filter(|case| case.test.is_none());
    let unread: BTreeSet<PathBuf> = unread.map(|case| of_case(case, settings)).collect();
    let folders = folders(paths, settings).into_iter().filter(|folder| !unread.contains(folder));
    let all = folders
        .flat_map(|folder| files_in(&folder, |name| name.ends_with(ENDING) || name.ends_with(PENDING)));
    all.filter(|file| Place::of_file(file).is_some_and(|place| !known.contains(&*place.path))).collect()
}

/// Removes snapshots, the folders that are empty then, and what a run left in them that was ended while it wrote.
pub fn delete(orphans: &[PathBuf]) -> io::Result<()> {
    let mut folders: BTreeSet<&Path> = BTreeSet::new();
    for file in orphans {
        remove(file)?;
        folders.extend(file.parent());
    }
    for folder in folders {
        for left in files_in(folder, files::is_temporary) {
            remove(&left)?;
        }
        // One that still holds something stays.
        let _ = fs::remove_dir(folder);
        let _ = folder.parent().map(fs::remove_dir);
    }
    Ok(())
}

/// What waits for review in `paths`: test files, folders, snapshot files; in the whole project if there are none.
#[must_use]
pub fn pending(paths: &[String], settings: &Settings) -> Vec<Place> {
    // A path that a report shows means the same file in every folder of the repository.
    let paths: Vec<String> = paths.iter().map(|path| meant(path)).collect();
    let is_one = |path: &&String| path.ends_with(PENDING) || path.ends_with(ENDING);
    let (named, others): (Vec<&String>, Vec<&String>) = paths.iter().partition(is_one);
    let named = named.into_iter().filter_map(|path| Place::of_file(Path::new(path)));
    let named = named.filter(|place| place.pending().is_file());
    let others: Vec<String> = others.into_iter().cloned().collect();
    let is_all = paths.is_empty() || !others.is_empty();
    let folders = if is_all { folders(&others, settings) } else { Vec::new() };
    let found = folders.iter().flat_map(|folder| files_in(folder, |name| name.ends_with(PENDING)));
    let mut all: Vec<Place> = named.chain(found.filter_map(|file| Place::of_file(&file))).collect();
    all.sort_by(|one, other| one.path.cmp(&other.path));
    all.dedup();
    all
}

/// What waits for review of the cases of `collected`.
#[must_use]
pub fn pending_of(collected: &Collected<'_>) -> Vec<String> {
    let places = collected.cases.iter().filter_map(|case| case.snapshot.as_ref());
    places.map(Place::pending).filter(|file| file.is_file()).map(|file| file.display().to_string()).collect()
}

fn of_case(case: &Case<'_>, settings: &Settings) -> PathBuf {
    folder(Path::new(&case.file), settings.snapshots())
}

/// The folders of snapshots beside the test files and below the folders in `paths`, sorted.
fn folders(paths: &[String], settings: &Settings) -> Vec<PathBuf> {
    let here = [".".to_owned()];
    let mut found = Vec::new();
    for path in if paths.is_empty() { &here[..] } else { paths } {
        match Path::new(path).is_dir() {
            true => found.extend(test_files::snapshot_folders(Path::new(path), settings)),
            false => found.push(folder(&plain(Path::new(path)), settings.snapshots())),
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The files in `folder` whose names are meant, sorted.
fn files_in(folder: &Path, is_meant: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let meant = entries.filter(|entry| entry.file_name().to_str().is_some_and(&is_meant));
    let mut found: Vec<PathBuf> = meant.map(|entry| entry.path()).collect();
    found.sort();
    found
}
