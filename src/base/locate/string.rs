//! The inside of a quoted JSON string, character by character with the bytes each was written in.

use std::ops::Range;

/// Decodes the text between the quotes; what is no escape is itself.
pub(super) struct Decoded<'t> {
    raw: &'t str,
    at: usize,
}

impl<'t> Decoded<'t> {
    pub(super) const fn new(raw: &'t str) -> Self {
        Self { raw, at: 0 }
    }

    fn hex(&self, at: usize) -> Option<u32> {
        let digits = self.raw.get(at..at + 4).filter(|four| four.bytes().all(|b| b.is_ascii_hexdigit()))?;
        u32::from_str_radix(digits, 16).ok()
    }

    /// The character of the escape `\uXXXX` at `at`, or of two that make a pair, and its length.
    fn unicode(&self, at: usize) -> Option<(char, usize)> {
        let first = self.hex(at + 2)?;
        if let Some(c) = char::from_u32(first) {
            return Some((c, 6));
        }
        let second = self.hex(at + 8).filter(|_| self.raw[at + 6..].starts_with("\\u"))?;
        let pair = char::decode_utf16([first as u16, second as u16]).next()?.ok()?;
        Some((pair, 12))
    }
}

impl Iterator for Decoded<'_> {
    type Item = (char, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at;
        let c = self.raw[start..].chars().next()?;
        let (c, len) = match (c, self.raw.as_bytes().get(start + 1)) {
            ('\\', Some(b'u')) => self.unicode(start).unwrap_or((char::REPLACEMENT_CHARACTER, 2)),
            ('\\', Some(b'n')) => ('\n', 2),
            ('\\', Some(b't')) => ('\t', 2),
            ('\\', Some(b'r')) => ('\r', 2),
            ('\\', Some(b'b')) => ('\u{8}', 2),
            ('\\', Some(b'f')) => ('\u{c}', 2),
            ('\\', Some(&escaped)) if escaped.is_ascii() => (char::from(escaped), 2),
            _ => (c, c.len_utf8()),
        };
        self.at += len;
        Some((c, start..self.at))
    }
}

/// The bytes of `raw` in which the bytes `part` of its decoded text were written.
pub(super) fn written(raw: &str, part: &Range<usize>) -> Range<usize> {
    let (mut start, mut end, mut decoded) = (None, None, 0);
    for (c, bytes) in Decoded::new(raw) {
        if start.is_none() && decoded + c.len_utf8() > part.start {
            start = Some(bytes.start);
        }
        if decoded < part.end {
            end = Some(bytes.end);
        }
        decoded += c.len_utf8();
    }
    let start = start.unwrap_or(raw.len());
    start..end.unwrap_or(start).max(start)
}
