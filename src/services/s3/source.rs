//! Where a run finds the data of its distributed Maps: items that are written down or lie in a file, and
//! folders that take the place of buckets. Paths are as the program's working folder sees them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;

use crate::base::value::Array;
use crate::services::Bounds;
use crate::services::location::MockLocation;

/// All that items can be read from and results written to, for one request.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// What replaces the `ItemReader` of the Map, if anything does.
    pub items: Option<&'a Items>,
    /// The folders that take the place of buckets, by the bucket's name.
    pub buckets: &'a IndexMap<Arc<str>, Arc<Folder>>,
    /// Where results go whose bucket has no folder. If there is none they are not kept, since no reader can ask for
    /// what lies in such a bucket.
    pub results: Option<&'a Path>,
    /// How long reading may go on, and how large data may get.
    pub bounds: &'a Bounds,
}

/// What replaces the `ItemReader` of one Map.
#[derive(Clone, Debug)]
pub struct Items {
    /// The items.
    pub source: ItemSource,
    /// Where that is written.
    pub origin: MockLocation,
}

/// Items, or where they lie.
#[derive(Clone, Debug)]
pub enum ItemSource {
    /// The items themselves.
    List(Array),
    /// A file of the format that the `ReaderConfig` names.
    File {
        /// Its path.
        path: PathBuf,
        /// The most items to read from it; all if there is none.
        limit: Option<usize>,
    },
}

/// The folder that takes the place of a bucket: the key of an object is its path below the folder.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Its path.
    pub path: PathBuf,
    /// Where that is written.
    pub origin: MockLocation,
    /// Whether results may be written to it, too.
    pub may_write: bool,
}
