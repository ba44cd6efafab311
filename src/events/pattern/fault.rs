//! `Fault`: why a pattern is refused, before its place is told.

use crate::events::reader::NotJson;

/// An error without its place.
pub(super) enum Fault {
    /// Found while reading: the place follows.
    At(String),
    /// The same, and the message has a place already: AWS tells the place twice.
    Again(String),
    /// The place is not told.
    Nowhere(String),
}

impl From<NotJson> for Fault {
    fn from(error: NotJson) -> Self {
        Self::At(error.0)
    }
}

impl Fault {
    pub(super) fn at(message: impl Into<String>) -> Self {
        Self::At(message.into())
    }
}
