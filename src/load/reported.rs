//! `Reported`: what there is to say about a template, once for each place.
//!
//! A template may call a function that is not known a hundred thousand times: whether a place was spoken of is
//! looked up, not searched for.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::source::Source;

/// Findings in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Reported {
    found: Vec<(Document, Diagnostic)>,
    /// The places of those that were added one by one.
    places: BTreeSet<Spot>,
}

/// A file, a JSON Pointer and bytes.
type Spot = (Arc<str>, String, usize, usize);

impl Reported {
    /// Adds what was found in `source`, unless something was said of its place.
    pub(super) fn add(&mut self, source: &Source, diagnostic: Diagnostic) {
        if self.places.insert(spot(&source.name, &diagnostic)) {
            self.found.push((Document::unread(source.clone()), diagnostic));
        }
    }

    /// Adds findings that belong together, whatever was said of their places.
    pub(super) fn extend(&mut self, found: impl Iterator<Item = (Document, Diagnostic)>) {
        self.found.extend(found);
    }

    /// How many findings there are.
    pub(super) const fn len(&self) -> usize {
        self.found.len()
    }

    /// Forgets all but the first `len` findings.
    pub(super) fn truncate(&mut self, len: usize) {
        for (document, diagnostic) in self.found.drain(len.min(self.found.len())..) {
            self.places.remove(&spot(&document.source().name, &diagnostic));
        }
    }

    /// The findings since the last time; their places may be spoken of again.
    pub(super) fn take(&mut self) -> Vec<(Document, Diagnostic)> {
        self.places.clear();
        std::mem::take(&mut self.found)
    }

    /// Puts back what [`Reported::take`] gave, in the place of what was found since.
    pub(super) fn restore(&mut self, found: Vec<(Document, Diagnostic)>) {
        self.places = found.iter().map(|(document, found)| spot(&document.source().name, found)).collect();
        self.found = found;
    }
}

fn spot(file: &Arc<str>, diagnostic: &Diagnostic) -> Spot {
    let bytes = match &diagnostic.place {
        Place::Text(bytes) | Place::Inside(_, bytes) | Place::Within(_, bytes) => bytes.clone(),
        Place::Value(_) | Place::Key(_) => Range::default(),
    };
    (Arc::clone(file), diagnostic.place.pointer().to_owned(), bytes.start, bytes.end)
}
