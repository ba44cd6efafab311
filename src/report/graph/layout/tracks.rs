//! The lines that run across a gap between two ranks: those that would lie on each other take different tracks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Which pieces of ways are one line in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Line {
    /// The ways out of a node that are one line.
    From(usize),
    /// The ways to a node that are one line; those of catchers apart.
    To(usize, bool),
    /// What passes the next rank at this item.
    Through(usize),
    /// From this item to this node; a catcher's apart.
    Between(usize, usize, bool),
    /// To or from a lane.
    Lane(usize),
}

/// A line across.
#[derive(Clone, Debug, Default)]
struct Run {
    /// Where it is joined with something above.
    tops: BTreeSet<i32>,
    /// Where it is joined with something below.
    bottoms: BTreeSet<i32>,
}

impl Run {
    fn ends(&self) -> impl Iterator<Item = i32> {
        self.tops.iter().chain(&self.bottoms).copied()
    }

    fn reach(&self) -> (i32, i32) {
        (self.ends().min().unwrap_or(0), self.ends().max().unwrap_or(0))
    }

    /// Lines that go right stand higher the further right they begin, those that go left the further left: so they
    /// do not cross each other.
    fn turn(&self) -> i32 {
        let begin = self.tops.first().or(self.bottoms.first()).copied().unwrap_or(0);
        let (low, high) = self.reach();
        if high - begin >= begin - low { -begin } else { self.tops.last().copied().unwrap_or(begin) }
    }
}

/// The lines of a gap.
#[derive(Clone, Debug, Default)]
pub(super) struct Gap {
    runs: BTreeMap<Line, Run>,
    tracks: BTreeMap<Line, usize>,
    /// How many tracks there are.
    pub count: usize,
}

/// An end of a piece of a way.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    /// It comes from above, or goes up.
    Above(i32),
    /// It comes from below, or goes down.
    Below(i32),
}

impl End {
    pub(super) const fn at(self) -> i32 {
        match self {
            Self::Above(at) | Self::Below(at) => at,
        }
    }
}

impl Gap {
    /// A piece of a way across the gap.
    pub(super) fn add(&mut self, line: Line, ends: [End; 2]) {
        let run = self.runs.entry(line).or_default();
        for end in ends {
            match end {
                End::Above(at) => _ = run.tops.insert(at),
                End::Below(at) => _ = run.bottoms.insert(at),
            }
        }
    }

    /// The track of `line`, from 0 at the top.
    pub(super) fn track(&self, line: Line) -> usize {
        self.tracks.get(&line).copied().unwrap_or(0)
    }

    /// Gives each line its track. One that comes from above where another goes down stands above it.
    pub(super) fn lay(&mut self) {
        let lines: Vec<Line> = self.runs.keys().copied().collect();
        let runs: Vec<&Run> = self.runs.values().collect();
        let mut at_top: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        for (at, run) in runs.iter().enumerate() {
            run.tops.iter().for_each(|&x| at_top.entry(x).or_default().push(at));
        }
        let mut below: Vec<Vec<usize>> = vec![Vec::new(); runs.len()];
        let mut waits = vec![0_usize; runs.len()];
        for (at, run) in runs.iter().enumerate() {
            for &upper in run.bottoms.iter().filter_map(|x| at_top.get(x)).flatten() {
                if upper != at && !below[upper].contains(&at) {
                    below[upper].push(at);
                    waits[at] += 1;
                }
            }
        }
        let mut ready: BinaryHeap<Reverse<(i32, usize)>> = BinaryHeap::new();
        let mut least = vec![0; runs.len()];
        let mut is_laid = vec![false; runs.len()];
        let mut taken: Vec<Vec<(i32, i32)>> = Vec::new();
        let all = || (0..runs.len()).map(|at| Reverse((runs[at].turn(), at)));
        ready.extend(all().filter(|Reverse((_, at))| waits[*at] == 0));
        // Lines that wait for each other in a circle are taken as they come.
        let mut rest = all().collect::<BinaryHeap<_>>();
        while let Some(Reverse((_, at))) = ready.pop().or_else(|| rest.pop()) {
            if std::mem::replace(&mut is_laid[at], true) {
                continue;
            }
            let (low, high) = runs[at].reach();
            let is_free = |track: &Vec<(i32, i32)>| track.iter().all(|&(from, to)| high < from || low > to);
            let track = (least[at]..taken.len()).find(|&track| is_free(&taken[track]));
            let track = track.unwrap_or_else(|| taken.len().max(least[at]));
            taken.resize(taken.len().max(track + 1), Vec::new());
            taken[track].push((low, high));
            self.tracks.insert(lines[at], track);
            for &lower in &below[at] {
                least[lower] = least[lower].max(track + 1);
                waits[lower] = waits[lower].saturating_sub(1);
                if waits[lower] == 0 {
                    ready.push(Reverse((runs[lower].turn(), lower)));
                }
            }
        }
        self.count = taken.len();
    }
}
