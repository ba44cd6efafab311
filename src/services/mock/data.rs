//! `mocks.items` and `mocks.s3`: where the items of distributed Maps come from and where their results go.
//! Paths are relative to the file that names them.

use std::path::{Path, PathBuf};

use crate::base::value::{Array, Value};
use crate::services::refusal::Origin;

use super::reader::{Node, Reader};

/// What replaces the `ItemReader` of one Map.
#[derive(Clone, Debug)]
pub struct Items {
    /// The items.
    pub given: Given,
    /// Where that is written.
    pub origin: Origin,
}

/// Items, or where they lie.
#[derive(Clone, Debug)]
pub enum Given {
    /// Written down in the mock file.
    List(Array),
    /// In a file of the format that the `ReaderConfig` says.
    File {
        /// Its path.
        path: PathBuf,
        /// So many of them at most.
        limit: Option<usize>,
    },
}

/// The folder that stands for a bucket.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Its path.
    pub path: PathBuf,
    /// Where that is written.
    pub origin: Origin,
}

/// The items at `node`, whose shape was checked.
pub(super) fn items(reader: &Reader, name: &str, node: &Node) -> Option<Items> {
    let given = match node.value {
        Value::Array(items) => Given::List(items.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            Given::File {
                path: beside(reader, node.value.get("file")?.as_str()?),
                limit: node
                    .value
                    .get("limit")
                    .and_then(Value::as_i64)
                    .map(|limit| limit.unsigned_abs() as usize),
            }
        }
    };
    let origin = Origin::new(reader.document(), &node.pointer, &format!("items.{name}"));
    Some(Items { given, origin })
}

/// The folder at `node`.
pub(super) fn folder(reader: &Reader, bucket: &str, node: &Node) -> Option<Folder> {
    let path = beside(reader, node.value.as_str()?);
    let origin = Origin::new(reader.document(), &node.pointer, &format!("s3.{bucket}"));
    Some(Folder { path, origin })
}

fn beside(reader: &Reader, path: &str) -> PathBuf {
    let file = Path::new(&*reader.document().source().name);
    file.parent().unwrap_or(Path::new("")).join(path)
}
