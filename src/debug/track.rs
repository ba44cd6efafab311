//! `Track`: the points that a run can be taken back to.

use std::collections::BTreeMap;

/// So many turns back, each has a point of its own.
const NEAR: usize = 64;
/// Before that, every so many turns have one: from there the run takes the turns again that lie between.
const APART: usize = 32;

/// Points by the number of the turn that comes next there. There are few, however long the run is: memory stays a
/// part of what the records take.
pub struct Track<P>(BTreeMap<usize, P>);

impl<P> Default for Track<P> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<P: Clone> Track<P> {
    /// Keeps the point before the turn with this number.
    pub fn keep(&mut self, turn: usize, point: P) {
        self.0.insert(turn, point);
        if let Some(old) = turn.checked_sub(NEAR).filter(|old| old % APART != 0) {
            self.0.remove(&old);
        }
    }

    /// The last point at or before the turn with this number.
    pub fn at(&self, turn: usize) -> Option<(usize, P)> {
        self.0.range(..=turn).next_back().map(|(at, point)| (*at, point.clone()))
    }

    /// Forgets the points behind this turn.
    pub fn cut(&mut self, turn: usize) {
        self.0.split_off(&(turn + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::{APART, NEAR, Track};

    /// However long the run, few turns are taken again on the way back, and few points are kept.
    #[test]
    fn a_point_is_near_and_points_are_few() {
        let mut track = Track::default();
        (0..10_000).for_each(|turn| track.keep(turn, ()));
        assert!(track.0.len() <= NEAR + 10_000 / APART + 1, "{}", track.0.len());
        for turn in 0..10_000 {
            let (at, ()) = track.at(turn).unwrap();
            assert!(turn - at < APART, "{turn} is gone back to from {at}");
        }
        track.cut(5_000);
        assert_eq!(track.at(9_999).map(|(at, ())| at), Some(5_000 - 5_000 % APART));
    }
}
