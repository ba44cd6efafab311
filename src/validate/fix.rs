//! `--fix`: the changes that certainly mend something, applied to the text as the user wrote it.

use std::ops::Range;

use crate::base::diag::{Diagnostic, Fix};
use crate::base::document::Document;

/// A change that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The line of the file, from 1.
    pub line: usize,
    /// What was there.
    pub old: String,
    /// What is there now.
    pub new: String,
}

/// The text of `document` with the fixes of `found` applied, and each change in the order of the text;
/// everything else stays byte for byte. A fix is left out if its place does not hold what it expects, or
/// another one touched it.
#[must_use]
pub fn apply<'f>(document: &Document, found: impl Iterator<Item = &'f Diagnostic>) -> (String, Vec<Change>) {
    let fixes = found.filter_map(|found| found.fix.as_ref());
    let mut edits: Vec<(Range<usize>, &str)> =
        fixes.filter_map(|fix| Some((bytes(document, fix)?, &*fix.new))).collect();
    edits.sort_by_key(|(at, _)| (at.start, at.end));
    edits.dedup();
    let source = document.source();
    let text = &source.text;
    let (mut mended, mut done, mut changes) = (String::with_capacity(text.len()), 0, Vec::new());
    for (at, new) in edits {
        if at.start >= done {
            mended.push_str(&text[done..at.start]);
            mended.push_str(new);
            done = at.end;
            let line = source.location(at.clone()).line;
            changes.push(Change { line, old: text[at].to_owned(), new: new.to_owned() });
        }
    }
    mended.push_str(&text[done..]);
    (mended, changes)
}

/// The bytes that `fix` replaces.
fn bytes(document: &Document, fix: &Fix) -> Option<Range<usize>> {
    // What would have to be quoted or escaped depends on how the file is written.
    if !fix.new.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '$')) {
        return None;
    }
    let whole = document.locate(&fix.place).bytes;
    let written = document.source().text.get(whole.clone())?;
    let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''));
    let at = quote.map_or(0, char::len_utf8);
    let rest = written[at..].strip_prefix(&*fix.old)?;
    let fits = quote.map_or(rest.is_empty(), |quote| rest.strip_prefix(quote) == Some(""));
    fits.then(|| whole.start + at..whole.start + at + fix.old.len())
}
