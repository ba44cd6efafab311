//! Which files hold test cases: those below a folder that the settings' patterns name, or that are called
//! `*.sfn.yaml`. What git ignores is left out.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::load::reads;

use super::discovery::{SKIPPED, globset, plain};
use super::settings::Settings;

/// The patterns of test files, if the settings have none.
const PATTERNS: [&str; 3] = ["**/*.sfn.yaml", "**/*.sfn.yml", "**/*.sfn.json"];

/// The patterns of files that hold mocks and no tests.
const MOCKS: [&str; 3] = ["**/*.mocks.yaml", "**/*.mocks.yml", "**/*.mocks.json"];

/// The folders below `folder` that hold the snapshots of a test file each: what is in a folder that the settings call
/// so. Git may ignore them; what is in a folder that git ignores is left out.
#[must_use]
pub fn snapshot_folders(folder: &Path, settings: &Settings) -> Vec<PathBuf> {
    let walk = walk(folder).build().filter_map(Result::ok).filter(|entry| entry.path().is_dir());
    let inside = walk.flat_map(|entry| std::fs::read_dir(entry.path().join(settings.snapshots())));
    let found = inside.flat_map(|entries| entries.filter_map(Result::ok)).map(|entry| plain(&entry.path()));
    found.filter(|path| path.is_dir()).collect()
}

fn walk(folder: &Path) -> WalkBuilder {
    let mut walk = WalkBuilder::new(folder);
    walk.hidden(false).require_git(false).sort_by_file_name(std::ffi::OsStr::cmp);
    walk.filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !SKIPPED.contains(&&*name)
    });
    walk
}

/// The test files below `folder`, in the order of their paths.
#[must_use]
pub fn below(folder: &Path, settings: &Settings) -> Vec<String> {
    matching(folder, settings, &[])
}

/// The test files below `folder`, and the files that hold mocks alone, in the order of their paths.
#[must_use]
pub fn all_below(folder: &Path, settings: &Settings) -> Vec<String> {
    matching(folder, settings, &MOCKS)
}

/// The files below `folder` that are test files or that one of the patterns `more` fits.
fn matching(folder: &Path, settings: &Settings, more: &[&str]) -> Vec<String> {
    let patterns = settings.tests();
    let named = patterns.as_deref().unwrap_or_default().iter().map(String::as_str);
    let usual = if patterns.is_none() { &PATTERNS[..] } else { &[] };
    let globs = globset(named.chain(usual.iter().copied()).chain(more.iter().copied()));
    let excluded = settings.exclude();
    let excluded = globset(excluded.iter().map(String::as_str));
    let root = settings.root().to_owned();
    let inside = move |path: &Path| -> PathBuf {
        path.strip_prefix(&root).map_or_else(|_| plain(path), Path::to_owned)
    };
    let mut walk = WalkBuilder::new(folder);
    // Sorted afterwards: a walk that sorts has read a folder before it is noted here.
    walk.hidden(false).require_git(false);
    walk.filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        let is_meant = entry.depth() == 0 || !SKIPPED.contains(&&*name);
        if is_meant && entry.path().is_dir() {
            note(entry.path());
        }
        is_meant
    });
    note(folder);
    let files = walk.build().filter_map(Result::ok).filter(|entry| entry.path().is_file());
    let files = files.map(|entry| plain(entry.path()));
    let mut files: Vec<PathBuf> =
        files.filter(|path| globs.is_match(inside(path)) && !excluded.is_match(inside(path))).collect();
    files.sort();
    files.into_iter().map(|path| path.display().to_string()).collect()
}

/// What is in `folder` is about to be looked at, as far as git does not ignore it.
fn note(folder: &Path) {
    reads::note(folder);
    [".gitignore", ".ignore"].iter().for_each(|name| reads::note(&folder.join(name)));
}

/// The definition that a file called `order.sfn.yaml` or `order.mocks.yaml` is about, if it does not say:
/// `order.asl.json` and the like beside it.
#[must_use]
pub fn definition_beside(file: &str) -> Option<String> {
    const ENDINGS: [&str; 7] = ["asl.json", "asl.yaml", "asl.yml", "asl.jsonc", "asl", "json", "yaml"];
    let path = Path::new(file);
    let name = path.file_name()?.to_string_lossy().into_owned();
    let end = [".sfn.", ".mocks."].iter().find_map(|ending| name.find(ending))?;
    let stem = &name[..end];
    let candidates = ENDINGS.iter().map(|ending| path.with_file_name(format!("{stem}.{ending}")));
    let found = candidates.into_iter().find(|candidate| {
        reads::note(candidate);
        candidate.is_file()
    })?;
    Some(found.display().to_string())
}
