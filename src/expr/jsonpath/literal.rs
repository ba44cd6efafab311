//! JSON as filters and arguments may write it: single quotes and bare words are fine.

use std::sync::Arc;

use crate::base::value::{Number, Object, Value};
use crate::expr::SyntaxError;

use super::parse::Cursor;

impl Cursor<'_> {
    /// A JSON value at the cursor; a bare word is a text.
    pub(super) fn literal(&mut self) -> Result<Value, SyntaxError> {
        self.deeper()?;
        self.skip_blanks();
        let value = match self.peek() {
            Some('\'' | '"') => Value::from(self.quoted()?),
            Some('[') => self.array()?,
            Some('{') => self.object()?,
            _ => self.word()?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn array(&mut self) -> Result<Value, SyntaxError> {
        self.expect('[')?;
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            if self.eat(']') {
                return Ok(Value::from(items));
            }
            items.push(self.literal()?);
            self.skip_blanks();
            if !self.eat(',') {
                self.expect(']')?;
                return Ok(Value::from(items));
            }
        }
    }

    fn object(&mut self) -> Result<Value, SyntaxError> {
        self.expect('{')?;
        let mut members = Object::new();
        loop {
            self.skip_blanks();
            if self.eat('}') {
                return Ok(Value::from(members));
            }
            let key: Arc<str> = match self.peek() {
                Some('\'' | '"') => self.quoted()?.into(),
                _ => self.bare()?.into(),
            };
            self.skip_blanks();
            self.expect(':')?;
            members.insert(key, self.literal()?);
            self.skip_blanks();
            if !self.eat(',') {
                self.expect('}')?;
                return Ok(Value::from(members));
            }
        }
    }

    fn word(&mut self) -> Result<Value, SyntaxError> {
        Ok(match self.bare()? {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "null" => Value::Null,
            word => number(word).map_or_else(|| Value::from(word), Value::Number),
        })
    }

    fn bare(&mut self) -> Result<&str, SyntaxError> {
        let start = self.at;
        let stops = |c: char| {
            c.is_whitespace()
                || matches!(c, ',' | ':' | '[' | ']' | '{' | '}' | '(' | ')' | '&' | '|' | '\'' | '"')
        };
        self.skip_while(|c| !stops(c));
        if self.at == start {
            return Err(self.error("a value is missing here"));
        }
        Ok(&self.text[start..self.at])
    }
}

/// The number a text reads as, if it does: digits, sign, point and exponent only.
pub(super) fn number(text: &str) -> Option<Number> {
    if let Ok(integer) = text.parse::<i64>() {
        return Some(integer.into());
    }
    if let Ok(integer) = text.parse::<u64>() {
        return Some(integer.into());
    }
    let plain = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    Number::from_f64(text.parse().ok().filter(|_| plain)?)
}
