//! The picture as text for Graphviz.

use std::io::{self, Write};

use crate::report::ink::control::escape_control;

use super::layout::Direction;
use super::model::{Node, NodeKind, Region, WayKind};
use super::paint::{Paint, WayPaint};
use super::{Drawing, name_of};

pub(super) fn write(out: &mut dyn Write, drawing: Drawing<'_>) -> io::Result<()> {
    let Drawing { graph, paint, direction, style: _ } = drawing;
    let towards = match direction {
        Direction::Down => "TB",
        Direction::Right => "LR",
    };
    writeln!(out, "digraph {} {{\n  rankdir={towards};\n  compound=true;", quoted(&graph.title))?;
    writeln!(out, "  node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=11];")?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=9];")?;
    let mut page = Page { out, paint, next: 0, lines: Vec::new() };
    let ends = page.region(&graph.root, 1)?;
    if let Some(start) = graph.root.start {
        let head = ends[start].head();
        writeln!(
            page.out,
            "  start [shape=point, width=0.12];\n  start -> {}{};",
            ends[start].first,
            bracketed(&[head])
        )?;
    }
    for line in std::mem::take(&mut page.lines) {
        writeln!(page.out, "{line}")?;
    }
    writeln!(page.out, "}}")
}

/// What stands for a node at the ends of ways: Graphviz joins nodes only, and cuts the line at the box around.
struct Ends {
    name: String,
    is_box: bool,
    first: String,
    last: String,
}

impl Ends {
    fn head(&self) -> String {
        if self.is_box { format!("lhead=cluster_{}", self.name) } else { String::new() }
    }

    fn tail(&self) -> String {
        if self.is_box { format!("ltail=cluster_{}", self.name) } else { String::new() }
    }
}

struct Page<'p> {
    out: &'p mut dyn Write,
    paint: Option<&'p Paint>,
    next: usize,
    lines: Vec<String>,
}

impl Page<'_> {
    fn region(&mut self, region: &Region, depth: usize) -> io::Result<Vec<Ends>> {
        let ends = region.nodes.iter().map(|node| self.node(node, depth));
        let ends = ends.collect::<io::Result<Vec<Ends>>>()?;
        for way in &region.ways {
            let (from, to) = (&ends[way.from], &ends[way.to]);
            let mut facts = vec![];
            let words = match way.kind {
                WayKind::Next => String::new(),
                WayKind::Rule(rule) => format!("{} {}", rule + 1, way.label),
                WayKind::Default | WayKind::Catch(_) => way.label.clone(),
            };
            if !words.is_empty() {
                facts.push(format!("label={}", quoted(&words)));
            }
            if way.kind.is_catch() {
                facts.push("style=dashed".to_owned());
            }
            match self.paint.and_then(|paint| paint.way(region.nodes[way.from].pointer.as_str(), way)) {
                Some(WayPaint::Taken(_) | WayPaint::Added) => facts.push("penwidth=2.5".to_owned()),
                Some(WayPaint::Removed) => facts.push("color=\"#bf2a2a\"".to_owned()),
                Some(WayPaint::NotTaken) => facts.push("color=gray60".to_owned()),
                None => {}
            }
            if way.from != way.to {
                facts.extend([from.tail(), to.head()]);
            }
            self.lines.push(format!("  {} -> {}{};", from.last, to.first, bracketed(&facts)));
        }
        Ok(ends)
    }

    fn node(&mut self, node: &Node, depth: usize) -> io::Result<Ends> {
        let name = name_of(self.next);
        self.next += 1;
        let pad = "  ".repeat(depth);
        let paint = self.paint.and_then(|paint| paint.state(node.pointer.as_str()));
        let mark = paint.map_or(String::new(), |paint| format!("{} ", paint.mark.sign(true)));
        let note = paint.map_or("", |paint| &paint.note);
        let text = quoted(format!("{mark}{}\n{} {note}", node.name, node.detail).trim_end());
        let colour = match paint.map(|paint| paint.mark.class()) {
            Some("good") => ", color=\"#1a7540\"",
            Some("bad") => ", color=\"#bf2a2a\", penwidth=2",
            Some("warn") => ", color=\"#875800\", penwidth=2",
            Some("none") => ", style=\"rounded,dashed\"",
            Some(_) | None => "",
        };
        if node.inner.is_empty() {
            let shape = match node.kind {
                NodeKind::Choice => ", shape=hexagon, style=solid",
                NodeKind::Succeed | NodeKind::Fail => ", shape=oval, style=solid",
                NodeKind::Missing => ", style=dotted",
                NodeKind::Task
                | NodeKind::Pass
                | NodeKind::Wait
                | NodeKind::Parallel
                | NodeKind::Map
                | NodeKind::Other => "",
            };
            writeln!(self.out, "{pad}{name} [label={text}{shape}{colour}];")?;
            return Ok(Ends { first: name.clone(), last: name.clone(), name, is_box: false });
        }
        writeln!(self.out, "{pad}subgraph cluster_{name} {{\n{pad}  label={text};\n{pad}  style=rounded;")?;
        let (mut first, mut last) = (None, None);
        for region in &node.inner {
            let ends = self.region(region, depth + 1)?;
            let start = region.start.and_then(|start| ends.get(start)).or(ends.first());
            first = first.or_else(|| start.map(|ends| ends.first.clone()));
            last = ends.last().map(|ends| ends.last.clone()).or(last);
        }
        if first.is_none() {
            // A box without nodes has nothing that could be joined.
            writeln!(self.out, "{pad}  {name} [shape=point, style=invis];")?;
        }
        writeln!(self.out, "{pad}}}")?;
        let of = |end: Option<String>| end.unwrap_or_else(|| name.clone());
        Ok(Ends { first: of(first), last: of(last), name: name.clone(), is_box: true })
    }
}

fn bracketed(facts: &[String]) -> String {
    let facts: Vec<&str> = facts.iter().map(String::as_str).filter(|fact| !fact.is_empty()).collect();
    if facts.is_empty() { String::new() } else { format!(" [{}]", facts.join(", ")) }
}

/// `text` as Graphviz reads it.
fn quoted(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| escape_control(line).replace('\\', "\\\\").replace('"', "\\\""))
        .collect();
    format!("\"{}\"", lines.join("\\n"))
}
