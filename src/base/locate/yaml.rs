//! Which bytes of a YAML scalar a part of its text was written in: the best guess, as line folding and
//! indentation leave no exact trace.

use std::ops::Range;

use super::string::Decoded;
use crate::base::document::Substitution;

/// The bytes of `text` in which the bytes `part` of the scalar at `value` were written. Whatever was
/// replaced counts as a whole.
pub(crate) fn within(
    text: &str,
    value: Range<usize>,
    part: &Range<usize>,
    replaced: &[Substitution],
) -> Range<usize> {
    let raw = text.get(value.clone()).unwrap_or_default();
    let (quote, inner) = match raw.as_bytes() {
        [quote @ (b'"' | b'\''), .., end] if quote == end && !is_block(&text[..value.start]) => {
            (Some(*quote), 1..raw.len() - 1)
        }
        _ => (None, 0..raw.len()),
    };
    let mut walk = Walk { text, at: value.start + inner.start, end: value.start + inner.end, quote };
    let (mut decoded, mut start, mut end) = (0, None, None);
    while let Some((len, bytes)) = walk.step(replaced) {
        if start.is_none() && decoded + len > part.start {
            start = Some(bytes.start);
        }
        if decoded < part.end {
            end = Some(bytes.end);
        }
        decoded += len;
    }
    let start = start.unwrap_or(walk.end);
    start..end.unwrap_or(start).max(start)
}

/// Whether the scalar behind `before` is a block: the line above ends in `|` or `>`.
fn is_block(before: &str) -> bool {
    let above = before.trim_end_matches([' ', '\t']).strip_suffix('\n').map(str::trim_end);
    above.is_some_and(|above| {
        above.trim_end_matches(|c| matches!(c, '+' | '-' | '0'..='9')).ends_with(['|', '>'])
    })
}

/// A walk over the inside of a scalar.
struct Walk<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    quote: Option<u8>,
}

impl Walk<'_> {
    /// The next piece: its length in the decoded text and the bytes it was written in.
    fn step(&mut self, replaced: &[Substitution]) -> Option<(usize, Range<usize>)> {
        let start = self.at;
        let rest = &self.text[start..self.end];
        let c = rest.chars().next()?;
        let known = replaced.partition_point(|substitution| substitution.at.start < start);
        let replacement = replaced.get(known).filter(|substitution| substitution.at.start == start);
        let (decoded, written) = if let Some(substitution) = replacement {
            (substitution.value.len(), substitution.at.len())
        } else if c == '\n' || c == '\r' {
            // A break and the indentation behind it are one blank or one break.
            (1, rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len()))
        } else if self.quote == Some(b'\'') && rest.starts_with("''") {
            (1, 2)
        } else if self.quote == Some(b'"') && c == '\\' {
            Decoded::new(rest).next().map_or((1, 1), |(c, bytes)| (c.len_utf8(), bytes.end))
        } else {
            (c.len_utf8(), c.len_utf8())
        };
        self.at = start + written;
        Some((decoded, start..self.at))
    }
}
