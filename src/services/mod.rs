//! The outside world: who answers the engine's calls, how time passes, and the loop that drives a run.

pub mod clock;
pub mod drive;
