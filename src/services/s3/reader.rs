//! `ItemReader`: items one after the other, whatever format they come in.

use std::sync::Arc;

use crate::base::value::{Array, Object, Value};
use crate::engine::dataset::SourceItem;

use super::error::ItemError;
use super::room::{Room, Share};

/// The most bytes of one record: what AWS takes for one item.
pub const MAX_RECORD_BYTES: usize = 8 << 20;

/// What the reader of a format has to know.
#[derive(Clone, Debug)]
pub struct Parsing {
    /// What is between two fields of CSV.
    pub delimiter: u8,
    /// `CSVHeaders`; none if the first row has them.
    pub headers: Option<Vec<Arc<str>>>,
    /// `ItemsPointer`
    pub pointer: Option<Arc<str>>,
    /// The memory that documents and decoders take.
    pub room: Room,
}

/// Items one after the other.
pub trait ItemReader: Send {
    /// The next item.
    fn next(&mut self) -> Result<Option<SourceItem>, ItemError>;

    /// Goes past the next item; false if there is none.
    fn skip(&mut self) -> Result<bool, ItemError> {
        self.next().map(|entry| entry.is_some())
    }

    /// How many items are left, if that is known without reading them.
    fn left(&self) -> Option<usize> {
        None
    }
}

/// The items of an array.
pub struct List {
    items: Array,
    at: usize,
    source: Arc<str>,
}

impl List {
    pub const fn new(items: Array, source: Arc<str>) -> Self {
        Self { items, at: 0, source }
    }
}

impl ItemReader for List {
    fn next(&mut self) -> Result<Option<SourceItem>, ItemError> {
        let value = self.items.get(self.at).cloned();
        self.at += 1;
        Ok(value.map(|value| SourceItem { key: None, value, source: Arc::clone(&self.source) }))
    }

    fn left(&self) -> Option<usize> {
        Some(self.items.len().saturating_sub(self.at))
    }
}

/// The members of an object.
pub struct Members {
    members: Object,
    at: usize,
    source: Arc<str>,
}

impl Members {
    pub const fn new(members: Object, source: Arc<str>) -> Self {
        Self { members, at: 0, source }
    }
}

impl ItemReader for Members {
    fn next(&mut self) -> Result<Option<SourceItem>, ItemError> {
        let member: Option<(Arc<str>, Value)> = self.members.iter().as_slice().get(self.at).cloned();
        self.at += 1;
        let source = &self.source;
        Ok(member.map(|(key, value)| SourceItem { key: Some(key), value, source: Arc::clone(source) }))
    }

    fn left(&self) -> Option<usize> {
        Some(self.members.len().saturating_sub(self.at))
    }
}

/// Items, and the memory that their reader holds as long as it lives.
struct Holding {
    reader: Box<dyn ItemReader>,
    _share: Share,
}

/// `reader`, which holds `share` as long as it lives.
pub fn holding(reader: Box<dyn ItemReader>, share: Share) -> Box<dyn ItemReader> {
    Box::new(Holding { reader, _share: share })
}

impl ItemReader for Holding {
    fn next(&mut self) -> Result<Option<SourceItem>, ItemError> {
        self.reader.next()
    }

    fn skip(&mut self) -> Result<bool, ItemError> {
        self.reader.skip()
    }

    fn left(&self) -> Option<usize> {
        self.reader.left()
    }
}

/// Opens the next of several files; nothing if there is none.
type OpenNext = dyn FnMut() -> Result<Option<Box<dyn ItemReader>>, ItemError> + Send;

/// The items of several files, one after the other.
pub struct Chain {
    open: Box<OpenNext>,
    current: Option<Box<dyn ItemReader>>,
}

impl Chain {
    pub fn new(open: Box<OpenNext>) -> Self {
        Self { open, current: None }
    }

    /// Looks into one file after the other until one has something.
    fn first<T>(
        &mut self,
        mut look: impl FnMut(&mut dyn ItemReader) -> Result<Option<T>, ItemError>,
    ) -> Result<Option<T>, ItemError> {
        loop {
            if let Some(reader) = &mut self.current
                && let Some(found) = look(&mut **reader)?
            {
                return Ok(Some(found));
            }
            self.current = (self.open)()?;
            if self.current.is_none() {
                return Ok(None);
            }
        }
    }
}

impl ItemReader for Chain {
    fn next(&mut self) -> Result<Option<SourceItem>, ItemError> {
        self.first(|reader| reader.next())
    }

    fn skip(&mut self) -> Result<bool, ItemError> {
        self.first(|reader| Ok(reader.skip()?.then_some(()))).map(|found| found.is_some())
    }
}
