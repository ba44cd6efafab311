//! A definition as an outline, for pages too narrow for a picture of it: a state a line, below it where it leads.

use std::io::{self, Write};

use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::style::Style;

use super::model::{Graph, Node, Region, Way, WayKind};
use super::paint::{Paint, WayPaint};
use super::shown::{ink, note};

pub(super) fn write(
    out: &mut dyn Write,
    graph: &Graph,
    paint: Option<&Paint>,
    style: Style,
) -> io::Result<()> {
    Outline { out, paint, style }.region(&graph.root, 0)
}

struct Outline<'o> {
    out: &'o mut dyn Write,
    paint: Option<&'o Paint>,
    style: Style,
}

/// Deeper inside, lines are not moved in further: they would have no room.
const DEEPEST: usize = 8;

impl Outline<'_> {
    fn region(&mut self, region: &Region, depth: usize) -> io::Result<()> {
        for (at, node) in region.nodes.iter().enumerate() {
            self.state(node, region.start == Some(at), depth)?;
            for way in region.ways.iter().filter(|way| way.from == at) {
                self.way(region, way, depth)?;
            }
            for (number, inner) in node.inner.iter().enumerate() {
                if node.inner.len() > 1 {
                    let mut line = self.line(depth + 1);
                    line.push(Ink::Dim, &format!("branch {}", number + 1)).write(self.style, self.out)?;
                }
                self.region(inner, depth + 1)?;
            }
        }
        Ok(())
    }

    fn line(&self, depth: usize) -> TextLine {
        let mut line = TextLine::new();
        for _ in 0..depth.min(DEEPEST) {
            line.push(Ink::Dim, Marks::of(self.style).rail).push(Ink::Plain, " ");
        }
        line
    }

    fn state(&mut self, node: &Node, is_start: bool, depth: usize) -> io::Result<()> {
        let marks = Marks::of(self.style);
        let paint = self.paint.and_then(|paint| paint.state(node.pointer.as_str()));
        let mut line = self.line(depth);
        line.push(Ink::Plain, if is_start { "* " } else { "  " });
        if let Some(paint) = paint {
            line.push(ink(paint.mark), paint.mark.sign(self.style.unicode)).push(Ink::Plain, " ");
        }
        line.push(Ink::Name, &node.name).push(Ink::Plain, "  ").push(Ink::Dim, &node.detail);
        let retries = paint.map_or(node.retriers as u64, |paint| paint.retried);
        if retries > 0 {
            line.push(Ink::Dim, &format!(" {}{retries}", marks.retry));
        }
        if let Some(paint) = paint {
            line.push(Ink::Dim, &format!(" {}", note(paint)));
        }
        if node.is_end {
            line.push(Ink::Dim, &format!(" {} end", marks.dot));
        }
        line.write(self.style, self.out)
    }

    fn way(&mut self, region: &Region, way: &Way, depth: usize) -> io::Result<()> {
        let marks = Marks::of(self.style);
        let paint = self.paint.and_then(|paint| paint.way(region.nodes[way.from].pointer.as_str(), way));
        let mut line = self.line(depth);
        let ink = match paint {
            Some(WayPaint::Taken(_)) if way.kind.is_catch() => Ink::Warn,
            Some(WayPaint::Taken(_) | WayPaint::Added) => Ink::Good,
            Some(WayPaint::Removed) => Ink::Bad,
            Some(WayPaint::NotTaken) => Ink::Dim,
            None if way.kind.is_catch() => Ink::Dim,
            None => Ink::Plain,
        };
        line.push(Ink::Plain, "      ").push(ink, marks.next).push(Ink::Plain, " ");
        line.push(ink, &region.nodes[way.to].name);
        let words = match way.kind {
            WayKind::Next => String::new(),
            WayKind::Rule(at) => format!("  {} {}", at + 1, way.label),
            WayKind::Default => format!("  {}", way.label),
            WayKind::Catch(_) => format!("  {} {}", marks.warned, way.label),
        };
        line.push(Ink::Dim, &words);
        if let Some(WayPaint::Taken(times)) = paint {
            line.push(Ink::Dim, &format!("  {}{times}", marks.times));
        }
        line.write(self.style, self.out)
    }
}
