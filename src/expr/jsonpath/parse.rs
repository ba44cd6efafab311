//! Text to tokens. Follows Jayway's reading of blanks, quotes and dots before brackets.

use std::sync::Arc;

use crate::expr::SyntaxError;

use super::Root;
use super::function::FUNCTIONS;
use super::token::{Argument, Route, Token};

/// How deep filters, arguments and parentheses may be nested.
const MAX_NESTING: usize = 32;
/// How many steps a path may have.
const MAX_STEPS: usize = 200;

/// Reads a whole path: the root, then its steps.
pub(super) fn path(text: &str) -> Result<(Root, Route), SyntaxError> {
    let mut cursor = Cursor { text: text.trim_end(), at: 0, depth: 0 };
    if !cursor.eat('$') {
        let mut error = cursor.error("a path starts with `$`");
        error.help = Some(format!("write `$.{}`", text.trim().trim_start_matches(['@', '.'])));
        return Err(error);
    }
    let root = if cursor.eat('$') {
        Root::Context
    } else if cursor.peek().is_some_and(|c| c.is_alphabetic() || c == '_') {
        let start = cursor.at;
        cursor.skip_while(|c| c.is_alphanumeric() || c == '_');
        Root::Variable(cursor.text[start..cursor.at].into())
    } else {
        Root::Input
    };
    let route = cursor.steps(Place::Open)?;
    if cursor.at < cursor.text.len() {
        return Err(cursor.error("`.` or `[` is expected here"));
    }
    Ok((root, route))
}

/// Where a path stands, which decides where it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Alone: it takes the whole text.
    Open,
    /// In a filter: an operator or blank ends it.
    Filter,
    /// In the arguments of a function: a comma or bracket ends it.
    Argument,
}

impl Place {
    /// Whether `c` ends a name written without quotes.
    fn ends_name(self, c: char) -> bool {
        matches!(c, '.' | '[' | '(' | ' ')
            || match self {
                Self::Open => false,
                Self::Filter => {
                    matches!(c, '<' | '>' | '=' | '~' | '!' | ')' | '&' | '|') || c.is_whitespace()
                }
                Self::Argument => matches!(c, ',' | ')' | ']' | '}') || c.is_whitespace(),
            }
    }
}

/// A position in the text, counting bytes.
pub(super) struct Cursor<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) depth: usize,
}

