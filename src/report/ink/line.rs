//! `TextLine`: one line of a report, put together from coloured parts. It is never wider than the style
//! allows, whoever puts what into it.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::report::ink::control::{escape_control, is_plain};
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::ink::width::{clip, columns, wrap};

const BLANKS: &str = "                                ";

/// The bytes that a copy has room for: most lines begin as copies of a margin.
const ROOM: usize = 80;

/// One line: its text, and where each ink in it ends.
#[derive(Debug, Default)]
pub struct TextLine {
    text: String,
    inks: Vec<(Ink, usize)>,
    width: usize,
}

impl Clone for TextLine {
    fn clone(&self) -> Self {
        self.begin(ROOM)
    }
}

impl TextLine {
    /// An empty line.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A copy with room for so many bytes more.
    pub(super) fn begin(&self, bytes: usize) -> Self {
        let mut text = String::with_capacity(self.text.len() + bytes);
        text.push_str(&self.text);
        let mut inks = Vec::with_capacity(self.inks.len() + 3);
        inks.extend_from_slice(&self.inks);
        Self { text, inks, width: self.width }
    }

    /// The columns taken so far.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Its parts, each in one ink.
    pub fn parts(&self) -> impl Iterator<Item = (Ink, &str)> {
        let starts = std::iter::once(0).chain(self.inks.iter().map(|(_, end)| *end));
        self.inks.iter().zip(starts).map(|((ink, end), start)| (*ink, &self.text[start..*end]))
    }

    /// Adds text.
    pub fn push(&mut self, ink: Ink, text: &str) -> &mut Self {
        if is_plain(text) {
            return self.push_clean(ink, text, text.len());
        }
        let text = escape_control(text);
        self.push_clean(ink, &text, columns(&text))
    }

    /// Adds text in which nothing steers a terminal and that takes `width` columns.
    pub(super) fn push_clean(&mut self, ink: Ink, text: &str, width: usize) -> &mut Self {
        self.width += width;
        self.text.push_str(text);
        let end = self.text.len();
        match self.inks.last_mut() {
            Some((last, so_far)) if *last == ink => *so_far = end,
            Some(_) | None => self.inks.push((ink, end)),
        }
        self
    }

    /// Adds blanks up to `column`.
    pub fn pad(&mut self, column: usize) -> &mut Self {
        let mut blanks = column.saturating_sub(self.width);
        while blanks > 0 {
            let some = &BLANKS[..blanks.min(BLANKS.len())];
            self.push_clean(Ink::Plain, some, some.len());
            blanks -= some.len();
        }
        self
    }

    /// Adds blanks so that `text` ends at column `end`; two blanks if there is no room for that.
    pub fn end_at(&mut self, end: usize, ink: Ink, text: &str) -> &mut Self {
        let column = end.saturating_sub(columns(text)).max(self.width + 2);
        self.pad(column).push(ink, text)
    }

    /// Adds parts of text, none of them broken that has room on a line: those that do not fit into `width` columns
    /// go to further lines, which begin as `margin` and are moved in as far as the first part.
    #[must_use]
    pub fn flow(
        self,
        margin: &Self,
        ink: Ink,
        parts: impl IntoIterator<Item = String>,
        between: &str,
        width: usize,
    ) -> Vec<Self> {
        let start = self.width;
        let room = width.saturating_sub(start).max(1);
        let mut lines = vec![self];
        for part in parts {
            if columns(&part) > room {
                // Only such a part is broken, between its words.
                for (at, piece) in wrap(&part, room, room).into_iter().enumerate() {
                    match lines.last_mut().filter(|last| at == 0 && last.width == start) {
                        Some(last) => last.push(ink, piece),
                        None => {
                            lines.push(margin.clone());
                            let Some(last) = lines.last_mut() else { continue };
                            last.pad(start).push(ink, piece)
                        }
                    };
                }
                continue;
            }
            let Some(last) = lines.last_mut() else { continue };
            let is_first = last.width == start;
            if is_first || last.width + columns(between) + columns(&part) <= width {
                last.push(ink, if is_first { "" } else { between }).push(ink, &part);
            } else {
                last.push(ink, between.trim_end());
                let mut next = margin.clone();
                next.pad(start).push(ink, &part);
                lines.push(next);
            }
        }
        lines
    }

    /// Prints the line, cut to the style's width.
    pub fn write(&self, style: Style, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::with_capacity(self.text.len() + 16);
        self.append(style, &mut text);
        out.write_all(text.as_bytes())
    }

    /// How many bytes [`append`](Self::append) adds, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len() + 1
    }

    /// The same at the end of `out`.
    pub fn append(&self, style: Style, out: &mut String) {
        let shown = self.text.trim_end();
        // Nearly all lines: no part of them is looked at by itself.
        if !style.colour && self.width <= style.width {
            out.push_str(shown);
        } else {
            self.append_parts(shown, style, out);
        }
        out.push('\n');
    }

    fn append_parts(&self, shown: &str, style: Style, out: &mut String) {
        let mut room = style.width;
        let fits = self.width <= room;
        let mut start = 0;
        for (ink, end) in &self.inks {
            let part = &shown[start.min(shown.len())..(*end).min(shown.len())];
            let part = if fits { Cow::Borrowed(part) } else { clip(part, room, Marks::of(style).elided) };
            room -= columns(&part).min(room);
            out.push_str(&ink.paint(&part, style));
            start = *end;
        }
    }
}
