//! `${Name}` is replaced before a definition is read, as CloudFormation and Terraform do it.
//!
//! JSON is changed as text, so that a bare `${Name}` may become any value; in YAML the scalars are
//! changed, since no text can tell there where a scalar ends. A name is made of `A-Z a-z 0-9 _ . : -`;
//! every other `${`, and `$${`, is left alone.

mod expression;
mod values;

use std::ops::Range;
use std::sync::Arc;

use expression::{Expression, Wanted};
pub use values::made_up_number;
pub(super) use values::{Names, Values, is_count};
use values::{Slot, Text};

use crate::base::document::Read;
use crate::base::locate::{Piece, SpanMap};
use crate::base::source::Source;
use crate::base::value::Value;
use crate::base::yaml::{MARKS, Scalar, plain};

/// Every `${Name}` in `text`: where it is.
pub(super) fn names(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text[from..].find("${")?;
            let rest = &text[start + 2..];
            let is_part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':' | b'-');
            let len = rest.bytes().take_while(is_part).count();
            from = start + 2;
            if len > 0 && rest[len..].starts_with('}') && !text[..start].ends_with('$') {
                from += len + 1;
                return Some(start..from);
            }
        }
    })
}

/// The JSON text to read, with all names replaced.
pub(super) fn json(source: &Source, values: &mut Values<'_>) -> Read {
    text(&source.text, &SpanMap::default(), values)
}

/// The JSON text to read with all names in `text` replaced, which came from a source by way of `spans`.
pub(super) fn text(text: &Arc<str>, spans: &SpanMap, values: &mut Values<'_>) -> Read {
    let mut lexer = Lexer::default();
    let mut pieces = Pieces { of: spans.pieces(), made: Vec::new() };
    let (mut out, mut copied) = (String::new(), 0);
    for at in names(text) {
        let name = &text[at.start + 2..at.end - 1];
        if values.is_literal(name) {
            continue;
        }
        lexer.advance(text, at.start);
        let written = spans.source(at.clone());
        let value = if let Some(begun) = lexer.string {
            let whole = begun + 1 == at.start && text[at.end..].starts_with('"');
            let wanted = lexer.wanted(text, at.clone());
            let key = lexer.key.as_deref();
            let place = Text { key, first: begun + 1 == at.start, whole };
            let value = values.get(name, &Slot::of(wanted, place), written.clone());
            let quoted = Value::from(value).to_json();
            quoted[1..quoted.len() - 1].to_owned()
        } else {
            values.get(name, &Slot::Bare(lexer.key.as_deref()), written.clone())
        };
        pieces.copy(copied..at.start, out.len());
        out.push_str(&text[copied..at.start]);
        let start = out.len();
        out.push_str(&value);
        pieces.made.push(Piece { text: start..out.len(), source: written });
        copied = at.end;
        lexer.at = at.end;
    }
    let substitutions = values.substitutions().to_vec();
    if copied == 0 {
        return Read { text: Arc::clone(text), spans: spans.clone(), substitutions };
    }
    pieces.copy(copied..text.len() + 1, out.len());
    out.push_str(&text[copied..]);
    Read { text: out.into(), spans: SpanMap::new(pieces.made), substitutions }
}

/// The pieces of a text while parts of it are replaced.
struct Pieces<'s> {
    of: &'s [Piece],
    made: Vec<Piece>,
}

impl Pieces<'_> {
    /// Takes over those of `range`, which now is at `to`.
    fn copy(&mut self, range: Range<usize>, to: usize) {
        let from = range.start;
        // What follows a replaced part is placed by that part, unless the text had pieces itself.
        let first = self.of.partition_point(|piece| piece.text.start < from);
        if let Some(before) = first.checked_sub(1).and_then(|at| self.of.get(at)) {
            let rest = before.text.end.min(range.end).saturating_sub(from);
            let at = before.source.end + from.saturating_sub(before.text.end);
            let source = if rest > 0 { before.source.clone() } else { at..at };
            self.made.push(Piece { text: to..to + rest, source });
        }
        let inside = self.of[first..].iter().take_while(|piece| piece.text.start < range.end);
        self.made.extend(inside.map(|piece| Piece {
            text: piece.text.start - from + to..piece.text.end.min(range.end) - from + to,
            source: piece.source.clone(),
        }));
    }
}

