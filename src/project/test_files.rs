//! Which files hold test cases: those below a folder that the settings' patterns name, or that are called
//! `*.sfn.yaml`. What git ignores is left out.

use std::fs::FileType;
use std::path::{Path, PathBuf};

use crate::load::reads;

use super::discovery::ignored::Ignored;
use super::discovery::{Project, SKIPPED, globset, plain};
use super::settings::Settings;

/// The patterns of test files, if the settings have none.
const PATTERNS: [&str; 3] = ["**/*.sfn.yaml", "**/*.sfn.yml", "**/*.sfn.json"];

/// The patterns of files that hold mocks and no tests.
const MOCKS: [&str; 3] = ["**/*.mocks.yaml", "**/*.mocks.yml", "**/*.mocks.json"];

/// The folders below `folder` that hold the snapshots of a test file each: what is in a folder that the settings call
/// so. Git may ignore them; what is in a folder that git ignores is left out, and no link to a folder is followed.
#[must_use]
pub fn snapshot_folders(folder: &Path, settings: &Settings) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(folder, settings, &mut |folder, _| {
        let inside = folder.join(settings.snapshots());
        let inside = if inside.is_symlink() { Vec::new() } else { entries(&inside) };
        found.extend(inside.into_iter().filter(|(_, kind)| kind.is_dir()).map(|(path, _)| plain(&path)));
    });
    found
}

/// Hands each folder that neither git ignores nor the settings leave out to `visit`, with the paths in it that are no
/// folders and looked at, too.
pub(super) fn walk(folder: &Path, settings: &Settings, visit: &mut dyn FnMut(&Path, &[PathBuf])) {
    walk_in(folder, &mut Ignored::around(folder), &Project::new(settings), visit);
}

fn walk_in(
    folder: &Path,
    ignored: &mut Ignored,
    project: &Project,
    visit: &mut dyn FnMut(&Path, &[PathBuf]),
) {
    reads::note(folder);
    ignored.enter(folder);
    let mut inside = entries(folder);
    inside.retain(|(path, kind)| {
        !ignored.holds(path, kind.is_dir()) && !project.is_excluded(path, kind.is_dir())
    });
    let (folders, files): (Vec<_>, Vec<_>) = inside.into_iter().partition(|(_, kind)| kind.is_dir());
    visit(folder, &files.into_iter().map(|(path, _)| path).collect::<Vec<_>>());
    for (folder, _) in folders {
        let name = folder.file_name().map(|name| name.to_string_lossy());
        if name.is_some_and(|name| !SKIPPED.contains(&&*name)) {
            walk_in(&folder, ignored, project, visit);
        }
    }
    ignored.leave();
}

/// What is in `folder`, in the order of names. A link to a folder is none.
fn entries(folder: &Path) -> Vec<(PathBuf, FileType)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut found: Vec<_> =
        entries.filter_map(|entry| Some((entry.path(), entry.file_type().ok()?))).collect();
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
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
    let is_meant = matcher(settings, more);
    let mut files: Vec<PathBuf> = Vec::new();
    walk(folder, settings, &mut |_, paths| files.extend(paths.iter().map(|path| plain(path))));
    files.retain(|path| is_meant(path) && path.is_file());
    files.sort();
    files.into_iter().map(|path| path.display().to_string()).collect()
}

/// Says of paths whether they are those of tests, mocks or snapshots.
pub(super) fn belongs_to_tests(settings: &Settings) -> impl Fn(&Path) -> bool {
    let (is_meant, snapshots) = (matcher(settings, &MOCKS), settings.snapshots().to_owned());
    move |path| is_meant(path) || path.ancestors().any(|above| above.ends_with(&snapshots))
}

/// Says of paths whether they are those of test files or one of the patterns `more` fits.
fn matcher(settings: &Settings, more: &[&str]) -> impl Fn(&Path) -> bool {
    let patterns = settings.tests();
    let named = patterns.as_deref().unwrap_or_default().iter().map(String::as_str);
    let usual = if patterns.is_none() { &PATTERNS[..] } else { &[] };
    let globs = globset(named.chain(usual.iter().copied()).chain(more.iter().copied()));
    let root = settings.root().to_owned();
    let inside = move |path: &Path| -> PathBuf {
        path.strip_prefix(&root).map_or_else(|_| plain(path), Path::to_owned)
    };
    move |path| globs.is_match(inside(path))
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
