//! `Remark`: a comment that speaks to this program, found line by line in a text of any kind: behind `#`, `//` or `/*`.
//!
//! Whether it only looks like one, inside of a string, is for who knows the document to say. A source finds its
//! remarks once, however many machines it declares.

use std::collections::BTreeSet;
use std::ops::Range;

/// A comment with a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The byte of the text at which the comment begins.
    pub at: usize,
    /// The line it is about, from 1: its own, or the next one that is more than a comment.
    pub about: usize,
    /// The words behind the mark, as bytes of the text; the mark itself where no word follows.
    pub words: Vec<Range<usize>>,
    /// The same, each word once.
    pub distinct: Vec<Range<usize>>,
}

/// The comments of `text` that hold `mark`, in order; so are the lines they are about.
#[must_use]
pub fn remarks(text: &str, mark: &str) -> Vec<Remark> {
    if !text.contains(mark) {
        return Vec::new();
    }
    // Comments of a line of their own, from `open` on, speak of the next line that is something else.
    let (mut remarks, mut open, mut start) = (Vec::<Remark>::new(), 0, 0);
    for (at, line) in text.split_inclusive('\n').enumerate() {
        if !is_bare(line) {
            remarks[open..].iter_mut().for_each(|remark| remark.about = at + 1);
            open = remarks.len();
        }
        if let Some((from, is_alone)) = comment(line, mark) {
            let from = start + from;
            let found = words(&text[from..start + line.len()], mark);
            let words: Vec<_> = found.into_iter().map(|(_, at)| from + at.start..from + at.end).collect();
            let mut seen = BTreeSet::new();
            let distinct =
                words.iter().filter(|word| seen.insert(&text[Range::clone(word)])).cloned().collect();
            remarks.push(Remark { at: from, about: at + 1, words, distinct });
            open += usize::from(!is_alone);
        }
        start += line.len();
    }
    remarks
}

/// The words after each `mark` that are to be codes, with their place in `text`: all that look like one, and the
/// first in any case; the mark itself where no word follows. The codes end where the reason begins.
#[must_use]
pub fn words<'t>(text: &'t str, mark: &'t str) -> Vec<(&'t str, Range<usize>)> {
    let is_between = |c: char| matches!(c, ',' | ':' | ';') || c.is_whitespace();
    let mut found = Vec::new();
    let mut marks = text.match_indices(mark).peekable();
    while let Some((start_of_mark, _)) = marks.next() {
        let (first, mut at) = (found.len(), start_of_mark + mark.len());
        let end = marks.peek().map_or(text.len(), |(next, _)| *next);
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
            found.push((mark, start_of_mark..start_of_mark + mark.len()));
        }
    }
    found
}

/// Whether a word is to be a code rather than a part of the reason.
#[must_use]
pub fn looks_like_code(word: &str) -> bool {
    let number = word.get(..3).filter(|start| start.eq_ignore_ascii_case("SFN")).map(|_| &word[3..]);
    number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
}

/// Where the comment in `line` begins that holds `mark`, and whether nothing stands before it.
fn comment(line: &str, mark: &str) -> Option<(usize, bool)> {
    let opened = line[..line.find(mark)?].trim_end();
    let before = opened.trim_end_matches(['/', '*', '#']);
    (before.len() < opened.len()).then(|| (before.len(), before.trim().is_empty()))
}

/// Whether a line is blank or nothing but a comment.
fn is_bare(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || ["//", "/*", "#", "*"].iter().any(|opener| line.starts_with(opener))
}
