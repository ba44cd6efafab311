//! The walk through a folder: what is looked at, and what git has to say about it. Links to folders are not
//! followed.

use std::path::{Path, PathBuf};

use crate::load::reads;

use super::ignored::Ignored;
use super::{Project, plain};

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
    ignored: Ignored,
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
        let mut walk = Self { project, ignored: Ignored::around(folder), found: Walked::default() };
        walk.folder(folder, true);
        walk.found
    }

    fn folder(&mut self, folder: &Path, asks_git: bool) {
        reads::note(folder);
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let mut entries: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        entries.sort();
        if asks_git {
            self.ignored.enter(folder);
        }
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
                if self.project.may_describe(&entry) && !(asks_git && self.ignored.holds(&entry, false)) {
                    self.found.files.push(plain(&entry).display().to_string());
                }
            } else if !entry.is_symlink() && !SKIPPED.contains(&&*name) {
                let is_ignored = asks_git && self.ignored.holds(&entry, true);
                if !is_ignored || name == CDK || self.is_named(&entry) {
                    self.folder(&entry, asks_git && !is_ignored);
                }
            }
        }
        if asks_git {
            self.ignored.leave();
        }
    }

    fn is_named(&self, folder: &Path) -> bool {
        let inside = self.project.inside(folder);
        self.project.named.iter().any(|named| named.starts_with(&inside))
    }
}
