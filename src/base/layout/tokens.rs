//! The words of a JSON text, comments among them, each as it is written.

use super::Refused;

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `{` or `[`.
    Open,
    /// `}` or `]`.
    Close,
    /// `,`.
    Comma,
    /// `:`.
    Colon,
    /// A string, a number, a name, a `${Name}`.
    Scalar,
    /// A comment up to the end of its line.
    Line,
    /// A comment between `/*` and `*/`.
    Block,
}

/// A word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    /// The byte at which it begins.
    pub(super) at: usize,
    /// The line breaks between the word before and this one.
    pub(super) breaks: usize,
}

impl Token<'_> {
    pub(super) const fn is_comment(&self) -> bool {
        matches!(self.kind, Kind::Line | Kind::Block)
    }
}

/// The words of `text`.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, Refused> {
    let (mut all, mut at, mut breaks) = (Vec::new(), 0, 0);
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() {
            breaks += usize::from(c == '\n');
            at += c.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let (kind, len) = match c {
            '{' | '[' => (Kind::Open, 1),
            '}' | ']' => (Kind::Close, 1),
            ',' => (Kind::Comma, 1),
            ':' => (Kind::Colon, 1),
            '/' if rest.starts_with("//") => (Kind::Line, line(rest)),
            '/' if rest.starts_with("/*") => (Kind::Block, rest.find("*/").map_or(0, |end| end + 2)),
            '"' | '\'' => (Kind::Scalar, string(rest, c)),
            _ => (Kind::Scalar, word(rest)),
        };
        if len == 0 {
            return Err(Refused::new(at..at + c.len_utf8(), "what begins here does not end"));
        }
        all.push(Token { kind, text: &rest[..len], at, breaks });
        (at, breaks) = (at + len, 0);
    }
    Ok(all)
}

/// The bytes of a comment that ends with its line, less blanks at its end.
fn line(rest: &str) -> usize {
    rest[..rest.find('\n').unwrap_or(rest.len())].trim_end().len()
}

/// The bytes of a string; 0 if it does not end.
fn string(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    let end = rest[1..].find(|c| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.map_or(0, |end| end + 2)
}

/// The bytes of a word without quotes. The braces of a `${Name}` are part of it.
fn word(rest: &str) -> usize {
    let mut at = 0;
    while let Some(c) = rest[at..].chars().next() {
        let here = &rest[at..];
        if here.starts_with("${") {
            match here.find('}') {
                Some(end) => at += end + 1,
                None => return 0,
            }
            continue;
        }
        let ends = c.is_whitespace() || ",:[]{}\"'".contains(c);
        if ends || here.starts_with("//") || here.starts_with("/*") {
            break;
        }
        at += c.len_utf8();
    }
    at
}
