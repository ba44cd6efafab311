//! `Source`: a text the user wrote, under the name he gave it, and the way from bytes to lines and columns.
//!
//! Columns count characters, not bytes and not cells of a terminal.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A text and where it came from. Clones share the text.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user wrote it, `<stdin>` for `-`.
    pub name: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    /// Where the lines begin, once somebody asked for one.
    starts: Arc<OnceLock<Vec<usize>>>,
}

/// What a text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Strict JSON.
    Json,
    /// YAML 1.2.
    Yaml,
}

/// A part of a source. Lines and columns count from 1; the end is the place behind the last character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Line of the first character.
    pub line: usize,
    /// Column of the first character.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column of the end.
    pub end_column: usize,
    /// The bytes.
    pub bytes: Range<usize>,
}

impl Source {
    /// A source of `text` called `name`.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into(), starts: Arc::default() }
    }

    /// Where `bytes` are; bytes outside the text or inside a character are moved to the next place before.
    #[must_use]
    pub fn location(&self, bytes: Range<usize>) -> Location {
        let start = floor(&self.text, bytes.start);
        let end = floor(&self.text, bytes.end).max(start);
        let (line, column) = self.line_and_column(start);
        let (end_line, end_column) = if end == start { (line, column) } else { self.line_and_column(end) };
        Location { line, column, end_line, end_column, bytes: start..end }
    }

    fn line_and_column(&self, at: usize) -> (usize, usize) {
        let starts = self.starts.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect()
        });
        let line = starts.partition_point(|start| *start <= at);
        (line, self.text[starts[line - 1]..at].chars().count() + 1)
    }

    /// The bytes of the line that holds the byte `at`, without its line break.
    #[must_use]
    pub fn line_around(&self, at: usize) -> Range<usize> {
        let at = floor(&self.text, at);
        let end = self.text[at..].find('\n').map_or(self.text.len(), |found| at + found);
        let start = line_start(&self.text, at);
        let end = if end > start && self.text[..end].ends_with('\r') { end - 1 } else { end };
        start..end.max(start)
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |found| found + 1)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
