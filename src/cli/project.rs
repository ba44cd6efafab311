//! Which files below a folder may hold machines: those the project's patterns name, or those whose
//! contents look so. What git ignores is left out, but for what a CDK app wrote and for folders that a
//! pattern begins with.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::base::source::Source;
use crate::load::{self, Machine, Rejected};

use super::config::Settings;
use super::definition;

/// Which files hold definitions if nobody says.
const DEFINITIONS: [&str; 6] = [
    "**/*.asl.{json,jsonc,json5,yaml,yml}",
    "**/template.{yaml,yml,json}",
    "cdk.out/**/*.template.json",
    "**/serverless.{yml,yaml,json}",
    "**/*.{tf,tofu}",
    "**/*.asl",
];

/// Folders that hold other people's files, or copies.
const SKIPPED: [&str; 10] = [
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

/// Endings of files that may describe machines.
const ENDINGS: [&str; 9] = ["json", "jsonc", "json5", "yaml", "yml", "asl", "template", "tf", "tofu"];

/// The project's patterns.
pub struct Project {
    root: PathBuf,
    definitions: GlobSet,
    exclude: Gitignore,
    /// Folders that patterns begin with, relative to the root.
    named: Vec<PathBuf>,
    /// Whether the settings say which files hold definitions.
    pub is_told: bool,
}

impl Project {
    /// The project that `settings` describe.
    pub fn new(settings: &Settings) -> Self {
        let root = settings.root().to_owned();
        let told = settings.definitions();
        let is_told = told.is_some();
        let globs = told.unwrap_or_else(|| DEFINITIONS.iter().map(|&glob| glob.to_owned()).collect());
        let mut exclude = GitignoreBuilder::new(absolute(&root));
        for line in settings.exclude() {
            // One that cannot be read was refused with the settings.
            let _ = exclude.add_line(None, &line);
        }
        Self {
            root,
            definitions: globset(globs.iter().map(String::as_str)),
            exclude: exclude.build().unwrap_or_else(|_| Gitignore::empty()),
            named: globs.iter().map(|glob| beginning(glob)).filter(|path| path != Path::new("")).collect(),
            is_told,
        }
    }

    /// The files that the patterns name, in order.
    pub fn definitions(&self) -> Vec<String> {
        let mut files = self.below(&self.root);
        files.retain(|file| self.definitions.is_match(self.inside(Path::new(file))));
        files
    }

    /// All files below `folder` that may describe machines, in order; links to folders are not followed.
    pub fn below(&self, folder: &Path) -> Vec<String> {
        if !folder.is_dir() {
            return vec![folder.display().to_string()];
        }
        let mut walk = Walk { project: self, ignores: ignores_above(folder), files: Vec::new() };
        walk.folder(folder, true);
        walk.files
    }

    /// `path` as the patterns see it: from the root.
    fn inside(&self, path: &Path) -> PathBuf {
        let path = absolute(path);
        path.strip_prefix(absolute(&self.root)).map_or_else(|_| path.clone(), Path::to_owned)
    }

    /// Whether a file of this name may describe machines.
    fn may_describe(&self, file: &Path) -> bool {
        let ending = file.extension();
        ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
            || self.definitions.is_match(self.inside(file))
    }

    fn is_excluded(&self, path: &Path, is_folder: bool) -> bool {
        if self.exclude.is_empty() {
            return false;
        }
        let path = absolute(path);
        path.starts_with(self.exclude.path())
            && matches!(self.exclude.matched(&path, is_folder), Match::Ignore(_))
    }
}

/// One walk.
struct Walk<'p> {
    project: &'p Project,
    /// What git ignores in the folders around, the innermost last.
    ignores: Vec<Gitignore>,
    files: Vec<String>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, asks_git: bool) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let mut entries: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        entries.sort();
        let own = asks_git.then(|| folder.join(".gitignore")).filter(|file| file.is_file());
        self.ignores.extend(own.as_ref().map(|file| Gitignore::new(absolute(file)).0));
        for entry in entries {
            let name = entry.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
            let is_folder = entry.is_dir();
            if self.project.is_excluded(&entry, is_folder) {
                continue;
            }
            if !is_folder {
                if self.project.may_describe(&entry) && !(asks_git && self.is_ignored(&entry, false)) {
                    let path = entry.strip_prefix(".").unwrap_or(&entry);
                    self.files.push(path.display().to_string());
                }
            } else if !entry.is_symlink() && !SKIPPED.contains(&&*name) {
                let is_named = name == CDK || self.is_named(&entry);
                if is_named || !(asks_git && self.is_ignored(&entry, true)) {
                    self.folder(&entry, asks_git && !is_named);
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
        let told = self.ignores.iter().rev().map(|ignore| ignore.matched(&path, is_folder));
        told.into_iter().find(|told| !told.is_none()).is_some_and(|told| told.is_ignore())
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

/// The folder that a pattern begins with; empty if it begins with a wildcard.
fn beginning(glob: &str) -> PathBuf {
    let folders = glob.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').take_while(|part| !part.contains(['*', '?', '[', '{'])).collect()
}

/// The patterns `globs`; one that cannot be read was refused with the settings.
pub fn globset<'g>(globs: impl Iterator<Item = &'g str>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in globs.filter_map(|glob| GlobBuilder::new(glob).literal_separator(true).build().ok()) {
        set.add(glob);
    }
    set.build().unwrap_or_default()
}

/// `path` from the root of the file system, without `.` and `..`.
pub fn absolute(path: &Path) -> PathBuf {
    plain(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// `path` without `.` and, where a name stands before it, `..`.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        let can_leave = matches!(plain.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::CurDir => {}
            Component::ParentDir if can_leave => drop(plain.pop()),
            Component::ParentDir | Component::Normal(_) | Component::RootDir | Component::Prefix(_) => {
                plain.push(part);
            }
        }
    }
    plain
}

/// The machines of a file that was found by looking; none if it is about something else. A file that is
/// meant to hold definitions is read in any case.
pub fn machines(file: &str, is_meant: bool, options: &load::Options) -> Result<Vec<Machine>, Rejected> {
    let Ok(bytes) = std::fs::read(file) else { return Ok(Vec::new()) };
    let name = Path::new(file).file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let is_asl = name.contains(".asl.");
    let source = match String::from_utf8(bytes) {
        Ok(text) if text.len() <= load::MAX_TEXT => Source::new(file, text),
        Ok(_) | Err(_) => return Ok(Vec::new()),
    };
    if !is_asl && !is_meant && !load::looks_promising(&source) {
        return Ok(Vec::new());
    }
    match definition::machines_of(&source, options) {
        Err(rejected) if rejected.has_no_machine() => Ok(Vec::new()),
        Err(rejected) => Err(rejected),
        Ok(mut machines) => {
            machines.retain(|machine| is_asl || !machine.is_alone || is_definition(machine));
            Ok(machines)
        }
    }
}

fn is_definition(machine: &Machine) -> bool {
    let value = machine.definition.as_ref().map(|definition| definition.document.value());
    value.is_ok_and(|value| value.get("StartAt").is_some() || value.get("States").is_some())
}
