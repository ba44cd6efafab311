//! The layout as one document, for programs that draw it themselves. `v` is the version of its shape: members are only
//! ever added to it. Numbers are pixels; a way's `points` are its corners.

use std::io::{self, Write};

use crate::base::members::{Members, array, object};
use crate::report::ink::control::escape_json;

use super::Drawing;
use super::layout::{Box, Edge, Label, Layout};
use super::model::Graph;
use super::paint::{Paint, WayPaint};
use super::svg;

pub(super) fn write(out: &mut dyn Write, drawing: Drawing<'_>) -> io::Result<()> {
    let Drawing { graph, paint, direction, style: _ } = drawing;
    let layout = svg::laid(graph, direction)?;
    let mut bytes = document(graph, paint, &layout);
    bytes.push(b'\n');
    // What turns the direction of writing is an escape in JSON, too.
    out.write_all(escape_json(&String::from_utf8_lossy(&bytes)).as_bytes())
}

/// The document of what was laid out.
pub(super) fn document(graph: &Graph, paint: Option<&Paint>, layout: &Layout<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    object(&mut bytes, |m| {
        m.plain("v", 1).text("name", &graph.title).plain("states", graph.states);
        m.plain("width", layout.width).plain("height", layout.height);
        if let Some(paint) = paint {
            m.text("headline", &paint.headline);
        }
        if let Some(at) = layout.start {
            m.put("start", |out| point(out, at));
        }
        m.put("boxes", |out| array(out, &layout.boxes, |out, one| object(out, |m| state(m, one, paint))));
        m.put("edges", |out| {
            array(out, &layout.edges, |out, one| object(out, |m| way(m, one, &layout.boxes, paint)));
        });
        m.put("labels", |out| array(out, &layout.labels, |out, one| object(out, |m| label(m, one))));
        m.put("dividers", |out| {
            array(out, &layout.dividers, |out, ends| array(out, ends, |out, end| point(out, *end)));
        });
    });
    bytes
}

fn point(out: &mut Vec<u8>, (x, y): (i32, i32)) {
    out.extend_from_slice(format!("[{x},{y}]").as_bytes());
}

fn state(m: &mut Members<'_>, at: &Box<'_>, paint: Option<&Paint>) {
    let node = at.node;
    m.text("name", &node.name).text("pointer", node.pointer.as_str()).text("type", node.kind.word());
    m.text("detail", &node.detail).plain("retriers", node.retriers).plain("end", node.is_end);
    m.plain("hidden", node.hidden).plain("depth", at.depth);
    m.plain("x", at.x).plain("y", at.y).plain("width", at.width).plain("height", at.height);
    if let Some(paint) = paint.and_then(|paint| paint.state(node.pointer.as_str())) {
        m.text("mark", paint.mark.words()).plain("times", paint.times).plain("retried", paint.retried);
        m.text("note", &paint.note);
    }
}

fn way(m: &mut Members<'_>, edge: &Edge<'_>, boxes: &[Box<'_>], paint: Option<&Paint>) {
    let from = boxes[edge.from].node.pointer.as_str();
    m.text("from", from).text("to", boxes[edge.to].node.pointer.as_str());
    m.text("kind", &edge.way.kind.id()).text("label", &edge.way.label);
    m.put("points", |out| array(out, &edge.points, |out, at| point(out, *at)));
    match paint.and_then(|paint| paint.way(from, edge.way)) {
        Some(WayPaint::Taken(times)) => m.plain("taken", times),
        Some(WayPaint::NotTaken) => m.plain("taken", 0),
        Some(WayPaint::Added) => m.text("change", "added"),
        Some(WayPaint::Removed) => m.text("change", "removed"),
        None => m,
    };
}

fn label(m: &mut Members<'_>, label: &Label) {
    m.text("text", &label.text).text("whole", &label.whole).plain("room", label.room);
    m.put("at", |out| point(out, label.at));
    m.put("edges", |out| {
        array(out, &label.edges, |out, at| out.extend_from_slice(at.to_string().as_bytes()))
    });
}
