//! `TextLine`: one line of a report, put together from coloured parts. It is never wider than the style
//! allows, whoever puts what into it.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::report::ink::control::escape_control;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::ink::width::{clip, columns, wrap};

/// One line.
#[derive(Clone, Debug, Default)]
pub struct TextLine {
    parts: Vec<(Ink, String)>,
    width: usize,
}

impl TextLine {
    /// An empty line.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The columns taken so far.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Adds text.
    pub fn push(&mut self, ink: Ink, text: &str) -> &mut Self {
        let text = escape_control(text);
        self.width += columns(&text);
        match self.parts.last_mut() {
            Some((last, so_far)) if *last == ink => so_far.push_str(&text),
            Some(_) | None => self.parts.push((ink, text.into_owned())),
        }
        self
    }

    /// This line and, behind it, `text`, in which nothing steers a terminal.
    #[must_use]
    pub fn followed_by(&self, ink: Ink, text: String) -> Self {
        let mut parts = Vec::with_capacity(self.parts.len() + 1);
        parts.extend_from_slice(&self.parts);
        let width = self.width + columns(&text);
        parts.push((ink, text));
        Self { parts, width }
    }

    /// Adds blanks up to `column`.
    pub fn pad(&mut self, column: usize) -> &mut Self {
        let blanks = column.saturating_sub(self.width);
        self.push(Ink::Plain, &" ".repeat(blanks))
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
        let mut room = style.width;
        let fits = self.width <= room && self.parts.iter().all(|(_, part)| part.is_ascii());
        let mut text = String::with_capacity(self.width + 16);
        let end = self.parts.iter().rposition(|(_, part)| !part.trim().is_empty()).map_or(0, |at| at + 1);
        for (at, (ink, part)) in self.parts[..end].iter().enumerate() {
            let part = if at + 1 == end { part.trim_end() } else { part.as_str() };
            let part = if fits { Cow::Borrowed(part) } else { clip(part, room, Marks::of(style).elided) };
            room -= columns(&part).min(room);
            text.push_str(&ink.paint(&part, style));
        }
        text.push('\n');
        out.write_all(text.as_bytes())
    }
}
