//! The picture as text for Mermaid, which GitHub and many other pages draw.

use std::io::{self, Write};

use crate::report::ink::control::escape_control;

use super::layout::Direction;
use super::model::{Node, NodeKind, Region, WayKind};
use super::paint::{Mark, Paint, WayPaint};
use super::{Drawing, name_of};

/// Marks by their class, and how such states are drawn; the words of the others are enough.
const CLASSES: [(&str, &str); 5] = [
    ("good", "stroke:#1a7540,stroke-width:2px"),
    ("bad", "stroke:#bf2a2a,stroke-width:3px"),
    ("warn", "stroke:#875800,stroke-width:3px"),
    ("open", "stroke:#2a5bd7,stroke-width:3px"),
    ("none", "stroke-dasharray:3 3"),
];

pub(super) fn write(out: &mut dyn Write, drawing: Drawing<'_>) -> io::Result<()> {
    let Drawing { graph, paint, direction, style: _ } = drawing;
    let towards = match direction {
        Direction::Down => "TB",
        Direction::Right => "LR",
    };
    writeln!(out, "flowchart {towards}")?;
    let mut page = Page { out, paint, next: 0, classes: Vec::new(), ways: Vec::new() };
    let names = page.region(&graph.root, 1)?;
    if let Some(start) = graph.root.start {
        writeln!(page.out, "  start((\" \")) --> {}", names[start])?;
    }
    let first = usize::from(graph.root.start.is_some());
    page.ways(first)?;
    for (class, look) in CLASSES {
        let of: Vec<String> =
            page.classes.iter().filter(|(_, known)| *known == class).map(|(at, _)| name_of(*at)).collect();
        if !of.is_empty() {
            writeln!(page.out, "  classDef {class} {look}\n  class {} {class}", of.join(","))?;
        }
    }
    Ok(())
}

struct Page<'p, 'g> {
    out: &'p mut dyn Write,
    paint: Option<&'p Paint>,
    /// How many nodes were written.
    next: usize,
    classes: Vec<(usize, &'static str)>,
    /// The ways with the names of their ends.
    ways: Vec<(&'g Region, usize, String, String)>,
}

impl<'g> Page<'_, 'g> {
    /// Writes the nodes of `region`; their names.
    fn region(&mut self, region: &'g Region, depth: usize) -> io::Result<Vec<String>> {
        let mut names = Vec::with_capacity(region.nodes.len());
        for node in &region.nodes {
            names.push(name_of(self.next));
            self.node(node, depth)?;
        }
        for (at, way) in region.ways.iter().enumerate() {
            self.ways.push((region, at, names[way.from].clone(), names[way.to].clone()));
        }
        Ok(names)
    }

    fn node(&mut self, node: &'g Node, depth: usize) -> io::Result<()> {
        let at = self.next;
        self.next += 1;
        let (name, pad) = (name_of(at), "  ".repeat(depth));
        let paint = self.paint.and_then(|paint| paint.state(node.pointer.as_str()));
        if let Some(paint) = paint {
            self.classes.push((at, paint.mark.class()));
        }
        let text = label(node, paint.map(|paint| (paint.mark, paint.times, paint.note.as_str())));
        if node.inner.is_empty() {
            let (open, close) = match node.kind {
                NodeKind::Choice => ("{", "}"),
                NodeKind::Succeed | NodeKind::Fail => ("([", "])"),
                NodeKind::Wait => ("(", ")"),
                NodeKind::Parallel | NodeKind::Map => ("[[", "]]"),
                NodeKind::Missing => (">", "]"),
                NodeKind::Task | NodeKind::Pass | NodeKind::Other => ("[", "]"),
            };
            return writeln!(self.out, "{pad}{name}{open}\"{text}\"{close}");
        }
        writeln!(self.out, "{pad}subgraph {name}[\"{text}\"]")?;
        for region in &node.inner {
            self.region(region, depth + 1)?;
        }
        writeln!(self.out, "{pad}end")
    }

    /// Writes the ways; `first` others were written before.
    fn ways(&mut self, first: usize) -> io::Result<()> {
        let mut taken = Vec::new();
        let mut gone = Vec::new();
        for (number, (region, at, from, to)) in std::mem::take(&mut self.ways).into_iter().enumerate() {
            let way = &region.ways[at];
            let line = if way.kind.is_catch() { "-.->" } else { "-->" };
            let words = match way.kind {
                WayKind::Next => String::new(),
                WayKind::Rule(rule) => format!("{} {}", rule + 1, way.label),
                WayKind::Default => way.label.clone(),
                WayKind::Catch(_) => format!("⚠ {}", way.label),
            };
            let words = if words.is_empty() { String::new() } else { format!("|\"{}\"|", safe(&words)) };
            writeln!(self.out, "  {from} {line}{words} {to}")?;
            let pointer = region.nodes[way.from].pointer.as_str();
            match self.paint.and_then(|paint| paint.way(pointer, way)) {
                Some(WayPaint::Taken(_) | WayPaint::Added) => taken.push((first + number).to_string()),
                Some(WayPaint::Removed) => gone.push((first + number).to_string()),
                Some(WayPaint::NotTaken) | None => {}
            }
        }
        for (numbers, look) in [(taken, "stroke-width:3px"), (gone, "stroke:#bf2a2a,stroke-dasharray:2 3")] {
            if !numbers.is_empty() {
                writeln!(self.out, "  linkStyle {} {look}", numbers.join(","))?;
            }
        }
        Ok(())
    }
}

fn label(node: &Node, paint: Option<(Mark, u64, &str)>) -> String {
    let mark = paint.map_or(String::new(), |(mark, ..)| format!("{} ", mark.sign(true)));
    let name = if node.name.is_empty() { " " } else { &node.name };
    let retry = if node.retriers > 0 { " ↻" } else { "" };
    let note = match paint {
        Some((_, times, "")) if times > 1 => format!(" ×{times}"),
        Some((_, times, note)) if times > 1 => format!(" ×{times} · {note}"),
        Some((_, _, note)) if !note.is_empty() => format!(" · {note}"),
        Some(_) | None => String::new(),
    };
    format!("{}<br/>{}", safe(&format!("{mark}{name}")), safe(&format!("{}{retry}{note}", node.detail)))
}

/// `text` between quotes. A number sign begins a name of a character there.
fn safe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in escape_control(text).chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '.' | ',' | ':' | '$' | '=' | '-' | '/' => safe.push(c),
            c if c.is_ascii() => safe.push_str(&format!("#{};", u32::from(c))),
            c => safe.push(c),
        }
    }
    safe
}
