//! From each byte of a string's value to the byte of the source it was written as: one walk along both.
//!
//! Value and source differ only in escapes, quotes and blanks, so the walk serves JSON and every style of YAML.
//! Where they differ in another way, the rest counts as one piece.

use std::ops::Range;

use super::spans::Piece;
use super::string::Decoded;

/// The pieces of the value `text` that are written in another way in `raw`: the string as the source has it, with
/// its quotes if it has any, from byte `at` of the source. The first piece is at the beginning and may be empty.
#[must_use]
pub fn align(text: &str, raw: &str, at: usize) -> Vec<Piece> {
    let quote = match raw.as_bytes() {
        [quote @ (b'"' | b'\''), .., end] if quote == end => Some(*quote),
        _ => None,
    };
    let quoted =
        quote.and_then(|quote| Walk::new(text, &raw[1..raw.len() - 1], at + 1, Some(quote)).all().ok());
    quoted.unwrap_or_else(|| Walk::new(text, raw, at, None).all().unwrap_or_else(Walk::rest))
}

/// The same for a part of a string in double quotes, without the quotes.
#[must_use]
pub fn align_escaped(text: &str, raw: &str, at: usize) -> Vec<Piece> {
    Walk::new(text, raw, at, Some(b'"')).all().unwrap_or_else(Walk::rest)
}

/// A walk along a value and its source.
struct Walk<'t> {
    /// The value.
    text: &'t str,
    /// How many bytes of `text` are behind.
    read: usize,
    /// The source of it, without quotes.
    raw: &'t str,
    /// How many bytes of `raw` are behind.
    written: usize,
    /// Where `raw` begins in the source, in bytes.
    at: usize,
    /// The quotes around it, `"` or `'`, if there are any.
    quote: Option<u8>,
    pieces: Vec<Piece>,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str, raw: &'t str, at: usize, quote: Option<u8>) -> Self {
        Self { text, read: 0, raw, written: 0, at, quote, pieces: vec![Piece { text: 0..0, source: at..at }] }
    }

    /// Walks to the end; the walk so far if the two do not agree.
    fn all(mut self) -> Result<Vec<Piece>, Self> {
        while self.read < self.text.len() || self.written < self.raw.len() {
            if self.step().is_none() {
                return Err(self);
            }
        }
        Ok(self.pieces)
    }

    /// The pieces, with one for all that was not walked.
    fn rest(mut self) -> Vec<Piece> {
        self.piece(self.text.len() - self.read, self.raw.len() - self.written);
        self.pieces
    }

    fn step(&mut self) -> Option<()> {
        let (text, raw) = (&self.text[self.read..], &self.raw[self.written..]);
        if self.quote == Some(b'"') && raw.starts_with('\\') {
            return self.escape(text, raw);
        }
        if self.quote == Some(b'\'') && raw.starts_with("''") {
            return text.starts_with('\'').then(|| self.piece(1, 2));
        }
        // HCL writes `$${` and `%%{` for what would begin a part to be replaced.
        let doubled = ["${", "%{"].iter().any(|marker| {
            text.starts_with(marker) && raw.get(1..).is_some_and(|raw| raw.starts_with(marker))
        });
        if doubled && raw.starts_with(&text[..1]) && !raw.starts_with(&text[..2]) {
            self.piece(2, 3);
            return Some(());
        }
        let blank = |text: &str| text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len();
        let (read, written) = (blank(text), blank(raw));
        if read == 0 && written == 0 {
            let c = text.chars().next()?;
            if !raw.starts_with(c) {
                return None;
            }
            self.read += c.len_utf8();
            self.written += c.len_utf8();
        } else if text[..read] == raw[..written] {
            self.read += read;
            self.written += written;
        } else if self.quote == Some(b'"') {
            let folded = folded(&raw[..written]);
            if written == 0 || !text.starts_with(&folded) {
                return None;
            }
            self.piece(folded.len(), written);
        } else {
            self.piece(read, written);
        }
        Some(())
    }

    /// An escape in double quotes: one character, or none if it hides a break.
    fn escape(&mut self, text: &str, raw: &str) -> Option<()> {
        let hidden = raw[1..].trim_start_matches([' ', '\t', '\r']);
        if hidden.starts_with('\n') {
            self.piece(0, raw.len() - hidden.trim_start().len());
            return Some(());
        }
        let (c, bytes) = Decoded::new(raw).next()?;
        let next = text.chars().next()?;
        let written = match raw.as_bytes().get(1) {
            _ if c == next => bytes.end,
            Some(b'x') => 4,
            Some(b'U') => 10,
            Some(_) | None => bytes.end,
        };
        self.piece(next.len_utf8(), written.min(raw.len()));
        raw.is_char_boundary(written.min(raw.len())).then_some(())
    }

    fn piece(&mut self, read: usize, written: usize) {
        let source: Range<usize> = self.at + self.written..self.at + self.written + written;
        self.pieces.push(Piece { text: self.read..self.read + read, source });
        self.read += read;
        self.written += written;
    }
}

/// What blanks and breaks between quotes read as: one break is a blank, more are one less.
fn folded(raw: &str) -> String {
    match raw.matches('\n').count() {
        0 => raw.to_owned(),
        1 => " ".to_owned(),
        breaks => "\n".repeat(breaks - 1),
    }
}
