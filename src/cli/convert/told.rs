//! What there is to say of a conversion.

use crate::asl::machine::QueryLanguage;
use crate::base::diag::Place;
use crate::base::document::Document;
use crate::convert::{Outcome, StateConversion};
use crate::explore::Cut;
use crate::project::definitions::Definition;

use super::proven::Done;

/// What there is to say.
pub struct Told<'t> {
    /// What came of it.
    pub done: &'t Done,
    /// The definition as it was.
    pub definition: &'t Definition,
    /// The same as it is written.
    pub document: &'t Document,
    /// The language that it was converted to.
    pub to: QueryLanguage,
}

impl Told<'_> {
    /// Whether both did the same on every way through it, and there was one.
    pub fn is_proven(&self, state: &StateConversion) -> bool {
        let Ok(proof) = &self.done.proof else { return false };
        let machine = self.definition.checked.machine.as_ref();
        let id = machine.and_then(|machine| machine.find(&state.name));
        id.is_some_and(|id| proof.equal.contains(&id) && !proof.differences.contains_key(&id))
    }

    /// Why it is not proven, though both were run.
    pub fn doubt(&self, state: &StateConversion) -> &'static str {
        let Ok(proof) = &self.done.proof else { return "nothing was run" };
        let machine = self.definition.checked.machine.as_ref();
        let id = machine.and_then(|machine| machine.find(&state.name));
        if id.is_some_and(|id| proof.failing.contains(&id)) {
            "every way fails in it, in both languages"
        } else {
            "no way goes through it"
        }
    }

    /// How many states are such.
    pub fn count(&self, counts: impl Fn(&StateConversion) -> bool) -> usize {
        self.done.conversion.states.iter().filter(|state| counts(state)).count()
    }

    /// The line of a place, from 1.
    pub fn line(&self, place: Place) -> usize {
        self.document.locate(&place).line
    }
}

/// Whether it is in the other language now.
pub const fn is_converted(state: &StateConversion) -> bool {
    matches!(state.outcome, Outcome::Converted(_))
}

/// What cut a proof short. Two faults on one way are as many as matter.
pub const fn word(cut: Cut) -> Option<&'static str> {
    match cut {
        Cut::Forks => Some("the number of forks"),
        Cut::Depth => Some("the number of states on a way"),
        Cut::Time => Some("--timeout"),
        Cut::Faults => None,
    }
}
