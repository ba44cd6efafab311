//! Findings that the definition itself allows: `sfn:allow SFN203 reason` in the `Comment` of a state or of
//! the whole definition, or in a comment of YAML or JSONC above a key or at the end of its line.
//!
//! Errors stay errors but for a few: [`super::levels`] says which.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::remarks::Remark;
use crate::base::source::Source;
use crate::base::value::Value;

use super::allowance::{MARK, is_code, words};
use super::definition::Definition;
use super::levels::{self, is_final};
use super::rules::{unknown_allowance, unused_allowance};

/// Drops what the `Comment` fields of `definition` allow into `dropped`.
fn by_fields(found: &mut Vec<Diagnostic>, definition: &Value, dropped: &mut Vec<Diagnostic>) {
    // A comment is read once, however much there is to say about what it stands in.
    let mut known: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut allows = |holder: &str, diagnostic: &Diagnostic| {
        if !known.contains_key(holder) {
            let comment = definition.pointer(holder).and_then(|holder| holder.get("Comment")?.as_str());
            let words = words(comment.unwrap_or_default()).into_iter().map(|(word, _)| word);
            known.insert(holder.to_owned(), words.filter(|word| is_code(word)).collect());
        }
        known.get(holder).is_some_and(|words| words.iter().any(|word| levels::covers(word, diagnostic)))
    };
    let is_allowed = |diagnostic: &mut Diagnostic| {
        !is_final(diagnostic) && holders(diagnostic.place.pointer()).any(|holder| allows(holder, diagnostic))
    };
    dropped.extend(found.extract_if(.., is_allowed));
}

/// The pointers to everything around what `pointer` names, itself included.
fn holders(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |inner| Some(&inner[..inner.rfind('/')?]))
}

/// Drops what the comments in the text of `document` allow, and adds what is wrong with those about it. Those of
/// a template that are about no machine are left to [`around`].
pub fn by_comments(document: &Document, found: &mut Vec<Diagnostic>) {
    let comments = Comments::of(document);
    comments.drop_allowed(found, &mut Vec::new());
    found.extend(comments.within().flat_map(|remark| unknown_in(document.source(), remark)));
}

/// What is wrong with the comments of `source` that are about none of its machines, whose lines are `machines`.
#[must_use]
pub fn around(source: &Source, machines: &[RangeInclusive<usize>]) -> Vec<Diagnostic> {
    let mut machines: Vec<_> = machines.iter().map(|lines| (*lines.start(), *lines.end())).collect();
    machines.sort_unstable();
    // The last line of those that begin so early, for machines may stand in each other.
    let mut furthest = 0;
    let ends: Vec<usize> = machines
        .iter()
        .map(|(_, end)| {
            furthest = furthest.max(*end);
            furthest
        })
        .collect();
    let is_outside = |remark: &&Remark| {
        let before = machines.partition_point(|(start, _)| *start <= remark.about);
        before.checked_sub(1).and_then(|at| ends.get(at)).is_none_or(|end| *end < remark.about)
    };
    source.remarks(MARK).iter().filter(is_outside).flat_map(|remark| unknown_in(source, remark)).collect()
}

/// The lines that `document` takes in its source, from 1: all of them, unless it was taken out of a template.
#[must_use]
pub fn lines(document: &Document) -> RangeInclusive<usize> {
    if document.is_own() {
        return 0..=usize::MAX;
    }
    let whole = document.locate(&Place::Value(Pointer::root()));
    whole.line..=whole.end_line
}

fn unknown_in<'s>(source: &'s Source, remark: &'s Remark) -> impl Iterator<Item = Diagnostic> {
    let words = remark.words.iter().map(|at| (&source.text[Range::clone(at)], at));
    let unknown = words.filter(|(word, _)| !is_code(word));
    unknown.map(|(word, at)| unknown_allowance::at(Place::Text(at.clone()), word))
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
        Comments::of(document).drop_allowed(found, dropped);
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
    let mut by_holder: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in dropped {
        for holder in holders(diagnostic.place.pointer()) {
            by_holder.entry(holder).or_default().push(diagnostic);
        }
    }
    let mut found = Vec::new();
    for part in &definition.parts {
        let Some(comment) = part.members.get("Comment").and_then(Value::as_str) else { continue };
        let place = part.place("Comment");
        let holder = place.parent().unwrap_or_else(Pointer::root);
        let mut used = Used::of(by_holder.get(&*holder));
        for (word, at) in words(comment).into_iter().filter(|(word, _)| is_looked_at(word)) {
            if !used.by(word) {
                found.push(unused_allowance::at(Place::Within(place.clone(), at), word));
            }
        }
    }
    let Some(document) = document else { return found };
    // Finding out where things are takes as long as reading them: only for a text that allows something.
    let comments = Comments::of(document);
    let mut within = comments.within().peekable();
    if within.peek().is_none() {
        return found;
    }
    let mut by_line: BTreeMap<usize, Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in dropped {
        for line in lines_around(document, diagnostic) {
            by_line.entry(line).or_default().push(diagnostic);
        }
    }
    for remark in within {
        let mut used = Used::of(by_line.get(&remark.about));
        let words = remark.words.iter().map(|at| (&document.source().text[Range::clone(at)], at));
        for (word, at) in words.filter(|(word, _)| is_looked_at(word)) {
            if !used.by(word) {
                found.push(unused_allowance::at(Place::Text(at.clone()), word));
            }
        }
    }
    found
}

