//! Two definitions side by side: which states came, went, changed, got another name or another place.

mod compare;
mod human;
mod json;
mod states;

pub use compare::compare;
pub use human::write as human;
pub use json::write as json;

use crate::report::runs::diff::Change;

/// What differs between two machines.
#[derive(Clone, Debug)]
pub struct MachineDiff {
    /// The machine's name.
    pub name: String,
    /// The file of the old definition, if there is one.
    pub old: Option<String>,
    /// The file of the new definition, if there is one.
    pub new: Option<String>,
    /// Changed fields of the machine itself.
    pub fields: Vec<FieldChange>,
    /// The states that differ: those of the new definition in its order, then those that went.
    pub states: Vec<StateDiff>,
    /// How many states are the same.
    pub same: usize,
}

/// A state that differs.
#[derive(Clone, Debug)]
pub struct StateDiff {
    /// Its name, the new one if it has two.
    pub name: String,
    /// Its type and what it calls.
    pub kind: String,
    /// The states around it, outermost first.
    pub inside: Vec<String>,
    /// What became of it.
    pub what: What,
    /// The states that were around it, if others are now.
    pub moved: Option<Vec<String>>,
    /// Where it was.
    pub old: Option<Spot>,
    /// Where it is.
    pub new: Option<Spot>,
    /// Its fields that changed.
    pub changes: Vec<FieldChange>,
}

/// What became of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its fields changed, or its place.
    Changed,
    /// It had this name.
    Renamed(String),
}

impl What {
    /// The word for it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Renamed(_) => "renamed",
        }
    }
}

/// A changed field.
#[derive(Clone, Debug)]
pub struct FieldChange {
    change: Change,
    /// Whether it is a transition: executions go another way.
    pub leads: bool,
}

/// Where a state stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file, perhaps with a revision before it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// JSON Pointer in the definition.
    pub pointer: String,
}

impl MachineDiff {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.fields.is_empty() && self.states.is_empty() && self.old.is_some() == self.new.is_some()
    }

    /// The number of transitions that lead elsewhere now.
    fn reroutes(&self) -> usize {
        let states = self.states.iter().flat_map(|state| &state.changes);
        states.chain(&self.fields).filter(|field| field.leads).count()
    }
}
