//! Reads JSON text token by token, and knows where a reader of AWS's kind (Jackson) stands after each.
//!
//! AWS ends the message about a bad pattern with that place, and it is no simple one: a string is not read before its
//! text is asked for, and the head of a member's value is read together with its key. Recorded columns hold this file
//! to it. A key that stands twice is no error here, as it is none there.

use std::sync::Arc;

use crate::base::pointer::Pointer;
use crate::base::value::{Number, Object, Value};

/// How deep a text may nest, as in Jackson; deeper would be a fault of whoever made it.
const MAX_DEPTH: usize = 500;

/// One token. The text of a string is asked for apart: [`Reader::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// `{`
    StartObject,
    /// `}`
    EndObject,
    /// `[`
    StartArray,
    /// `]`
    EndArray,
    /// A key; [`Reader::text`] is the key.
    Field,
    /// A string.
    Text,
    /// A number; [`Reader::text`] is how it was written.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
    /// The end of the text.
    End,
}

/// Why a text is no JSON, in the words of Jackson, without the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson(pub String);

/// What is open around the reader.
#[derive(Debug)]
struct Frame {
    is_array: bool,
    /// The key whose value is read, in an object.
    key: String,
    /// How many values have begun.
    begun: usize,
}

/// Reads a text from its start to its end.
#[derive(Debug)]
pub struct Reader<'t> {
    source: &'t str,
    /// The byte at which the reader stands.
    at: usize,
    /// The bytes of the string or number that was met last.
    token: (usize, usize),
    /// The byte at which the value or key begins that was met last.
    begun: usize,
    /// The token behind the key that was met last: its head is read already.
    ahead: Option<Token>,
    /// Whether the string that was met last is still to be read to its end.
    is_unread: bool,
    /// The key that was met last.
    key: String,
    /// The token that was met last.
    last: Token,
    open: Vec<Frame>,
}

impl<'t> Reader<'t> {
    /// A reader at the start of `source`.
    #[must_use]
    pub const fn new(source: &'t str) -> Self {
        Self {
            source,
            at: 0,
            token: (0, 0),
            begun: 0,
            ahead: None,
            is_unread: false,
            key: String::new(),
            last: Token::End,
            open: Vec::new(),
        }
    }

    /// The next token.
    pub fn advance(&mut self) -> Result<Token, NotJson> {
        if let Some(token) = self.ahead.take() {
            return self.met(token);
        }
        self.finish_string()?;
        self.skip_space();
        let Some(frame) = self.open.last() else {
            let token = if self.at == self.source.len() { Token::End } else { self.head()? };
            return self.met(token);
        };
        let (is_array, is_first) = (frame.is_array, frame.begun == 0);
        let Some(byte) = self.peek() else { return Err(self.cut_off(is_array)) };
        if byte == if is_array { b']' } else { b'}' } {
            self.at += 1;
            return self.met(if is_array { Token::EndArray } else { Token::EndObject });
        }
        if !is_first {
            self.comma(byte, is_array)?;
        }
        if is_array {
            let token = self.head()?;
            return self.met(token);
        }
        self.field()
    }

    /// The text of the string, the digits of the number or the key that was met last.
    pub fn text(&mut self) -> Result<String, NotJson> {
        if self.last == Token::Field {
            return Ok(self.key.clone());
        }
        self.finish_string()?;
        let (from, until) = self.token;
        match self.last {
            Token::Text => self.unquoted(from, until),
            Token::Number => Ok(self.source[from..until].to_owned()),
            Token::StartObject => Ok("{".to_owned()),
            Token::EndObject => Ok("}".to_owned()),
            Token::StartArray => Ok("[".to_owned()),
            Token::EndArray => Ok("]".to_owned()),
            Token::True => Ok("true".to_owned()),
            Token::False => Ok("false".to_owned()),
            Token::Null | Token::Field | Token::End => Ok("null".to_owned()),
        }
    }

