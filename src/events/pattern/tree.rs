//! The fields of one branch by their paths, step by step.

use std::collections::BTreeMap;

/// A step of paths: what may hold a field, and steps below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tree {
    /// The pattern's field that ends here, by its number.
    pub(super) field: Option<usize>,
    /// The steps below by name.
    pub(super) below: BTreeMap<String, Tree>,
}

impl Tree {
    /// Puts the field with this number at `path`, whose steps are joined by dots.
    pub(super) fn insert(&mut self, path: &str, field: usize) {
        let end = path.split('.').fold(self, |tree, step| tree.below.entry(step.to_owned()).or_default());
        end.field = Some(field);
    }

    /// The numbers of all fields here and below.
    pub(super) fn fields(&self) -> Vec<usize> {
        let below = self.below.values().flat_map(Self::fields);
        self.field.into_iter().chain(below).collect()
    }
}
