//! Which files hold the items of a dataset, and how their items are called by their source.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::time::Time;
use crate::engine::dataset::Dataset;
use crate::services::mock::data::Given;

use super::Shelves;
use super::bucket;
use super::config::{Config, Kind};
use super::file;
use super::listing::Listing;
use super::manifest;
use super::rows::{Chain, List, Rows};
use super::trouble::Trouble;

/// All items of a dataset.
pub fn rows(
    dataset: &Dataset,
    config: &Config,
    at: Time,
    shelves: &Shelves<'_>,
) -> Result<Box<dyn Rows>, Trouble> {
    match shelves.items.map(|items| (&items.given, &items.origin)) {
        Some((Given::List(items), _)) => Ok(Box::new(List::new(items.clone(), source(config)))),
        Some((Given::File { path, .. }, origin)) if !path.is_file() => {
            let message = format!("cannot read {}: there is no such file", path.display());
            Err(Trouble::NoFile(origin.clone(), message))
        }
        Some((Given::File { path, .. }, _)) => in_file(path, config, shelves),
        None if matches!(config.kind, Kind::Listing | Kind::Flattened) => in_bucket(config, at, shelves),
        None if config.key.is_empty() => {
            let holder = dataset.resource.rsplit(':').next().unwrap_or_default();
            Err(Trouble::Unreadable(format!("The ItemReader names no Key for {holder}.")))
        }
        None => in_file(&bucket::object(shelves, &config.bucket, &config.key)?, config, shelves),
    }
}

/// The items of one file, or of those that it lists.
fn in_file(path: &Path, config: &Config, shelves: &Shelves<'_>) -> Result<Box<dyn Rows>, Trouble> {
    match config.kind {
        Kind::Object | Kind::Listing | Kind::Flattened => file::rows(path, config, source(config)),
        Kind::Inventory => {
            let listed = manifest::inventory(path, config, shelves);
            let (files, config) = listed.map_err(|trouble| trouble.within(path))?;
            let source = source(&config);
            let files = files.into_iter().map(move |file| (file, Arc::clone(&source))).collect();
            Ok(chain(files, config))
        }
        Kind::Athena => {
            let source = source(config);
            let files = manifest::athena(path, shelves).map_err(|trouble| trouble.within(path))?;
            let files = files.into_iter().map(|file| (file, Arc::clone(&source))).collect();
            Ok(chain(files, config.clone()))
        }
    }
}

/// The objects of a bucket, or all that is in them.
fn in_bucket(config: &Config, at: Time, shelves: &Shelves<'_>) -> Result<Box<dyn Rows>, Trouble> {
    let folder = bucket::folder(shelves, &config.bucket)?;
    let objects = bucket::keys(&folder, &config.prefix)?;
    if config.kind == Kind::Listing {
        return Ok(Box::new(Listing::new(objects, at, source(config))));
    }
    let holder = &config.bucket;
    let files = objects.into_iter().map(|(key, path)| (path, format!("s3://{holder}/{key}").into()));
    Ok(chain(files.collect(), config.clone()))
}

fn chain(files: Vec<(PathBuf, Arc<str>)>, config: Config) -> Box<dyn Rows> {
    let mut files = files.into_iter();
    Box::new(Chain::new(Box::new(move || {
        files.next().map(|(path, source)| file::rows(&path, &config, source)).transpose()
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