/// As much of JSON as it takes to know whether a place is inside a string, and of which key.
#[derive(Default)]
struct Lexer {
    at: usize,
    /// Where the string that is open begins.
    string: Option<usize>,
    last: Option<String>,
    key: Option<String>,
    /// The expression that the open string may be, and how far it was read.
    expression: Expression,
    read: usize,
}

impl Lexer {
    /// What the name at `at`, inside a string, can stand for.
    fn wanted(&mut self, text: &str, at: Range<usize>) -> Wanted {
        let begun = self.string.map_or(at.start, |begun| begun + 1);
        if self.read < begun {
            (self.expression, self.read) = (Expression::default(), begun);
        }
        self.expression.push_json(&text[self.read..at.start]);
        let wanted = self.expression.wanted(&text[at.end..]);
        self.expression.skip();
        self.read = at.end;
        wanted
    }

    fn advance(&mut self, text: &str, to: usize) {
        let bytes = text.as_bytes();
        while self.at < to {
            match (self.string, bytes[self.at]) {
                (Some(_), b'\\') => self.at += 1,
                (Some(begun), b'"') => {
                    self.last = text.get(begun + 1..self.at).map(str::to_owned);
                    self.string = None;
                }
                (None, b'"') => self.string = Some(self.at),
                (None, b':') => self.key = self.last.take(),
                (None, b',' | b'{' | b'[') => self.key = None,
                _ => {}
            }
            self.at += 1;
        }
    }
}

/// Braces of names would end a plain scalar in `{}` or `[]`: two characters YAML does not allow stand for
/// them while it is read. The text keeps its length.
pub(super) fn mark(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for at in names(text) {
        out.push_str(&text[copied..=at.start]);
        out.push(MARKS[0]);
        out.push_str(&text[at.start + 2..at.end - 1]);
        out.push(MARKS[1]);
        copied = at.end;
    }
    out.push_str(&text[copied..]);
    out
}

/// The value of a scalar with marked names.
pub(super) fn yaml(source: &Source, scalar: &Scalar<'_>, values: &mut Values<'_>) -> Option<Value> {
    let written = source.text.get(scalar.at.clone()).unwrap_or_default();
    let mut places = names(written).map(|at| scalar.at.start + at.start..scalar.at.start + at.end);
    let mut rest = scalar.text;
    let mut out = String::new();
    let mut any = false;
    let mut expression = Expression::default();
    while let Some((before, name, after)) = marked(rest) {
        let at = places.next().unwrap_or_else(|| scalar.at.clone());
        let first = !any && before.is_empty();
        let whole = first && after.is_empty();
        out.push_str(before);
        if whole && scalar.plain && !scalar.is_key {
            return Some(values.bare(name, scalar.key, at));
        }
        let key = scalar.key.filter(|_| !scalar.is_key);
        expression.push(before);
        let wanted = if scalar.is_key { Wanted::Text } else { expression.wanted(after) };
        let slot = Slot::of(wanted, Text { key, first, whole });
        expression.skip();
        out.push_str(&values.get(name, &slot, at));
        any = true;
        rest = after;
    }
    out.push_str(rest);
    match (any, scalar.plain && !scalar.is_key) {
        (false, _) => None,
        (true, true) => plain(&out).or_else(|| Some(Value::from(out))),
        (true, false) => Some(Value::from(out)),
    }
}

/// The first marked name of `text`, with what is before and behind it.
fn marked(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once(MARKS[0])?;
    let (name, after) = rest.split_once(MARKS[1])?;
    Some((before.strip_suffix('$').unwrap_or(before), name, after))
}
