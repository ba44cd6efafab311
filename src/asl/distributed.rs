//! What a distributed Map has beyond an inline one.

use std::sync::Arc;

use crate::base::value::Value;
use crate::expr::template::Template;

use super::machine::{Dynamic, Workflow};

/// The fields of a Map with `"Mode": "DISTRIBUTED"`.
#[derive(Clone, Debug)]
pub struct Distributed {
    /// `ExecutionType`: the type of the child executions.
    pub children: Workflow,
    /// `Label`.
    pub label: Option<Arc<str>>,
    /// `ItemReader`.
    pub reader: Option<Reader>,
    /// `ItemBatcher`.
    pub batcher: Option<Batcher>,
    /// `ResultWriter`.
    pub writer: Option<Writer>,
}

/// `ItemReader`.
#[derive(Clone, Debug)]
pub struct Reader {
    /// `Resource`.
    pub resource: Arc<str>,
    /// `Parameters`, `Arguments`.
    pub arguments: Option<Template>,
    /// `MaxItems`, `MaxItemsPath`.
    pub max_items: Option<Dynamic<u32>>,
    /// `ReaderConfig` as written.
    pub config: Option<Value>,
}

/// `ItemBatcher`.
#[derive(Clone, Debug)]
pub struct Batcher {
    /// `MaxItemsPerBatch`, `MaxItemsPerBatchPath`.
    pub max_items: Option<Dynamic<u32>>,
    /// `MaxInputBytesPerBatch`, `MaxInputBytesPerBatchPath`.
    pub max_bytes: Option<Dynamic<u32>>,
    /// `BatchInput`.
    pub input: Option<Template>,
}

/// `ResultWriter`.
#[derive(Clone, Debug)]
pub struct Writer {
    /// `Resource`.
    pub resource: Option<Arc<str>>,
    /// `Parameters`, `Arguments`.
    pub arguments: Option<Template>,
    /// `WriterConfig` as written.
    pub config: Option<Value>,
}
