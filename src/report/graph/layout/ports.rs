//! Where ways leave and enter a state: the one that goes straight in the middle, the others beside it in the order in
//! which they part.

use std::collections::BTreeMap;

/// What a way goes to or comes from, as the state sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Neighbour {
    /// The mark of the start.
    Start,
    /// An item of the next rank; ways of catchers apart.
    Item(usize, bool),
    /// A lane.
    Lane(usize, bool),
    /// Many ways as one line.
    Trunk(bool),
}

/// The ends of ways at one side of a state.
#[derive(Debug, Default)]
pub(super) struct Side {
    wanted: BTreeMap<(i32, Neighbour), ()>,
}

impl Side {
    /// A way that comes from or goes to `neighbour`, whose middle is at `x`.
    pub(super) fn want(&mut self, neighbour: Neighbour, x: i32) {
        self.wanted.insert((x, neighbour), ());
    }

    /// Where each has its end, at a state of this width whose middle is at `middle`.
    pub(super) fn ends(&self, middle: i32, width: i32, port: i32) -> BTreeMap<Neighbour, i32> {
        let (mut left, mut straight, mut right) = (Vec::new(), Vec::new(), Vec::new());
        for &(x, neighbour) in self.wanted.keys() {
            let known = left.contains(&neighbour) || right.contains(&neighbour);
            match x.cmp(&middle) {
                _ if known => {}
                std::cmp::Ordering::Less => left.push(neighbour),
                std::cmp::Ordering::Equal => straight.push(neighbour),
                std::cmp::Ordering::Greater => right.push(neighbour),
            }
        }
        // Without one that goes straight, one or two ways leave on both sides of the middle, or in it.
        let before = left.len();
        let all: Vec<Neighbour> = left.into_iter().chain(straight.iter().copied()).chain(right).collect();
        let is_straight = !straight.is_empty();
        let halves = if is_straight { 2 * before as i32 } else { all.len() as i32 - 1 };
        let most = halves.max(2 * (all.len() as i32 - 1) - halves).max(1);
        // In halves of the distance between two ends.
        let step = port.min((width - 2 * MARGIN.min(width / 8)).max(0) / most).max(1);
        let (least, last) = (middle - width / 2 + 1, middle - width / 2 + width - 2);
        let place = |at: usize| {
            (middle + ((2 * at as i32 - halves) * step).div_euclid(2)).clamp(least.min(last), last.max(least))
        };
        all.iter().enumerate().map(|(at, &neighbour)| (neighbour, place(at))).collect()
    }
}

/// No way ends nearer to a corner, if there is room.
const MARGIN: i32 = 8;
