//! Files that list files: an inventory of S3 and what an `UNLOAD` of Athena leaves behind.

use std::io::{BufRead as _, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::value::Value;

use super::bucket;
use super::config::Config;
use super::error::ItemError;
use super::file;
use super::format::Format;
use super::reader::Parsing;
use super::source::Sources;

/// What an inventory lists: its files, and how they are to be read.
pub fn inventory(
    path: &Path,
    config: &Config,
    sources: &Sources<'_>,
) -> Result<(Vec<PathBuf>, Config), ItemError> {
    let mut text = String::new();
    let read = file::text(path, &sources.bounds.interrupt)?
        .read_to_string(&mut text)
        .map_err(|error| error.to_string());
    let manifest = read.and_then(|_| Value::parse(&text).map_err(|error| error.to_string()));
    let faulty = |text: &str| ItemError::Faulty(text.to_owned());
    let manifest = manifest.map_err(|error| faulty(&format!("The manifest is not valid JSON: {error}")))?;
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
    let paths = files.iter().map(|file| {
        let key = file.get("key").and_then(Value::as_str);
        bucket::object(sources, holder, key.ok_or_else(|| faulty("A file of the manifest has no key."))?)
    });
    let paths = paths.collect::<Result<_, ItemError>>()?;
    let parsing = Parsing { headers: Some(headers), ..config.parsing.clone() };
    Ok((paths, Config { format: Format::Csv, parsing, ..config.clone() }))
}

/// The files that a manifest of Athena lists, one URI a line.
pub fn athena(path: &Path, sources: &Sources<'_>) -> Result<Vec<PathBuf>, ItemError> {
    let mut files = Vec::new();
    for line in file::text(path, &sources.bounds.interrupt)?.lines() {
        let line = line.map_err(|error| ItemError::Faulty(error.to_string()))?;
        let uri = line.trim().trim_matches('"');
        if uri.is_empty() {
            continue;
        }
        let place = uri.strip_prefix("s3://").and_then(|place| place.split_once('/'));
        let Some((holder, key)) = place else {
            return Err(ItemError::Faulty(format!("The manifest names no object of S3: {uri}")));
        };
        files.push(bucket::object(sources, &holder.into(), key)?);
    }
    Ok(files)
}