    /// The value that begins with `token`, which was met last. Of a key that stands twice, the last counts.
    pub fn value(&mut self, token: Token) -> Result<Value, NotJson> {
        match token {
            Token::StartObject => {
                let mut members = Object::new();
                while self.advance()? == Token::Field {
                    let key: Arc<str> = self.text()?.into();
                    let head = self.advance()?;
                    let value = self.value(head)?;
                    members.insert(key, value);
                }
                Ok(members.into())
            }
            Token::StartArray => {
                let mut items = Vec::new();
                loop {
                    let head = self.advance()?;
                    if head == Token::EndArray {
                        return Ok(items.into());
                    }
                    items.push(self.value(head)?);
                }
            }
            Token::Text => Ok(self.text()?.into()),
            Token::Number => {
                let text = self.text()?;
                number(&text).map(Value::Number).ok_or_else(|| NotJson(format!("Cannot read number {text}")))
            }
            Token::True => Ok(true.into()),
            Token::False => Ok(false.into()),
            Token::Null | Token::EndObject | Token::EndArray | Token::Field | Token::End => Ok(Value::Null),
        }
    }

    /// Where the reader stands: line and column, both from 1.
    #[must_use]
    pub fn place(&self) -> (usize, usize) {
        place(&self.source[..self.at])
    }

    /// The value that is read.
    #[must_use]
    pub fn pointer(&self) -> Pointer {
        pointer(&self.open)
    }

    /// The value whose bracket was met last, and the byte at which it begins.
    #[must_use]
    pub fn place_of_open(&self) -> (Pointer, usize) {
        let (_, around) = self.open.split_last().unwrap_or((&ROOT, &[]));
        (pointer(around), self.at.saturating_sub(1))
    }

