//! What git ignores on a walk. Files of patterns come from strangers like everything else: one that is a link, a
//! device or a pipe, or far too large, says nothing, as git itself follows no such link.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::load::reads;

use super::absolute;

/// The files of patterns; the later one wins.
const FILES: [&str; 2] = [".gitignore", ".ignore"];
/// A larger file of patterns is not read, in bytes.
const MAX_BYTES: u64 = 64 << 10;
/// So many patterns are heeded on one walk: each is a regular expression to be compiled.
const MAX_PATTERNS: usize = 20_000;

/// The patterns of the folder that a walk is in and of those around it.
pub(in crate::project) struct Ignored {
    /// The innermost last, with the number of the folder it is from.
    patterns: Vec<(usize, Gitignore)>,
    /// How many folders the walk is in.
    depth: usize,
    /// How many more patterns are heeded.
    left: usize,
}

impl Ignored {
    /// What is ignored in `folder` by the folders above it, if they belong to a repository.
    pub(in crate::project) fn around(folder: &Path) -> Self {
        let folder = absolute(folder);
        let top = folder.ancestors().position(|above| above.join(".git").exists());
        let mut above: Vec<&Path> = folder.ancestors().take(top.map_or(0, |top| top + 1)).skip(1).collect();
        above.reverse();
        let mut ignored = Self { patterns: Vec::new(), depth: 0, left: MAX_PATTERNS };
        above.into_iter().for_each(|folder| ignored.enter(folder));
        ignored
    }

    /// The walk enters `folder`.
    pub(in crate::project) fn enter(&mut self, folder: &Path) {
        for name in FILES {
            if let Some(patterns) = patterns(&folder.join(name), &mut self.left) {
                self.patterns.push((self.depth, patterns));
            }
        }
        self.depth += 1;
    }

    /// It leaves the folder that it entered last.
    pub(in crate::project) fn leave(&mut self) {
        self.depth -= 1;
        self.patterns.retain(|(depth, _)| *depth < self.depth);
    }

    /// Whether `path`, in the folder that the walk is in, is ignored.
    pub(in crate::project) fn holds(&self, path: &Path, is_folder: bool) -> bool {
        if self.patterns.is_empty() {
            return false;
        }
        let path = absolute(path);
        let matches = self.patterns.iter().rev().map(|(_, patterns)| patterns.matched(&path, is_folder));
        { matches }.find(|found| !found.is_none()).is_some_and(|found| found.is_ignore())
    }
}

/// The patterns in `file`, of which so many are `left` to be heeded; none if there is no such file that may be read.
fn patterns(file: &Path, left: &mut usize) -> Option<Gitignore> {
    reads::note(file);
    // Opening a pipe would already wait for whoever writes to it.
    fs::symlink_metadata(file).ok().filter(|found| found.is_file() && found.len() <= MAX_BYTES)?;
    let mut text = Vec::new();
    File::open(file).ok()?.take(MAX_BYTES).read_to_end(&mut text).ok()?;
    let mut builder = GitignoreBuilder::new(absolute(file.parent()?));
    for line in String::from_utf8_lossy(&text).lines().take(*left) {
        *left -= usize::from(!line.is_empty() && !line.starts_with('#'));
        // A pattern that cannot be read ignores nothing, as with git.
        let _ = builder.add_line(None, line);
    }
    builder.build().ok()
}
