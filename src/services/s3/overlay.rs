//! `Overlay`: what a run wrote to buckets and deleted from them. A test keeps that to itself, in memory, and sees it
//! over the files of the folders: tests run side by side, and none of them changes the project.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::interrupt::Interrupt;
use crate::load::{lexical, reads, shown_path};

use super::error::ItemError;
use super::interruptible::Interruptible;

/// An object: its file, or its bytes under the name that its file would have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stored {
    path: PathBuf,
    kept: Option<Arc<Vec<u8>>>,
}

impl Stored {
    /// The object in this file.
    pub const fn file(path: PathBuf) -> Self {
        Self { path, kept: None }
    }

    /// Its file, whether it is there or would be.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is no file but kept by an overlay.
    pub const fn is_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// Its bytes, if it is kept.
    #[cfg(feature = "parquet")]
    pub fn bytes(&self) -> Option<&[u8]> {
        self.kept.as_deref().map(Vec::as_slice)
    }

    /// Its size in bytes.
    pub fn size(&self) -> io::Result<u64> {
        match &self.kept {
            Some(bytes) => Ok(bytes.len() as u64),
            None => fs::metadata(&self.path).map(|found| found.len()),
        }
    }

    /// Its bytes, which end with an error once the run is to end.
    pub fn open(&self, interrupt: &Interrupt) -> io::Result<Interruptible<Box<dyn Read + Send>>> {
        let input: Box<dyn Read + Send> = match &self.kept {
            Some(bytes) => Box::new(Cursor::new(Bytes(Arc::clone(bytes)))),
            None => Box::new(File::open(&self.path)?),
        };
        Ok(Interruptible::new(input, interrupt))
    }
}

/// Bytes that are shared.
struct Bytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// What a run changed in the folders of its buckets.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// What it keeps to itself, by absolute paths: the new bytes, or none of an object that it deleted.
    /// There is none if the folders themselves are changed.
    kept: Option<BTreeMap<PathBuf, Option<Arc<Vec<u8>>>>>,
    /// The number of bytes that it keeps.
    held: usize,
}

impl Overlay {
    /// An overlay of a run that changes no folder.
    #[must_use]
    pub fn apart() -> Self {
        Self { kept: Some(BTreeMap::new()), held: 0 }
    }

    /// Whether the run keeps its changes to itself.
    pub const fn is_apart(&self) -> bool {
        self.kept.is_some()
    }

    /// About how many bytes it holds.
    #[must_use]
    pub const fn held(&self) -> usize {
        self.held
    }

    /// The object whose file is at `path`, if there is one.
    pub fn find(&self, path: PathBuf) -> Option<Stored> {
        match self.kept.as_ref().and_then(|kept| kept.get(&whole(&path))) {
            Some(kept) => Some(Stored { kept: Some(Arc::clone(kept.as_ref()?)), path }),
            None => path.is_file().then(|| Stored::file(path)),
        }
    }

    /// The objects of the folder at `above` that are kept here, by the way to them.
    pub fn below(&self, above: &Path) -> impl Iterator<Item = (PathBuf, Option<Stored>)> {
        let root = whole(above);
        let kept = self.kept.iter().flat_map(move |kept| {
            let root = root.clone();
            let inside = kept.range(root.clone()..).take_while(move |(path, _)| path.starts_with(&root));
            inside.map(|(path, bytes)| (path.clone(), bytes.clone()))
        });
        let (above, root) = (above.to_path_buf(), whole(above));
        kept.filter_map(move |(path, kept)| {
            let way = path.strip_prefix(&root).ok()?.to_path_buf();
            let stored = kept.map(|bytes| Stored { path: above.join(&way), kept: Some(bytes) });
            Some((way, stored))
        })
    }

    /// Whether an object is kept here for a place below `folder`.
    pub fn is_below(&self, folder: &Path) -> bool {
        self.below(folder).any(|(_, stored)| stored.is_some())
    }

    /// Adds `bytes` to the object whose file is at `path`, or `begins` it. What is kept takes no more than `most`
    /// bytes.
    pub fn write(
        &mut self,
        path: &Path,
        bytes: &mut dyn Read,
        begins: bool,
        most: usize,
    ) -> Result<(), ItemError> {
        let unwritable = |why: &dyn std::fmt::Display| {
            ItemError::Unwritable(format!("cannot write {}: {why}", shown_path(path)))
        };
        if !self.is_apart() {
            return to_file(path, bytes, begins).map_err(|error| unwritable(&error));
        }
        if let Some(why) = self.obstacle(path) {
            return Err(unwritable(&why));
        }
        let mut all = match self.kept.as_mut().and_then(|kept| kept.remove(&whole(path))).flatten() {
            Some(before) => {
                self.held -= before.len();
                if begins { Arc::default() } else { before }
            }
            None => Arc::default(),
        };
        let left = most.saturating_sub(self.held + all.len());
        let added = bytes.take(left as u64 + 1).read_to_end(Arc::make_mut(&mut all));
        if added.map_err(|error| unwritable(&error))? > left {
            return Err(ItemError::TooLarge(most));
        }
        self.held += all.len();
        self.keep(path, Some(all));
        Ok(())
    }

    /// Deletes the object whose file is at `path`.
    pub fn delete(&mut self, path: &Path) -> io::Result<()> {
        if !self.is_apart() {
            reads::wrote(path);
            return fs::remove_file(path);
        }
        self.keep(path, None);
        Ok(())
    }

    fn keep(&mut self, path: &Path, bytes: Option<Arc<Vec<u8>>>) {
        let before = self.kept.as_mut().and_then(|kept| kept.insert(whole(path), bytes)).flatten();
        self.held -= before.map_or(0, |before| before.len());
    }

    /// Why no file can be at `path`, beside what is kept and in the folders.
    fn obstacle(&self, path: &Path) -> Option<String> {
        if path.is_dir() || self.is_below(path) {
            return Some("it is a folder".to_owned());
        }
        let mut above = path.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
        let file = above.find(|above| self.find(above.to_path_buf()).is_some())?;
        Some(format!("{} is a file", shown_path(file)))
    }
}

/// `path` in the one way in which all paths of an overlay are written.
fn whole(path: &Path) -> PathBuf {
    std::path::absolute(path).map_or_else(|_| path.to_path_buf(), |path| lexical(&path))
}

/// Adds `bytes` to a file, or `begins` it.
fn to_file(path: &Path, bytes: &mut dyn Read, begins: bool) -> io::Result<()> {
    reads::wrote(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().create(true).write(true).append(!begins).truncate(begins).open(path)?;
    io::copy(bytes, &mut file).map(|_| ())
}
