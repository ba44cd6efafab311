//! `sfn:allow SFN203 reason`, as it is written: which words are codes, and whether there are such codes.

use std::ops::Range;

use super::levels;

/// What allows something.
pub(super) const MARK: &str = "sfn:allow";

/// The words after each `sfn:allow` that are to be codes, with their place in `text`: all that look like one,
/// and the first in any case; `sfn:allow` itself where no word follows. The codes end where the reason begins.
pub(super) fn words(text: &str) -> Vec<(&str, Range<usize>)> {
    let is_between = |c: char| matches!(c, ',' | ':' | ';') || c.is_whitespace();
    let mut found = Vec::new();
    for (mark, _) in text.match_indices(MARK) {
        let (first, mut at) = (found.len(), mark + MARK.len());
        let end = text[at..].find(MARK).map_or(text.len(), |len| at + len);
        loop {
            let start = at + text[at..end].find(|c| !is_between(c)).unwrap_or(end - at);
            at = start + text[start..end].find(is_between).unwrap_or(end - start);
            let word = &text[start..at];
            if word.is_empty() || word == "*/" || (found.len() > first && !looks_like_code(word)) {
                break;
            }
            found.push((word, start..at));
        }
        if found.len() == first {
            found.push((MARK, mark..mark + MARK.len()));
        }
    }
    found
}

/// Whether a word is to be a code rather than a part of the reason.
fn looks_like_code(word: &str) -> bool {
    let number = word.get(..3).filter(|start| start.eq_ignore_ascii_case("SFN")).map(|_| &word[3..]);
    number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a word is a code, or the beginning of codes, that there is.
pub(super) fn is_code(word: &str) -> bool {
    looks_like_code(word) && levels::is_known(word)
}
