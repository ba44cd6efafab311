//! Buckets as folders: an object's key is a path below the folder given for its bucket, and nothing
//! else: no key leads out of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::interrupt::Interrupt;
use crate::base::near::near;
use crate::engine::dataset::Chunk;
use crate::load::{reads, shown_path};

use super::error::ItemError;
use super::overlay::{Overlay, Stored};
use super::room::Share;
use super::source::Sources;

/// What to do about results that would leave the project.
const WRITING: &str =
    "give the bucket a folder in the project: that a folder may be read does not open it for writing";

/// Results go here, below the project, if no folder is given for their bucket.
pub const RESULTS: &str = "target/sfn/s3";

/// The file for the object `key` of a bucket.
pub fn object(
    sources: &Sources<'_>,
    overlay: &Overlay,
    bucket: &Arc<str>,
    key: &str,
) -> Result<Stored, ItemError> {
    let folder = folder(sources, overlay, bucket)?;
    find(&folder, overlay, key)?.ok_or_else(|| {
        let why = match &below(&folder, key) {
            Some(path) => {
                let meant =
                    neighbour(&folder, path).map_or_else(String::new, |name| format!("; there is {name}"));
                format!("there is no file {}{meant}", shown_path(path))
            }
            None => format!("it leads out of the folder {}", shown_path(&folder)),
        };
        ItemError::Unreadable(format!(
            "The specified key does not exist. (Service: S3, Status Code: 404) s3://{bucket}/{key}: {why}"
        ))
    })
}

/// The object `key` of the bucket whose folder is given, if there is one.
pub fn find(folder: &Path, overlay: &Overlay, key: &str) -> Result<Option<Stored>, ItemError> {
    let path = below(folder, key).inspect(|path| reads::note(path));
    match path.and_then(|path| overlay.find(path)) {
        Some(stored) if !stored.is_kept() && !stays(folder, stored.path()) => Err(leads_out(stored.path())),
        stored => Ok(stored),
    }
}

/// A file in the same folder, below `folder`, with almost the same name.
fn neighbour(folder: &Path, path: &Path) -> Option<String> {
    let (wanted, parent) = (path.file_name()?.to_string_lossy(), path.parent()?);
    if !stays(folder, parent) {
        return None;
    }
    let entries = fs::read_dir(parent).ok()?.filter_map(|entry| Some(entry.ok()?.file_name()));
    let mut names: Vec<String> = entries.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    near(&wanted, names.iter().map(String::as_str)).map(str::to_owned)
}

/// The folder given for a bucket.
pub fn folder(sources: &Sources<'_>, overlay: &Overlay, bucket: &Arc<str>) -> Result<PathBuf, ItemError> {
    if bucket.is_empty() {
        return Err(ItemError::Unreadable("The ItemReader names no Bucket.".to_owned()));
    }
    let folder = sources.buckets.get(bucket).ok_or_else(|| ItemError::NoFolder(Arc::clone(bucket)))?;
    if folder.path.is_dir() || overlay.is_below(&folder.path) {
        return Ok(folder.path.clone());
    }
    reads::note(&folder.path);
    let message = format!("there is no folder {} for the bucket {bucket}", shown_path(&folder.path));
    Err(ItemError::NoFile(folder.origin.clone(), message, None))
}

/// The keys of all objects that begin with `prefix`, in order, with the objects. The list takes its memory from the
/// share, and ends early, worth nothing, once the run is to end.
pub fn keys(
    folder: &Path,
    overlay: &Overlay,
    prefix: &str,
    (share, interrupt): (&mut Share, &Interrupt),
) -> Result<Vec<(String, Stored)>, ItemError> {
    let mut walk = Walk { prefix, found: Vec::new(), share, interrupt };
    if folder.is_dir() {
        walk.go(folder, "")?;
    }
    let files = walk.found.into_iter().map(|(key, path)| (key, Stored::file(path)));
    let mut found: BTreeMap<String, Stored> = files.collect();
    for (way, stored) in overlay.below(folder) {
        let parts: Vec<_> = way.iter().map(|part| part.to_string_lossy()).collect();
        let key = parts.join("/");
        match stored.filter(|_| key.starts_with(prefix)) {
            Some(stored) => drop(found.insert(key, stored)),
            None => drop(found.remove(&key)),
        }
    }
    Ok(found.into_iter().collect())
}

/// Looks for the objects of a folder.
struct Walk<'w> {
    prefix: &'w str,
    found: Vec<(String, PathBuf)>,
    share: &'w mut Share,
    interrupt: &'w Interrupt,
}

