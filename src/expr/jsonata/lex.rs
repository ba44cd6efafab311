//! Tokens. The parser asks for one at a time, since only it knows whether `/` divides or opens a
//! regular expression.

use std::ops::Range;
use std::sync::Arc;

use crate::base::value::{Number, Value};
use crate::expr::regex::Pattern;

use super::error::{Fault, Place, Res};

/// A token and the bytes it covers.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: Tok,
    pub start: u32,
    pub end: u32,
}

/// What a token is.
#[derive(Clone, Debug)]
pub(super) enum Tok {
    /// A field name, quoted or not.
    Name(Arc<str>),
    /// `$name`, without the `$`.
    Variable(Arc<str>),
    /// A string, a number, `true`, `false` or `null`.
    Literal(Value),
    Regex(Arc<Pattern>),
    /// An operator or bracket; `and`, `or` and `in` are operators too.
    Op(&'static str),
    End,
}

impl Token {
    /// The operator, if it is one.
    pub fn op(&self) -> &'static str {
        if let Tok::Op(op) = self.kind { op } else { "" }
    }

    /// Where it is; the reference's position is behind it.
    pub fn place(&self) -> Place {
        // What is missing at the end is missing right behind the last token.
        let end = if matches!(self.kind, Tok::End) { self.start } else { self.end };
        Place { start: self.start, end, op: self.end }
    }

    /// The token as error messages show it.
    pub fn value(&self) -> Value {
        match &self.kind {
            Tok::Name(name) | Tok::Variable(name) => Value::String(Arc::clone(name)),
            Tok::Literal(value) => value.clone(),
            Tok::Regex(pattern) => Value::from(format!("/{}/", pattern.source())),
            Tok::Op(op) => Value::from(*op),
            Tok::End => Value::from("(end)"),
        }
    }

    /// The token as it counts in a signature.
    pub fn text(&self) -> String {
        let value = self.value();
        value.as_str().map_or_else(|| value.to_json(), str::to_owned)
    }
}

/// Operators, longer ones first.
const OPERATORS: &[&str] = &[
    "..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??", ".", "[", "]", "{", "}", "(", ")", ",", "@", "#",
    ";", ":", "?", "+", "-", "*", "/", "%", "|", "=", "<", ">", "^", "&", "!", "~",
];

/// Characters that end a name.
const STOPS: &str = ".[]{}(),@#;:?+-*/%|=<>^&!~ \t\n\r\u{b}";

