//! `Cells`: a page of a terminal, a character a cell. Lines that meet in a cell are joined in it.

use std::io::{self, Write};

use unicode_width::UnicodeWidthChar as _;

use crate::report::ink::control::escape_control;
use crate::report::ink::line::TextLine;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::ink::width::clip;

/// Where a line in a cell leads.
const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

/// How a line is drawn; a stronger one wins where two meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stroke {
    /// The way of a catcher.
    Dashed,
    /// Any other.
    Plain,
    /// One that was taken.
    Heavy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Blank,
    /// The second half of a wide character.
    Half,
    Sign(char, Ink),
    Line(u8, Stroke, Ink),
}

/// The characters for lines: those with up, down, left and right as bits.
const LIGHT: [char; 16] = [' ', '│', '│', '│', '─', '╯', '╮', '┤', '─', '╰', '╭', '├', '─', '┴', '┬', '┼'];
const HEAVY: [char; 16] = [' ', '┃', '┃', '┃', '━', '┛', '┓', '┫', '━', '┗', '┏', '┣', '━', '┻', '┳', '╋'];
const ASCII: [char; 16] = [' ', '|', '|', '|', '-', '+', '+', '+', '-', '+', '+', '+', '-', '+', '+', '+'];

/// A page.
pub(super) struct Cells {
    width: usize,
    cells: Vec<Cell>,
}

impl Cells {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, cells: vec![Cell::Blank; width * height] }
    }

    fn at(&mut self, x: i32, y: i32) -> Option<&mut Cell> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        if x < self.width { self.cells.get_mut(y * self.width + x) } else { None }
    }

    fn join(&mut self, x: i32, y: i32, way: u8, stroke: Stroke, ink: Ink) {
        let Some(cell) = self.at(x, y) else { return };
        *cell = match *cell {
            Cell::Line(ways, known, old) => {
                let ink = if stroke >= known { ink } else { old };
                Cell::Line(ways | way, known.max(stroke), ink)
            }
            Cell::Blank => Cell::Line(way, stroke, ink),
            Cell::Half | Cell::Sign(..) => *cell,
        };
    }

    /// A line from one point to another beside it or below it; to any other, with a corner.
    pub(super) fn line(&mut self, from: (i32, i32), to: (i32, i32), stroke: Stroke, ink: Ink) {
        if from.0 != to.0 && from.1 != to.1 {
            self.line(from, (from.0, to.1), stroke, ink);
            return self.line((from.0, to.1), to, stroke, ink);
        }
        let (step, there, back) = match ((to.0 - from.0).signum(), (to.1 - from.1).signum()) {
            (0, 0) => return,
            (0, 1) => ((0, 1), DOWN, UP),
            (0, _) => ((0, -1), UP, DOWN),
            (1, _) => ((1, 0), RIGHT, LEFT),
            (_, _) => ((-1, 0), LEFT, RIGHT),
        };
        let mut at = from;
        while at != to {
            self.join(at.0, at.1, there, stroke, ink);
            at = (at.0 + step.0, at.1 + step.1);
            self.join(at.0, at.1, back, stroke, ink);
        }
    }

    /// A box.
    pub(super) fn frame(
        &mut self,
        (x, y): (i32, i32),
        (width, height): (i32, i32),
        stroke: Stroke,
        ink: Ink,
    ) {
        let (right, bottom) = (x + width - 1, y + height - 1);
        let corners = [(x, y), (right, y), (right, bottom), (x, bottom), (x, y)];
        for ends in corners.windows(2) {
            self.line(ends[0], ends[1], stroke, ink);
        }
    }

    /// A sign in place of what is there.
    pub(super) fn sign(&mut self, (x, y): (i32, i32), sign: char, ink: Ink) {
        if let Some(cell) = self.at(x, y) {
            *cell = Cell::Sign(sign, ink);
        }
    }

    /// Text of at most `room` cells in place of what is there. The cells it takes.
    pub(super) fn text(&mut self, (x, y): (i32, i32), text: &str, room: i32, elided: &str, ink: Ink) -> i32 {
        let text = escape_control(text);
        let text = clip(&text, usize::try_from(room).unwrap_or(0), elided);
        let mut at = x;
        for c in text.chars() {
            let width = c.width().unwrap_or(0) as i32;
            if width == 0 || at + width > x + room {
                continue;
            }
            self.sign((at, y), c, ink);
            if width == 2
                && let Some(cell) = self.at(at + 1, y)
            {
                *cell = Cell::Half;
            }
            at += width;
        }
        at - x
    }

    /// Writes the page, without blanks at the ends of lines.
    pub(super) fn write(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        for row in self.cells.chunks(self.width.max(1)) {
            let end = row.iter().rposition(|cell| *cell != Cell::Blank).map_or(0, |last| last + 1);
            let mut line = TextLine::new();
            let mut run = String::new();
            let mut ink = Ink::Plain;
            for cell in &row[..end] {
                let (sign, own) = match *cell {
                    Cell::Blank => (' ', ink),
                    Cell::Half => continue,
                    Cell::Sign(sign, own) => (sign, own),
                    Cell::Line(ways, stroke, own) => (drawn(ways, stroke, style.unicode), own),
                };
                if own != ink {
                    line.push(ink, &run);
                    run.clear();
                    ink = own;
                }
                run.push(sign);
            }
            line.push(ink, &run).write(style, out)?;
        }
        Ok(())
    }
}

const fn drawn(ways: u8, stroke: Stroke, is_unicode: bool) -> char {
    let at = (ways & 15) as usize;
    let is_across = ways & (UP | DOWN) == 0;
    let is_along = ways & (LEFT | RIGHT) == 0;
    match (stroke, is_unicode) {
        (Stroke::Dashed, true) if is_across => '╌',
        (Stroke::Dashed, true) if is_along => '╎',
        (Stroke::Dashed | Stroke::Plain, true) => LIGHT[at],
        (Stroke::Heavy, true) => HEAVY[at],
        (Stroke::Dashed, false) if is_across => '.',
        (Stroke::Dashed, false) if is_along => ':',
        (Stroke::Heavy, false) if is_across => '=',
        (Stroke::Heavy, false) => '#',
        (Stroke::Dashed | Stroke::Plain, false) => ASCII[at],
    }
}