/// Which words of a comment had something to allow, each looked up once.
struct Used<'d> {
    dropped: &'d [&'d Diagnostic],
    known: BTreeMap<String, bool>,
}

impl<'d> Used<'d> {
    fn of(dropped: Option<&'d Vec<&'d Diagnostic>>) -> Self {
        Self { dropped: dropped.map_or(&[], Vec::as_slice), known: BTreeMap::new() }
    }

    fn by(&mut self, word: &str) -> bool {
        let dropped = self.dropped;
        let look = || dropped.iter().any(|found| levels::covers(word, found));
        *self.known.entry(word.to_owned()).or_insert_with(look)
    }
}

/// The lines in which `found` and everything around it begin, each once.
fn lines_around(document: &Document, found: &Diagnostic) -> BTreeSet<usize> {
    let around = holders(found.place.pointer()).map(|holder| Place::Key(holder.into()));
    around.chain([found.place.clone()]).map(|place| document.locate(&place).line).collect()
}

/// The comments of a document's source that allow something.
struct Comments<'d> {
    document: &'d Document,
    /// All of the source, other machines' among them.
    remarks: &'d [Remark],
    /// The texts of the document that could be taken for one.
    texts: OnceCell<Vec<Range<usize>>>,
}

impl<'d> Comments<'d> {
    fn of(document: &'d Document) -> Self {
        Self { document, remarks: document.source().remarks(MARK), texts: OnceCell::new() }
    }

    /// Those about the lines that the document takes.
    fn within(&self) -> impl Iterator<Item = &'d Remark> {
        let (start, end) = if self.remarks.is_empty() { (0, 0) } else { lines(self.document).into_inner() };
        let first = self.remarks.partition_point(|remark| remark.about < start);
        self.remarks[first..]
            .iter()
            .take_while(move |remark| remark.about <= end)
            .filter(|remark| self.is_real(remark))
    }

    /// Those about `line`.
    fn about(&self, line: usize) -> impl Iterator<Item = &'d Remark> {
        let first = self.remarks.partition_point(|remark| remark.about < line);
        self.remarks[first..]
            .iter()
            .take_while(move |remark| remark.about == line)
            .filter(|remark| self.is_real(remark))
    }

    /// Whether it is a comment and no part of a text.
    fn is_real(&self, remark: &Remark) -> bool {
        let texts = self.texts.get_or_init(|| texts(self.document));
        let before = texts.partition_point(|text| text.start <= remark.at);
        let nearest = before.checked_sub(1).and_then(|nearest| texts.get(nearest));
        !nearest.is_some_and(|text| text.contains(&remark.at))
    }

    fn drop_allowed(&self, found: &mut Vec<Diagnostic>, dropped: &mut Vec<Diagnostic>) {
        if self.remarks.is_empty() {
            return;
        }
        let text = &self.document.source().text;
        // What a line allows is read once, however much there is to say about it.
        let mut known: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        let mut allows = |line: usize, diagnostic: &Diagnostic| {
            let codes = known.entry(line).or_insert_with(|| {
                let words = self.about(line).flat_map(|remark| &remark.distinct);
                words.map(|word| &text[Range::clone(word)]).filter(|word| is_code(word)).collect()
            });
            codes.iter().any(|code| levels::covers(code, diagnostic))
        };
        let is_allowed = |diagnostic: &mut Diagnostic| {
            !is_final(diagnostic)
                && lines_around(self.document, diagnostic).into_iter().any(|line| allows(line, diagnostic))
        };
        dropped.extend(found.extract_if(.., is_allowed));
    }
}

/// Where the keys and texts stand that could be taken for such a comment, in order.
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
