//! `Metrics`: how large things are, in the unit of the picture: pixels, or the cells of a terminal.

use crate::report::graph::model::Node;

/// The way in which a machine is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From top to bottom.
    Down,
    /// From left to right.
    Right,
}

/// Sizes, in units of the picture. *Across* is along a rank, *along* from rank to rank.
#[derive(Clone, Copy, Debug)]
pub struct Metrics {
    /// Where the machine goes on.
    pub direction: Direction,
    /// Whether branches of a Parallel stand below each other.
    pub is_stacked: bool,
    /// The width and height of a state without states inside.
    pub node: (i32, i32),
    /// Across, between states of a rank.
    pub gap: i32,
    /// Along, between ranks.
    pub rank_gap: i32,
    /// Along, from the states of a rank to the first line that runs across below them.
    pub first: i32,
    /// Along, between lines that run across.
    pub track: i32,
    /// Across, between ends of ways at a state.
    pub port: i32,
    /// Across, between lanes, and from them to states.
    pub lane: i32,
    /// Along, what a gap has more if labels stand in it.
    pub label: i32,
    /// The most that a label may take, in the direction of writing.
    pub label_room: i32,
    /// In a box: above its states, where its name is.
    pub head: i32,
    /// In a box: at both sides.
    pub side: i32,
    /// In a box: below its states.
    pub foot: i32,
    /// In a box: between branches.
    pub divide: i32,
    /// Along, before the first rank of the machine, for the mark of its start.
    pub start: i32,
    /// Along, behind a state that ends its region, for the mark of the end.
    pub end: i32,
    /// How wide a label is.
    pub measure: fn(&str) -> i32,
    /// What is written at a way.
    pub words: fn(&crate::report::graph::model::Way) -> String,
}

impl Metrics {
    /// The width and height of `node` with these regions inside, and where in it each begins.
    pub(super) fn around(&self, node: &Node, inside: &[(i32, i32)]) -> ((i32, i32), Vec<(i32, i32)>) {
        if node.inner.is_empty() {
            return (self.node, Vec::new());
        }
        let is_column = self.is_stacked || self.direction == Direction::Right;
        let widest = inside.iter().map(|size| size.0).max().unwrap_or(0);
        let highest = inside.iter().map(|size| size.1).max().unwrap_or(0);
        if is_column {
            let heights: i32 = inside.iter().map(|size| size.1 + self.divide).sum();
            let size =
                (self.node.0.max(widest + 2 * self.side), self.head + heights - self.divide + self.foot);
            let mut y = self.head;
            let places = inside.iter().map(|inner| {
                let top = y;
                y += inner.1 + self.divide;
                ((size.0 - inner.0) / 2, top)
            });
            return (size, places.collect());
        }
        let widths: i32 = inside.iter().map(|size| size.0 + 2 * self.side).sum();
        let size = (self.node.0.max(widths), self.head + highest + self.foot);
        let mut x = (size.0 - widths) / 2;
        let places = inside.iter().map(|inner| {
            let left = x + self.side;
            x += inner.0 + 2 * self.side;
            (left, self.head)
        });
        (size, places.collect())
    }

    /// A point across and along as one to the right and down, and the other way round.
    pub(super) const fn turned(&self, point: (i32, i32)) -> (i32, i32) {
        match self.direction {
            Direction::Down => point,
            Direction::Right => (point.1, point.0),
        }
    }
}
