//! Findings that the definition itself allows: `sfn:allow SFN203 reason` in the `Comment` of a state or of
//! the whole definition, or in a comment of YAML or JSONC above a key or at the end of its line.
//!
//! Errors stay errors but for a few: [`super::levels`] says which.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::value::Value;

use super::allowance::{MARK, is_code, words};
use super::definition::Definition;
use super::levels::{self, is_final};
use super::rules::{unknown_allowance, unused_allowance};

/// Drops what the `Comment` fields of `definition` allow into `dropped`.
fn by_fields(found: &mut Vec<Diagnostic>, definition: &Value, dropped: &mut Vec<Diagnostic>) {
    let is_allowed = |diagnostic: &mut Diagnostic| {
        let allows =
            |holder| definition.pointer(holder).is_some_and(|holder| field_allows(holder, diagnostic));
        !is_final(diagnostic) && holders(diagnostic.place.pointer()).any(allows)
    };
    dropped.extend(found.extract_if(.., is_allowed));
}

/// The pointers to everything around what `pointer` names, itself included.
fn holders(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |inner| Some(&inner[..inner.rfind('/')?]))
}

fn field_allows(holder: &Value, diagnostic: &Diagnostic) -> bool {
    let comment = holder.get("Comment").and_then(Value::as_str).unwrap_or_default();
    words(comment).iter().any(|(word, _)| is_code(word) && levels::covers(word, diagnostic))
}

/// Drops what the comments in the text of `document` allow, and adds what is wrong with them.
pub fn by_comments(document: &Document, found: &mut Vec<Diagnostic>) {
    let comments = comments(document);
    drop_allowed(document, &comments, found, &mut Vec::new());
    for comment in &comments {
        let unknown = comment.words.iter().filter(|(word, _)| !is_code(word));
        found.extend(unknown.map(|(word, at)| unknown_allowance::at(Place::Text(at.clone()), word)));
    }
}

/// Drops what the definition allows into `dropped`: in `Comment` fields and, if its text is known, in comments.
pub(super) fn by_definition(
    found: &mut Vec<Diagnostic>,
    definition: &Value,
    document: Option<&Document>,
    dropped: &mut Vec<Diagnostic>,
) {
    by_fields(found, definition, dropped);
    if let Some(document) = document {
        drop_allowed(document, &comments(document), found, dropped);
    }
}

/// The allowances of a definition without errors for which there was no finding among `dropped`. What reading a
/// definition finds is allowed elsewhere, so its codes are not looked at.
pub(super) fn unused(
    definition: &Definition<'_>,
    document: Option<&Document>,
    dropped: &[Diagnostic],
) -> Vec<Diagnostic> {
    let is_looked_at = |word: &str| is_code(word) && word.len() > 3 && !word[3..].starts_with('0');
    let mut found = Vec::new();
    for part in &definition.parts {
        let Some(comment) = part.members.get("Comment").and_then(Value::as_str) else { continue };
        let place = part.place("Comment");
        let holder = place.parent().unwrap_or_else(Pointer::root);
        for (word, at) in words(comment).into_iter().filter(|(word, _)| is_looked_at(word)) {
            let within = |found: &Diagnostic| holders(found.place.pointer()).any(|around| *around == *holder);
            if !dropped.iter().any(|found| levels::covers(word, found) && within(found)) {
                found.push(unused_allowance::at(Place::Within(place.clone(), at), word));
            }
        }
    }
    let Some(document) = document else { return found };
    // Finding out where things are takes as long as reading them: only for a text that allows something.
    let comments = comments(document);
    if comments.is_empty() {
        return found;
    }
    // Other machines of a template have comments of their own.
    let whole = document.locate(&Place::Value(Pointer::root()));
    let lines = |found: &Diagnostic| {
        let around = holders(found.place.pointer()).map(|holder| Place::Key(holder.into()));
        let places = around.chain([found.place.clone()]);
        places.map(|place| document.locate(&place).line).collect::<Vec<_>>()
    };
    for comment in comments {
        if !(whole.line..=whole.end_line).contains(&comment.line) {
            continue;
        }
        for (word, at) in comment.words.into_iter().filter(|(word, _)| is_looked_at(word)) {
            let is_used =
                |found: &Diagnostic| levels::covers(word, found) && lines(found).contains(&comment.line);
            if !dropped.iter().any(is_used) {
                found.push(unused_allowance::at(Place::Text(at), word));
            }
        }
    }
    found
}

