//! `Field`: a field of a state that is about to be evaluated.
//!
//! Its JSON Pointer is only asked for when something is wrong there, and writing it costs as much as a small state.

use crate::base::pointer::Pointer;

/// A field of a state, or of a rule of a Choice.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    name: &'static str,
    rule: Option<usize>,
}

impl Field {
    /// The field `name` of the state.
    pub const fn own(name: &'static str) -> Self {
        Self { name, rule: None }
    }

    /// The field `name` of the rule with this number, from 0.
    pub const fn of_rule(rule: usize, name: &'static str) -> Self {
        Self { name, rule: Some(rule) }
    }

    /// The way to it from the state.
    pub fn pointer(self) -> Pointer {
        let holder = match self.rule {
            Some(rule) => Pointer::root().key("Choices").index(rule),
            None => Pointer::root(),
        };
        holder.key(self.name)
    }
}
