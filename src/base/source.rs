//! `Source`: a text the user wrote, under the name he gave it, and the way from bytes to lines and columns.
//!
//! Columns count characters, not bytes and not cells of a terminal.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::remarks::{Remark, remarks};
use super::secret::Written;

/// A text and where it came from. Clones share the text.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user wrote it, `<stdin>` for `-`. Other paths in the text begin at its folder.
    pub name: Arc<str>,
    /// The same as it is shown: a path from the root of the repository.
    pub shown: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    /// Where lines and blocks begin, once a place was asked for.
    places: Arc<OnceLock<Places>>,
    /// Its secrets, once it was to be shown.
    secrets: Arc<OnceLock<Written>>,
    /// Its comments that speak to this program, once they were asked for.
    remarks: Arc<OnceLock<Vec<Remark>>>,
}

/// What makes finding a line and a column cheap, on a line of megabytes too.
#[derive(Debug)]
struct Places {
    /// The bytes at which lines begin.
    lines: Vec<usize>,
    /// The number of characters before each block of so many bytes.
    blocks: Vec<usize>,
}

/// The length in bytes of the blocks whose characters are counted once.
const BLOCK: usize = 1024;

impl Places {
    fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        let counts = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
            let start = *before;
            *before += characters(block);
            Some(start)
        });
        Self { lines, blocks: counts.collect() }
    }

    /// The number of characters before the byte `at`.
    fn characters_before(&self, text: &str, at: usize) -> usize {
        let block = (at / BLOCK).min(self.blocks.len().saturating_sub(1));
        let counted = self.blocks.get(block).copied().unwrap_or(0);
        counted + characters(&text.as_bytes()[block * BLOCK..at])
    }
}

/// The number of characters that begin in `bytes`.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
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
        let name = name.into();
        Self {
            shown: Arc::clone(&name),
            name,
            text: text.into(),
            places: Arc::default(),
            secrets: Arc::default(),
            remarks: Arc::default(),
        }
    }

    /// The same, shown under another name.
    #[must_use]
    pub fn shown_as(self, shown: impl Into<Arc<str>>) -> Self {
        Self { shown: shown.into(), ..self }
    }

    /// Another text under the same name.
    #[must_use]
    pub fn with_text(&self, text: impl Into<Arc<str>>) -> Self {
        Self::new(Arc::clone(&self.name), text).shown_as(Arc::clone(&self.shown))
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

    /// The comments that hold `mark`, which is the same at every call. A template of thousands of machines is
    /// asked once for each.
    #[must_use]
    pub fn remarks(&self, mark: &str) -> &[Remark] {
        self.remarks.get_or_init(|| remarks(&self.text, mark))
    }

    /// The secrets that are written in the text.
    #[must_use]
    pub fn secrets(&self) -> &Written {
        self.secrets.get_or_init(|| Written::of(&self.text))
    }

    fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::of(&self.text))
    }

    fn line_and_column(&self, at: usize) -> (usize, usize) {
        let places = self.places();
        let line = places.lines.partition_point(|start| *start <= at);
        let start = places.lines[line - 1];
        if at - start <= BLOCK {
            return (line, characters(&self.text.as_bytes()[start..at]) + 1);
        }
        let before = places.characters_before(&self.text, start);
        (line, places.characters_before(&self.text, at) - before + 1)
    }

    /// The bytes of the line that holds the byte `at`, without its line break.
    #[must_use]
    pub fn line_around(&self, at: usize) -> Range<usize> {
        let at = floor(&self.text, at);
        let lines = &self.places().lines;
        let line = lines.partition_point(|start| *start <= at);
        let start = lines[line - 1];
        let end = lines.get(line).map_or(self.text.len(), |next| next - 1);
        let end = if end > start && self.text[..end].ends_with('\r') { end - 1 } else { end };
        start..end.max(start)
    }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