impl Cursor<'_> {
    /// The steps of a path, the cursor being behind its root.
    pub(super) fn steps(&mut self, place: Place) -> Result<Route, SyntaxError> {
        self.deeper()?;
        let mut tokens = Vec::new();
        loop {
            match self.peek() {
                Some('.') => self.dots(place, &mut tokens)?,
                Some('[') => tokens.push(self.bracket()?),
                // Jayway reads `[0]name` as `[0].name`.
                Some(c) if !tokens.is_empty() && !place.ends_name(c) => tokens.push(self.name(place)?),
                _ => break,
            }
            if tokens.len() > MAX_STEPS {
                return Err(self.error(format!("the path has more than {MAX_STEPS} steps")));
            }
        }
        self.depth -= 1;
        Ok(Route::new(tokens))
    }

    fn dots(&mut self, place: Place, tokens: &mut Vec<Token>) -> Result<(), SyntaxError> {
        let start = self.at;
        self.expect('.')?;
        if self.eat('.') {
            tokens.push(Token::Scan);
        }
        match self.peek() {
            Some('[') => Ok(()),
            Some(c) if !place.ends_name(c) => {
                tokens.push(self.name(place)?);
                Ok(())
            }
            _ => {
                let mut error = self.error("a name or `[` is expected behind the dot");
                error.span.start = start;
                Err(error)
            }
        }
    }

    /// `name`, `*` or `name(…)`.
    fn name(&mut self, place: Place) -> Result<Token, SyntaxError> {
        if self.eat('*') {
            return Ok(Token::Wildcard);
        }
        let start = self.at;
        self.skip_while(|c| !place.ends_name(c));
        let name = &self.text[start..self.at];
        if self.peek() == Some('(') {
            return self.call(start);
        }
        if place == Place::Open && self.peek() == Some(' ') {
            let mut error = self.error("a name with blanks needs brackets and quotes");
            error.help = Some(format!("write `['{}']`", &self.text[start..]));
            return Err(error);
        }
        Ok(Token::Name(name.into()))
    }

    /// The call of the function whose name stands from `start` to the cursor.
    fn call(&mut self, start: usize) -> Result<Token, SyntaxError> {
        let name = &self.text[start..self.at];
        let Some((_, function)) = FUNCTIONS.iter().find(|(known, _)| *known == name) else {
            return Err(SyntaxError {
                message: format!("`{name}` is no function of JSONPath"),
                span: start..self.at,
                help: Some(format!(
                    "there are {}",
                    FUNCTIONS.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ")
                )),
            });
        };
        self.expect('(')?;
        let mut arguments = Vec::new();
        loop {
            self.skip_blanks();
            if self.eat(')') {
                break;
            }
            arguments.push(if self.eat('$') || self.eat('@') {
                Argument::Path(self.steps(Place::Argument)?)
            } else {
                Argument::Json(self.literal()?)
            });
            self.skip_blanks();
            if !self.eat(',') {
                self.expect(')')?;
                break;
            }
        }
        Ok(Token::Call(*function, arguments))
    }

    fn bracket(&mut self) -> Result<Token, SyntaxError> {
        self.expect('[')?;
        self.skip_blanks();
        match self.peek() {
            Some('\'' | '"') => self.names(),
            Some('*') => {
                self.expect('*')?;
                self.skip_blanks();
                self.expect(']')?;
                Ok(Token::Wildcard)
            }
            Some('?') => self.filter(),
            Some('0'..='9' | '-' | ':') => self.numbers(),
            Some('(') => self.script(),
            _ => Err(self.error("a quoted name, a number, `*` or `?(…)` is expected behind `[`")),
        }
    }

    fn names(&mut self) -> Result<Token, SyntaxError> {
        let mut names: Vec<Arc<str>> = Vec::new();
        loop {
            self.skip_blanks();
            names.push(self.quoted()?.into());
            self.skip_blanks();
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
                message: format!("`{script}` is no script that AWS runs"),
                span: start..start + script.len(),
                help: Some("only `[(@.length-1)]` and the like, which count from the end".into()),
            });
        };
        self.expect(']')?;
        Ok(Token::Index(-i64::from(back)))
    }

    /// `[n]`, `[a, b]` or `[from:to]`; Jayway reads a third part, the step, and ignores it.
    fn numbers(&mut self) -> Result<Token, SyntaxError> {
        let start = self.at;
        self.skip_while(|c| c != ']');
        let inside = self.text[start..self.at].trim();
        let wrong = |what: &str, end: usize| SyntaxError {
            message: format!("`{inside}` is no {what}"),
            span: start..end,
            help: None,
        };
        if inside.contains(':') {
            let ends: Result<Vec<Option<i64>>, _> = inside
                .split(':')
                .map(|end| if end.is_empty() { Ok(None) } else { end.parse().map(Some) })
                .collect();
            let ends = ends.map_err(|_| wrong("slice", self.at))?;
            if ends.len() > 3 || (ends[0].is_none() && ends[1].is_none()) {
                return Err(wrong("slice", self.at));
            }
            self.expect(']')?;
            return Ok(Token::Slice(ends[0], ends[1]));
        }
        let indexes: Result<Vec<i64>, _> =
            inside.trim_end_matches(',').split(',').map(|index| index.trim().parse()).collect();
        let indexes = indexes.map_err(|_| wrong("index", self.at))?;
        self.expect(']')?;
        Ok(if let [index] = indexes[..] { Token::Index(index) } else { Token::Indexes(indexes) })
    }
}

/// Reading single pieces.
impl Cursor<'_> {
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let here = self.peek() == Some(c);
        self.at += if here { c.len_utf8() } else { 0 };
        here
    }

    pub(super) fn expect(&mut self, c: char) -> Result<(), SyntaxError> {
        if self.eat(c) { Ok(()) } else { Err(self.error(format!("`{c}` is expected here"))) }
    }

    pub(super) fn skip_blanks(&mut self) {
        self.skip_while(char::is_whitespace);
    }

    pub(super) fn skip_while(&mut self, skips: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !skips(c)).unwrap_or(rest.len());
    }

    /// A text in single or double quotes; `\n`, `\u0041` and the like mean what they mean in JSON, any
    /// other escaped character means itself. The other kind of quote needs no escape, and AWS keeps a
    /// backslash before it (recorded case `escape_sequence_parsing`).
    pub(super) fn quoted(&mut self) -> Result<String, SyntaxError> {
        let start = self.at;
        let Some(quote @ ('\'' | '"')) = self.peek() else {
            return Err(self.error("a quoted name is expected here"));
        };
        let mut out = String::new();
        let mut chars = self.text[start + 1..].char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => match chars.next().map(|(_, c)| c) {
                    Some('n') => out.push('\n'),
                    Some('r') => out.push('\r'),
                    Some('t') => out.push('\t'),
                    Some('b') => out.push('\u{8}'),
                    Some('f') => out.push('\u{c}'),
                    Some('u') => {
                        let digits: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                        let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                        out.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    Some(other @ ('\'' | '"')) if other != quote => out.extend(['\\', other]),
                    Some(c) => out.push(c),
                    None => break,
                },
                c if c == quote => {
                    self.at = start + 1 + at + 1;
                    return Ok(out);
                }
                c => out.push(c),
            }
        }
        Err(SyntaxError {
            message: format!("the closing {quote} is missing"),
            span: start..self.text.len(),
            help: None,
        })
    }

    /// Counts one more level of nesting; whoever calls it counts down again on success.
    pub(super) fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_NESTING { Err(self.error("nested too deep")) } else { Ok(()) }
    }

    /// An error at the cursor.
    pub(super) fn error(&self, message: impl Into<String>) -> SyntaxError {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        SyntaxError { message: message.into(), span: self.at..end, help: None }
    }
}
