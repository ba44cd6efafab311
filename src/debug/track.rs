//! `Track`: the points that a run can be taken back to.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::session::lead::Point;

/// So many turns back, each has a point of its own.
const NEAR: usize = 64;
/// Before that, every so many turns have one: from there the run takes the turns again that lie between.
const APART: usize = 32;

/// Points by the number of the turn that comes next there. There are few, however long the run is: memory stays a
/// part of what the records take.
#[derive(Default)]
pub struct Track(BTreeMap<usize, Rc<Point>>);

impl Track {
    /// Keeps the point before the turn with this number.
    pub fn keep(&mut self, turn: usize, point: Rc<Point>) {
        self.0.insert(turn, point);
        if let Some(old) = turn.checked_sub(NEAR).filter(|old| old % APART != 0) {
            self.0.remove(&old);
        }
    }

    /// The last point at or before the turn with this number.
    pub fn at(&self, turn: usize) -> Option<(usize, Rc<Point>)> {
        self.0.range(..=turn).next_back().map(|(at, point)| (*at, Rc::clone(point)))
    }

    /// Forgets the points behind this turn.
    pub fn cut(&mut self, turn: usize) {
        self.0.split_off(&(turn + 1));
    }
}
