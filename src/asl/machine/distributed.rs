//! What a distributed Map has beyond an inline one.

use std::sync::Arc;

use crate::base::value::Value;
use crate::expr::template::Template;

use super::data::Dynamic;
use super::expressions::{AppliedTo, Fields};
use super::{QueryLanguage, Workflow};

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

impl Distributed {
    pub(super) fn expressions<'m>(&'m self, language: QueryLanguage, fields: &mut Fields<'_, 'm>) {
        let Self { children: _, label: _, reader, batcher, writer } = self;
        let arguments_name = match language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        };
        if let Some(Reader { resource: _, arguments, max_items, config: _ }) = reader {
            let mut fields = fields.inner("ItemReader");
            fields.template(arguments_name, AppliedTo::Filtered, arguments.as_ref());
            fields.inner("ReaderConfig").dynamic("MaxItems", max_items.as_ref());
        }
        if let Some(Batcher { max_items, max_bytes, input }) = batcher {
            let mut fields = fields.inner("ItemBatcher");
            fields.dynamic("MaxItemsPerBatch", max_items.as_ref());
            fields.dynamic("MaxInputBytesPerBatch", max_bytes.as_ref());
            fields.template("BatchInput", AppliedTo::Filtered, input.as_ref());
        }
        if let Some(Writer { resource: _, arguments, config: _ }) = writer {
            fields.inner("ResultWriter").template(arguments_name, AppliedTo::Filtered, arguments.as_ref());
        }
    }
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
