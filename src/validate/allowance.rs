//! `sfn:allow SFN203 reason`, as it is written: which words are codes, and whether there are such codes.

use std::ops::Range;

use crate::base::remarks;

use super::levels;

/// What allows something.
pub(super) const MARK: &str = "sfn:allow";

/// The words after each `sfn:allow` in `text` that are to be codes, with their place.
pub(super) fn words(text: &str) -> Vec<(&str, Range<usize>)> {
    remarks::words(text, MARK)
}

/// Whether a word is a code, or the beginning of codes, that there is.
pub(super) fn is_code(word: &str) -> bool {
    remarks::looks_like_code(word) && levels::is_known(word)
}
