//! Requests of a distributed Map for data: items to read, results to write. The engine
//! does not know where the data is kept, nor in which format.

use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::base::value::Value;

use super::call::{Step, TaskError, Ticket};
use crate::engine::saving::saved;

/// Data to read or to write, to be answered with a [`DataReply`].
#[derive(Clone, Debug)]
pub struct DataCall {
    /// Names this request.
    pub ticket: Ticket,
    /// The Map.
    pub state: StateId,
    /// The branches and items it runs in, outermost first; empty at the top level.
    pub path: Vec<Step>,
    /// When it was made.
    pub at: Time,
    /// What is asked for.
    pub request: DataRequest,
}

/// What a Map Run asks for.
#[derive(Clone, Debug)]
pub enum DataRequest {
    /// Items of an `ItemReader`.
    Read {
        /// All of them.
        dataset: Arc<Dataset>,
        /// The first one to read, from 0.
        from: usize,
        /// How many to read at most.
        most: usize,
    },
    /// To add text to an object of S3.
    Write(Chunk),
}

/// What an `ItemReader` reads.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Its `Resource`.
    pub resource: Arc<str>,
    /// Its evaluated `Parameters` or `Arguments`.
    pub args: Value,
    /// Its `ReaderConfig`.
    pub config: Value,
    /// `MaxItems`, if it limits anything.
    pub max_items: Option<usize>,
}

/// A part of an object that a `ResultWriter` writes.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The bucket.
    pub bucket: Arc<str>,
    /// The object's key.
    pub key: Arc<str>,
    /// What comes next in it.
    pub text: String,
    /// Whether the object begins with this, so that what it held before goes.
    pub begins: bool,
}

/// What came of a request.
#[derive(Clone, Debug)]
pub enum DataReply {
    /// Items that were read.
    Items {
        /// How many there are in all.
        total: usize,
        /// Those that were asked for, or the first of them; none only at the end.
        items: Vec<SourceItem>,
    },
    /// It was written; where, in words for people.
    Written(Arc<str>),
    /// It could not be done, as the state machine will see it.
    Failed(TaskError),
}

/// One item that was read.
#[derive(Clone, Debug)]
pub struct SourceItem {
    /// Its key, if it is a member of an object.
    pub key: Option<Arc<str>>,
    /// The item.
    pub value: Value,
    /// Where it is: `s3://bucket/key`.
    pub source: Arc<str>,
}

saved!(struct DataCall { ticket, state, path, at, request });
saved!(enum DataRequest { Read { dataset, from, most }, Write(chunk) });
saved!(struct Dataset { resource, args, config, max_items });
saved!(struct Chunk { bucket, key, text, begins });
saved!(enum DataReply { Items { total, items }, Written(place), Failed(error) });
saved!(struct SourceItem { key, value, source });
