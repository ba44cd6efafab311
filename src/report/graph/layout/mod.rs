//! Where everything of a picture is: boxes of states, the lines of ways, labels. One layout for all pictures: those in a
//! terminal are the same in cells. The same text gives the same picture; a run only paints it.
//!
//! Each region is laid out alone, inner ones first: a Parallel or Map is then one node of its size. Layered layouts in
//! libraries know nothing of boxes in boxes, of the order in which a state looks at its ways out, or of ways back; and
//! they place points, where these lines need to know what they may not cross.

mod columns;
mod grid;
mod labels;
mod metrics;
mod order;
mod ports;
mod ranks;
mod route;
mod tracks;

use super::model::{Graph, Node, Region, Way};
use ranks::Ranks;

pub use metrics::{Direction, Metrics};

/// A picture: the places of everything in it.
#[derive(Debug, Default)]
pub struct Layout<'g> {
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
    /// The states; those inside of one stand behind it.
    pub boxes: Vec<Box<'g>>,
    /// The ways.
    pub edges: Vec<Edge<'g>>,
    /// The labels of ways.
    pub labels: Vec<Label>,
    /// The lines between branches of a Parallel.
    pub dividers: Vec<[(i32, i32); 2]>,
    /// Where the line from the mark of the start enters the first state.
    pub start: Option<(i32, i32)>,
}

/// A state in a picture.
#[derive(Debug)]
pub struct Box<'g> {
    /// The state.
    pub node: &'g Node,
    /// The left side.
    pub x: i32,
    /// The top.
    pub y: i32,
    /// The width.
    pub width: i32,
    /// The height.
    pub height: i32,
    /// How many boxes it is in.
    pub depth: usize,
}

/// A way in a picture.
#[derive(Debug)]
pub struct Edge<'g> {
    /// The way.
    pub way: &'g Way,
    /// The box that it leaves, as an index of [`Layout::boxes`].
    pub from: usize,
    /// The box that it enters.
    pub to: usize,
    /// Its corners: the first is at the one box, the last at the other.
    pub points: Vec<(i32, i32)>,
}

/// What is written at a way.
#[derive(Debug)]
pub struct Label {
    /// Where the way enters its state.
    pub at: (i32, i32),
    /// How wide it may be.
    pub room: i32,
    /// What it says.
    pub text: String,
    /// What it says in full, a line a way.
    pub whole: String,
    /// Its ways, as indexes of [`Layout::edges`].
    pub edges: Vec<usize>,
}

/// The most ranks that all ways of a region pass, which is what laying it out takes memory by: some 300 MB.
const MOST_PASSED: usize = 3_000_000;

/// Whether `graph` can be laid out in bounded memory: thousands of states that all lead to one far away cannot.
#[must_use]
pub fn is_within_bounds(graph: &Graph) -> bool {
    fn is_within(region: &Region) -> bool {
        let rank = Ranks::of(region).rank;
        let passed: usize = region.ways.iter().map(|way| rank[way.from].abs_diff(rank[way.to])).sum();
        passed <= MOST_PASSED && region.nodes.iter().all(|node| node.inner.iter().all(is_within))
    }
    is_within(&graph.root)
}

/// Lays out `graph`.
#[must_use]
pub fn layout<'g>(graph: &'g Graph, metrics: &Metrics) -> Layout<'g> {
    let root = Laid::of(&graph.root, metrics, true);
    let mut layout = Layout::default();
    (layout.width, layout.height) = root.size;
    layout.start = root.start;
    root.put(&graph.root, (0, 0), 0, &mut layout, metrics);
    layout
}

/// A region that was laid out, from its own left upper corner, with those inside of it.
struct Laid {
    size: (i32, i32),
    nodes: Vec<Place>,
    routes: Vec<Vec<(i32, i32)>>,
    labels: Vec<labels::Spot>,
    start: Option<(i32, i32)>,
}

/// A node of a region.
struct Place {
    at: (i32, i32),
    size: (i32, i32),
    inner: Vec<(Laid, (i32, i32))>,
}

impl Laid {
    fn of(region: &Region, metrics: &Metrics, is_top: bool) -> Self {
        let mut nodes: Vec<Place> = region.nodes.iter().map(|node| Place::of(node, metrics)).collect();
        let sizes: Vec<(i32, i32)> = nodes.iter().map(|node| metrics.turned(node.size)).collect();
        let placed = route::place(region, &sizes, metrics, is_top);
        for (node, at) in nodes.iter_mut().zip(&placed.nodes) {
            node.at = metrics.turned(*at);
        }
        let turned =
            |points: Vec<(i32, i32)>| points.into_iter().map(|point| metrics.turned(point)).collect();
        let labels = placed.labels.into_iter();
        Self {
            size: metrics.turned(placed.size),
            nodes,
            routes: placed.routes.into_iter().map(turned).collect(),
            labels: labels.map(|spot| labels::Spot { at: metrics.turned(spot.at), ..spot }).collect(),
            start: placed.start.map(|at| metrics.turned(at)),
        }
    }

    /// Puts it into `layout` with its corner at `(x, y)`.
    fn put<'g>(
        self,
        region: &'g Region,
        (x, y): (i32, i32),
        depth: usize,
        layout: &mut Layout<'g>,
        metrics: &Metrics,
    ) {
        let moved = |(px, py): (i32, i32)| (px + x, py + y);
        let mut at_box = Vec::with_capacity(self.nodes.len());
        for (place, node) in self.nodes.into_iter().zip(&region.nodes) {
            let (left, top) = moved(place.at);
            let (width, height) = place.size;
            at_box.push(layout.boxes.len());
            layout.boxes.push(Box { node, x: left, y: top, width, height, depth });
            for (at, ((inner, corner), region)) in place.inner.into_iter().zip(&node.inner).enumerate() {
                let corner = (left + corner.0, top + corner.1);
                if at > 0 {
                    layout.dividers.push(divider(corner, (left, top, width, height), metrics));
                }
                inner.put(region, corner, depth + 1, layout, metrics);
            }
        }
        let first = layout.edges.len();
        for (points, way) in self.routes.into_iter().zip(&region.ways) {
            let points = points.into_iter().map(moved).collect();
            layout.edges.push(Edge { way, from: at_box[way.from], to: at_box[way.to], points });
        }
        layout.labels.extend(self.labels.into_iter().map(|spot| Label {
            at: moved(spot.at),
            room: spot.room,
            text: spot.text,
            whole: spot.whole,
            edges: spot.ways.into_iter().map(|way| first + way).collect(),
        }));
    }
}

impl Place {
    fn of(node: &Node, metrics: &Metrics) -> Self {
        let inner: Vec<Laid> = node.inner.iter().map(|region| Laid::of(region, metrics, false)).collect();
        let sizes: Vec<(i32, i32)> = inner.iter().map(|region| region.size).collect();
        let (size, corners) = metrics.around(node, &sizes);
        Self { at: (0, 0), size, inner: inner.into_iter().zip(corners).collect() }
    }
}

/// The line before a branch that begins at `corner` in the box with this left, top, width and height.
fn divider(
    corner: (i32, i32),
    (left, top, width, height): (i32, i32, i32, i32),
    metrics: &Metrics,
) -> [(i32, i32); 2] {
    if metrics.is_stacked || metrics.direction == Direction::Right {
        let y = corner.1 - (metrics.divide + 1) / 2;
        [(left + metrics.side / 2, y), (left + width - metrics.side / 2 - 1, y)]
    } else {
        let x = corner.0 - metrics.side;
        [(x, top + metrics.head), (x, top + height - metrics.foot)]
    }
}
