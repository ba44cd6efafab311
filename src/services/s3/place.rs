//! Which files hold the items of a dataset, and how their items are called by their source.

use std::sync::Arc;

use crate::base::interrupt::Interrupt;
use crate::base::time::Time;
use crate::engine::dataset::Dataset;
use crate::load::{reads, shown_path};

use super::bucket;
use super::config::{Config, Kind};
use super::error::ItemError;
use super::file;
use super::listing::Listing;
use super::manifest;
use super::overlay::{Overlay, Stored};
use super::reader::{Chain, ItemReader, List, holding};
use super::source::{ItemSource, Sources};

/// A reader of all items of a dataset.
pub fn reader(
    dataset: &Dataset,
    config: &Config,
    at: Time,
    sources: &Sources<'_>,
    overlay: &Overlay,
) -> Result<Box<dyn ItemReader>, ItemError> {
    if let Some(ItemSource::File { path, .. }) = sources.items.map(|items| &items.source) {
        reads::note(path);
    }
    match sources.items.map(|items| (&items.source, &items.origin)) {
        Some((ItemSource::List(items), _)) => Ok(Box::new(List::new(items.clone(), source(config)))),
        Some((ItemSource::File { path, .. }, origin)) if !path.is_file() => {
            let message = format!("cannot read {}: there is no such file", shown_path(path));
            Err(ItemError::NoFile(origin.clone(), message, None))
        }
        Some((ItemSource::File { path, .. }, _)) => {
            in_file(&Stored::file(path.clone()), config, sources, overlay)
        }
        None if matches!(config.kind, Kind::Listing | Kind::Flattened) => {
            in_bucket(config, at, sources, overlay)
        }
        None if config.key.is_empty() => {
            let holder = dataset.resource.rsplit(':').next().unwrap_or_default();
            Err(ItemError::Unreadable(format!("The ItemReader names no Key for {holder}.")))
        }
        None => {
            let stored = bucket::object(sources, overlay, &config.bucket, &config.key)?;
            in_file(&stored, config, sources, overlay)
        }
    }
}

/// The items of one file, or of those that it lists.
fn in_file(
    stored: &Stored,
    config: &Config,
    sources: &Sources<'_>,
    overlay: &Overlay,
) -> Result<Box<dyn ItemReader>, ItemError> {
    match config.kind {
        Kind::Object | Kind::Listing | Kind::Flattened => {
            file::reader(stored, config, source(config), &sources.bounds.interrupt)
        }
        Kind::Inventory => {
            let listed = manifest::inventory(stored, config, sources, overlay);
            let ((files, share), config) = listed.map_err(|error| error.within(stored.path()))?;
            let source = source(&config);
            let files = files.into_iter().map(move |file| (file, Arc::clone(&source))).collect();
            Ok(holding(chain(files, config, sources), share))
        }
        Kind::Athena => {
            let source = source(config);
            let files = manifest::athena(stored, config, sources, overlay);
            let (files, share) = files.map_err(|error| error.within(stored.path()))?;
            let files = files.into_iter().map(|file| (file, Arc::clone(&source))).collect();
            Ok(holding(chain(files, config.clone(), sources), share))
        }
    }
}

/// The objects of a bucket, or all that is in them.
fn in_bucket(
    config: &Config,
    at: Time,
    sources: &Sources<'_>,
    overlay: &Overlay,
) -> Result<Box<dyn ItemReader>, ItemError> {
    let folder = bucket::folder(sources, overlay, &config.bucket)?;
    let mut share = config.parsing.room.share();
    let interrupt = &sources.bounds.interrupt;
    let objects = bucket::keys(&folder, overlay, &config.prefix, (&mut share, interrupt))?;
    if config.kind == Kind::Listing {
        let reader = Box::new(Listing::new(objects, at, source(config), interrupt));
        return Ok(holding(reader, share));
    }
    let holder = &config.bucket;
    let files = objects.into_iter().map(|(key, stored)| (stored, format!("s3://{holder}/{key}").into()));
    Ok(holding(chain(files.collect(), config.clone(), sources), share))
}

fn chain(files: Vec<(Stored, Arc<str>)>, config: Config, sources: &Sources<'_>) -> Box<dyn ItemReader> {
    let mut files = files.into_iter();
    let interrupt: Interrupt = sources.bounds.interrupt.clone();
    Box::new(Chain::new(Box::new(move || {
        files.next().map(|(stored, source)| file::reader(&stored, &config, source, &interrupt)).transpose()
    })))
}

/// `Map.Item.Source` of what a reader reads.
fn source(config: &Config) -> Arc<str> {
    let Config { kind, bucket, key, .. } = config;
    match kind {
        Kind::Listing | Kind::Flattened => format!("s3://{bucket}").into(),
        Kind::Object | Kind::Inventory | Kind::Athena => format!("s3://{bucket}/{key}").into(),
    }
}