fn drop_allowed(
    document: &Document,
    comments: &[Comment<'_>],
    found: &mut Vec<Diagnostic>,
    dropped: &mut Vec<Diagnostic>,
) {
    if comments.is_empty() {
        return;
    }
    let mut allowed: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for comment in comments {
        let codes = comment.words.iter().map(|(word, _)| *word).filter(|word| is_code(word));
        allowed.entry(comment.line).or_default().extend(codes);
    }
    // The lines in which the finding and everything around it begin.
    let allows = |diagnostic: &Diagnostic, place: &Place| {
        let codes = allowed.get(&document.locate(place).line);
        codes.is_some_and(|codes| codes.iter().any(|code| levels::covers(code, diagnostic)))
    };
    let is_allowed = |diagnostic: &mut Diagnostic| {
        let mut around = holders(diagnostic.place.pointer()).map(|holder| Place::Key(holder.into()));
        !is_final(diagnostic)
            && (allows(diagnostic, &diagnostic.place) || around.any(|place| allows(diagnostic, &place)))
    };
    dropped.extend(found.extract_if(.., is_allowed));
}

/// A comment that allows something.
struct Comment<'t> {
    /// The line it is about: its own, or the next one that is more than a comment.
    line: usize,
    /// What is allowed.
    words: Vec<(&'t str, Range<usize>)>,
}

fn comments(document: &Document) -> Vec<Comment<'_>> {
    if !document.source().has_mark(MARK) {
        return Vec::new();
    }
    let inside = texts(document);
    let is_inside = |at: usize| {
        let before = inside.partition_point(|text| text.start <= at);
        before.checked_sub(1).and_then(|nearest| inside.get(nearest)).is_some_and(|text| text.contains(&at))
    };
    // Comments of a line of their own, from `open` on, speak of the next line that is something else.
    let (mut comments, mut open, mut start): (Vec<Comment<'_>>, _, _) = (Vec::new(), 0, 0);
    for (at, line) in document.source().text.split_inclusive('\n').enumerate() {
        if !is_bare(line) {
            comments[open..].iter_mut().for_each(|comment| comment.line = at + 1);
            open = comments.len();
        }
        if let Some((from, is_alone)) = comment(line).filter(|(from, _)| !is_inside(start + from)) {
            let moved = |at: Range<usize>| start + from + at.start..start + from + at.end;
            let words = words(&line[from..]).into_iter().map(|(word, at)| (word, moved(at)));
            comments.push(Comment { line: at + 1, words: words.collect() });
            open += usize::from(!is_alone);
        }
        start += line.len();
    }
    comments
}

/// Where the comment in `line` begins that allows something, and whether nothing comes before it.
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

/// Where the keys and texts are that could be taken for such a comment, in order.
fn texts(document: &Document) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = vec![(Pointer::root(), document.value())];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::String(text) if text.contains(MARK) => found.push(Place::Value(pointer)),
            Value::Object(members) => {
                for (key, inner) in members {
                    let pointer = pointer.key(key);
                    found.extend(key.contains(MARK).then(|| Place::Key(pointer.clone())));
                    open.push((pointer, inner));
                }
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(at, inner)| (pointer.index(at), inner)));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut found: Vec<_> = found.iter().map(|place| document.locate(place).bytes).collect();
    found.sort_by_key(|text| text.start);
    found
}
