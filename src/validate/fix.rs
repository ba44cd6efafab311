//! `--fix`: the changes that certainly mend something, applied to the text as the user wrote it.

use std::ops::Range;

use crate::base::diag::{Diagnostic, Fix};
use crate::base::document::Document;

/// The text of `document` with the fixes of `found` applied, and how many were; everything else stays byte
/// for byte. A fix is left out if its place does not hold what it expects, or another one touched it.
#[must_use]
pub fn apply<'f>(document: &Document, found: impl Iterator<Item = &'f Diagnostic>) -> (String, usize) {
    let fixes = found.filter_map(|found| found.fix.as_ref());
    let mut edits: Vec<(Range<usize>, &str)> =
        fixes.filter_map(|fix| Some((bytes(document, fix)?, &*fix.new))).collect();
    edits.sort_by_key(|(at, _)| (at.start, at.end));
    edits.dedup();
    let text = &document.source().text;
    let (mut mended, mut done, mut count) = (String::with_capacity(text.len()), 0, 0);
    for (at, new) in edits {
        if at.start >= done {
            mended.push_str(&text[done..at.start]);
            mended.push_str(new);
            done = at.end;
            count += 1;
        }
    }
    mended.push_str(&text[done..]);
    (mended, count)
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
