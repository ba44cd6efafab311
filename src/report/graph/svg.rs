//! The picture as SVG: one file that needs nothing else, light or dark as the reader's system is. Text is text; what
//! does not fit is cut, and whole in a title. Nothing in it runs, whatever the definition says.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::report::findings::junit::escaped;
use crate::report::ink::control::escape_control;

use super::Drawing;
use super::font;
use super::layout::{Box, Direction, Edge, Label, Layout, Metrics, is_within_bounds, layout};
use super::model::{Graph, NodeKind, Way, WayKind};
use super::paint::{Mark, Paint, StatePaint, WayPaint};

const STYLE: &str = include_str!("picture.css");

/// The text of the style of every picture.
pub(super) fn style() -> String {
    format!("\n{STYLE}")
}

/// Around the picture.
const MARGIN: i32 = 16;
/// A picture that would be wider stacks the branches of its Parallels, if that helps.
const WIDE: i32 = 2_000;

/// The sizes of a picture.
#[must_use]
pub const fn metrics(direction: Direction) -> Metrics {
    let is_down = matches!(direction, Direction::Down);
    Metrics {
        direction,
        is_stacked: false,
        node: (196, 42),
        gap: if is_down { 22 } else { 26 },
        rank_gap: if is_down { 24 } else { 36 },
        first: 9,
        track: 9,
        port: if is_down { 18 } else { 12 },
        lane: 14,
        label: if is_down { 17 } else { 130 },
        label_room: 260,
        head: 30,
        side: 14,
        foot: 14,
        divide: 16,
        start: 18,
        end: 12,
        measure: measured,
        words,
    }
}

fn measured(text: &str) -> i32 {
    font::small(&escape_control(text)).ceil() as i32
}

/// What is written at a way.
pub(super) fn words(way: &Way) -> String {
    match way.kind {
        WayKind::Next => String::new(),
        WayKind::Rule(at) => format!("{}  {}", at + 1, way.label),
        WayKind::Default => way.label.clone(),
        WayKind::Catch(_) => format!("⚠ {}", way.label),
    }
}

/// Lays out `graph` as it is drawn.
///
/// # Errors
///
/// It has so many long ways that this would take too much memory.
pub fn laid(graph: &Graph, direction: Direction) -> io::Result<Layout<'_>> {
    if !is_within_bounds(graph) {
        let words = format!(
            "{} states, many of which lead past thousands of others, take too much memory for a picture; `--format \
             human` outlines them, and `mermaid` and `dot` leave the drawing to other programs",
            graph.states
        );
        return Err(io::Error::other(words));
    }
    let metrics = metrics(direction);
    let wide = layout(graph, &metrics);
    if wide.width <= WIDE || direction == Direction::Right {
        return Ok(wide);
    }
    let stacked = layout(graph, &Metrics { is_stacked: true, ..metrics });
    Ok(if stacked.width < wide.width { stacked } else { wide })
}

/// Writes the picture.
pub(super) fn write(out: &mut dyn Write, drawing: Drawing<'_>) -> io::Result<()> {
    let Drawing { graph, paint, direction, style: _ } = drawing;
    let layout = laid(graph, direction)?;
    let mut svg = Svg { text: String::new(), layout: &layout, paint, direction };
    svg.page(graph);
    out.write_all(svg.text.as_bytes())
}

struct Svg<'s, 'g> {
    text: String,
    layout: &'s Layout<'g>,
    paint: Option<&'s Paint>,
    direction: Direction,
}

/// `text` for a document, on one line.
fn safe(text: &str) -> String {
    escaped(&escape_control(text))
}

impl Svg<'_, '_> {
    /// Adds a line. What a `String` is written to is always taken.
    fn line(&mut self, text: std::fmt::Arguments<'_>) {
        let _ = writeln!(self.text, "{text}");
    }

