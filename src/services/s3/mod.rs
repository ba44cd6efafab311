//! Folders that take the place of buckets: distributed Maps read their items from files there and write results to
//! such files, and tasks that call S3 get what it would give. Nothing here calls AWS.
//!
//! Items are read page by page. A file is gone through once before the first page is handed out, so that
//! a fault in its last line is found before any child starts, as on AWS.

mod ahead;
mod bucket;
mod config;
mod csv;
mod error;
mod file;
mod format;
mod interruptible;
mod json;
mod listing;
mod manifest;
mod overlay;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "parquet")]
mod parquet_value;
mod place;
mod reader;
mod room;
pub mod source;
pub mod task;
mod unpacked;
mod zstd;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::{Call, Step};
use crate::engine::dataset::{DataCall, DataReply, DataRequest, Dataset, SourceItem};
use crate::services::location::MockLocation;

use ahead::Ahead;
pub use bucket::RESULTS;
use config::Config;
pub use error::ItemError;
use overlay::Overlay;
use room::Room;
use source::{ItemSource, Sources};
use task::{Outcome, Written};

/// The most datasets that are kept open: each may hold a file, and a system gives only so many of them.
const OPEN: usize = 64;

/// Reads and writes, and remembers how far each dataset was read. A clone reads on at the same items.
#[derive(Default)]
pub struct Datasets {
    open: BTreeMap<(StateId, Vec<Step>), Open>,
    /// None before somebody looks: most executions never do, and thousands of them may wait.
    changes: OnceLock<Arc<Mutex<Changes>>>,
    /// The memory of those that are open.
    room: Room,
}

/// What was written to buckets and deleted from them. An execution and those that it started see the same.
#[derive(Clone, Default)]
struct Changes {
    written: Written,
    overlay: Overlay,
}

fn shared(changes: Changes) -> OnceLock<Arc<Mutex<Changes>>> {
    OnceLock::from(Arc::new(Mutex::new(changes)))
}

/// A dataset of which some items were handed out.
struct Open {
    items: Ahead,
    /// How many items were handed out.
    at: usize,
    /// How many there are.
    total: usize,
}

/// Open files are not shared: a clone opens its own, and skips what was handed out already.
impl Clone for Datasets {
    fn clone(&self) -> Self {
        let changes = self.changes.get().map(|_| self.changes().clone());
        Self { changes: changes.map(shared).unwrap_or_default(), ..Self::default() }
    }
}

impl Datasets {
    /// Datasets of a run that keeps to itself what it writes to buckets and deletes from them.
    #[must_use]
    pub fn apart() -> Self {
        let changes = Changes { overlay: Overlay::apart(), ..Changes::default() };
        Self { changes: shared(changes), ..Self::default() }
    }

    /// Datasets of an execution that was started by the one of these: it sees the same buckets, and has its share of
    /// the same memory.
    #[must_use]
    pub fn beneath(&self) -> Self {
        let changes = OnceLock::from(Arc::clone(self.changes.get_or_init(Arc::default)));
        Self { open: BTreeMap::new(), changes, room: self.room.clone() }
    }

    fn changes(&self) -> MutexGuard<'_, Changes> {
        self.changes.get_or_init(Arc::default).lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// About how many bytes they hold of what was written and of what is being read.
    #[must_use]
    pub fn held(&self) -> usize {
        self.changes.get().map_or(0, |_| self.changes().overlay.held()) + self.room.taken()
    }

    /// What the folder of the bucket that `call` names gives a task, and where that folder is written; none if no
    /// folder answers it.
    pub fn answer(
        &mut self,
        call: &Call,
        sources: &Sources<'_>,
    ) -> Option<Result<(Outcome, MockLocation), ItemError>> {
        let Changes { written, overlay } = &mut *self.changes();
        task::answer(call, sources, (written, overlay))
    }

