//! What `listObjectsV2` gives: the metadata of every object, keys in order, in AWS's spelling.

use std::io::Read as _;
use std::sync::Arc;

use md5::{Digest as _, Md5};

use crate::base::interrupt::Interrupt;
use crate::base::time::Time;
use crate::base::value::{Number, Object, Value};
use crate::engine::dataset::SourceItem;
use crate::load::shown_path;

use super::error::ItemError;
use super::overlay::Stored;
use super::reader::ItemReader;

/// The objects of a bucket.
pub struct Listing {
    objects: std::vec::IntoIter<(String, Stored)>,
    at: Time,
    source: Arc<str>,
    interrupt: Interrupt,
}

impl Listing {
    /// `objects` by key. A copy of a bucket has no dates worth telling: all are as old as the run.
    pub fn new(objects: Vec<(String, Stored)>, at: Time, source: Arc<str>, interrupt: &Interrupt) -> Self {
        Self { objects: objects.into_iter(), at, source, interrupt: interrupt.clone() }
    }
}

impl ItemReader for Listing {
    fn next(&mut self) -> Result<Option<SourceItem>, ItemError> {
        let Some((key, stored)) = self.objects.next() else { return Ok(None) };
        let measure = measure(&stored, &self.interrupt).map_err(|error| {
            ItemError::Unreadable(format!("cannot read {}: {error}", shown_path(stored.path())))
        })?;
        let size = measure.size;
        let modified = Number::from_f64(self.at.millis() as f64 / 1000.0);
        let value = Value::from(Object::from_iter([
            ("Etag", Value::from(measure.tag())),
            ("Key", Value::from(key)),
            ("LastModified", modified.map_or(Value::Null, Value::from)),
            ("Size", Value::from(size)),
            ("StorageClass", Value::from("STANDARD")),
        ]));
        Ok(Some(SourceItem { key: None, value, source: Arc::clone(&self.source) }))
    }

    fn skip(&mut self) -> Result<bool, ItemError> {
        Ok(self.objects.next().is_some())
    }

    fn left(&self) -> Option<usize> {
        Some(self.objects.len())
    }
}

/// The size of an object and the MD5 of its bytes, as far as they were read.
#[derive(Default)]
pub struct Measure {
    /// In bytes.
    pub size: usize,
    hash: Md5,
}

impl Measure {
    /// Takes the next bytes in.
    pub fn add(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.size += bytes.len();
    }

    /// The `ETag`: the hash within quotes, which belong to it.
    #[must_use]
    pub fn tag(self) -> String {
        let hex: String = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("\"{hex}\"")
    }
}

/// Measures an object.
pub fn measure(stored: &Stored, interrupt: &Interrupt) -> std::io::Result<Measure> {
    let mut file = stored.open(interrupt)?;
    let (mut measure, mut buffer) = (Measure::default(), vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(measure);
        }
        measure.add(&buffer[..read]);
    }
}
