//! `Scope`: what `$` stands for in a field.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::text::Text;

/// In which cases a converted state does something else.
pub type Notes = RefCell<BTreeSet<&'static str>>;

/// What `$` stands for.
#[derive(Clone, Copy)]
pub struct Scope<'s> {
    /// It.
    pub input: &'s Text,
    /// In which cases what is written differs.
    pub notes: &'s Notes,
}

impl Scope<'_> {
    /// Keeps a case in which what is written differs.
    pub fn note(&self, note: &'static str) {
        self.notes.borrow_mut().insert(note);
    }
}
