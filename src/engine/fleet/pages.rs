//! `Pages`: a map from ascending numbers to values that clones share page by page, so that a fork costs
//! one pointer for 64 values and the first change to one of them copies its page only.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::value::Value;
use crate::engine::saving::{Loader, Saved, Saver, Unreadable};

/// How many values are on a page.
const PAGE: u64 = 64;

/// Values by number.
#[derive(Clone, Debug)]
pub struct Pages<T> {
    pages: BTreeMap<u64, Arc<Page<T>>>,
}

#[derive(Clone, Debug)]
struct Page<T> {
    slots: [Option<T>; PAGE as usize],
    used: u32,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self { pages: BTreeMap::new() }
    }
}

impl<T: Clone> Pages<T> {
    /// The value with this number.
    pub fn get(&self, number: u64) -> Option<&T> {
        self.pages.get(&(number / PAGE))?.slots[(number % PAGE) as usize].as_ref()
    }

    /// The value with this number, to be changed.
    pub fn get_mut(&mut self, number: u64) -> Option<&mut T> {
        let page = self.pages.get_mut(&(number / PAGE))?;
        Arc::make_mut(page).slots[(number % PAGE) as usize].as_mut()
    }

    /// Puts a value where none is.
    pub fn insert(&mut self, number: u64, value: T) {
        let empty = || Arc::new(Page { slots: [const { None }; PAGE as usize], used: 0 });
        let page = Arc::make_mut(self.pages.entry(number / PAGE).or_insert_with(empty));
        page.used += 1;
        page.slots[(number % PAGE) as usize] = Some(value);
    }

    /// Takes the value with this number out.
    pub fn remove(&mut self, number: u64) -> Option<T> {
        let page = Arc::make_mut(self.pages.get_mut(&(number / PAGE))?);
        let value = page.slots[(number % PAGE) as usize].take()?;
        page.used -= 1;
        // The last page is filled again soon.
        if page.used == 0 && self.pages.last_key_value().is_some_and(|(last, _)| *last != number / PAGE) {
            self.pages.remove(&(number / PAGE));
        }
        Some(value)
    }

    /// All values by ascending number.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &T)> {
        self.pages.iter().flat_map(|(page, held)| {
            let numbered = held.slots.iter().zip(page * PAGE..);
            numbered.filter_map(|(slot, number)| Some((number, slot.as_ref()?)))
        })
    }
}

impl<T: Saved + Clone> Saved for Pages<T> {
    fn save(&self, to: &mut Saver) -> Value {
        Value::from(
            self.iter()
                .map(|(number, value)| Value::from(vec![number.save(to), value.save(to)]))
                .collect::<Vec<_>>(),
        )
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        let mut pages = Self::default();
        for (number, value) in Vec::<(u64, T)>::load(from, with)? {
            pages.insert(number, value);
        }
        Ok(pages)
    }
}

#[cfg(test)]
mod tests {
    use super::Pages;

    #[test]
    fn a_clone_keeps_what_it_had() {
        let mut pages = Pages::default();
        (0..200).for_each(|number| pages.insert(number, number * 10));
        let fork = pages.clone();
        assert_eq!(pages.remove(70), Some(700));
        *pages.get_mut(3).unwrap() = 4;
        assert_eq!((pages.get(70), pages.get(3)), (None, Some(&4)));
        assert_eq!((fork.get(70), fork.get(3)), (Some(&700), Some(&30)));
        (0..130).for_each(|number| {
            pages.remove(number);
        });
        assert_eq!(
            pages.iter().map(|(number, _)| number).collect::<Vec<_>>(),
            (130..200).collect::<Vec<_>>()
        );
    }
}
