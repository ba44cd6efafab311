//! The text between `[?(` and `)]` to a filter.

use crate::expr::SyntaxError;

use super::parse::{Cursor, Place};
use super::token::{Filter, OPERATORS, Operand, Operator, Pattern, Token};

impl Cursor<'_> {
    /// `?(…)]`, the cursor being at the question mark.
    pub(super) fn filter(&mut self) -> Result<Token, SyntaxError> {
        self.deeper()?;
        self.expect('?')?;
        self.skip_blanks();
        self.expect('(')?;
        let filter = self.or()?;
        self.skip_blanks();
        self.expect(')')?;
        self.skip_blanks();
        self.expect(']')?;
        self.depth -= 1;
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
        self.skip_blanks();
        let start = self.at;
        let negated = self.eat('!');
        self.skip_blanks();
        let filter = if negated && !matches!(self.peek(), Some('@' | '$')) {
            Filter::Not(Box::new(self.term()?))
        } else if self.eat('(') {
            let filter = self.or()?;
            self.skip_blanks();
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
        self.skip_blanks();
        if let Some(operator) = self.operator() {
            self.skip_blanks();
            return Ok(Filter::Compare { left, operator, right: self.operand()? });
        }
        if !matches!(self.peek(), Some(')' | '&' | '|')) {
            return Err(self.error("an operator is expected here"));
        }
        match left {
            // Jayway walks even `$…` from the item here.
            Operand::Item(route) | Operand::Root(route) => Ok(Filter::Exists { route, expected: !negated }),
            Operand::Literal(_) | Operand::Pattern(_) => Err(SyntaxError {
                message: "a condition needs a path or a comparison".into(),
                span: start..end,
                help: None,
            }),
        }
    }

    fn operand(&mut self) -> Result<Operand, SyntaxError> {
        match self.peek() {
            Some('@') => {
                self.expect('@')?;
                Ok(Operand::Item(self.steps(Place::Filter)?))
            }
            Some('$') => {
                self.expect('$')?;
                Ok(Operand::Root(self.steps(Place::Filter)?))
            }
            Some('!') => {
                self.expect('!')?;
                self.skip_blanks();
                if matches!(self.peek(), Some('@' | '$')) {
                    return self.operand();
                }
                Err(self.error("a path is expected behind `!`"))
            }
            Some('/') => self.pattern(),
            Some('\'' | '"' | '[' | '{') => Ok(Operand::Literal(self.literal()?)),
            Some(c) if c.is_alphanumeric() || matches!(c, '-' | '.' | '_') => {
                self.literal().map(Operand::Literal)
            }
            _ => Err(self.error("a path or value is expected here")),
        }
    }

    fn operator(&mut self) -> Option<Operator> {
        let sign = |c: char| matches!(c, '<' | '>' | '=' | '~' | '!');
        let start = self.at;
        self.skip_while(sign);
        if self.at == start {
            self.skip_while(|c| c.is_ascii_alphabetic());
        }
        let word = &self.text[start..self.at];
        let known = OPERATORS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        if known.is_none() {
            self.at = start;
        }
        known.map(|(_, operator)| *operator)
    }

    /// `/…/flags`, which must match the whole text, as Java's `matches` does.
    fn pattern(&mut self) -> Result<Operand, SyntaxError> {
        let start = self.at;
        let mut escaped = true;
        let end = self.rest().find(|c| {
            let ends = c == '/' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let Some(end) = end else {
            return Err(SyntaxError {
                message: "the closing `/` of the pattern is missing".into(),
                span: start..self.text.len(),
                help: None,
            });
        };
        let pattern = &self.text[start + 1..start + end];
        self.at = start + end + 1;
        let flags = self.at;
        self.skip_while(|c| c.is_ascii_alphabetic());
        let flags: String =
            self.text[flags..self.at].chars().filter(|c| matches!(c, 'i' | 'm' | 's')).collect();
        let regex = regress::Regex::with_flags(&format!("^(?:{pattern})$"), flags.as_str());
        regex.map(|regex| Operand::Pattern(Pattern(regex))).map_err(|error| SyntaxError {
            message: format!("the pattern is not valid: {}", error.to_string().to_lowercase()),
            span: start..self.at,
            help: None,
        })
    }

    fn eat_pair(&mut self, pair: &str) -> bool {
        self.skip_blanks();
        let here = self.rest().starts_with(pair);
        self.at += if here { pair.len() } else { 0 };
        here
    }
}