    /// The text from the byte `from` to where the reader stands.
    #[must_use]
    pub fn since(&self, from: usize) -> &'t str {
        self.source.get(from..self.at).unwrap_or_default()
    }

    fn met(&mut self, token: Token) -> Result<Token, NotJson> {
        self.last = token;
        match token {
            Token::EndObject | Token::EndArray => _ = self.open.pop(),
            Token::Field | Token::End => {}
            Token::StartObject
            | Token::StartArray
            | Token::Text
            | Token::Number
            | Token::True
            | Token::False
            | Token::Null => {
                if let Some(frame) = self.open.last_mut().filter(|frame| frame.is_array) {
                    frame.begun += 1;
                }
                if matches!(token, Token::StartObject | Token::StartArray) {
                    if self.open.len() == MAX_DEPTH {
                        return Err(NotJson(format!("Document nesting depth exceeds {MAX_DEPTH}")));
                    }
                    let is_array = token == Token::StartArray;
                    self.open.push(Frame { is_array, key: String::new(), begun: 0 });
                }
            }
        }
        Ok(token)
    }

    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn cut_off(&self, is_array: bool) -> NotJson {
        let kind = if is_array { "Array" } else { "Object" };
        NotJson(format!("Unexpected end-of-input within/between {kind} entries"))
    }

    fn comma(&mut self, byte: u8, is_array: bool) -> Result<(), NotJson> {
        if byte != b',' {
            let kind = if is_array { "Array" } else { "Object" };
            return Err(self.unexpected(&format!("was expecting comma to separate {kind} entries")));
        }
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    /// A key, its colon, and the head of its value.
    fn field(&mut self) -> Result<Token, NotJson> {
        self.begun = self.at;
        if self.peek() != Some(b'"') {
            return Err(match self.peek() {
                None => self.cut_off(false),
                Some(_) => self.unexpected("was expecting double-quote to start field name"),
            });
        }
        self.at += 1;
        let from = self.at;
        self.skip_string(" in field name")?;
        self.key = self.unquoted(from, self.at - 1)?;
        if let Some(frame) = self.open.last_mut() {
            frame.begun += 1;
            frame.key.clone_from(&self.key);
        }
        self.skip_space();
        match self.peek() {
            Some(b':') => self.at += 1,
            None => return Err(self.cut_off(false)),
            Some(_) => {
                return Err(self.unexpected("was expecting a colon to separate field name and value"));
            }
        }
        self.skip_space();
        if self.peek().is_none() {
            return Err(self.cut_off(false));
        }
        self.ahead = Some(self.head()?);
        self.last = Token::Field;
        Ok(Token::Field)
    }

    /// The head of a value: all of it, but for strings, of which it is the quote.
    fn head(&mut self) -> Result<Token, NotJson> {
        let from = self.at;
        self.begun = from;
        let Some(byte) = self.peek() else { return Err(NotJson("Unexpected end-of-input".to_owned())) };
        match byte {
            b'{' | b'[' => {
                self.at += 1;
                Ok(if byte == b'{' { Token::StartObject } else { Token::StartArray })
            }
            b'"' => {
                self.at += 1;
                self.token = (self.at, self.at);
                self.is_unread = true;
                Ok(Token::Text)
            }
            b'-' | b'0'..=b'9' => {
                let is_part = |b: &u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E');
                self.at += self.source.as_bytes()[from..].iter().take_while(|b| is_part(b)).count();
                self.token = (from, self.at);
                let text = &self.source[from..self.at];
                if number(text).is_some() {
                    return Ok(Token::Number);
                }
                Err(NotJson(format!("Invalid numeric value: {text}")))
            }
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Token, NotJson> {
        let rest = &self.source[self.at..];
        let length =
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len());
        let token = match &rest[..length] {
            "true" => Token::True,
            "false" => Token::False,
            "null" => Token::Null,
            "" => {
                return Err(self.unexpected(
                    "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
                ));
            }
            word => {
                let message = format!(
                    "Unrecognized token '{word}': was expecting (JSON String, Number, Array, Object or token 'null', \
                     'true' or 'false')"
                );
                self.at += length;
                return Err(NotJson(message));
            }
        };
        self.at += length;
        Ok(token)
    }

    fn unexpected(&mut self, wanted: &str) -> NotJson {
        let Some(c) = self.source[self.at..].chars().next() else {
            return NotJson("Unexpected end-of-input".to_owned());
        };
        self.at += c.len_utf8();
        NotJson(format!("Unexpected character ('{c}' (code {})): {wanted}", u32::from(c)))
    }

    /// Reads the string that was met last to its end.
    fn finish_string(&mut self) -> Result<(), NotJson> {
        if !std::mem::take(&mut self.is_unread) {
            return Ok(());
        }
        let from = self.at;
        self.skip_string(": was expecting closing quote for a string value")?;
        self.token = (from, self.at - 1);
        Ok(())
    }

    fn skip_string(&mut self, cut_off: &str) -> Result<(), NotJson> {
        loop {
            match self.peek() {
                None => return Err(NotJson(format!("Unexpected end-of-input{cut_off}"))),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') if self.source.as_bytes().get(self.at + 1).is_some_and(u8::is_ascii) => {
                    self.at += 2
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn unquoted(&self, from: usize, until: usize) -> Result<String, NotJson> {
        let text = &self.source[from..until];
        if !text.contains('\\') && !text.contains(|c: char| c < ' ') {
            return Ok(text.to_owned());
        }
        serde_json::from_str(&format!("\"{text}\"")).map_err(|_| {
            NotJson("Unrecognized character escape or illegal unquoted character in a string".to_owned())
        })
    }
}

/// Line and column behind the text `before`, both from 1; a column counts UTF-16 units, as in Java.
fn place(before: &str) -> (usize, usize) {
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    (line, before[start..].encode_utf16().count() + 1)
}

/// Nothing: what is open around a text.
static ROOT: Frame = Frame { is_array: false, key: String::new(), begun: 0 };

/// The value that is read within these.
fn pointer(open: &[Frame]) -> Pointer {
    open.iter().fold(Pointer::root(), |pointer, frame| match frame.begun {
        0 => pointer,
        begun if frame.is_array => pointer.index(begun - 1),
        _ => pointer.key(&frame.key),
    })
}

/// The number that `text` writes as JSON does.
pub fn number(text: &str) -> Option<Number> {
    Value::parse(text).ok()?.as_number()
}

/// The value of a whole text in which a key may stand twice: the last counts.
pub fn lenient(text: &str) -> Result<Value, NotJson> {
    let mut reader = Reader::new(text);
    let head = reader.advance()?;
    if head == Token::End {
        return Err(NotJson("No content to map due to end-of-input".to_owned()));
    }
    let value = reader.value(head)?;
    if reader.advance()? == Token::End {
        Ok(value)
    } else {
        Err(NotJson("Trailing token found after value".to_owned()))
    }
}

/// Whether `text` is JSON values one after the other, or none at all. The error is the line and the column at which
/// the value begins that is none.
pub fn check_values(text: &str) -> Result<(), (usize, usize)> {
    let mut reader = Reader::new(text);
    loop {
        match reader.advance().and_then(|token| reader.text().map(|_| token)) {
            Ok(Token::End) => return Ok(()),
            Ok(_) => {}
            Err(_) => return Err(place(&text[..reader.begun])),
        }
    }
}