impl Walk<'_> {
    /// Goes through the folder whose keys begin with `above`, as far as they can begin with the prefix.
    fn go(&mut self, folder: &Path, above: &str) -> Result<(), ItemError> {
        reads::note(folder);
        let unreadable =
            |error| ItemError::Unreadable(format!("cannot read {}: {error}", shown_path(folder)));
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            if self.interrupt.is_due() {
                return Ok(());
            }
            let entry = entry.map_err(unreadable)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(unreadable)?);
            let key = format!("{above}{}", entry.file_name().to_string_lossy());
            if kind.is_dir() {
                let above = key + "/";
                if above.starts_with(self.prefix) || self.prefix.starts_with(&above) {
                    self.go(&path, &above)?;
                }
            } else if key.starts_with(self.prefix) && path.is_file() {
                if kind.is_symlink() && !stays(folder, &path) {
                    return Err(leads_out(&path));
                }
                reads::note(&path);
                // The way and the key are kept while they are put in order, and noted as read.
                let texts = key.len() + 2 * path.as_os_str().len();
                self.share.grow(3 * size_of::<(String, Stored)>() + texts)?;
                self.found.push((key, path));
            }
        }
        Ok(())
    }
}

/// Adds a part to an object; says which file that is, or which object if it is not kept.
pub fn write(chunk: &Chunk, sources: &Sources<'_>, overlay: &mut Overlay) -> Result<String, ItemError> {
    let Chunk { bucket, key, text, begins } = chunk;
    if bucket.is_empty() {
        return Err(ItemError::Unwritable("The ResultWriter names no Bucket.".to_owned()));
    }
    let Some(path) = place(sources, bucket, key)? else { return Ok(format!("s3://{bucket}/{key}")) };
    overlay.write(&path, &mut text.as_bytes(), *begins, sources.bounds.memory)?;
    Ok(shown_path(&path))
}

/// Where the object `key` of a bucket that has a folder is written, if it may be.
pub fn destination(sources: &Sources<'_>, bucket: &Arc<str>, key: &str) -> Result<PathBuf, ItemError> {
    let is_mapped = sources.buckets.contains_key(bucket);
    let place = if is_mapped { place(sources, bucket, key)? } else { None };
    place.ok_or_else(|| ItemError::NoFolder(Arc::clone(bucket)))
}

/// Where the object `key` of a bucket is written, if it may be; none if it is not kept.
fn place(sources: &Sources<'_>, bucket: &Arc<str>, key: &str) -> Result<Option<PathBuf>, ItemError> {
    let (root, within) = match (sources.buckets.get(bucket), sources.results) {
        (Some(folder), _) if !folder.may_write => {
            let shown = shown_path(&folder.path);
            let message = format!(
                "results of the bucket {bucket} cannot be written to {shown}, which is outside the project"
            );
            let origin = folder.origin.clone();
            return Err(ItemError::NoFile(origin, message, Some(WRITING)));
        }
        (Some(folder), _) => (Some(folder.path.as_path()), key.to_owned()),
        (None, results) => (results, format!("{bucket}/{key}")),
    };
    let holds_folders = bucket.contains('/');
    let path = below(root.unwrap_or(Path::new("")), &within).filter(|_| !holds_folders).ok_or_else(|| {
        ItemError::Unwritable(format!("No file can hold the object {key} of the bucket {bucket}."))
    })?;
    if root.is_none() {
        return Ok(None);
    }
    if let Some(link) = link_in(&path) {
        let text = format!("cannot write {}: {} is a symbolic link", shown_path(&path), shown_path(link));
        return Err(ItemError::Unwritable(text));
    }
    if let Some(name) = kept_apart(&path) {
        let text = format!("cannot write {}: {name} is no place for objects", shown_path(&path));
        return Err(ItemError::Unwritable(text));
    }
    Ok(Some(path))
}

/// The part of `path` that belongs to version control or to this program: other programs do what such files say, so
/// a stranger's definition could have them do anything.
fn kept_apart(path: &Path) -> Option<&str> {
    const APART: [&str; 5] = [".git", ".hg", ".svn", ".jj", ".sfn"];
    let mut names = path.components().filter_map(|part| part.as_os_str().to_str());
    names.find(|name| APART.iter().any(|apart| name.eq_ignore_ascii_case(apart)))
}

/// The path of `key` below `folder`, if it stays there.
fn below(folder: &Path, key: &str) -> Option<PathBuf> {
    let mut path = folder.to_path_buf();
    for part in key.split('/') {
        let leads_astray = matches!(part, "" | "." | "..") || part.contains(['\\', ':', '\0']);
        if leads_astray {
            return None;
        }
        path.push(part);
    }
    Some(path)
}

/// Whether the object at `path` is in `folder` after all links were followed.
fn stays(folder: &Path, path: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path);
    matches!((real(folder), real(path)), (Ok(folder), Ok(path)) if path.starts_with(&folder))
}

fn leads_out(path: &Path) -> ItemError {
    ItemError::Unreadable(format!(
        "{} is a link that leads out of the folder of its bucket, so it is not read",
        shown_path(path)
    ))
}

/// The first part of `path` that is a symbolic link, the way to the working folder apart: results may only go
/// where the user said they may, and a link leads elsewhere.
fn link_in(path: &Path) -> Option<&Path> {
    let here = std::path::absolute(".").unwrap_or_default();
    let is_above = |part: &Path| std::path::absolute(part).is_ok_and(|part| here.starts_with(part));
    let parts = path.ancestors().filter(|part| !part.as_os_str().is_empty() && !is_above(part));
    parts.filter(|part| part.is_symlink()).last()
}
