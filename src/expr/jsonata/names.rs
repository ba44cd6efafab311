//! Variable names as small numbers, so that looking one up compares integers.

use std::sync::Arc;

use indexmap::IndexSet;

/// A variable's name within one expression (and whatever that expression evaluates at run time).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sym(usize);

impl Sym {
    /// No variable has this name.
    pub const NONE: Self = Self(usize::MAX);

    pub const fn number(self) -> usize {
        self.0
    }

    pub const fn from_number(number: usize) -> Self {
        Self(number)
    }
}

/// The names known so far; only ever grows.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(IndexSet<Arc<str>>);

impl Names {
    /// The number of `name`, new or known.
    pub fn intern(&mut self, name: &str) -> Sym {
        self.known(name).unwrap_or_else(|| Sym(self.0.insert_full(name.into()).0))
    }

    /// The number of `name`, if it is known.
    pub fn known(&self, name: &str) -> Option<Sym> {
        self.0.get_index_of(name).map(Sym)
    }

    /// A name that cannot be written, for a binding the parser makes up.
    pub fn fresh(&mut self) -> Sym {
        let name = format!("!{}", self.0.len());
        self.intern(&name)
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The name behind a number.
    pub fn text(&self, sym: Sym) -> &Arc<str> {
        &self.0[sym.0]
    }
}