    fn page(&mut self, graph: &Graph) {
        let (width, height) = (self.layout.width + 2 * MARGIN, self.layout.height + 2 * MARGIN);
        let headline = self.paint.map_or("", |paint| &paint.headline);
        let top = if headline.is_empty() { 0 } else { HEADLINE };
        let needed = font::small(&escape_control(headline)).ceil() as i32 + 2 * MARGIN;
        let (width, height) = (width.max(needed), height + top);
        let origin = -MARGIN - top;
        self.line(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{} {origin} {width} {height}\" width=\"{width}\" \
             height=\"{height}\" role=\"img\">",
            -MARGIN
        ));
        let states = crate::base::amount::plural(graph.states, "state");
        self.line(format_args!("<title>{}: {states}</title>", safe(&graph.title)));
        self.line(format_args!("<style>\n{STYLE}</style>"));
        self.line(format_args!(
            "<rect class=\"bg\" x=\"{}\" y=\"{origin}\" width=\"{width}\" height=\"{height}\"/>",
            -MARGIN
        ));
        if !headline.is_empty() {
            self.line(format_args!(
                "<text class=\"headline\" x=\"0\" y=\"{}\">{}</text>",
                -MARGIN,
                safe(headline)
            ));
        }
        for at in 0..self.layout.boxes.len() {
            self.state(&self.layout.boxes[at]);
        }
        for [(x1, y1), (x2, y2)] in &self.layout.dividers {
            self.line(format_args!("<path class=\"divider\" d=\"M{x1} {y1}L{x2} {y2}\"/>"));
        }
        self.start();
        for edge in &self.layout.edges {
            self.way(edge);
        }
        for label in &self.layout.labels {
            self.label(label);
        }
        self.line(format_args!("</svg>"));
    }

    fn start(&mut self) {
        let Some((x, y)) = self.layout.start else { return };
        let head = head((x, y), self.direction);
        let (cx, cy, line) = match self.direction {
            Direction::Down => (x, 4, format!("M{x} 4L{x} {y}")),
            Direction::Right => (4, y, format!("M4 {y}L{x} {y}")),
        };
        let taken = if self.paint.is_some_and(|paint| !paint.ways.is_empty()) { " taken" } else { "" };
        self.line(format_args!(
            "<g class=\"start{taken}\"><circle class=\"dot\" cx=\"{cx}\" cy=\"{cy}\" r=\"4\"/><path class=\"line\" \
             d=\"{line}\"/><path class=\"head\" d=\"{head}\"/></g>"
        ));
    }

    fn state(&mut self, at: &Box<'_>) {
        let node = at.node;
        let paint = self.paint.and_then(|paint| paint.state(node.pointer.as_str()));
        let holds = if node.inner.is_empty() { "" } else { " holds" };
        let mark = paint.map_or(String::new(), |paint| format!(" {}", paint.mark.class()));
        self.line(format_args!(
            "<g class=\"state {}{holds}{mark}\" data-state=\"{}\">",
            node.kind.word(),
            safe(node.pointer.as_str())
        ));
        self.line(format_args!("<title>{}</title>", title(at, paint)));
        self.shape(at);
        let left = at.x + 10 + if paint.is_some() { 16 } else { 0 };
        if let Some(paint) = paint {
            let (sx, sy) = (at.x + 9, at.y + if node.inner.is_empty() { 8 } else { 9 });
            let dashes = if paint.mark == Mark::NotRun { " stroke-dasharray=\"2 2.4\"" } else { "" };
            self.line(format_args!(
                "<path class=\"mark\" transform=\"translate({sx} {sy}) scale(.72)\" d=\"{}\"{dashes}/>",
                drawn(paint.mark)
            ));
        }
        let note = paint.map_or_else(String::new, note);
        let badge = self.badge(at, paint);
        if node.inner.is_empty() {
            self.leaf(at, left, badge, &note)
        } else {
            self.heading(at, left, badge, &note)
        }
        if node.is_end {
            let (x, y) = (at.x + at.width / 2, at.y + at.height);
            let foot = match self.direction {
                Direction::Down => format!("M{x} {y}v7M{} {}h10", x - 5, y + 7),
                Direction::Right => {
                    let (x, y) = (at.x + at.width, at.y + at.height / 2);
                    format!("M{x} {y}h7M{} {}v10", x + 7, y - 5)
                }
            };
            self.line(format_args!("<path class=\"line\" d=\"{foot}\"/>"));
        }
        self.line(format_args!("</g>"));
    }

    /// A state without others inside: its name, and below what it is and how long it took.
    fn leaf(&mut self, at: &Box<'_>, left: i32, badge: i32, note: &str) {
        let right = f64::from(at.x + at.width - 10);
        let name = font::cut(&escape_control(&at.node.name), right - f64::from(left + badge), font::name);
        self.line(format_args!(
            "<text class=\"name\" x=\"{left}\" y=\"{}\">{}</text>",
            at.y + 18,
            safe(&name)
        ));
        let y = at.y + 33;
        let room = right - f64::from(left) - if note.is_empty() { 0.0 } else { font::small(note) + 8.0 };
        let detail = font::cut(&escape_control(&at.node.detail), room, font::small);
        self.line(format_args!("<text class=\"dim\" x=\"{left}\" y=\"{y}\">{}</text>", safe(&detail)));
        self.aside(right, y, note);
    }

    /// The head of a box: the name, and behind it what it is.
    fn heading(&mut self, at: &Box<'_>, left: i32, badge: i32, note: &str) {
        let right = f64::from(at.x + at.width - 10 - badge);
        let y = at.y + 19;
        let room = right - f64::from(left) - if note.is_empty() { 0.0 } else { font::small(note) + 8.0 };
        let name = font::cut(&escape_control(&at.node.name), room, font::name);
        self.line(format_args!("<text class=\"name\" x=\"{left}\" y=\"{y}\">{}</text>", safe(&name)));
        let behind = font::name(&name) + 8.0;
        let detail = font::cut(&escape_control(&at.node.detail), room - behind, font::small);
        let x = f64::from(left) + behind;
        self.line(format_args!("<text class=\"dim\" x=\"{x:.0}\" y=\"{y}\">{}</text>", safe(&detail)));
        self.aside(right, y, note);
    }

    fn aside(&mut self, right: f64, y: i32, note: &str) {
        if !note.is_empty() {
            self.line(format_args!(
                "<text class=\"dim\" x=\"{right}\" y=\"{y}\" text-anchor=\"end\">{}</text>",
                safe(note)
            ));
        }
    }

    fn shape(&mut self, at: &Box<'_>) {
        let Box { x, y, width, height, .. } = *at;
        match at.node.kind {
            NodeKind::Choice => {
                let (w, h, half) = (width - 24, height, height / 2);
                self.line(format_args!(
                    "<path class=\"box\" data-box=\"{x} {y} {width} {height}\" \
                     d=\"M{} {y}h{w}l12 {half}l-12 {}h-{w}l-12 -{}z\"/>",
                    x + 12,
                    h - half,
                    h - half
                ));
                return;
            }
            NodeKind::Map => self.line(format_args!(
                "<rect class=\"behind\" x=\"{}\" y=\"{}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>",
                x + 4,
                y + 4
            )),
            NodeKind::Task
            | NodeKind::Pass
            | NodeKind::Wait
            | NodeKind::Succeed
            | NodeKind::Fail
            | NodeKind::Parallel
            | NodeKind::Other
            | NodeKind::Missing => {}
        }
        let round = if matches!(at.node.kind, NodeKind::Succeed | NodeKind::Fail) { 21 } else { 6 };
        self.line(format_args!(
            "<rect class=\"box\" data-box=\"{x} {y} {width} {height}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" \
             height=\"{height}\" rx=\"{round}\"/>"
        ));
    }

    /// At the right of the first line: how often the state was tried again, or that it can be. The room it takes.
    fn badge(&mut self, at: &Box<'_>, paint: Option<&StatePaint>) -> i32 {
        let count = paint.map_or(at.node.retriers as u64, |paint| paint.retried);
        if count == 0 {
            return 0;
        }
        let number = count.to_string();
        let width = 20 + 7 * number.len() as i32;
        let aside = if at.node.kind == NodeKind::Choice || at.node.inner.is_empty() { 6 } else { 8 };
        let (x, y) = (at.x + at.width - width - 7, at.y + aside);
        self.line(format_args!(
            "<rect class=\"badge\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"15\" rx=\"7.5\"/><path \
             class=\"mark\" transform=\"translate({} {}) scale(.6)\" d=\"{RETRY}\"/><text class=\"dim\" x=\"{}\" \
             y=\"{}\">{number}</text>",
            x + 5,
            y + 3,
            x + 17,
            y + 11
        ));
        width + 2
    }

    fn way(&mut self, edge: &Edge<'_>) {
        let (from, to) = (&self.layout.boxes[edge.from].node, &self.layout.boxes[edge.to].node);
        let paint = self.paint.and_then(|paint| paint.way(from.pointer.as_str(), edge.way));
        let mut class = String::from("way");
        if edge.way.kind.is_catch() {
            class.push_str(" catch");
        }
        if to.kind == NodeKind::Missing {
            class.push_str(" to-missing");
        }
        class.push_str(match paint {
            Some(WayPaint::Taken(_)) if edge.way.kind.is_catch() => " caught",
            Some(WayPaint::Taken(_)) => " taken",
            Some(WayPaint::Added) => " new",
            Some(WayPaint::Removed) => " gone",
            Some(WayPaint::NotTaken) | None => "",
        });
        let words = words(edge.way);
        let times = match paint {
            Some(WayPaint::Taken(times)) => format!(", taken {times}×"),
            Some(WayPaint::NotTaken) => ", not taken".to_owned(),
            Some(WayPaint::Added) => ", added".to_owned(),
            Some(WayPaint::Removed) => ", removed".to_owned(),
            None => String::new(),
        };
        let words = if words.is_empty() { "Next".to_owned() } else { words };
        let title = safe(&format!("{} → {}: {words}{times}", from.name, to.name));
        let end = edge.points.last().copied().unwrap_or_default();
        self.line(format_args!(
            "<g class=\"{class}\" data-from=\"{}\" data-to=\"{}\" data-kind=\"{}\"><title>{title}</title><path \
             class=\"line\" d=\"{}\"/><path class=\"head\" d=\"{}\"/></g>",
            safe(from.pointer.as_str()),
            safe(to.pointer.as_str()),
            edge.way.kind.id(),
            rounded(&edge.points),
            head(end, self.direction)
        ));
    }

    fn label(&mut self, label: &Label) {
        let text = font::cut(&escape_control(&label.text), f64::from(label.room), font::small);
        let (x, y) = match self.direction {
            Direction::Down => (label.at.0 + 6, label.at.1 - 8),
            Direction::Right => (label.at.0 - 8 - measured(&text), label.at.1 - 4),
        };
        let whole: Vec<String> = label.whole.lines().map(safe).collect();
        self.line(format_args!(
            "<g class=\"label\"><title>{}</title><text class=\"dim\" x=\"{x}\" y=\"{y}\">{}</text></g>",
            whole.join("\n"),
            safe(&text)
        ));
    }
}

