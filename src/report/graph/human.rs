//! The picture in a terminal. It is never wider than the page: where boxes side by side do not fit, they become
//! smaller, then branches stand below each other, then there is an outline instead.

use std::io::{self, Write};

use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;
use crate::report::ink::width::columns;

use super::Drawing;
use super::cells::{Cells, Stroke};
use super::layout::{Box, Direction, Edge, Layout, Metrics, is_within_bounds, layout};
use super::model::{Graph, Node, NodeKind, Way, WayKind};
use super::outline;
use super::paint::{Mark, Paint, WayPaint};
use super::shown::{ink, note};

/// The widest boxes that are tried, and whether branches stand below each other.
const TRIES: [(i32, bool); 5] = [(30, false), (22, false), (30, true), (22, true), (16, true)];
/// The narrowest box.
const NARROW: i32 = 14;

/// Writes the picture in plain ASCII.
pub(super) fn ascii(out: &mut dyn Write, drawing: Drawing<'_>) -> io::Result<()> {
    write(out, Drawing { style: Style { unicode: false, ..drawing.style }, ..drawing })
}

pub(super) fn write(out: &mut dyn Write, drawing: Drawing<'_>) -> io::Result<()> {
    let Drawing { graph, paint, direction, style } = drawing;
    if let Some(paint) = paint.filter(|paint| !paint.headline.is_empty()) {
        let mut line = TextLine::new();
        line.push(Ink::Plain, &paint.headline).write(style, out)?;
    }
    let needed = needed(graph, paint);
    let directions = [direction, Direction::Down];
    let tries = match (is_within_bounds(graph), direction) {
        (false, _) => &[][..],
        (true, Direction::Down) => &directions[1..],
        (true, Direction::Right) => &directions,
    };
    for &direction in tries {
        for (most, is_stacked) in TRIES {
            let metrics = metrics(direction, needed.clamp(NARROW, most), is_stacked);
            let layout = layout(graph, &metrics);
            if usize::try_from(layout.width).is_ok_and(|width| width <= style.width) {
                return Page { paint, style, direction }.draw(out, &layout);
            }
        }
    }
    outline::write(out, graph, paint, style)
}

/// The width that the longest text of a box would need.
fn needed(graph: &Graph, paint: Option<&Paint>) -> i32 {
    let of = |node: &&Node| {
        let paint = paint.and_then(|paint| paint.state(node.pointer.as_str()));
        let mark = if paint.is_some() { 3 } else { 0 };
        let note = paint.map_or(0, |paint| columns(&note(paint)) + 1);
        let end = if node.is_end { 6 } else { 0 };
        let name = columns(&node.name) + if node.retriers > 0 { 4 } else { 0 };
        mark + name.max(columns(&node.detail) + note + end) + 4
    };
    let nodes = graph.nodes();
    nodes.iter().filter(|node| node.inner.is_empty()).map(of).max().unwrap_or(0) as i32
}

const fn metrics(direction: Direction, width: i32, is_stacked: bool) -> Metrics {
    let is_down = matches!(direction, Direction::Down);
    Metrics {
        direction,
        is_stacked,
        node: (width, 4),
        gap: if is_down { 3 } else { 1 },
        rank_gap: if is_down { 2 } else { 5 },
        first: if is_down { 0 } else { 1 },
        track: if is_down { 1 } else { 2 },
        port: if is_down { 2 } else { 1 },
        lane: if is_down { 2 } else { 1 },
        label: if is_down { 0 } else { 14 },
        label_room: 40,
        head: 2,
        side: 2,
        foot: 2,
        divide: 1,
        start: if is_down { 2 } else { 3 },
        end: 0,
        measure,
        words,
    }
}

fn measure(text: &str) -> i32 {
    columns(text) as i32
}

fn words(way: &Way) -> String {
    match way.kind {
        WayKind::Next => String::new(),
        WayKind::Rule(at) => format!("{} {}", at + 1, way.label),
        WayKind::Default => way.label.clone(),
        WayKind::Catch(_) => format!("! {}", way.label),
    }
}

struct Page<'p> {
    paint: Option<&'p Paint>,
    style: Style,
    direction: Direction,
}

