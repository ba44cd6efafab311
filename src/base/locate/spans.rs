//! `SpanMap`: from the bytes of a text to those of the text it was made from by replacing parts.

use std::ops::Range;

/// A list of replaced parts; what is between them was copied.
#[derive(Clone, Debug, Default)]
pub struct SpanMap(Vec<Piece>);

/// One replaced part.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The bytes that are there now.
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

    /// Adds a piece behind all others.
    pub fn push(&mut self, piece: Piece) {
        self.0.push(piece);
    }

    /// The bytes `text` came from; a part of a replaced piece came from the whole of it.
    #[must_use]
    pub fn source(&self, text: Range<usize>) -> Range<usize> {
        let start = self.start(text.start);
        let end = if text.is_empty() { start } else { self.end(text.end) };
        start..end.max(start)
    }

    /// The place of what begins at `at`.
    fn start(&self, at: usize) -> usize {
        let known = self.0.partition_point(|piece| piece.text.end <= at);
        match self.0.get(known) {
            Some(piece) if piece.text.start <= at => piece.source.start,
            Some(_) | None => {
                self.0[..known].last().map_or(at, |piece| piece.source.end + (at - piece.text.end))
            }
        }
    }

    /// The place of what ends at `at`: what begins there has no part in it.
    fn end(&self, at: usize) -> usize {
        let known = self.0.partition_point(|piece| piece.text.start < at);
        match self.0[..known].last() {
            Some(piece) if at <= piece.text.end => piece.source.end,
            Some(piece) => piece.source.end + (at - piece.text.end),
            None => at,
        }
    }

    /// The pieces, in the order of the text.
    #[must_use]
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }
}
