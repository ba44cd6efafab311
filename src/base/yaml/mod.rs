//! YAML 1.2 to `Value`, with the span of everything.
//!
//! Keys are always text: `Yes`, `1` and `null` as keys stay what was written. An alias shares the value
//! it stands for; `<<` merges. A duplicate key is an error, and so is every tag but those of the
//! core schema and those the caller knows.

mod anchor;
mod build;
mod scalar;
mod schema;

use std::ops::Range;

use saphyr_parser::{Event, Parser, Span};

use super::locate::Tree;
use super::value::Value;
pub use scalar::plain;
pub use schema::Schema;

/// What a text says.
#[derive(Clone, Debug)]
pub struct Yaml {
    /// The one document of the text.
    pub value: Value,
    /// Where everything is.
    pub tree: Tree,
    /// Plain scalars that not all readers take for the same value. Read by the core schema: words that are
    /// text here and booleans to a reader of YAML 1.1, such as `Yes`. By another: those whose value is not
    /// that of the core schema.
    pub ambiguous: Vec<Range<usize>>,
    /// Duplicate keys, if that is allowed: the last one wins.
    pub repeated: Vec<Range<usize>>,
}

/// Why a text is not one YAML document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind of mistake.
    pub what: YamlFault,
    /// The bytes it is about.
    pub at: Range<usize>,
}

/// The kinds of mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YamlFault {
    /// There is no document.
    Empty,
    /// The parser's own words.
    Syntax(String),
    /// A tab where blanks must indent.
    Tab,
    /// A character YAML does not allow.
    Control(char),
    /// A duplicate key; the first one is at these bytes.
    Duplicate(String, Range<usize>),
    /// A key that is no text.
    Key,
    /// A tag that means nothing here.
    Tag(String),
    /// `.inf`, `.nan` or a number too large.
    Number,
    /// A tag demands a type that the text is not.
    Type(String),
    /// A second document.
    Second,
    /// `<<` with something that is no mapping.
    Merge,
    /// Nested too deep.
    Deep,
    /// An alias to something that holds the alias.
    Cycle,
    /// Aliases make more than [`MAX_SIZE`] of it.
    Large,
}

/// A scalar before it becomes a value.
#[derive(Clone, Debug)]
pub struct Scalar<'a> {
    /// Its text.
    pub text: &'a str,
    /// Whether it has no quotes and is no block.
    pub plain: bool,
    /// Whether it is a key.
    pub is_key: bool,
    /// The key it is the value of.
    pub key: Option<&'a str>,
    /// The bytes it is at.
    pub at: Range<usize>,
}

/// Looks at each scalar and may give it another value.
pub type Rewrite<'r> = dyn FnMut(&Scalar<'_>) -> Option<Value> + 'r;

/// How much a reader lets pass.
#[derive(Clone, Copy)]
pub struct Dialect {
    /// The key for a value with this tag, such as `!Ref`, if it means something: `!Ref A` becomes
    /// `{"Ref": "A"}`.
    pub tags: fn(&str) -> Option<String>,
    /// Whether duplicate keys are allowed.
    pub repeats: bool,
    /// What plain scalars mean.
    pub schema: Schema,
}

/// YAML as it is defined.
pub const STRICT: Dialect = Dialect { tags: |_| None, repeats: false, schema: Schema::Core };

/// How long the value may be as JSON: aliases can make a small text very large.
pub const MAX_SIZE: usize = 16 << 20;

/// Two characters YAML allows nowhere, which [`read`] lets pass: with them its caller can mark what
/// [`Rewrite`] is to find.
pub const MARKS: [char; 2] = ['\u{1}', '\u{2}'];

/// Reads the one document of `text`; `rewrite` may replace scalars.
pub fn read(text: &str, rewrite: &mut Rewrite<'_>) -> Result<Yaml, Fault> {
    read_as(STRICT, text, rewrite)
}

/// Reads the one document of `text`, which is written in `dialect`.
pub fn read_as(dialect: Dialect, text: &str, rewrite: &mut Rewrite<'_>) -> Result<Yaml, Fault> {
    only_text(text, &MARKS)?;
    let offsets = Offsets::new(text);
    let mut builder = build::Builder::new(text, rewrite, dialect);
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => builder.event(event, offsets.bytes(text, span))?,
            Err(error) => {
                let at = offsets.byte(text, error.marker().index());
                return Err(syntax(text, at, error.info()));
            }
        }
    }
    builder.finish()
}

/// The parser's events about `text`, each with the bytes it is about.
pub(super) fn events(text: &str) -> Result<Vec<(Event<'_>, Range<usize>)>, Fault> {
    let offsets = Offsets::new(text);
    let found = Parser::new_from_str(text).map(|event| match event {
        Ok((event, span)) => Ok((event, offsets.bytes(text, span))),
        Err(error) => Err(syntax(text, offsets.byte(text, error.marker().index()), error.info())),
    });
    found.collect()
}

/// Refuses characters YAML allows nowhere, but not those in `allowed`.
pub fn only_text(text: &str, allowed: &[char]) -> Result<(), Fault> {
    let is_forbidden =
        |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}') && !allowed.contains(&c);
    match text.char_indices().find(|&(_, c)| is_forbidden(c)) {
        Some((at, c)) => Err(Fault { what: YamlFault::Control(c), at: at..at + c.len_utf8() }),
        None => Ok(()),
    }
}

fn syntax(text: &str, at: usize, info: &str) -> Fault {
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let indent = &text[start..];
    let blanks = indent.find(|c| c != ' ' && c != '\t').unwrap_or(indent.len());
    if let Some(tab) = indent[..blanks].find('\t') {
        return Fault { what: YamlFault::Tab, at: start + tab..start + tab + 1 };
    }
    let len = text[at..].chars().next().filter(|c| *c != '\n' && *c != '\r').map_or(0, char::len_utf8);
    Fault { what: YamlFault::Syntax(info.to_owned()), at: at..at + len }
}

/// The parser counts characters; this knows the byte of each 64th.
struct Offsets(Option<Vec<usize>>);

impl Offsets {
    const STEP: usize = 64;

    fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self(None);
        }
        Self(Some(text.char_indices().step_by(Self::STEP).map(|(at, _)| at).collect()))
    }

    fn byte(&self, text: &str, index: usize) -> usize {
        let Some(marks) = &self.0 else { return index.min(text.len()) };
        let Some(&mark) = marks.get(index / Self::STEP) else { return text.len() };
        let rest = &text[mark..];
        rest.char_indices().nth(index % Self::STEP).map_or(text.len(), |(at, _)| mark + at)
    }

    fn bytes(&self, text: &str, span: Span) -> Range<usize> {
        let start = self.byte(text, span.start.index());
        start..self.byte(text, span.end.index()).max(start)
    }
}
