//! `Items`: the items of a Map Run in order, those at hand and those that were not read yet.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::base::value::{Array, Object, Value};

use crate::engine::dataset::{Dataset, SourceItem};
use crate::engine::execution::variables::Item;
use crate::engine::saving::saved;

/// How many items are read at a time.
const PAGE: usize = 4096;
/// What AWS calls the source of items from the state's data.
const STATE_DATA: &str = "STATE_DATA";

/// Where items come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// An array.
    List(Array),
    /// The members of an object.
    Members(Object),
    /// What an `ItemReader` reads, page by page.
    Outside(Arc<Dataset>),
}

impl Source {
    /// How many items are at hand before anything is read.
    pub fn len(&self) -> usize {
        match self {
            Self::List(items) => items.len(),
            Self::Members(members) => members.len(),
            Self::Outside(_) => 0,
        }
    }
}

impl Default for Source {
    fn default() -> Self {
        Self::List(Array::default())
    }
}

/// The items that are still to be worked on.
#[derive(Clone, Debug)]
pub struct Items {
    source: Source,
    total: Option<usize>,
    /// The index of the next item.
    next: usize,
    /// Items that were read.
    page: VecDeque<SourceItem>,
    /// Whether the next page was asked for.
    asked: bool,
    /// An item that was taken and given back.
    returned: Option<Item>,
    state_data: Arc<str>,
}

/// What can be taken.
pub enum Taken<T> {
    /// This one.
    One(T),
    /// Nothing before more is read, or before there is room.
    Later,
    /// Nothing is left.
    Nothing,
}

impl Items {
    pub fn new(source: Source) -> Self {
        let total = match &source {
            Source::List(items) => Some(items.len()),
            Source::Members(members) => Some(members.len()),
            Source::Outside(_) => None,
        };
        Self {
            source,
            total,
            next: 0,
            page: VecDeque::new(),
            asked: false,
            returned: None,
            state_data: STATE_DATA.into(),
        }
    }

    /// The items that were read and are not worked on yet.
    pub fn held(&self) -> impl Iterator<Item = &Value> {
        self.page.iter().map(|entry| &entry.value)
    }

    /// How many items there are, if that is known.
    pub const fn total(&self) -> Option<usize> {
        self.total
    }

    pub fn take(&mut self) -> Taken<Item> {
        if let Some(item) = self.returned.take() {
            return Taken::One(item);
        }
        let index = self.next;
        if self.total.is_some_and(|total| index >= total) {
            return Taken::Nothing;
        }
        let item = match &self.source {
            Source::List(items) => items.get(index).map(|value| (None, value.clone(), &self.state_data)),
            Source::Members(members) => {
                let member = members.iter().as_slice().get(index);
                member.map(|(key, value)| (Some(Arc::clone(key)), value.clone(), &self.state_data))
            }
            Source::Outside(_) => {
                let Some(entry) = self.page.pop_front() else { return Taken::Later };
                self.next += 1;
                let SourceItem { key, value, source } = entry;
                return Taken::One(Item { index, key, value, source: Some(source) });
            }
        };
        let Some((key, value, source)) = item else { return Taken::Nothing };
        self.next += 1;
        Taken::One(Item { index, key, value, source: Some(Arc::clone(source)) })
    }

    /// Gives an item back that is taken again next.
    pub fn give_back(&mut self, item: Item) {
        self.returned = Some(item);
    }

    /// Nobody will answer what was asked for: it may be asked for again.
    pub const fn ask_again(&mut self) {
        self.asked = false;
    }

    /// The page to read next unless it was asked for: of what, from which item, how many at most.
    pub fn next_page(&mut self) -> Option<(Arc<Dataset>, usize, usize)> {
        let Source::Outside(dataset) = &self.source else { return None };
        let first = !std::mem::replace(&mut self.asked, true);
        first.then(|| (Arc::clone(dataset), self.next, PAGE))
    }

    pub fn receive(&mut self, total: usize, items: Vec<SourceItem>) {
        // Whoever reads less than there is has come to an end.
        let most = if items.is_empty() { self.next } else { total };
        self.total = Some(most);
        self.asked = false;
        self.page.extend(items);
    }
}

/// What a child receives if no selector says otherwise: the item, or the one member of an object.
pub fn plain(item: &Item) -> Value {
    match &item.key {
        Some(key) => Value::from(Object::from_iter([(Arc::clone(key), item.value.clone())])),
        None => item.value.clone(),
    }
}

saved!(
    enum Source {
        List(items),
        Members(members),
        Outside(dataset),
    }
);
saved!(struct Items { source, total, next, page, asked, returned, state_data });