    /// Reads or writes what is wanted.
    pub fn supply(&mut self, request: &DataCall, sources: &Sources<'_>) -> Result<DataReply, ItemError> {
        let reply = match &request.request {
            DataRequest::Read { dataset, from, most } => self
                .items(request, dataset, *from, *most, sources)
                .map(|(total, items)| DataReply::Items { total, items }),
            DataRequest::Write(chunk) => bucket::write(chunk, sources, &mut self.changes().overlay)
                .map(|place| DataReply::Written(place.into())),
        };
        reply.or_else(ItemError::reply)
    }

    /// At most `most` items of `dataset` beginning with item `from`, and how many there are in all.
    fn items(
        &mut self,
        request: &DataCall,
        dataset: &Dataset,
        from: usize,
        most: usize,
        sources: &Sources<'_>,
    ) -> Result<(usize, Vec<SourceItem>), ItemError> {
        let key = (request.state, request.path.clone());
        let open = match self.open.remove(&key).filter(|open| open.at == from && from > 0) {
            Some(open) => open,
            None => open((dataset, from, request.at), sources, &self.changes().overlay, &self.room)?,
        };
        let total = open.total;
        let (items, rest) = open.items.take(most, total.saturating_sub(open.at))?;
        if let Some(rest) = rest {
            if self.open.len() >= OPEN {
                // It is opened again when its turn comes.
                self.open.pop_last();
            }
            self.open.insert(key, Open { items: rest, at: open.at + items.len(), total });
        }
        Ok((total, items))
    }
}

/// The items that a reader with this `ReaderConfig` finds in `text`, the whole of what it reads; what is wrong with
/// it if they cannot be read.
pub fn items_of_text(text: &str, resource: &str, config: Value) -> Result<Vec<Value>, String> {
    let (resource, args) = (resource.into(), Value::empty_object());
    let dataset = Dataset { resource, args, config, max_items: None };
    let read = || -> Result<Vec<Value>, ItemError> {
        let config = Config::read(&dataset, Room::of(text.len().saturating_mul(64).max(1 << 20)))?;
        let input = Box::new(std::io::Cursor::new(text.as_bytes().to_vec()));
        let mut reader = config.format.reader(input, &config.parsing, "".into())?;
        let mut items = Vec::new();
        while let Some(item) = reader.next()? {
            items.push(match item.key {
                Some(key) => Value::from(Object::from_iter([(key, item.value)])),
                None => item.value,
            });
        }
        Ok(items)
    };
    read().map_err(|error| match error {
        ItemError::Unreadable(text) | ItemError::Faulty(text) | ItemError::Unwritable(text) => text,
        ItemError::NotAvailable(what) => format!("{what} cannot be read"),
        ItemError::NoFolder(bucket) => format!("no folder is given for the bucket {bucket}"),
        ItemError::TooLarge(_) | ItemError::Packed(..) => "it is too large".to_owned(),
        ItemError::NoFile(_, message, _) | ItemError::Unfit(_, message, _) => message,
    })
}

/// Opens a dataset and counts its items; what comes next is the item `from`.
fn open(
    (dataset, from, at): (&Dataset, usize, Time),
    sources: &Sources<'_>,
    overlay: &Overlay,
    room: &Room,
) -> Result<Open, ItemError> {
    let limit = match sources.items.map(|items| &items.source) {
        Some(ItemSource::File { limit: Some(limit), .. }) => *limit,
        Some(ItemSource::File { limit: None, .. } | ItemSource::List(_)) | None => usize::MAX,
    };
    let limit = limit.min(dataset.max_items.unwrap_or(usize::MAX));
    let most = sources.bounds.memory.saturating_sub(overlay.held());
    let config = Config::read(dataset, room.with(most))?;
    let mut reader = place::reader(dataset, &config, at, sources, overlay)?;
    let total = match reader.left() {
        Some(left) => left.min(limit),
        None => {
            let mut total = 0;
            while total < limit && reader.skip()? {
                total += 1;
            }
            // It lets go of its memory first.
            drop(reader);
            reader = place::reader(dataset, &config, at, sources, overlay)?;
            total
        }
    };
    for _ in 0..from.min(total) {
        reader.skip()?;
    }
    Ok(Open { items: Ahead::new(reader), at: from.min(total), total })
}
