//! Strict JSON walked a second time: for the span of each value, or for what exactly is wrong with it.
//!
//! [`Value::parse`](crate::base::value::Value::parse) decides whether a text is JSON; this pass makes no
//! values. It keeps its own stack, so depth costs no recursion.

use std::collections::HashMap;
use std::ops::Range;

use super::string::{Decoded, written};
use super::{Member, Shape, Tree};
use crate::base::pointer::{self, Pointer};
use crate::base::value::MAX_DEPTH;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind of mistake.
    pub what: JsonFault,
    /// The bytes at which reading had to stop.
    pub at: Range<usize>,
    /// The array or object that was open, the innermost: its opening bracket.
    pub open: Option<usize>,
    /// JSON Pointer to the same.
    pub pointer: Pointer,
}

/// The kinds of mistakes that make a text no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonFault {
    /// The text ends before all brackets are closed.
    End,
    /// A value is due here.
    Value,
    /// A key in double quotes is due here.
    Key,
    /// `:` is due here.
    Colon,
    /// `,` or the closing bracket is due here.
    Comma,
    /// A closing bracket follows a comma, which is at this byte.
    TrailingComma(usize),
    /// Something follows the end of the document.
    Extra,
    /// A word that is no JSON, such as `NaN` or `True`.
    Word,
    /// `//`, `/*` or `#`.
    Comment,
    /// A string in single quotes.
    SingleQuote,
    /// A string without its closing quote.
    OpenString,
    /// A control character in a string.
    Control(char),
    /// A backslash with something that makes no escape.
    Escape,
    /// Half of a surrogate pair.
    Surrogate,
    /// A number not written as JSON writes numbers.
    Number,
    /// Nested more than `MAX_DEPTH` levels deep.
    Deep,
    /// A duplicate key; the first one is at these bytes.
    Duplicate(Range<usize>),
}

/// The spans of all values of `text`, or the first mistake in it.
pub fn scan(text: &str) -> Result<Tree, Fault> {
    let mut scanner = Scanner { text, at: 0, tree: Tree::default(), open: Vec::new() };
    let root = scanner.document()?;
    scanner.tree.set_root(root);
    Ok(scanner.tree)
}

/// The bytes of `text` in which the bytes `part` of the string at `value` were written.
pub(crate) fn within(text: &str, value: Range<usize>, part: &Range<usize>) -> Range<usize> {
    let raw = text.get(value.clone()).unwrap_or_default();
    match raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) {
        Some(raw) => {
            let found = written(raw, part);
            value.start + 1 + found.start..value.start + 1 + found.end
        }
        None => value,
    }
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    tree: Tree,
    open: Vec<Open>,
}

/// An array or object whose closing bracket has not come yet.
struct Open {
    start: usize,
    body: Body,
}

enum Body {
    Array(Vec<usize>),
    Object { members: Vec<Member>, names: HashMap<Box<str>, usize>, key: (Box<str>, Range<usize>) },
}

/// Members up to which a repeated key is looked for one by one.
const INDEXED_FROM: usize = 16;

