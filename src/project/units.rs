//! `Units`: work on many things, each done again only when something that it read has changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::base::threads;
use crate::load::reads::{self, Reads};

/// The results of one kind of work, by what it was about.
#[derive(Debug)]
pub struct Units<K, T> {
    known: BTreeMap<K, Unit<T>>,
}

/// A result, and what it rests on.
#[derive(Debug)]
struct Unit<T> {
    value: T,
    reads: Reads,
    is_stale: bool,
}

impl<K, T> Default for Units<K, T> {
    fn default() -> Self {
        Self { known: BTreeMap::new() }
    }
}

impl<K: Ord + Clone + Sync, T: Send> Units<K, T> {
    /// Results that rest on one of the `changed` paths are to be made again.
    pub fn spoil(&mut self, changed: &BTreeSet<PathBuf>) {
        for unit in self.known.values_mut() {
            unit.is_stale |= changed.iter().any(|path| unit.reads.contains(path));
        }
    }

    /// Results of which `which` holds are to be made again.
    pub fn spoil_if(&mut self, which: impl Fn(&K, &T) -> bool) {
        for (key, unit) in &mut self.known {
            unit.is_stale |= which(key, &unit.value);
        }
    }

    /// Forgets what is about none of `keys`.
    pub fn keep(&mut self, keys: &[K]) {
        let keys: BTreeSet<&K> = keys.iter().collect();
        self.known.retain(|key, _| keys.contains(key));
    }

    /// Does the work for those of `keys` that have no result yet, or one that is to be made again, side by side on
    /// `jobs` threads, as many as there are cores if none is given. Work that gives none, because it was cut short,
    /// is to be done again. Says which were done, in order.
    pub fn renew(
        &mut self,
        jobs: Option<usize>,
        keys: &[K],
        work: impl Fn(&K) -> Option<T> + Sync,
    ) -> Vec<K> {
        let is_due = |key: &&K| self.known.get(key).is_none_or(|unit| unit.is_stale);
        let due: Vec<K> = keys.iter().filter(is_due).cloned().collect();
        let done = threads::each_in(jobs, &due, |key| reads::logged(|| work(key)));
        let mut renewed = Vec::new();
        for (key, (value, reads)) in due.into_iter().zip(done) {
            if let Some(value) = value {
                self.known.insert(key.clone(), Unit { value, reads, is_stale: false });
                renewed.push(key);
            }
        }
        renewed
    }

    /// The result about `key`, perhaps one that is to be made again.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&T> {
        self.known.get(key).map(|unit| &unit.value)
    }

    /// The results that are not to be made again.
    pub fn fresh(&self) -> impl Iterator<Item = &T> {
        self.known.values().filter(|unit| !unit.is_stale).map(|unit| &unit.value)
    }

    /// What the result about `key` rests on.
    #[must_use]
    pub fn reads_of(&self, key: &K) -> Option<&Reads> {
        self.known.get(key).map(|unit| &unit.reads)
    }

    /// Adds what all results rest on to `reads`. What a result that is to be made again saw does not count where a
    /// newer one saw something else.
    pub fn add_reads(&self, reads: &mut Reads) {
        self.known.values().filter(|unit| !unit.is_stale).for_each(|unit| reads.extend(&unit.reads));
        self.known.values().filter(|unit| unit.is_stale).for_each(|unit| reads.complete(&unit.reads));
    }
}
