//! `MockLocation`: the place in a file where an answer, or a source of data, is written.

use std::sync::Arc;

use crate::base::diag::Place;
use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::value::Value;

/// A place in a file, with words for what is there.
#[derive(Clone, Debug)]
pub struct MockLocation {
    document: Document,
    pointer: Pointer,
    what: Arc<str>,
}

impl MockLocation {
    /// The place `pointer` of `document`, called `what`: `states.Charge Card rule "refunds"`.
    #[must_use]
    pub fn new(document: &Document, pointer: &str, what: &str) -> Self {
        Self { document: document.clone(), pointer: pointer.into(), what: what.into() }
    }

    /// The file.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The file's name as it is shown.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.document.source().shown
    }

    /// The place in the file.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::Value(self.pointer.clone())
    }

    /// What is written there.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        self.document.value().pointer(self.pointer.as_str())
    }

    /// What is at the place, below the whole file.
    #[must_use]
    pub const fn pointer(&self) -> &Pointer {
        &self.pointer
    }

    /// What distinguishes it from all other places: file and pointer.
    #[must_use]
    pub fn key(&self) -> (Arc<str>, Arc<str>) {
        (Arc::clone(&self.document.source().name), self.pointer.clone().into())
    }

    /// The line, from 1; that of the key, if there is one.
    #[must_use]
    pub fn line(&self) -> usize {
        self.document.locate(&Place::Key(self.pointer.clone())).line
    }

    /// What is there, in words.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }
}

impl std::fmt::Display for MockLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{} {}", self.file(), self.line(), self.what)
    }
}
