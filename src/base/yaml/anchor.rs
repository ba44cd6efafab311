//! What aliases may stand for.

use std::collections::BTreeMap;

use crate::base::value::Value;

/// A finished value, where it is and how deep it is.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) value: Value,
    pub(super) node: usize,
    pub(super) height: usize,
}

/// Finished values by the number of their anchor.
#[derive(Default)]
pub(super) struct Anchors(BTreeMap<usize, Item>);

impl Anchors {
    /// Remembers `item` under `anchor`; 0 is none.
    pub(super) fn set(&mut self, anchor: usize, item: &Item) {
        if anchor != 0 {
            self.0.insert(anchor, item.clone());
        }
    }

    pub(super) fn get(&self, anchor: usize) -> Option<&Item> {
        self.0.get(&anchor)
    }
}
