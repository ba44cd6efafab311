//! Tuples: an item of a path together with the variables bound on the way to it (`@`, `#`, `%`).

use super::item::Item;
use super::names::Sym;

/// An item and its variables.
#[derive(Clone, Debug)]
pub(super) struct Tuple {
    pub item: Item,
    pub vars: Vec<(Sym, Item)>,
}

impl Tuple {
    /// An item without variables.
    pub const fn of(item: Item) -> Self {
        Self { item, vars: Vec::new() }
    }

    /// How many bytes the variables of a copy take that binds one more: lists grow by doubling, from four.
    pub const fn bytes_of_vars(&self) -> usize {
        let room = if self.vars.len() < 2 { 4 } else { 2 * self.vars.len() };
        room * size_of::<(Sym, Item)>()
    }

    /// Sets a variable.
    pub fn bind(&mut self, name: Sym, item: Item) {
        match self.vars.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = item,
            None => self.vars.push((name, item)),
        }
    }
}
