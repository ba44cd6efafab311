//! The walk through a folder: what is looked at, and what git has to say about it. Links to folders are not
//! followed.

use std::path::{Path, PathBuf};

use ignore::gitignore::Gitignore;

use crate::load::reads;

use super::{Project, absolute, plain};

/// Folders that hold other people's files, or copies.
pub const SKIPPED: [&str; 10] = [
    "node_modules",
    "target",
    ".git",
    ".aws-sam",
    ".aws-composer",
    ".terraform",
    ".serverless",
    ".venv",
    "venv",
    "__pycache__",
];

/// Where CDK writes its templates, which git ignores as a rule.
const CDK: &str = "cdk.out";

/// One walk.
pub(super) struct Walk<'p> {
    project: &'p Project,
    /// What git ignores in the folders around, the innermost last.
    ignores: Vec<Gitignore>,
    found: Walked,
}

/// What a walk found, each list in order.
#[derive(Default)]
pub(super) struct Walked {
    /// Files that may describe machines.
    pub(super) files: Vec<String>,
    /// Folders of CDK apps without templates.
    pub(super) apps: Vec<String>,
}

impl<'p> Walk<'p> {
    /// What is below `folder`.
    pub(super) fn below(folder: &Path, project: &'p Project) -> Walked {
        let mut walk = Self { project, ignores: ignores_above(folder), found: Walked::default() };
        walk.folder(folder, true);
        walk.found
    }

    fn folder(&mut self, folder: &Path, asks_git: bool) {
        reads::note(folder);
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let mut entries: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        entries.sort();
        let own = asks_git.then(|| folder.join(".gitignore"));
        let own = own.inspect(|file| reads::note(file)).filter(|file| file.is_file());
        self.ignores.extend(own.as_ref().map(|file| Gitignore::new(absolute(file)).0));
        if folder.join("cdk.json").is_file() && !folder.join(CDK).is_dir() {
            let folder = plain(folder).display().to_string();
            self.found.apps.push(if folder.is_empty() { ".".to_owned() } else { folder });
        }
        for entry in entries {
            let name = entry.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
            let is_folder = entry.is_dir();
            if self.project.is_excluded(&entry, is_folder) {
                continue;
            }
            if !is_folder {
                if self.project.may_describe(&entry) && !(asks_git && self.is_ignored(&entry, false)) {
                    self.found.files.push(plain(&entry).display().to_string());
                }
            } else if !entry.is_symlink() && !SKIPPED.contains(&&*name) {
                let is_ignored = asks_git && self.is_ignored(&entry, true);
                if !is_ignored || name == CDK || self.is_named(&entry) {
                    self.folder(&entry, asks_git && !is_ignored);
                }
            }
        }
        if own.is_some() {
            self.ignores.pop();
        }
    }

    fn is_named(&self, folder: &Path) -> bool {
        let inside = self.project.inside(folder);
        self.project.named.iter().any(|named| named.starts_with(&inside))
    }

    fn is_ignored(&self, path: &Path, is_folder: bool) -> bool {
        if self.ignores.is_empty() {
            return false;
        }
        let path = absolute(path);
        let matches = self.ignores.iter().rev().map(|ignore| ignore.matched(&path, is_folder));
        { matches }.find(|found| !found.is_none()).is_some_and(|found| found.is_ignore())
    }
}

/// What git ignores in the folders above `folder`, if they belong to a repository.
fn ignores_above(folder: &Path) -> Vec<Gitignore> {
    let folder = absolute(folder);
    let top = folder.ancestors().position(|above| above.join(".git").exists());
    let above = folder.ancestors().take(top.map_or(0, |top| top + 1)).skip(1);
    let mut found: Vec<Gitignore> = above
        .map(|above| above.join(".gitignore"))
        .filter(|file| file.is_file())
        .map(|file| Gitignore::new(file).0)
        .collect();
    found.reverse();
    found
}
