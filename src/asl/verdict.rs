//! What is known of a `Resource`: whether a Task can call it.

/// What is to be said of the ARN that a Task calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It can be called.
    Callable,
    /// It cannot.
    Refused(Reason),
    /// AWS's API has no such thing, as far as the catalogue knows.
    Unknown(Reason),
    /// The API has it, but it may be that Step Functions does not call it.
    Doubtful(Reason),
}

/// Why it cannot be called, or not surely.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// A few words for the place itself.
    pub words: String,
    /// What to write instead, if that is clear.
    pub help: Option<String>,
}

impl Reason {
    /// `words`, and perhaps what to do.
    pub(super) fn new(words: impl Into<String>, help: Option<String>) -> Self {
        Self { words: words.into(), help }
    }
}
