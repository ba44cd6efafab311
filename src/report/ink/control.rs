//! Control characters, and those that turn the direction of writing, shown as escapes: data can neither break
//! a line nor steer the terminal or the log that it is shown in.

use std::borrow::Cow;
use std::io::{self, Write};

/// `text` on one line: line ends, tabs and everything else that steers as escapes like `\u{1b}`.
#[must_use]
pub fn escape_control(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { escape(text, is_hostile, &mut []) }
}

/// The same, but that it may have several lines.
#[must_use]
pub fn escape_lines(text: &str) -> Cow<'_, str> {
    escape(text, |c| c != '\n' && is_hostile(c), &mut [])
}

/// Lines of a file: their ends and tabs stay. The byte offsets `marks` move with what they point at.
#[must_use]
pub fn escape_source<'t>(text: &'t str, marks: &mut [&mut usize]) -> Cow<'t, str> {
    escape(text, |c| !matches!(c, '\n' | '\r' | '\t') && is_hostile(c), marks)
}

/// Documents on their way to whoever reads them: JSON means the same with such characters as escapes. Those of ASCII,
/// which JSON escapes itself, pass: colours are made of them.
#[derive(Debug)]
pub struct Escaping<W> {
    out: W,
    /// The beginning of a character whose end comes with the next write.
    begun: Vec<u8>,
}

impl<W: Write> Escaping<W> {
    /// What is written there goes to `out`.
    pub const fn new(out: W) -> Self {
        Self { out, begun: Vec::new() }
    }
}

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // What such characters begin with.
        let is_suspect = |byte: &u8| matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2);
        if self.begun.is_empty() && !bytes.iter().any(is_suspect) {
            return self.out.write(bytes);
        }
        self.begun.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.begun) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Ok(_) | Err(_) => self.begun.len(),
        };
        let rest = self.begun.split_off(whole);
        let text = std::mem::replace(&mut self.begun, rest);
        match String::from_utf8(text) {
            Ok(text) => self.out.write_all(escape_json(&text).as_bytes())?,
            Err(error) => self.out.write_all(error.as_bytes())?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&std::mem::take(&mut self.begun))?;
        self.out.flush()
    }
}

/// JSON that means the same, with escapes where its strings hold such characters unescaped.
#[must_use]
pub fn escape_json(json: &str) -> Cow<'_, str> {
    let escapes = |c: char| !c.is_ascii_control() && is_hostile(c) || c == '\u{7f}';
    if !json.chars().any(escapes) {
        return Cow::Borrowed(json);
    }
    let one = |c: char| if escapes(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
    Cow::Owned(json.chars().map(one).collect())
}

/// Whether `text` is nothing but printable ASCII, as nearly all texts are: it stands on one line as it is, and takes
/// as many columns as bytes.
#[must_use]
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn escape<'t>(text: &'t str, escapes: impl Fn(char) -> bool, marks: &mut [&mut usize]) -> Cow<'t, str> {
    if !text.chars().any(&escapes) {
        return Cow::Borrowed(text);
    }
    let before: Vec<usize> = marks.iter().map(|mark| **mark).collect();
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        let start = out.len();
        match c {
            c if !escapes(c) => out.push(c),
            '\n' | '\r' | '\t' => out.extend(c.escape_default()),
            c => out.extend(c.escape_unicode()),
        }
        let grown = out.len() - start - c.len_utf8();
        for (mark, _) in marks.iter_mut().zip(&before).filter(|(_, before)| at < **before) {
            **mark += grown;
        }
    }
    Cow::Owned(out)
}

fn is_hostile(c: char) -> bool {
    let is_direction = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    c.is_control() || is_direction || matches!(c, '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}')
}