impl Scanner<'_> {
    fn document(&mut self) -> Result<usize, Fault> {
        loop {
            let Some(mut node) = self.value()? else { continue };
            loop {
                self.blank();
                let Some(open) = self.open.last_mut() else {
                    return if self.at == self.text.len() {
                        Ok(node)
                    } else {
                        Err(self.unexpected(JsonFault::Extra))
                    };
                };
                match &mut open.body {
                    Body::Array(elements) => elements.push(node),
                    Body::Object { members, names, key } => {
                        let (name, key) = std::mem::take(key);
                        if members.len() >= INDEXED_FROM {
                            names.insert(name.clone(), members.len());
                        }
                        members.push(Member { name, key, node });
                    }
                }
                let comma = self.at;
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        self.blank();
                        if matches!(self.peek(), Some(b'}' | b']')) {
                            return Err(self.fault(JsonFault::TrailingComma(comma), self.at..self.at + 1));
                        }
                        self.key()?;
                        break;
                    }
                    Some(close) if close == self.closing() => node = self.close(),
                    Some(_) => return Err(self.unexpected(JsonFault::Comma)),
                    None => return Err(self.fault(JsonFault::End, self.at..self.at)),
                }
            }
        }
    }

    /// One value; none if it opens an array or object that is not empty.
    fn value(&mut self) -> Result<Option<usize>, Fault> {
        self.blank();
        let start = self.at;
        match self.peek() {
            Some(bracket @ (b'{' | b'[')) => {
                if self.open.len() == MAX_DEPTH {
                    return Err(self.fault(JsonFault::Deep, start..start + 1));
                }
                let body = if bracket == b'[' {
                    Body::Array(Vec::new())
                } else {
                    Body::Object { members: Vec::new(), names: HashMap::new(), key: Default::default() }
                };
                self.open.push(Open { start, body });
                self.at += 1;
                self.blank();
                if self.peek() == Some(self.closing()) {
                    return Ok(Some(self.close()));
                }
                self.key()?;
                return Ok(None);
            }
            Some(b'"') => self.string()?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(_) => self.word()?,
            None => return Err(self.fault(JsonFault::End, start..start)),
        }
        Ok(Some(self.tree.add(start..self.at, Shape::Leaf)))
    }

    /// The key and the colon before a member; nothing before an element.
    fn key(&mut self) -> Result<(), Fault> {
        if !matches!(self.open.last(), Some(Open { body: Body::Object { .. }, .. })) {
            return Ok(());
        }
        self.blank();
        let start = self.at;
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(_) => return Err(self.unexpected(JsonFault::Key)),
            None => return Err(self.fault(JsonFault::End, start..start)),
        }
        let span = start..self.at;
        let raw = &self.text[start + 1..self.at - 1];
        let name: Box<str> = match raw.contains('\\') {
            true => Decoded::new(raw).map(|(c, _)| c).collect(),
            false => raw.into(),
        };
        if let Some(first) = self.first(&name) {
            return Err(self.fault(JsonFault::Duplicate(first), span));
        }
        if let Some(Open { body: Body::Object { key, .. }, .. }) = self.open.last_mut() {
            *key = (name, span);
        }
        self.blank();
        match self.peek() {
            Some(b':') => self.at += 1,
            Some(_) => return Err(self.unexpected(JsonFault::Colon)),
            None => return Err(self.fault(JsonFault::End, self.at..self.at)),
        }
        Ok(())
    }

    /// Where the object that is open has the key `name` already.
    fn first(&self, name: &str) -> Option<Range<usize>> {
        let Some(Open { body: Body::Object { members, names, .. }, .. }) = self.open.last() else {
            return None;
        };
        let few = members.iter().take(INDEXED_FROM).find(|member| *member.name == *name);
        let known = few.or_else(|| names.get(name).and_then(|&at| members.get(at)));
        known.map(|member| member.key.clone())
    }

    fn close(&mut self) -> usize {
        self.at += 1;
        let open = self.open.pop().expect("a closing bracket is only taken for one that is open");
        let shape = match open.body {
            Body::Array(elements) => Shape::Array(elements),
            Body::Object { members, .. } => Shape::Object(members),
        };
        self.tree.add(open.start..self.at, shape)
    }

    fn closing(&self) -> u8 {
        match self.open.last() {
            Some(Open { body: Body::Array(_), .. }) => b']',
            Some(Open { body: Body::Object { .. }, .. }) | None => b'}',
        }
    }

    fn string(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(control @ 0..0x20) => {
                    return Err(self.fault(JsonFault::Control(char::from(control)), self.at..self.at + 1));
                }
                Some(_) => self.at += 1,
                None => return Err(self.fault(JsonFault::OpenString, start..self.at)),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        let rest = &self.text[self.at..];
        let second = rest.chars().nth(1);
        match second {
            Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't') => self.at += 2,
            Some('u') => {
                let digits = rest[2..].bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
                if digits < 4 {
                    return Err(self.fault(JsonFault::Escape, self.at..self.at + 2 + digits));
                }
                match Decoded::new(rest).next() {
                    Some((char::REPLACEMENT_CHARACTER, _)) if !rest[2..6].eq_ignore_ascii_case("fffd") => {
                        return Err(self.fault(JsonFault::Surrogate, self.at..self.at + 6));
                    }
                    Some((_, bytes)) => self.at += bytes.end,
                    None => self.at += 6,
                }
            }
            other => {
                let len = 1 + other.map_or(0, char::len_utf8);
                return Err(self.fault(JsonFault::Escape, self.at..self.at + len));
            }
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let is_part = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'+' | b'-' | b'.' | b'_');
        let len = rest.iter().take_while(is_part).count();
        self.at += len;
        if is_number(&rest[..len]) { Ok(()) } else { Err(self.fault(JsonFault::Number, start..self.at)) }
    }

    fn word(&mut self) -> Result<(), Fault> {
        let rest = &self.text[self.at..];
        let len = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        match &rest[..len] {
            "true" | "false" | "null" => self.at += len,
            "" => return Err(self.unexpected(JsonFault::Value)),
            _ => return Err(self.fault(JsonFault::Word, self.at..self.at + len)),
        }
        Ok(())
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// A fault at what is here; comments and single quotes have faults of their own.
    fn unexpected(&self, what: JsonFault) -> Fault {
        let rest = &self.text[self.at..];
        let what = if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
            JsonFault::Comment
        } else if rest.starts_with('\'') && matches!(what, JsonFault::Key | JsonFault::Value) {
            JsonFault::SingleQuote
        } else {
            what
        };
        let len = match rest.chars().next() {
            Some(c) if c.is_alphanumeric() || c == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            Some(c) => c.len_utf8(),
            None => 0,
        };
        self.fault(what, self.at..self.at + len)
    }

    fn fault(&self, what: JsonFault, at: Range<usize>) -> Fault {
        Fault { what, at, open: self.open.last().map(|open| open.start), pointer: self.pointer() }
    }

    /// JSON Pointer to the array or object that is open.
    fn pointer(&self) -> Pointer {
        let mut text = String::new();
        for open in &self.open[..self.open.len().saturating_sub(1)] {
            match &open.body {
                Body::Array(elements) => pointer::push_index(&mut text, elements.len()),
                Body::Object { key, .. } => pointer::push_key(&mut text, &key.0),
            }
        }
        text.into()
    }
}

/// Whether `text` is a number as JSON writes it.
fn is_number(text: &[u8]) -> bool {
    fn digits(text: &[u8]) -> usize {
        text.iter().take_while(|b| b.is_ascii_digit()).count()
    }
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits(text);
    if whole == 0 || (whole > 1 && text[0] == b'0') {
        return false;
    }
    let mut rest = &text[whole..];
    if let [b'.', fraction @ ..] = rest {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = &fraction[len..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = match exponent {
            [b'+' | b'-', exponent @ ..] => exponent,
            exponent => exponent,
        };
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}
