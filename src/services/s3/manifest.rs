//! Files that list files: an inventory of S3 and what an `UNLOAD` of Athena leaves behind.

use std::collections::BTreeMap;
use std::io::{BufRead as _, Read as _};
use std::sync::Arc;

use crate::base::value::Value;

use super::bucket;
use super::config::Config;
use super::error::ItemError;
use super::file;
use super::format::Format;
use super::json;
use super::overlay::{Overlay, Stored};
use super::reader::{MAX_RECORD_BYTES, Parsing};
use super::room::Share;
use super::source::Sources;

/// What an inventory lists: its files, and how they are to be read.
pub fn inventory(
    stored: &Stored,
    config: &Config,
    sources: &Sources<'_>,
    overlay: &Overlay,
) -> Result<(Listed, Config), ItemError> {
    let (interrupt, room) = (&sources.bounds.interrupt, &config.parsing.room);
    let mut share = room.share();
    let text = json::text(file::text(stored, interrupt, room)?, &mut share)?;
    let faulty = |text: &str| ItemError::Faulty(text.to_owned());
    let manifest =
        Value::parse(&text).map_err(|error| faulty(&format!("The manifest is not valid JSON: {error}")))?;
    let word = |name: &str| manifest.get(name).and_then(Value::as_str);
    match word("fileFormat") {
        None | Some("CSV") => {}
        Some(other) => return Err(ItemError::NotAvailable(format!("an inventory of the format {other}"))),
    }
    let schema = word("fileSchema").ok_or_else(|| faulty("The manifest has no fileSchema."))?;
    let headers = schema.split(',').map(|name| name.trim().into()).collect();
    let destination = word("destinationBucket").unwrap_or_default();
    let destination: Arc<str> = destination.rsplit(":::").next().unwrap_or(destination).into();
    // Copies of an inventory often lie in the folder of the bucket it was read from.
    let holder = if sources.buckets.contains_key(&destination) { &destination } else { &config.bucket };
    let files = manifest.get("files").and_then(Value::as_array);
    let files = files.ok_or_else(|| faulty("The manifest has no list of files."))?;
    let mut paths = Paths::new(share);
    for file in files.iter() {
        let key = file.get("key").and_then(Value::as_str);
        let key = key.ok_or_else(|| faulty("A file of the manifest has no key."))?;
        paths.add(bucket::object(sources, overlay, holder, key)?)?;
    }
    let parsing = Parsing { headers: Some(headers), ..config.parsing.clone() };
    Ok((paths.files(), Config { format: Format::Csv, parsing, ..config.clone() }))
}

/// The files that a manifest of Athena lists, one URI a line.
pub fn athena(
    stored: &Stored,
    config: &Config,
    sources: &Sources<'_>,
    overlay: &Overlay,
) -> Result<Listed, ItemError> {
    let room = &config.parsing.room;
    let mut files = Paths::new(room.share());
    let mut text = file::text(stored, &sources.bounds.interrupt, room)?;
    let mut line = String::new();
    loop {
        line.clear();
        let read = text.by_ref().take(MAX_RECORD_BYTES as u64).read_line(&mut line);
        if read.map_err(|error| ItemError::broken(&error))? == 0 {
            return Ok(files.files());
        }
        let uri = line.trim().trim_matches('"');
        if uri.is_empty() {
            continue;
        }
        let place = uri.strip_prefix("s3://").and_then(|place| place.split_once('/'));
        let Some((holder, key)) = place else {
            return Err(ItemError::Faulty(format!("The manifest names no object of S3: {uri}")));
        };
        files.add(bucket::object(sources, overlay, &holder.into(), key)?)?;
    }
}

/// A manifest may list its files again, but not so much more than they hold.
const MOST_TIMES: u64 = 200;

/// Files, and the memory that their list takes.
pub type Listed = (Vec<Stored>, Share);

/// The files of a manifest.
struct Paths {
    all: Vec<Stored>,
    share: Share,
    /// Each file with its size in bytes.
    sizes: BTreeMap<Stored, u64>,
    /// The sizes of all files, those that are listed again counted once.
    once: u64,
    /// The same, counted as often as they are listed.
    total: u64,
}

impl Paths {
    const fn new(share: Share) -> Self {
        Self { all: Vec::new(), share, sizes: BTreeMap::new(), once: 0, total: 0 }
    }

    fn files(self) -> Listed {
        (self.all, self.share)
    }

    fn add(&mut self, stored: Stored) -> Result<(), ItemError> {
        let taken = 2 * (size_of::<Stored>() + stored.path().as_os_str().len());
        self.share.grow(taken)?;
        let size = if let Some(size) = self.sizes.get(&stored) {
            *size
        } else {
            let size = stored.size().unwrap_or(0);
            self.sizes.insert(stored.clone(), size);
            self.once += size;
            size
        };
        self.total = self.total.saturating_add(size);
        if self.total > self.once.saturating_mul(MOST_TIMES) {
            return Err(ItemError::Faulty(format!(
                "The manifest lists its {} bytes of files more than {MOST_TIMES} times.",
                self.once
            )));
        }
        self.all.push(stored);
        Ok(())
    }
}
