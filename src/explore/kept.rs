//! `Kept`: what is kept of a way, to be looked at again when all is known.

use std::sync::Arc;

use crate::asl::machine::StateId;

use super::node::End;
use super::path::Segment;

/// How a way closes.
#[derive(Clone, Debug)]
pub enum Close {
    /// It came to an end.
    Ended(End),
    /// It comes to a point where it was before, through these states.
    Circle(Vec<StateId>),
}

/// What is kept of a way.
#[derive(Clone, Debug)]
pub struct Kept {
    pub way: Arc<Segment>,
    /// The number of what it began with.
    pub start: usize,
    pub faults: u8,
    pub close: Close,
}
