//! The text between `[?(` and `)]` to a filter. Jayway finds its ends first and reads it afterwards, and so
//! does this: what an operand takes does not depend on what could be read as one.

use crate::base::value::Value;
use crate::expr::SyntaxError;
use crate::expr::regex;

use super::literal::number;
use super::parse::Cursor;
use super::token::{Filter, OPERATORS, Operand, Operator, Pattern, Route, Token};

/// The characters that operators are made of, words apart.
const fn is_sign(c: char) -> bool {
    matches!(c, '<' | '>' | '=' | '~' | '!')
}

impl Cursor<'_> {
    /// `?(…)]`, the cursor being at the question mark and the bracket at `start`.
    pub(super) fn filter(&mut self, start: usize) -> Result<Token, SyntaxError> {
        self.expect('?')?;
        self.skip_spaces();
        if self.peek() != Some('(') {
            return Err(self.error("`(` is expected behind `[?`"));
        }
        let open = self.at;
        let close = self.closing(open, ('(', ')'), true)?;
        let mut inside = Cursor { text: &self.text[..=close], at: open, depth: self.depth };
        inside.deeper()?;
        let filter = inside.or()?;
        inside.skip_spaces();
        if inside.peek().is_some() {
            return Err(inside.error("`&&`, `||` or the end of the filter is expected here"));
        }
        self.at = close + 1;
        self.skip_spaces();
        if !self.eat(']') {
            let mut error = self.error("`]` is expected here: a filter is one condition in parentheses");
            error.span.start = start;
            return Err(error);
        }
        Ok(Token::Filter(Box::new(filter)))
    }

    fn or(&mut self) -> Result<Filter, SyntaxError> {
        let mut parts = vec![self.and()?];
        while self.eat_pair("||") {
            parts.push(self.and()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::Or(parts) })
    }

    fn and(&mut self) -> Result<Filter, SyntaxError> {
        let mut parts = vec![self.term()?];
        while self.eat_pair("&&") {
            parts.push(self.term()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Filter::And(parts) })
    }

    fn term(&mut self) -> Result<Filter, SyntaxError> {
        self.deeper()?;
        self.skip_spaces();
        let start = self.at;
        let negated = self.eat('!');
        self.skip_spaces();
        let filter = if negated && !matches!(self.peek(), Some('@' | '$')) {
            Filter::Not(Box::new(self.term()?))
        } else if self.eat('(') {
            let filter = self.or()?;
            self.skip_spaces();
            self.expect(')')?;
            filter
        } else {
            self.comparison(start, negated)?
        };
        self.depth -= 1;
        Ok(filter)
    }

    /// A comparison or a lone path. Jayway lets `!` negate lone paths only; before a comparison it is
    /// read and forgotten.
    fn comparison(&mut self, start: usize, negated: bool) -> Result<Filter, SyntaxError> {
        let left = self.operand()?;
        let end = self.at;
        self.skip_spaces();
        if let Some(operator) = self.operator() {
            self.skip_spaces();
            return Ok(Filter::Compare { left, operator, right: self.operand()? });
        }
        if !matches!(self.peek(), None | Some(')' | '&' | '|')) {
            return Err(self.unknown_operator());
        }
        match left {
            // Jayway walks even `$…` from the item here.
            Operand::Item(route) | Operand::Root(route) => Ok(Filter::Exists { route, expected: !negated }),
            Operand::Literal(_) | Operand::Json(_) | Operand::Pattern(_) => Err(SyntaxError {
                message: "a condition needs a path or a comparison".into(),
                span: start..end,
                help: None,
            }),
        }
    }

    fn unknown_operator(&self) -> SyntaxError {
        let mut error = self.error("an operator is expected here");
        let known: Vec<&str> = OPERATORS.iter().map(|(known, _)| *known).collect();
        error.help = Some(format!("there are {}, and a space must follow a word", known.join(", ")));
        if self.rest().starts_with('=') {
            error.help = Some("write `==` to compare".into());
        }
        error
    }

    fn operand(&mut self) -> Result<Operand, SyntaxError> {
        self.skip_spaces();
        if let Some(word) = self.bare_word() {
            return Ok(word);
        }
        match self.peek() {
            Some('@') => self.path_within().map(Operand::Item),
            Some('$') => self.path_within().map(Operand::Root),
            Some('!') => {
                self.expect('!')?;
                self.skip_spaces();
                if matches!(self.peek(), Some('@' | '$')) {
                    return self.operand();
                }
                Err(self.error("a path is expected behind `!`"))
            }
            Some('/') => self.pattern(),
            Some(quote @ ('\'' | '"')) => self.text_literal(quote),
            Some(open @ ('[' | '{')) => self.json_literal(open),
            Some('t' | 'f' | 'n') => self.word_literal(),
            Some('0'..='9' | '-' | '.' | 'e' | 'E') => self.number_literal(),
            _ => Err(self.no_operand()),
        }
    }

    fn no_operand(&self) -> SyntaxError {
        let mut error = self.error("a path or value is expected here");
        let word = self.rest().split([' ', ')', '&', '|']).next().unwrap_or_default();
        if !word.is_empty() {
            error.help = Some(format!("write `@.{word}` for a member, or `'{word}'` for a text"));
        }
        error
    }

    /// A path in a filter: everything up to an operator, a space or the bracket that closes the condition.
    fn path_within(&mut self) -> Result<Route, SyntaxError> {
        let begin = self.at;
        let mut at = begin + 1;
        loop {
            if self.text[at..].starts_with('[') {
                at = self.closing(at, ('[', ']'), false)? + 1;
            }
            let Some(c) = self.text[at..].chars().next() else { break };
            if is_sign(c) || c == ' ' || (c == ')' && !self.closes_function(begin, at)) {
                break;
            }
            at += c.len_utf8();
        }
        let route = self.inner_path(begin, at)?;
        self.at = at;
        Ok(route)
    }

    /// Whether the `)` at `at` ends a call without arguments in the path that begins at `begin`.
    fn closes_function(&self, begin: usize, at: usize) -> bool {
        let before = self.text[begin..at].trim_end_matches(' ');
        before.strip_suffix('(').is_some_and(|name| name[1.min(name.len())..].contains('.'))
    }

    fn operator(&mut self) -> Option<Operator> {
        let start = self.at;
        if self.peek().is_some_and(is_sign) {
            self.skip_while(is_sign);
        } else {
            self.skip_while(|c| c != ' ');
        }
        let word = &self.text[start..self.at];
        let known = OPERATORS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        if known.is_none() {
            self.at = start;
        }
        known.map(|(_, operator)| *operator)
    }

    /// A text in quotes.
    fn text_literal(&mut self, quote: char) -> Result<Operand, SyntaxError> {
        if self.unescaped(self.at + 1, quote).is_none() {
            return Err(self.error(format!("the closing {quote} is missing")));
        }
        self.quoted().map(|text| Operand::Literal(Value::from(text)))
    }

    /// An array or object.
    fn json_literal(&mut self, open: char) -> Result<Operand, SyntaxError> {
        let end = self.closing(self.at, (open, if open == '[' { ']' } else { '}' }), false)? + 1;
        let mut inside = Cursor { text: &self.text[..end], at: self.at, depth: self.depth };
        let value = inside.literal()?;
        if inside.at < end {
            return Err(inside.error("this is not JSON"));
        }
        self.at = end;
        Ok(Operand::Json(value))
    }

    /// `true`, `false` or `null`.
    /// A word without quotes, as in `?(@.lang==es)`, is a text: published machines that run on AWS are
    /// written so, although Jayway's newest version refuses it. A letter first, then letters, digits and
    /// underscores, and no beginning of `true`, `false` or `null`: that is more likely a typo.
    fn bare_word(&mut self) -> Option<Operand> {
        let rest = self.rest();
        let word = &rest[..rest.find([' ', ')', '&', '|']).unwrap_or(rest.len())];
        let is_word = word.len() > 1
            && word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_');
        if !is_word || ["true", "false", "null"].iter().any(|known| known.starts_with(word)) {
            return None;
        }
        let value = Value::from(word);
        self.at += word.len();
        Some(Operand::Literal(value))
    }

    fn word_literal(&mut self) -> Result<Operand, SyntaxError> {
        let words = [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)];
        let found = words.into_iter().find(|(word, _)| self.rest().starts_with(word));
        let (word, value) = found.ok_or_else(|| self.no_operand())?;
        self.at += word.len();
        Ok(Operand::Literal(value))
    }

    fn number_literal(&mut self) -> Result<Operand, SyntaxError> {
        let start = self.at;
        self.skip_while(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | 'e' | 'E'));
        let text = &self.text[start..self.at];
        number(text).map(|number| Operand::Literal(Value::Number(number))).ok_or_else(|| SyntaxError {
            message: format!("`{text}` is not a number"),
            span: start..self.at,
            help: None,
        })
    }

    /// `/…/flags`, which must match the whole text, as Java's `matches` does.
    fn pattern(&mut self) -> Result<Operand, SyntaxError> {
        let start = self.at;
        let end = self.unescaped(start + 1, '/').ok_or_else(|| SyntaxError {
            message: "the closing `/` of the pattern is missing".into(),
            span: start..self.text.len(),
            help: None,
        })?;
        let pattern = &self.text[start + 1..end];
        self.at = end + 1;
        self.skip_while(|c| matches!(c, 'd' | 'i' | 'x' | 'm' | 's' | 'u' | 'U'));
        let (pattern, flags) = flags_within(pattern, &self.text[end + 1..self.at]);
        let compiled = regex::Pattern::compile_whole(pattern, &flags);
        compiled.map(|pattern| Operand::Pattern(Pattern(pattern))).map_err(|error| SyntaxError {
            message: format!("the pattern is not valid: {}", error.to_lowercase()),
            span: start..self.at,
            help: None,
        })
    }

    fn eat_pair(&mut self, pair: &str) -> bool {
        self.skip_spaces();
        let here = self.rest().starts_with(pair);
        self.at += if here { pair.len() } else { 0 };
        here
    }
}

/// The pattern without `(?i)` and the like at its start, which Java reads as flags, and all its flags.
fn flags_within<'p>(pattern: &'p str, flags: &str) -> (&'p str, String) {
    let embedded = pattern.strip_prefix("(?").and_then(|rest| rest.split_once(')'));
    match embedded {
        Some((letters, rest)) if !letters.is_empty() && letters.chars().all(|c| "dimsuxU".contains(c)) => {
            (rest, format!("{flags}{letters}"))
        }
        _ => (pattern, flags.to_owned()),
    }
}
