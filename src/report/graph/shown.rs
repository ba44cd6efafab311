//! What a terminal shows of the paint of a state.

use crate::report::ink::paint::Ink;

use super::paint::{Mark, StatePaint};

/// How often a state was entered, and what is said beside it.
pub(super) fn note(paint: &StatePaint) -> String {
    let times = if paint.times > 1 { format!("x{}", paint.times) } else { String::new() };
    [times, paint.note.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The ink of a mark.
pub(super) fn ink(mark: Mark) -> Ink {
    match mark {
        Mark::Good | Mark::Added => Ink::Good,
        Mark::Bad | Mark::Removed => Ink::Bad,
        Mark::Caught | Mark::Changed | Mark::Partly => Ink::Warn,
        Mark::Cut => Ink::Name,
        Mark::NotRun => Ink::Dim,
        Mark::Kept => Ink::Plain,
    }
}
