//! `RecordMode`: when real answers are recorded, the value of `record`. The words are those of VCR.

use super::shape::words;

/// When real answers are recorded, and when recorded ones are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordMode {
    /// What is recorded is given; a state of which nothing is recorded is recorded.
    Once,
    /// What is recorded is given; calls beyond it are made and recorded as well.
    New,
    /// What is recorded is given; no call is made.
    None,
    /// Every call is made and recorded anew.
    All,
}

const MODES: [(&str, RecordMode); 4] = [
    ("once", RecordMode::Once),
    ("new", RecordMode::New),
    ("none", RecordMode::None),
    ("all", RecordMode::All),
];
/// The words of `record`.
pub(super) const MODE_WORDS: [&str; 4] = words(&MODES);

impl RecordMode {
    /// The mode of this word: `once`.
    #[must_use]
    pub fn find(word: &str) -> Option<Self> {
        MODES.iter().find(|(known, _)| *known == word).map(|(_, mode)| *mode)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        MODES.iter().find(|(_, mode)| *mode == self).map_or("once", |(word, _)| word)
    }
}
