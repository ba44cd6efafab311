//! Frames of variables, each knowing the one around it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::item::Item;
use super::names::Sym;

/// A frame, shared by all functions defined in it.
pub(super) type Env = Rc<Frame>;

/// The variables of one block or call.
#[derive(Debug, Default)]
pub(super) struct Frame {
    vars: RefCell<Vec<(Sym, Item)>>,
    parent: Option<Env>,
    cleared: Cell<bool>,
}

impl Frame {
    /// A frame within `parent`.
    pub fn within(parent: &Env, vars: Vec<(Sym, Item)>) -> Env {
        Rc::new(Self { vars: RefCell::new(vars), parent: Some(Rc::clone(parent)), cleared: Cell::default() })
    }

    /// A frame that holds values without names.
    pub fn holding(items: Vec<Item>) -> Env {
        let vars = items.into_iter().map(|item| (Sym::NONE, item)).collect();
        Rc::new(Self { vars: RefCell::new(vars), ..Self::default() })
    }

    /// Starts anew with other variables, for the next call of the same function.
    pub fn refill(&self, fresh: impl Iterator<Item = (Sym, Item)>) {
        let mut vars = self.vars.borrow_mut();
        vars.clear();
        vars.extend(fresh);
    }

    /// Sets a variable of this frame.
    pub fn bind(&self, name: Sym, item: Item) {
        let mut vars = self.vars.borrow_mut();
        match vars.iter_mut().rev().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = item,
            None => vars.push((name, item)),
        }
    }

    /// The innermost variable of that name; a variable bound to nothing hides outer ones too.
    pub fn lookup(&self, name: Sym) -> Option<Item> {
        self.with(name, Item::clone)
    }

    /// The result of `f` on the innermost variable of that name, which is not cloned.
    pub fn with<T>(&self, name: Sym, f: impl FnOnce(&Item) -> T) -> Option<T> {
        let mut frame = self;
        loop {
            if let Some((_, item)) = frame.vars.borrow().iter().rev().find(|(known, _)| *known == name) {
                return Some(f(item));
            }
            frame = frame.parent.as_ref()?;
        }
    }

    /// Empties the frame and all around it, which breaks the circle a recursive function makes.
    pub fn clear_all(&self) {
        let mut frame = Some(self);
        while let Some(here) = frame.filter(|here| !here.cleared.replace(true)) {
            drop(here.vars.take());
            frame = here.parent.as_deref();
        }
    }

    /// The bare values, for frames that hold the arguments of a partial application.
    pub fn values(&self) -> Vec<Item> {
        self.vars.borrow().iter().map(|(_, item)| item.clone()).collect()
    }
}
