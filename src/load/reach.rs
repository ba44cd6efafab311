//! `Reach`: the files that may be read although nobody named them on the command line.
//!
//! Definitions, templates and mock files name other files, and they may come from strangers. Every read of a
//! file that another file names goes through here. A file may be read if it lies in the project, after all
//! links were followed, or in a folder that the user opened with `--allow-read` or `[permissions] read`.
//!
//! The project is the nearest folder at or above the file that the user named which holds `sfn.toml` or
//! `.git`; without one, the working folder if it holds that file, else the file's own folder.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use super::paths::{absolute, followed, here, lexical};
use super::shown::shown;
use super::{Files, MAX_TEXT_BYTES, Unread, has_too_many_values, reads};
use crate::base::source::Source;

/// What marks the folder of a project.
const MARKS: [&str; 2] = ["sfn.toml", ".git"];

/// The folders that may be read. All are absolute, with every link followed.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    project: PathBuf,
    others: Vec<PathBuf>,
}

impl Reach {
    /// What may be read for `file`, which the user named; `opened` are folders that he opened.
    #[must_use]
    pub fn around(file: &str, opened: &[PathBuf]) -> Self {
        let here = followed(Path::new("."));
        let folder = followed(folder_of(file));
        let marked = folder.ancestors().find(|above| MARKS.iter().any(|mark| above.join(mark).exists()));
        let project = match marked {
            Some(marked) => marked.to_owned(),
            None if folder.starts_with(&here) => here,
            None => folder,
        };
        Self { project, others: opened.iter().map(|folder| followed(folder)).collect() }
    }

    /// The folder of the project, as seen from the working folder.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        from_here(&self.project).into()
    }

    /// The same without the folders that the user opened: the project alone.
    #[must_use]
    pub fn alone(&self) -> Self {
        Self { project: self.project.clone(), others: Vec::new() }
    }

    /// The same with `folder`, in which everything may be read as well.
    #[must_use]
    pub fn and(mut self, folder: &Path) -> Self {
        self.others.push(followed(folder));
        self
    }

    /// Whether the file or folder at `path`, as seen from the working folder, may be read. Its real place,
    /// which no link can change any more, or why not.
    pub fn resolve(&self, path: &Path) -> Result<PathBuf, Unread> {
        // What is outside is refused before anything of it is looked at, even its neighbours' names.
        let base = followed(path.parent().unwrap_or(Path::new("")));
        let name = path.file_name().map_or_else(PathBuf::new, PathBuf::from);
        if !self.holds(&base.join(&name)) {
            if self.holds(&lexical(&absolute(path))) {
                return Err(self.outside(from_here(&base), true));
            }
            let folder = shortest(&lexical(path.parent().unwrap_or(Path::new(""))));
            return Err(self.outside(folder, false));
        }
        let real = fs::canonicalize(path).map_err(|error| {
            let is_missing = matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
            if is_missing { Unread::Missing { near: similar(path) } } else { failed(&error) }
        })?;
        if self.holds(&real) {
            return Ok(real);
        }
        Err(self.outside(from_here(real.parent().unwrap_or(&real)), true))
    }

    /// The file at `path`, as seen from the working folder, opened for reading.
    pub fn open(&self, path: &Path) -> Result<File, Unread> {
        reads::note(path);
        let real = self.resolve(path)?;
        let kind = fs::metadata(&real).map_err(|error| failed(&error))?.file_type();
        if kind.is_dir() {
            return Err(Unread::NoFile("a folder"));
        }
        if !kind.is_file() {
            return Err(Unread::NoFile("a device, a pipe or a socket"));
        }
        File::open(&real).map_err(|error| failed(&error))
    }

    fn holds(&self, path: &Path) -> bool {
        std::iter::once(&self.project).chain(&self.others).any(|folder| path.starts_with(folder))
    }

    fn outside(&self, folder: String, by_link: bool) -> Unread {
        Unread::Outside { folder, project: from_here(&self.project), by_link }
    }
}

impl Files for Reach {
    fn read(&mut self, path: &str, from: &str) -> Result<Source, Unread> {
        let path = lexical(&folder_of(from).join(path));
        let mut bytes = Vec::new();
        let file = self.open(&path)?;
        file.take(MAX_TEXT_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
        if bytes.len() > MAX_TEXT_BYTES {
            return Err(Unread::Large);
        }
        let text = String::from_utf8(bytes).map_err(|_| Unread::NoText)?;
        if has_too_many_values(&text) {
            return Err(Unread::Many);
        }
        let name = path.display().to_string();
        let shown = shown(&name);
        Ok(Source::new(name, text).shown_as(shown))
    }

    fn beside(&mut self, from: &str) -> Vec<String> {
        let folder = folder_of(from);
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        reads::note(folder);
        let Ok(entries) =
            self.resolve(folder).and_then(|real| fs::read_dir(real).map_err(|error| failed(&error)))
        else {
            return Vec::new();
        };
        let names = entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

fn failed(error: &io::Error) -> Unread {
    Unread::Failed(error.to_string())
}

/// The folder of `file`; empty for the working folder.
fn folder_of(file: &str) -> &Path {
    Path::new(file).parent().unwrap_or(Path::new(""))
}

/// How a folder is written where the user reads it: `.` for the working folder.
fn shortest(folder: &Path) -> String {
    if folder.as_os_str().is_empty() { ".".to_owned() } else { folder.display().to_string() }
}

/// An absolute folder as seen from the working folder; absolute if they have only the root in common.
fn from_here(folder: &Path) -> String {
    let here = here();
    let common = here.components().zip(folder.components()).take_while(|(one, other)| one == other).count();
    if common < 2 {
        return folder.display().to_string();
    }
    let up = here.components().skip(common).map(|_| Component::ParentDir);
    shortest(&up.chain(folder.components().skip(common)).collect::<PathBuf>())
}

/// The path that differs from `path` in nothing but upper and lower case, or whose last name is almost the
/// same, if there is one.
fn similar(path: &Path) -> Option<String> {
    let mut found = PathBuf::new();
    for part in path.components() {
        let Component::Normal(wanted) = part else {
            found.push(part);
            continue;
        };
        let next = found.join(wanted);
        if next.exists() {
            found = next;
            continue;
        }
        let wanted = wanted.to_string_lossy();
        let folder = if found.as_os_str().is_empty() { Path::new(".") } else { &found };
        let names = fs::read_dir(folder).ok()?;
        let mut names: Vec<String> =
            names.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
        names.sort();
        let same = names.iter().find(|name| name.eq_ignore_ascii_case(&wanted));
        let name = same
            .map(String::as_str)
            .or_else(|| crate::base::near::near(&wanted, names.iter().map(String::as_str)))?;
        found.push(name);
    }
    found.exists().then(|| found.display().to_string())
}
