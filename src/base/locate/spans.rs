//! `SpanMap`: from the bytes of a text to those of the text it was made from by replacing parts.

use std::ops::Range;

/// A list of replaced parts; what lies between them was copied.
#[derive(Clone, Debug, Default)]
pub struct SpanMap(Vec<Piece>);

/// One replaced part.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The bytes that stand there now.
    pub text: Range<usize>,
    /// The bytes that were written there.
    pub source: Range<usize>,
}

impl SpanMap {
    /// A map of `pieces`, which must be in the order of the text and must not overlap.
    #[must_use]
    pub const fn new(pieces: Vec<Piece>) -> Self {
        Self(pieces)
    }

    /// The bytes `text` came from; a part of a replaced piece came from the whole of it.
    #[must_use]
    pub fn source(&self, text: Range<usize>) -> Range<usize> {
        let start = self.map(text.start, |piece| piece.source.start);
        let end = if text.is_empty() { start } else { self.map(text.end, |piece| piece.source.end) };
        start..end.max(start)
    }

    /// The place before which `at` stands, `inside` telling it for a place within a piece.
    fn map(&self, at: usize, inside: impl Fn(&Piece) -> usize) -> usize {
        let known = self.0.partition_point(|piece| piece.text.end <= at);
        match self.0.get(known) {
            Some(piece) if piece.text.start < at => return inside(piece),
            Some(piece) if piece.text.start == at => return piece.source.start,
            Some(_) | None => {}
        }
        self.0[..known].last().map_or(at, |piece| piece.source.end + (at - piece.text.end))
    }
}
