//! What brackets hold: names, indexes, slices, `*`, scripts and filters, as Jayway distinguishes them.

use std::sync::Arc;

use crate::expr::SyntaxError;

use super::parse::Cursor;
use super::token::Token;

impl Cursor<'_> {
    /// A step in brackets, the cursor being at the `[`.
    pub(super) fn bracket(&mut self) -> Result<Token, SyntaxError> {
        let start = self.at;
        self.expect('[')?;
        self.skip_spaces();
        match self.peek() {
            Some(quote @ ('\'' | '"')) => self.names(quote),
            Some('*') => {
                self.expect('*')?;
                self.skip_spaces();
                self.expect(']')?;
                Ok(Token::Wildcard)
            }
            Some('?') => self.filter(start),
            Some('0'..='9' | '-' | ':') => self.numbers(),
            Some('(') => self.script(),
            _ => Err(self.error("a quoted name, a number, `*` or `?(…)` is expected behind `[`")),
        }
    }

    /// Names, all in the kind of quote that the first one has: Jayway takes the other kind for text that
    /// means nothing.
    fn names(&mut self, quote: char) -> Result<Token, SyntaxError> {
        let mut names: Vec<Arc<str>> = Vec::new();
        loop {
            self.skip_spaces();
            if self.peek() != Some(quote) {
                return Err(self.error(format!("a name in {quote} is expected here")));
            }
            names.push(self.quoted()?.into());
            self.skip_spaces();
            if !self.eat(',') {
                break;
            }
        }
        self.expect(']')?;
        Ok(if names.len() == 1 { Token::Name(names.remove(0)) } else { Token::Names(names) })
    }

    /// `[(@.length-n)]`, the n-th element from the end. Jayway gave it up, users of AWS rely on it
    /// (ChristopheBougere/asl-validator#90).
    fn script(&mut self) -> Result<Token, SyntaxError> {
        let start = self.at;
        self.skip_while(|c| c != ']');
        let script = self.text[start..self.at].trim_end();
        let bare: String = script.chars().filter(|c| !c.is_whitespace()).collect();
        let back = bare.strip_prefix("(@.length-").and_then(|rest| rest.strip_suffix(')'));
        let Some(back) = back.and_then(|digits| digits.parse::<u32>().ok()).filter(|back| *back > 0) else {
            return Err(SyntaxError {
                message: format!("`{script}` is not a script that AWS runs"),
                span: start..start + script.len(),
                help: Some("only `[(@.length-1)]` and the like, which count from the end".into()),
            });
        };
        self.expect(']')?;
        Ok(Token::Index(-i64::from(back)))
    }

    /// `[n]`, `[a, b]` or `[from:to]`; Jayway reads further parts of a slice and ignores them. Numbers have
    /// 32 bits, as in Java.
    fn numbers(&mut self) -> Result<Token, SyntaxError> {
        let start = self.at;
        self.skip_while(|c| c != ']');
        let inside = self.text[start..self.at].trim_matches(' ');
        let wrong = |what: &str, end: usize| SyntaxError {
            message: format!("`{inside}` is not {what}"),
            span: start..end,
            help: None,
        };
        let number = |text: &str| text.parse::<i32>().ok().filter(|_| !text.starts_with('+')).map(i64::from);
        if inside.contains(':') {
            let is_slice = inside.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ':'));
            let mut ends =
                inside.split(':').map(|end| if end.is_empty() { Some(None) } else { number(end).map(Some) });
            let (Some(Some(from)), Some(Some(to)), true) = (ends.next(), ends.next(), is_slice) else {
                return Err(wrong("a slice", self.at));
            };
            if from.is_none() && to.is_none() {
                return Err(wrong("a slice: it needs one end at least", self.at));
            }
            self.expect(']')?;
            return Ok(Token::Slice(from, to));
        }
        let indexes: Option<Vec<i64>> = inside.split(',').map(|index| number(index.trim())).collect();
        let indexes = indexes.ok_or_else(|| wrong("an index", self.at))?;
        self.expect(']')?;
        Ok(if let [index] = indexes[..] { Token::Index(index) } else { Token::Indexes(indexes) })
    }

    /// Where the bracket that opens at `from` closes: quoted texts are passed over, and patterns between
    /// slashes if they count.
    pub(super) fn closing(
        &self,
        from: usize,
        pair: (char, char),
        passes_patterns: bool,
    ) -> Result<usize, SyntaxError> {
        let missing = |what: char, at: usize| SyntaxError {
            message: format!("the closing `{what}` is missing"),
            span: at..self.text.len(),
            help: None,
        };
        let mut opened = 0_usize;
        let mut at = from;
        while let Some(c) = self.text[at..].chars().next() {
            if matches!(c, '\'' | '"') || (c == '/' && passes_patterns) {
                at = self.unescaped(at + 1, c).ok_or_else(|| missing(c, at))? + 1;
                continue;
            }
            opened += usize::from(c == pair.0);
            if c == pair.1 {
                opened -= 1;
                if opened == 0 {
                    return Ok(at);
                }
            }
            at += c.len_utf8();
        }
        Err(missing(pair.1, from))
    }

    /// Where `wanted` comes next without a backslash before it.
    pub(super) fn unescaped(&self, from: usize, wanted: char) -> Option<usize> {
        let mut escaped = false;
        self.text[from..].char_indices().find_map(|(at, c)| {
            let found = c == wanted && !escaped;
            escaped = c == '\\' && !escaped;
            found.then_some(from + at)
        })
    }
}
