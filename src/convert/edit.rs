//! What a conversion changes in a text: values set, members renamed and taken out; all else stays as it is written.

use crate::base::pointer::Pointer;
use crate::base::surgery::Surgery;
use crate::base::value::{Object, Value};

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// The value at a place, which may be new.
    Set(Pointer, Value),
    /// The name of the member at a place.
    Rename(Pointer, String),
    /// The member at a place is taken out.
    Remove(Pointer),
}

impl Edit {
    /// The same change of the value at `holder`, as a document of its own; none if it changes something else.
    pub fn within(&self, holder: &str) -> Option<Self> {
        let pointer = self.pointer().strip(holder)?;
        Some(match self {
            Self::Set(_, value) => Self::Set(pointer, value.clone()),
            Self::Rename(_, name) => Self::Rename(pointer, name.clone()),
            Self::Remove(_) => Self::Remove(pointer),
        })
    }

    /// Where it changes something.
    pub const fn pointer(&self) -> &Pointer {
        match self {
            Self::Set(pointer, _) | Self::Rename(pointer, _) | Self::Remove(pointer) => pointer,
        }
    }
}

/// Why something cannot be converted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What cannot be, as a JSON Pointer into the definition.
    pub pointer: Pointer,
    /// Why, in words that can stand alone.
    pub why: String,
}

impl Refusal {
    /// A refusal about what is at `pointer`.
    pub fn new(pointer: &Pointer, why: impl Into<String>) -> Self {
        Self { pointer: pointer.clone(), why: why.into() }
    }
}

/// The changes of one state, in the order in which they are made.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Them.
    pub edits: Vec<Edit>,
}

impl Draft {
    /// Sets what is at `pointer`.
    pub fn set(&mut self, pointer: Pointer, value: Value) {
        self.edits.push(Edit::Set(pointer, value));
    }

    /// Gives a member another name.
    pub fn rename(&mut self, pointer: Pointer, name: &str) {
        self.edits.push(Edit::Rename(pointer, name.to_owned()));
    }

    /// Takes out the member at `pointer`.
    pub fn drop(&mut self, pointer: Pointer) {
        self.edits.push(Edit::Remove(pointer));
    }

    /// Takes out those members of `holder` at `pointer` that are in `names`.
    pub fn remove(&mut self, holder: &Object, pointer: &Pointer, names: &[&str]) {
        let there = names.iter().filter(|name| holder.contains(name));
        self.edits.extend(there.map(|name| Edit::Remove(pointer.key(name))));
    }

    /// Makes `value` the member `to`: the first of `from` that is there becomes it, so that its place and the comment
    /// above it stay; the others are taken out.
    pub fn become_one(
        &mut self,
        holder: &Object,
        pointer: &Pointer,
        from: &[&str],
        (to, value): (&str, Value),
    ) {
        let Some(first) = from.iter().find(|name| holder.contains(name)) else {
            return self.set(pointer.key(to), value);
        };
        self.set(pointer.key(first), value);
        self.remove(holder, pointer, &others(from, first));
        self.rename(pointer.key(first), to);
    }
}

/// `names` without `one`.
pub fn others<'n>(names: &[&'n str], one: &str) -> Vec<&'n str> {
    names.iter().copied().filter(|name| *name != one).collect()
}

/// Makes the changes.
pub fn apply(surgery: &mut Surgery, edits: &[Edit]) -> Result<(), String> {
    edits.iter().try_for_each(|edit| match edit {
        Edit::Set(pointer, value) => surgery.set(pointer, value),
        Edit::Rename(pointer, name) => surgery.rename(pointer, name),
        Edit::Remove(pointer) => surgery.remove(pointer),
    })
}