/// Reads tokens off a text.
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn token(&self, kind: Tok, start: usize) -> Token {
        Token { kind, start: offset(start), end: offset(self.at) }
    }

    fn fail(&self, code: &'static str, start: usize) -> Box<Fault> {
        let at = offset(self.at);
        Fault::new(code).at(Place { start: offset(start), end: at, op: at })
    }

    /// What began at `opened` goes on to the end of the text; `op` is where the reference says so.
    fn endless(&self, code: &'static str, opened: Range<usize>, op: usize) -> Box<Fault> {
        let end = offset(self.text.len());
        Fault::new(code).opened(opened).at(Place { start: end, end, op: offset(op) })
    }

    /// The next token; after an operand (`infix`) a slash divides.
    pub fn next(&mut self, infix: bool) -> Res<Token> {
        let before = self.at;
        self.skip()?;
        let start = self.at;
        let Some(first) = self.rest().chars().next() else {
            return Ok(self.token(Tok::End, before));
        };
        if first == '/' && !infix {
            self.at += 1;
            let pattern = self.regex(start)?;
            return Ok(self.token(Tok::Regex(Arc::new(pattern)), start));
        }
        if let Some(op) = OPERATORS.iter().find(|op| self.rest().starts_with(**op)) {
            self.at += op.len();
            return Ok(self.token(Tok::Op(op), start));
        }
        let kind = match first {
            '"' | '\'' => Tok::Literal(Value::from(self.string(first)?)),
            '0'..='9' => Tok::Literal(Value::Number(self.number()?)),
            '`' => self.quoted_name()?,
            _ => self.word(),
        };
        Ok(self.token(kind, start))
    }

    /// Skips blanks and comments.
    fn skip(&mut self) -> Res<()> {
        loop {
            let blanks = self.rest().trim_start_matches([' ', '\t', '\n', '\r', '\u{b}']);
            self.at = self.text.len() - blanks.len();
            if !blanks.starts_with("/*") {
                return Ok(());
            }
            let start = self.at;
            match blanks[2..].find("*/") {
                Some(end) => self.at += 2 + end + 2,
                None => {
                    return Err(self.endless("S0106", start..start + 2, start));
                }
            }
        }
    }

    /// A string literal; its quote has been seen, not read.
    fn string(&mut self, quote: char) -> Res<String> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let Some(stop) = rest.find(['\\', quote]) else {
                return Err(self.endless("S0101", start..start + 1, self.text.len()));
            };
            out.push_str(&rest[..stop]);
            self.at += stop + 1;
            if !rest[stop..].starts_with('\\') {
                return Ok(out);
            }
            out.push(self.escape()?);
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Res<char> {
        let start = self.at - 1;
        let Some(letter) = self.rest().chars().next() else {
            return Err(self.fail("S0103", start).token(""));
        };
        let plain = match letter {
            '"' | '\\' | '/' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unicode(start),
            other => {
                let place = Place {
                    start: offset(start),
                    end: offset(start + 1 + other.len_utf8()),
                    op: offset(self.at),
                };
                return Err(Fault::new("S0103").token(other.to_string()).at(place));
            }
        };
        self.at += 1;
        Ok(plain)
    }

    /// `\uXXXX`, or two of them for one character; half a pair is no text and therefore refused.
    fn unicode(&mut self, start: usize) -> Res<char> {
        let high = self.hex(start)?;
        if let Some(c) = char::from_u32(high) {
            return Ok(c);
        }
        if high < 0xdc00 && self.rest().starts_with("\\u") {
            self.at += 1;
            let low = self.hex(start)?;
            if (0xdc00..0xe000).contains(&low) {
                let joined = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return char::from_u32(joined).ok_or_else(|| self.fail("S0104", start));
            }
        }
        Err(self.fail("S0104", start))
    }

    fn hex(&mut self, start: usize) -> Res<u32> {
        let digits = self.rest().get(1..5).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let value = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let value = value.ok_or_else(|| self.fail("S0104", start))?;
        self.at += 5;
        Ok(value)
    }

    fn number(&mut self) -> Res<Number> {
        let start = self.at;
        let rest = self.rest();
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let mut len = if rest.starts_with('0') { 1 } else { digits(rest) };
        if rest[len..].starts_with('.') && digits(&rest[len + 1..]) > 0 {
            len += 1 + digits(&rest[len + 1..]);
        }
        if rest[len..].starts_with(['e', 'E']) {
            let sign = usize::from(rest[len + 1..].starts_with(['+', '-']));
            let exponent = digits(&rest[len + 1 + sign..]);
            if exponent > 0 {
                len += 1 + sign + exponent;
            }
        }
        let text = &rest[..len];
        if let Ok(exact) = text.parse::<u64>() {
            self.at += len;
            return Ok(exact.into());
        }
        let number = text.parse::<f64>().ok().and_then(Number::from_f64_integral).ok_or_else(|| {
            let (start, end) = (offset(start), offset(start + len));
            Fault::new("S0102").token(text).at(Place { start, end, op: start })
        })?;
        self.at += len;
        Ok(number)
    }

    fn quoted_name(&mut self) -> Res<Tok> {
        let start = self.at;
        self.at += 1;
        let Some(end) = self.rest().find('`') else {
            return Err(self.endless("S0105", start..start + 1, self.text.len()));
        };
        let name = &self.rest()[..end];
        self.at += end + 1;
        Ok(Tok::Name(name.into()))
    }

    fn word(&mut self) -> Tok {
        let rest = self.rest();
        let len = rest.find(|c| STOPS.contains(c)).unwrap_or(rest.len());
        let word = &rest[..len];
        self.at += len;
        if let Some(name) = word.strip_prefix('$') {
            return Tok::Variable(name.into());
        }
        match word {
            "and" => Tok::Op("and"),
            "or" => Tok::Op("or"),
            "in" => Tok::Op("in"),
            "true" => Tok::Literal(Value::Bool(true)),
            "false" => Tok::Literal(Value::Bool(false)),
            "null" => Tok::Literal(Value::Null),
            name => Tok::Name(name.into()),
        }
    }

    /// A regular expression up to its closing slash, brackets and escapes respected, and its flags.
    fn regex(&mut self, start: usize) -> Res<Pattern> {
        let text = self.rest();
        let mut depth = 0_i32;
        let mut escaped = false;
        let close = text.bytes().position(|b| {
            let closes = b == b'/' && depth == 0 && !escaped;
            if !escaped {
                depth += i32::from(matches!(b, b'(' | b'[' | b'{'));
                depth -= i32::from(matches!(b, b')' | b']' | b'}'));
            }
            escaped = b == b'\\' && !escaped;
            closes
        });
        let Some(close) = close else {
            return Err(self.endless("S0302", start..start + 1, self.text.len()));
        };
        if close == 0 {
            return Err(self.fail("S0301", start));
        }
        let flags = text[close + 1..].bytes().take_while(|b| matches!(b, b'i' | b'm')).count();
        self.at += close + 1 + flags;
        Pattern::compile(&text[..close], &text[close + 1..close + 1 + flags]).map_err(|message| {
            let text = format!("Invalid regular expression: {message}");
            self.fail("S0303", start).value(message).text(text)
        })
    }
}

/// Offsets fit 32 bits, since [`super::Expression::parse`] refuses longer texts.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