impl Page<'_> {
    fn draw(&self, out: &mut dyn Write, layout: &Layout<'_>) -> io::Result<()> {
        let size = |side: i32| usize::try_from(side).unwrap_or(0);
        let mut cells = Cells::new(size(layout.width), size(layout.height));
        for at in &layout.boxes {
            self.state(&mut cells, at);
        }
        for [from, to] in &layout.dividers {
            cells.line(*from, *to, Stroke::Dashed, Ink::Dim);
        }
        self.start(&mut cells, layout);
        for edge in &layout.edges {
            self.way(&mut cells, edge, layout);
        }
        for label in &layout.labels {
            let quiet = label.edges.iter().all(|&edge| layout.edges[edge].way.kind.is_catch());
            let at = match self.direction {
                Direction::Down => (label.at.0 + 2, label.at.1 - 1),
                Direction::Right => (label.at.0 - label.room - 1, label.at.1 - 1),
            };
            let text = match Marks::of(self.style).warned {
                warned if quiet => label.text.replacen('!', warned, 1),
                _ => label.text.clone(),
            };
            let elided = Marks::of(self.style).elided;
            cells.text(at, &text, label.room, elided, if quiet { Ink::Dim } else { Ink::Plain });
        }
        cells.write(out, self.style)
    }

    fn state(&self, cells: &mut Cells, at: &Box<'_>) {
        let (node, marks) = (at.node, Marks::of(self.style));
        let paint = self.paint.and_then(|paint| paint.state(node.pointer.as_str()));
        let colour = paint.map_or(Ink::Plain, |paint| ink(paint.mark));
        let is_quiet =
            node.kind == NodeKind::Missing || paint.is_some_and(|paint| paint.mark == Mark::NotRun);
        let stroke = if is_quiet { Stroke::Dashed } else { Stroke::Plain };
        cells.frame((at.x, at.y), (at.width, at.height), stroke, colour);
        let (mut x, end) = (at.x + 2, at.x + at.width - 2);
        if let Some(paint) = paint {
            x += cells.text((x, at.y + 1), paint.mark.sign(self.style.unicode), 2, "", colour) + 1;
        }
        let retries = paint.map_or(node.retriers as u64, |paint| paint.retried);
        let retry = if retries > 0 { format!("{}{retries}", marks.retry) } else { String::new() };
        let room = end - x - columns(&retry) as i32 - i32::from(!retry.is_empty());
        let name = cells.text((x, at.y + 1), &node.name, room, marks.elided, Ink::Name);
        cells.text((end - columns(&retry) as i32, at.y + 1), &retry, end - x, "", Ink::Dim);
        let mut note = paint.map_or_else(String::new, note);
        if node.is_end && note.is_empty() && !matches!(node.kind, NodeKind::Succeed | NodeKind::Fail) {
            note = "end".to_owned();
        }
        let (x, y) = if node.inner.is_empty() { (x, at.y + 2) } else { (x + name + 2, at.y + 1) };
        let width = columns(&note) as i32;
        let room = end
            - x
            - width
            - i32::from(width > 0)
            - if node.inner.is_empty() { 0 } else { columns(&retry) as i32 + 1 };
        cells.text((x, y), &node.detail, room, marks.elided, Ink::Dim);
        if node.inner.is_empty() || retry.is_empty() {
            cells.text((end - width, y), &note, (end - x).min(width), "", Ink::Dim);
        }
    }

    fn start(&self, cells: &mut Cells, layout: &Layout<'_>) {
        let Some((x, y)) = layout.start else { return };
        let dot = if self.style.unicode { '●' } else { 'o' };
        let (from, to) = match self.direction {
            Direction::Down => ((x, 0), (x, y - 1)),
            Direction::Right => ((0, y), (x - 1, y)),
        };
        cells.line(from, to, Stroke::Plain, Ink::Plain);
        cells.sign(from, dot, Ink::Plain);
        cells.sign(to, self.head(), Ink::Plain);
    }

    const fn head(&self) -> char {
        match (self.direction, self.style.unicode) {
            (Direction::Down, true) => '▼',
            (Direction::Down, false) => 'v',
            (Direction::Right, true) => '►',
            (Direction::Right, false) => '>',
        }
    }

    fn way(&self, cells: &mut Cells, edge: &Edge<'_>, layout: &Layout<'_>) {
        let from = layout.boxes[edge.from].node.pointer.as_str();
        let paint = self.paint.and_then(|paint| paint.way(from, edge.way));
        let (stroke, ink) = match (paint, edge.way.kind.is_catch()) {
            (Some(WayPaint::Taken(_)), false) => (Stroke::Heavy, Ink::Plain),
            (Some(WayPaint::Taken(_)), true) => (Stroke::Heavy, Ink::Warn),
            (Some(WayPaint::Added), _) => (Stroke::Heavy, Ink::Good),
            (Some(WayPaint::Removed), _) => (Stroke::Dashed, Ink::Bad),
            (Some(WayPaint::NotTaken) | None, true) => (Stroke::Dashed, Ink::Dim),
            (Some(WayPaint::NotTaken), false) => (Stroke::Plain, Ink::Dim),
            (None, false) => (Stroke::Plain, Ink::Plain),
        };
        // A line begins in the side of its box, and its head stands before that of the other.
        let before = |(x, y): (i32, i32)| match self.direction {
            Direction::Down => (x, y - 1),
            Direction::Right => (x - 1, y),
        };
        let mut points = edge.points.clone();
        let (Some(&first), Some(last)) = (edge.points.first(), points.last_mut()) else { return };
        *last = before(*last);
        let end = *last;
        points.insert(0, before(first));
        for ends in points.windows(2) {
            cells.line(ends[0], ends[1], stroke, ink);
        }
        cells.sign(end, self.head(), ink);
    }
}
