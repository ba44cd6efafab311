//! `Traced`: a text put together from parts, each of which knows where it was written.
//!
//! Parts that were copied are followed byte by byte, parts that were made up stand for their place as a
//! whole. All parts are of one source.

use std::ops::Range;

use crate::base::locate::{Piece, SpanMap, align, align_escaped};
use crate::base::value::Value;

/// How much memory a value takes, or a text that is to be made of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Size {
    /// The bytes of its texts.
    pub(super) bytes: usize,
    /// How many places are kept for them.
    pub(super) places: usize,
}

impl Size {
    /// How many steps it is to make it, at so many bytes a step.
    pub(super) const fn steps(self, bytes: usize) -> usize {
        self.places.saturating_mul(size_of::<Piece>()).saturating_add(self.bytes) / bytes
    }
}

impl std::ops::Add for Size {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            bytes: self.bytes.saturating_add(other.bytes),
            places: self.places.saturating_add(other.places),
        }
    }
}

/// A text and where its bytes come from.
#[derive(Clone, Debug, Default)]
pub(super) struct Traced {
    text: String,
    /// The first piece begins with the text.
    spans: SpanMap,
}

impl Traced {
    /// A text that was made from what is at `at`.
    pub(super) fn made(text: impl Into<String>, at: Range<usize>) -> Self {
        let text = text.into();
        Self { spans: SpanMap::new(vec![Piece { text: 0..text.len(), source: at }]), text }
    }

    /// A text that was written as `raw`, which begins at `at`.
    pub(super) fn written(text: &str, raw: &str, at: usize) -> Self {
        Self { text: text.to_owned(), spans: SpanMap::new(align(text, raw, at)) }
    }

    /// A text that was written as `raw`, a part of what is between double quotes.
    pub(super) fn escaped(text: &str, raw: &str, at: usize) -> Self {
        Self { text: text.to_owned(), spans: SpanMap::new(align_escaped(text, raw, at)) }
    }

    /// A text that is at `at` exactly as it reads.
    pub(super) fn verbatim(text: &str, at: usize) -> Self {
        Self { text: text.to_owned(), spans: SpanMap::new(vec![Piece { text: 0..0, source: at..at }]) }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Adds `other` at the end.
    pub(super) fn push(&mut self, other: &Self) {
        let shift = self.text.len();
        self.text.push_str(&other.text);
        for piece in other.spans.pieces() {
            self.spans.push(shifted(piece, shift));
        }
    }

    /// Adds a text that was made from what is at `at`.
    pub(super) fn push_made(&mut self, text: &str, at: Range<usize>) {
        let start = self.text.len();
        self.text.push_str(text);
        self.spans.push(Piece { text: start..self.text.len(), source: at });
    }

    /// The bytes of the source that the bytes `part` came from.
    pub(super) fn source(&self, part: Range<usize>) -> Range<usize> {
        self.spans.source(part)
    }

    /// The part `range` of the text.
    pub(super) fn slice(&self, range: Range<usize>) -> Self {
        let mut slice = Self::default();
        slice.push_slice(self, range);
        slice
    }

    /// Adds the part `range` of `other`.
    pub(super) fn push_slice(&mut self, other: &Self, range: Range<usize>) {
        let start = self.text.len();
        self.text.push_str(&other.text[range.clone()]);
        let pieces = other.spans.pieces();
        let first = pieces.partition_point(|piece| piece.text.end <= range.start);
        let begins_inside = pieces.get(first).is_some_and(|piece| piece.text.start <= range.start);
        if !begins_inside && let Some(before) = first.checked_sub(1).and_then(|at| pieces.get(at)) {
            let at = before.source.end + (range.start - before.text.end);
            self.spans.push(Piece { text: start..start, source: at..at });
        }
        for piece in &pieces[first..] {
            if piece.text.start >= range.end {
                break;
            }
            let text = piece.text.start.max(range.start)..piece.text.end.min(range.end);
            let text = text.start - range.start + start..text.end - range.start + start;
            self.spans.push(Piece { text, source: piece.source.clone() });
        }
    }

    /// The same inside a JSON string, without the quotes.
    pub(super) fn quoted(&self) -> Self {
        let mut out = Self::default();
        let mut from = 0;
        for (at, c) in self.text.char_indices() {
            if is_escaped(c) {
                out.push_slice(self, from..at);
                from = at + c.len_utf8();
                let quoted = Value::from(&self.text[at..from]).to_json();
                out.push_made(&quoted[1..quoted.len() - 1], self.spans.source(at..from));
            }
        }
        out.push_slice(self, from..self.text.len());
        out
    }

    /// How much memory it takes.
    pub(super) fn size(&self) -> Size {
        Size { bytes: self.text.len(), places: self.spans.pieces().len() }
    }

    /// How much memory it takes inside a JSON string: each escape is some bytes more, with a place of its own.
    pub(super) fn quoted_size(&self) -> Size {
        let escapes = self.text.chars().filter(|c| is_escaped(*c)).count();
        self.size() + Size { bytes: escapes, places: 2 * escapes }
    }

    /// The text and the way from its bytes to those of the source.
    pub(super) fn into_parts(self) -> (String, SpanMap) {
        (self.text, self.spans)
    }
}

/// Whether a JSON string writes it in another way.
const fn is_escaped(c: char) -> bool {
    matches!(c, '"' | '\\') || c < ' '
}

fn shifted(piece: &Piece, by: usize) -> Piece {
    Piece { text: piece.text.start + by..piece.text.end + by, source: piece.source.clone() }
}