/// The height of the line above the picture.
const HEADLINE: i32 = 20;

/// How often a state was entered, and what is said beside it.
fn note(paint: &StatePaint) -> String {
    let times = if paint.times > 1 { format!("×{}", paint.times) } else { String::new() };
    [times, paint.note.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The whole text of a state.
fn title(at: &Box<'_>, paint: Option<&StatePaint>) -> String {
    let mut lines = vec![at.node.name.clone(), at.node.detail.clone()];
    if at.node.retriers > 0 {
        lines.push(format!("Retry: {}", crate::base::amount::plural(at.node.retriers, "rule")));
    }
    if let Some(paint) = paint {
        let (mark, note) = (paint.mark.words(), note(paint));
        lines.push(if note.is_empty() { mark.to_owned() } else { format!("{mark}, {note}") });
        if paint.retried > 0 {
            lines.push(format!("tried again {}×", paint.retried));
        }
        lines.extend(paint.lines.iter().cloned());
    }
    lines.iter().filter(|line| !line.is_empty()).map(|line| safe(line)).collect::<Vec<_>>().join("\n")
}

/// A line with round corners.
fn rounded(points: &[(i32, i32)]) -> String {
    let mut path = String::new();
    for (at, &(x, y)) in points.iter().enumerate() {
        let (Some(before), Some(&after)) = (at.checked_sub(1).map(|at| points[at]), points.get(at + 1))
        else {
            let _ = write!(path, "{}{x} {y}", if at == 0 { "M" } else { "L" });
            continue;
        };
        let long = |(a, b): (i32, i32)| (a - x).abs() + (b - y).abs();
        let radius = (long(before) / 2).min(long(after) / 2).min(6);
        let near = |(a, b): (i32, i32)| (x + (a - x).signum() * radius, y + (b - y).signum() * radius);
        let ((ax, ay), (bx, by)) = (near(before), near(after));
        let _ = write!(path, "L{ax} {ay}Q{x} {y} {bx} {by}");
    }
    path
}

/// The head of an arrow that ends there.
fn head((x, y): (i32, i32), direction: Direction) -> String {
    match direction {
        Direction::Down => format!("M{x} {y}l-3.5 -6h7z"),
        Direction::Right => format!("M{x} {y}l-6 -3.5v7z"),
    }
}

const RETRY: &str = "M12.9 6.2A5.3 5.3 0 1 0 13.3 9M13.2 2.8v3.6H9.6";

/// A mark, drawn in a square of 16 units: fonts lack some of the signs.
const fn drawn(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => "M3 8.6l3.3 3.4L13 4.5",
        Mark::Bad => "M4 4l8 8M12 4l-8 8",
        Mark::Caught => "M8 2.2L14.6 13.6H1.4ZM8 6.4v3.4M8 11.8v.2",
        Mark::Cut => "M5 3.2l8 4.8-8 4.8Z",
        Mark::NotRun => "M8 2.4a5.6 5.6 0 1 0 .01 0Z",
        Mark::Added => "M8 3v10M3 8h10",
        Mark::Removed => "M3 8h10",
        Mark::Changed | Mark::Partly => "M2.5 9.5c2-4 4-4 5.5-1.5s3.5 2.5 5.5 -1.5",
        Mark::Kept => "M3 6h10M3 10.5h10",
    }
}
