//! Findings that the definition itself allows: `sfn:allow SFN203 reason` in the `Comment` of a state or of
//! the whole definition, or in a comment of YAML or JSONC above a key or at the end of its line.
//!
//! Errors stay errors: AWS does not let itself be told otherwise.

use std::ops::Range;

use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::value::Value;

use super::levels;
use super::rules::unknown_allowance;

/// What allows something.
pub(super) const MARK: &str = "sfn:allow";

/// The words after each `sfn:allow` that are to be codes, with their place in `text`: all that look like one,
/// and the first in any case; `sfn:allow` itself where no word follows. The codes end where the reason begins.
fn words(text: &str) -> Vec<(&str, Range<usize>)> {
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

fn is_code(word: &str) -> bool {
    looks_like_code(word) && levels::is_known(word)
}

/// Drops what the `Comment` fields of `definition` allow.
pub(super) fn by_fields(found: &mut Vec<Diagnostic>, definition: &Value) {
    found.retain(|diagnostic| {
        diagnostic.severity == Severity::Error
            || !holders(diagnostic.place.pointer()).any(|holder| {
                definition.pointer(holder).is_some_and(|holder| field_allows(holder, diagnostic))
            })
    });
}

/// The pointers to everything around what `pointer` names, itself included.
fn holders(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |inner| Some(&inner[..inner.rfind('/')?]))
}

fn field_allows(holder: &Value, diagnostic: &Diagnostic) -> bool {
    let comment = holder.get("Comment").and_then(Value::as_str).unwrap_or_default();
    words(comment).iter().any(|(word, _)| is_code(word) && levels::covers(word, diagnostic))
}

/// What is wrong with the codes in a `Comment` at `pointer`.
pub(super) fn unknown_in_field(comment: &str, pointer: &str) -> Vec<Diagnostic> {
    let unknown = words(comment).into_iter().filter(|(word, _)| !is_code(word));
    unknown.map(|(word, at)| unknown_allowance::at(Place::Within(pointer.to_owned(), at), word)).collect()
}

/// Drops what the comments in the text of `document` allow, and adds what is wrong with them.
pub fn by_comments(document: &Document, found: &mut Vec<Diagnostic>) {
    if !document.source().text.contains(MARK) {
        return;
    }
    let comments = comments(document);
    found.retain(|diagnostic| {
        diagnostic.severity == Severity::Error
            || !comments.iter().any(|comment| {
                let covers = |word: &&str| is_code(word) && levels::covers(word, diagnostic);
                comment.words.iter().any(|(word, _)| covers(word)) && comment.is_about(document, diagnostic)
            })
    });
    for comment in &comments {
        let unknown = comment.words.iter().filter(|(word, _)| !is_code(word));
        found.extend(unknown.map(|(word, at)| unknown_allowance::at(Place::Text(at.clone()), word)));
    }
}

/// A comment that allows something.
struct Comment<'t> {
    /// The line it speaks of: its own, or the next one that is more than a comment.
    line: usize,
    /// What is allowed.
    words: Vec<(&'t str, Range<usize>)>,
}

impl Comment<'_> {
    /// Whether the finding, or anything around it, begins in the line that is spoken of.
    fn is_about(&self, document: &Document, diagnostic: &Diagnostic) -> bool {
        let begins = |place: &Place| document.locate(place).line == self.line;
        begins(&diagnostic.place)
            || holders(diagnostic.place.pointer()).any(|holder| begins(&Place::Key(holder.to_owned())))
    }
}

fn comments(document: &Document) -> Vec<Comment<'_>> {
    let text = &*document.source().text;
    let inside = texts(document);
    let mut comments = Vec::new();
    let mut start = 0;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let comment =
            comment(line).filter(|(from, _)| !inside.iter().any(|text| text.contains(&(start + from))));
        if let Some((from, is_alone)) = comment {
            let below = text[start + line.len()..].lines().take_while(|line| is_alone && is_bare(line));
            let line_of = at + 1 + usize::from(is_alone) + below.count();
            let moved = |at: Range<usize>| start + from + at.start..start + from + at.end;
            let words = words(&line[from..]).into_iter().map(|(word, at)| (word, moved(at)));
            comments.push(Comment { line: line_of, words: words.collect() });
        }
        start += line.len();
    }
    comments
}

/// Where the comment in `line` begins that allows something, and whether nothing stands before it.
fn comment(line: &str) -> Option<(usize, bool)> {
    let opened = line[..line.find(MARK)?].trim_end();
    let before = opened.trim_end_matches(['/', '*', '#']);
    (before.len() < opened.len()).then(|| (before.len(), before.trim().is_empty()))
}

/// Whether a line is blank or nothing but a comment.
fn is_bare(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || ["//", "/*", "#", "*"].iter().any(|opener| line.starts_with(opener))
}

/// Where the keys and texts stand that could be taken for such a comment.
fn texts(document: &Document) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), document.value())];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::String(text) if text.contains(MARK) => found.push(Place::Value(pointer)),
            Value::Object(members) => {
                for (key, inner) in members {
                    let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                    found.extend(key.contains(MARK).then(|| Place::Key(pointer.clone())));
                    open.push((pointer, inner));
                }
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(at, inner)| (format!("{pointer}/{at}"), inner)));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    found.iter().map(|place| document.locate(place).bytes).collect()
}
