//! Labels stand at the end of a way, where they cannot be taken for those of another one. Several ways into one state
//! have one label; all of them are in its whole text.

use crate::report::graph::model::Region;

use super::metrics::{Direction, Metrics};

/// A label in a region.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// Where the way enters its state, across and along.
    pub at: (i32, i32),
    /// How wide it may be.
    pub room: i32,
    /// How wide its text would be.
    pub width: i32,
    /// What it says.
    pub text: String,
    /// What it says in full, a line a way.
    pub whole: String,
    /// Its ways.
    pub ways: Vec<usize>,
}

impl Spot {
    /// Where it ends at the right, of a machine that goes down.
    pub(super) fn right(&self) -> i32 {
        self.at.0 + ASIDE + self.width.min(self.room)
    }
}

/// How far right of its way a label begins.
const ASIDE: i32 = 2;

/// What labels have to keep away from.
pub(super) struct Frame {
    /// Where nodes begin.
    pub tops: Vec<(i32, i32)>,
    /// Where each way enters.
    pub enters: Vec<i32>,
    /// What stands next to each node.
    pub next: Vec<Option<i32>>,
}

/// The labels of `region`.
pub(super) fn spots(region: &Region, frame: &Frame, metrics: &Metrics) -> Vec<Spot> {
    let mut named: Vec<Vec<usize>> = vec![Vec::new(); region.nodes.len()];
    let mut ends: Vec<Option<i32>> = vec![None; region.nodes.len()];
    for (at, way) in region.ways.iter().enumerate() {
        let known = ends[way.to].unwrap_or(frame.enters[at]);
        ends[way.to] = Some(match metrics.direction {
            Direction::Down => known.max(frame.enters[at]),
            Direction::Right => known.min(frame.enters[at]),
        });
        if !(metrics.words)(way).is_empty() {
            named[way.to].push(at);
        }
    }
    let mut spots = Vec::new();
    for (node, ways) in named.into_iter().enumerate() {
        let (Some(&first), Some(end)) = (ways.first(), ends[node]) else { continue };
        let words = |at: usize| (metrics.words)(&region.ways[at]);
        let text =
            if ways.len() == 1 { words(first) } else { format!("{} ways: {}", ways.len(), words(first)) };
        let whole = |&at: &usize| format!("{}: {}", region.nodes[region.ways[at].from].name, words(at));
        let room = match (metrics.direction, frame.next[node]) {
            (Direction::Down, Some(next)) => (next - end - 3 * ASIDE).min(metrics.label_room),
            (Direction::Down, None) => metrics.label_room,
            (Direction::Right, _) => metrics.label - 2 * ASIDE,
        };
        spots.push(Spot {
            at: (end, frame.tops[node].1),
            room: room.max(0),
            width: (metrics.measure)(&text),
            whole: ways.iter().map(whole).collect::<Vec<_>>().join("\n"),
            text,
            ways,
        });
    }
    spots
}
