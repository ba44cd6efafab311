//! Which files below a folder may hold machines: those the project's patterns name, or those whose
//! contents look so. What git ignores is left out, but for what a CDK app wrote and for folders that a
//! pattern begins with.

pub(in crate::project) mod ignored;
mod parts;
mod walk;

pub use parts::Parts;
pub use walk::SKIPPED;

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::base::diag::Place;
use crate::base::document::Document;
use crate::load::{self, Machine, Reach, Rejected};

use crate::project::definitions;
use crate::project::settings::Settings;

use walk::{Walk, Walked};

/// Endings of files that may describe machines.
pub const ENDINGS: [&str; 9] = ["json", "jsonc", "json5", "yaml", "yml", "asl", "template", "tf", "tofu"];

/// The files of a project that may describe machines, each list in order.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Those that are looked at.
    pub inside: Vec<String>,
    /// Those that the patterns of the settings leave out.
    pub outside: Vec<String>,
    /// The folders of CDK apps that wrote no templates yet.
    pub apps: Vec<String>,
    /// Whether patterns say which files hold definitions: those inside are read in any case.
    pub has_patterns: bool,
}

impl Files {
    /// Adds the files of `other`.
    pub fn extend(&mut self, other: Self) {
        self.inside.extend(other.inside);
        self.outside.extend(other.outside);
        self.apps.extend(other.apps);
        self.has_patterns |= other.has_patterns;
    }
}

/// The project's patterns.
pub struct Project {
    root: PathBuf,
    definitions: GlobSet,
    exclude: Gitignore,
    /// Folders that patterns begin with, relative to the root.
    named: Vec<PathBuf>,
    /// Whether the settings say which files hold definitions.
    has_patterns: bool,
}

impl Project {
    /// The project that `settings` describe.
    pub fn new(settings: &Settings) -> Self {
        let root = settings.root().to_owned();
        let patterns = settings.definitions();
        let has_patterns = patterns.is_some();
        let globs = patterns.unwrap_or_default();
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
            has_patterns,
        }
    }

    /// The files of the project below `folder`, for every command the same. Links to folders are not
    /// followed.
    pub fn files(&self, folder: &Path) -> Files {
        if !folder.is_dir() {
            return Files { inside: vec![folder.display().to_string()], ..Files::default() };
        }
        let Walked { files, apps } = Walk::below(folder, self);
        if !self.has_patterns {
            return Files { inside: files, apps, ..Files::default() };
        }
        let is_inside = |file: &String| self.definitions.is_match(self.inside(Path::new(file)));
        let (inside, outside) = files.into_iter().partition(is_inside);
        Files { inside, outside, apps, has_patterns: true }
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

    /// Whether the settings say not to look at `path`.
    pub fn is_excluded(&self, path: &Path, is_folder: bool) -> bool {
        if self.exclude.is_empty() {
            return false;
        }
        let path = absolute(path);
        path.starts_with(self.exclude.path())
            && matches!(self.exclude.matched(&path, is_folder), Match::Ignore(_))
    }
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

/// `path` without `.` and, behind a name, `..`.
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
/// meant to hold definitions is read in any case. A link that leads out of the project is not followed. A file
/// without machines that has parts is an error with [`Rejected::has_no_machine`], for they are no files of their own.
pub fn machines(file: &str, is_meant: bool, options: &load::Options) -> Result<Vec<Machine>, Rejected> {
    let name = Path::new(file).file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let is_asl = name.contains(".asl.") || name.ends_with(".asl");
    let mut bytes = Vec::new();
    let opened = Reach::around(file, &options.readable).open(Path::new(file));
    match opened {
        Ok(found) => {
            let read = found.take(load::MAX_TEXT_BYTES as u64 + 1).read_to_end(&mut bytes);
            if read.is_err() || bytes.len() > load::MAX_TEXT_BYTES {
                return Ok(Vec::new());
            }
        }
        Err(outside @ load::Unread::Outside { .. }) if is_asl || is_meant => {
            let found = outside.diagnostic(file, Place::Text(0..0));
            let document = Document::unread(load::file_source(file, ""));
            return Err(Rejected::of(document, vec![found]));
        }
        Err(_) => return Ok(Vec::new()),
    }
    let Ok(text) = String::from_utf8(bytes) else { return Ok(Vec::new()) };
    let source = load::file_source(file, &text);
    if !is_asl && !is_meant && !load::looks_promising(&source) {
        return Ok(Vec::new());
    }
    if load::has_too_many_values(&source.text) {
        return Err(load::too_many_values(file));
    }
    match definitions::machines_of(&source, options) {
        Err(rejected) if rejected.has_no_machine() && rejected.parts.is_empty() => Ok(Vec::new()),
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
