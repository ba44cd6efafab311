//! Secrets found in a text without reading it: `password: …`, `"password": "…"`, `password = "…"`, and what an
//! expression compares a secret with. It works on broken texts and on languages that nothing here reads.

use std::ops::Range;

use super::{NAMES, is_expression, is_secret};
use crate::base::yaml;

/// How many bytes before its sign a key may begin.
const BEFORE: usize = 200;
/// How many bytes of a value are gone through.
const MAX_VALUE_BYTES: usize = 10_000;

/// The bytes of the secrets, without their quotes.
pub(super) fn spans(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Whether the name of a secret was given and its value may follow, as in `{Name: Authorization, Value: …}`.
    let mut is_named = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'}' => is_named = false,
            b':' | b'=' => {
                let Some(pair) = Pair::around(text, at) else { continue };
                let last = pair.key.rsplit('.').next().unwrap_or_default();
                let is_name = last == "Variable" || NAMES.iter().any(|name| last.eq_ignore_ascii_case(name));
                let is_value = last.trim_end_matches('s').eq_ignore_ascii_case("value")
                    || last.starts_with("String") && !last.ends_with("Path");
                if is_secret(pair.key) || is_named && is_value {
                    found.extend(pair.secret(text));
                }
                if is_name {
                    is_named = is_secret(&text[pair.value.clone()]);
                }
            }
            _ => {}
        }
    }
    found
}

/// A key and the value behind its `:` or `=`.
struct Pair<'t> {
    key: &'t str,
    /// Without its quotes.
    value: Range<usize>,
    is_quoted: bool,
}

impl<'t> Pair<'t> {
    /// The pair whose sign is, or ends, at the byte `at`.
    fn around(text: &'t str, at: usize) -> Option<Self> {
        let behind = &text[at + 1..];
        if behind.starts_with(['=', ':', '~']) {
            return None;
        }
        let behind = behind.strip_prefix('>').unwrap_or(behind);
        let near = &text[boundary(text, at.saturating_sub(BEFORE))..at];
        let before = near.trim_end_matches(['=', '!', '<', '>', ' ', '\t']);
        let before = before.trim_end_matches(['"', '\'', '`', '\\', ']', ')']);
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$');
        let start = { before.char_indices().rev() }.take_while(|(_, c)| is_part(*c)).last()?.0;
        let ahead = before[..start].trim_end_matches([' ', '\t', '-', '"', '\'']);
        let is_first = ahead.is_empty() || ahead.ends_with(['\n', '\r']);
        let value = behind.trim_start_matches([' ', '\t']);
        let from = text.len() - value.len();
        let value = &value[..boundary(value, MAX_VALUE_BYTES)];
        let slashes = value.len() - value.trim_start_matches('\\').len();
        let line_end = |text: &str| text.find(['\n', '\r']).unwrap_or(text.len());
        let (inner, is_quoted) = match value[slashes..].chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let (quote, rest) = value.split_at(slashes + quote.len_utf8());
                let mut ends = rest.match_indices(quote).map(|(end, _)| end);
                let end = ends.find(|end| !rest[..*end].ends_with('\\'));
                (quote.len()..quote.len() + end.unwrap_or_else(|| line_end(rest)), true)
            }
            // Without quotes only where a line of YAML may have it.
            Some(_) if is_first && text.as_bytes()[at] == b':' => {
                let line = &value[..line_end(value)];
                (0..line.split(" #").next().unwrap_or(line).trim_end().len(), false)
            }
            Some(_) | None => return None,
        };
        Some(Self { key: &before[start..], value: from + inner.start..from + inner.end, is_quoted })
    }

    /// The value, if it is a text and no expression.
    fn secret(&self, text: &str) -> Option<Range<usize>> {
        let value = &text[self.value.clone()];
        let is_plain = || {
            !value.starts_with(['[', '|', '>', '&', '*', '!', '%', '@', '`'])
                && yaml::plain(value).is_none_or(|value| value.as_str().is_some())
        };
        let is_text = !value.is_empty() && !is_expression(value) && (self.is_quoted || is_plain());
        is_text.then(|| self.value.clone())
    }
}

/// The first place from `at` on where a character begins; the end if there is none.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}
