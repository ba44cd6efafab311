//! JSON with liberties (JSONC, JSON5) as strict JSON: comments, trailing commas, names without quotes,
//! single quotes, hexadecimal numbers.
//!
//! What it does not know it copies: whoever reads the strict text finds what is wrong with it.

use std::ops::Range;

use super::traced::Traced;
use crate::base::value::Value;

/// The strict text, and the place of the first liberty; none if `text` took no liberty.
pub(super) fn strict(text: &str) -> Option<(Traced, Range<usize>)> {
    let mut walk = Walk { text, at: 0, copied: 0, out: Traced::default(), first: None };
    while walk.at < text.len() {
        walk.step();
    }
    let end = text.len();
    walk.copy(end);
    walk.first.map(|first| (walk.out, first))
}

struct Walk<'t> {
    text: &'t str,
    at: usize,
    copied: usize,
    out: Traced,
    first: Option<Range<usize>>,
}

impl Walk<'_> {
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        let Some(c) = rest.chars().next() else { return };
        let comment = comment(rest);
        if comment > 0 {
            self.replace(comment, "");
        } else if c == '"' || c == '\'' {
            self.string(c);
        } else if c == ',' && is_trailing(&rest[1..]) {
            self.replace(1, "");
        } else if is_word(c) || matches!(c, '+' | '-' | '.') {
            self.word();
        } else {
            self.at += c.len_utf8();
        }
    }

    /// Copies what was not replaced, up to `end`.
    fn copy(&mut self, end: usize) {
        if self.copied < end {
            self.out.push(&Traced::verbatim(&self.text[self.copied..end], self.copied));
            self.copied = end;
        }
    }

    fn replace(&mut self, len: usize, by: &str) {
        let at = self.at..self.at + len;
        self.copy(at.start);
        self.out.push_made(by, at.clone());
        self.first.get_or_insert_with(|| at.clone());
        (self.at, self.copied) = (at.end, at.end);
    }

    fn string(&mut self, quote: char) {
        let rest = &self.text[self.at + 1..];
        let mut escaped = false;
        let end = rest.find(|c| {
            let ends = c == quote && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let Some(end) = end else {
            self.at = self.text.len();
            return;
        };
        let whole = end + 2;
        let inner = &rest[..end];
        if quote == '"' && Value::parse(&self.text[self.at..self.at + whole]).is_ok() {
            self.at += whole;
            return;
        }
        let mut out = String::from("\"");
        let mut chars = inner.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => out.push_str("\\\""),
                '\\' => match chars.next() {
                    Some('\'') => out.push('\''),
                    Some('\n') | None => {}
                    Some('v') => out.push_str("\\u000b"),
                    Some('0') => out.push_str("\\u0000"),
                    Some('x') => {
                        out.push_str("\\u00");
                        out.extend(chars.by_ref().take(2));
                    }
                    Some(other) => out.extend(['\\', other]),
                },
                _ => out.push(c),
            }
        }
        out.push('"');
        self.replace(whole, &out);
    }

    /// A name without quotes, or a number with liberties.
    fn word(&mut self) {
        let rest = &self.text[self.at..];
        let len = rest.find(|c| !is_word(c) && !matches!(c, '+' | '-' | '.')).unwrap_or(rest.len()).max(1);
        let word = &rest[..len];
        let is_key = after(&rest[len..]).starts_with(':');
        if is_key {
            self.replace(len, &Value::from(word).to_json());
            return;
        }
        match number(word) {
            Some(number) => self.replace(len, &number),
            None => self.at += len,
        }
    }
}

/// The number as JSON writes it, if it takes a liberty.
fn number(word: &str) -> Option<String> {
    let plain = word.strip_prefix('+').unwrap_or(word);
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
    if let Some(hex) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        return u64::from_str_radix(hex, 16).ok().map(|number| format!("{sign}{number}"));
    }
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = if whole.is_empty() { "0" } else { whole };
    let dot = if fraction.is_empty() { "" } else { "." };
    let strict = format!("{sign}{whole}{dot}{fraction}");
    (strict != word).then_some(strict)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

/// How long the comment is that `text` begins with.
fn comment(text: &str) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    let block = text.strip_prefix("/*");
    block.map_or(0, |rest| rest.find("*/").map_or(text.len(), |at| at + 4))
}

/// What follows blanks and comments.
fn after(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let len = comment(rest);
        if len == 0 {
            return rest;
        }
        rest = rest[len..].trim_start();
    }
}

fn is_trailing(rest: &str) -> bool {
    after(rest).starts_with(['}', ']'])
}
