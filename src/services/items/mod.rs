//! The data of distributed Maps: items are read from the files that stand for objects of S3, results are
//! written to such files. Nothing here calls AWS.
//!
//! Items are read page by page. A file is gone through once before the first page is handed out, so that
//! a fault in its last line is found before any child starts, as on AWS.

mod bucket;
mod config;
mod csv;
mod file;
mod json;
mod listing;
mod manifest;
mod place;
mod rows;
mod trouble;
mod zstd;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::engine::call::Step;
use crate::engine::dataset::{DataCall, DataReply, DataRequest, Dataset, Entry};

use super::mock::data::{Folder, Given, Items};

use config::Config;
use rows::Rows;
pub use trouble::{Trouble, service};

/// So many datasets are kept open at most: each may hold a file, and a system gives only so many of them.
const OPEN: usize = 64;

/// Where items lie.
#[derive(Clone, Copy)]
pub struct Shelves<'a> {
    /// What replaces the reader.
    pub items: Option<&'a Items>,
    /// The folders that stand for buckets.
    pub buckets: &'a IndexMap<Arc<str>, Arc<Folder>>,
}

/// Reads and writes, and remembers how far it has read.
#[derive(Default)]
pub struct Stock {
    open: BTreeMap<(StateId, Vec<Step>), Open>,
}

/// Items of which some were handed out.
struct Open {
    rows: Box<dyn Rows>,
    at: usize,
    total: usize,
}

/// A clone begins to read anew, and skips what was handed out already.
impl Clone for Stock {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Stock {
    /// Reads or writes what is wanted.
    pub fn tell(&mut self, request: &DataCall, shelves: &Shelves<'_>) -> Result<DataReply, Trouble> {
        let told = match &request.request {
            DataRequest::Read { dataset, from, most } => self
                .items(request, dataset, *from, *most, shelves)
                .map(|(total, items)| DataReply::Items { total, items }),
            DataRequest::Write(chunk) => {
                bucket::write(chunk, shelves).map(|place| DataReply::Written(place.into()))
            }
        };
        told.or_else(Trouble::told)
    }

    /// So many items from that one on, and how many there are in all.
    fn items(
        &mut self,
        request: &DataCall,
        dataset: &Dataset,
        from: usize,
        most: usize,
        shelves: &Shelves<'_>,
    ) -> Result<(usize, Vec<Entry>), Trouble> {
        let key = (request.state, request.path.clone());
        let mut open = match self.open.remove(&key).filter(|open| open.at == from && from > 0) {
            Some(open) => open,
            None => open(dataset, from, request.at, shelves)?,
        };
        let wanted = most.min(open.total.saturating_sub(open.at));
        let mut items = Vec::with_capacity(wanted);
        while items.len() < wanted {
            match open.rows.next()? {
                Some(entry) => items.push(entry),
                None => break,
            }
        }
        open.at += items.len();
        let total = open.total;
        if open.at < total {
            if self.open.len() >= OPEN {
                // It is opened again when its turn comes.
                self.open.pop_last();
            }
            self.open.insert(key, open);
        }
        Ok((total, items))
    }
}

/// Opens a dataset and counts its items; what comes next is the item `from`.
fn open(dataset: &Dataset, from: usize, at: Time, shelves: &Shelves<'_>) -> Result<Open, Trouble> {
    let limit = match shelves.items.map(|items| &items.given) {
        Some(Given::File { limit: Some(limit), .. }) => *limit,
        Some(Given::File { limit: None, .. } | Given::List(_)) | None => usize::MAX,
    };
    let limit = limit.min(dataset.max_items.unwrap_or(usize::MAX));
    let config = Config::read(dataset)?;
    let mut rows = place::rows(dataset, &config, at, shelves)?;
    let total = match rows.left() {
        Some(left) => left.min(limit),
        None => {
            let mut total = 0;
            while total < limit && rows.skip()? {
                total += 1;
            }
            rows = place::rows(dataset, &config, at, shelves)?;
            total
        }
    };
    for _ in 0..from.min(total) {
        rows.skip()?;
    }
    Ok(Open { rows, at: from.min(total), total })
}
