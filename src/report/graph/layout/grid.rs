//! `Grid`: the nodes of a region rank by rank, with a place in every rank that a way passes. Ways that end at the same
//! state share such places, and so do the many ways out of one state: they are one line there. A way back, and one
//! that would pass too many ranks, runs in a lane beside the nodes.

use std::collections::BTreeMap;

use crate::report::graph::model::Region;

use super::ranks::Ranks;

/// A state with more ways in or out than so many has them in one line.
const FEW: usize = 6;
/// What ways weigh: the heaviest way of a node is drawn straight.
const CHAIN: u8 = 10;
const NEXT: u8 = 8;
const FIRST_RULE: u8 = 6;
const RULE: u8 = 3;
const DEFAULT: u8 = 2;
const CATCH: u8 = 1;

/// A place in a rank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// The node that stands there; none where a way passes.
    pub node: Option<usize>,
    /// Its rank.
    pub rank: usize,
    /// Its first order among its rank.
    turn: (usize, usize),
}

/// A piece of a way from a rank to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Segment {
    /// The item above.
    pub upper: usize,
    /// The item below.
    pub lower: usize,
    /// What it weighs.
    pub weight: u8,
}

/// Ways that are drawn as one line: those that end at a state, or leave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trunk {
    /// The ways out of this node.
    From(usize),
    /// The ways to this node: those of catchers, or the others.
    To(usize, bool),
}

/// How a way runs.
#[derive(Clone, Debug)]
pub(super) enum Course {
    /// From rank to rank through these items; none if the ranks follow each other.
    Down(Vec<usize>),
    /// In this lane.
    Lane(usize),
}

/// A lane beside the nodes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lane {
    /// The gap above the first and below the last rank it passes; gap `r` is above rank `r`.
    pub gaps: (usize, usize),
}

/// The items of a region.
#[derive(Debug)]
pub(super) struct Grid {
    /// All of them; the first are the nodes.
    pub items: Vec<Item>,
    /// Those of each rank, from left to right.
    pub layers: Vec<Vec<usize>>,
    /// The pieces of ways that end in each rank.
    pub segments: Vec<Vec<Segment>>,
    /// How each way runs.
    pub courses: Vec<Course>,
    /// The lanes.
    pub lanes: Vec<Lane>,
    /// The line that each way is a part of, if it is not drawn alone.
    pub trunks: Vec<Option<Trunk>>,
}

impl Grid {
    pub(super) fn of(region: &Region, ranks: &Ranks) -> Self {
        let nodes = ranks.rank.iter().zip(&ranks.turn).enumerate();
        let items: Vec<Item> =
            nodes.map(|(node, (&rank, &turn))| Item { node: Some(node), rank, turn: (turn, 0) }).collect();
        let mut grid = Self {
            items,
            layers: vec![Vec::new(); ranks.count],
            segments: vec![Vec::new(); ranks.count],
            courses: vec![Course::Down(Vec::new()); region.ways.len()],
            lanes: Vec::new(),
            trunks: trunks(region),
        };
        grid.chain(region, ranks);
        for (at, item) in grid.items.iter().enumerate() {
            grid.layers[item.rank].push(at);
        }
        let items = &grid.items;
        grid.layers.iter_mut().for_each(|layer| layer.sort_by_key(|&at| (items[at].turn, at)));
        for segments in &mut grid.segments {
            // The heaviest of those that are one line stands first.
            segments.sort_by_key(|segment| (segment.upper, segment.lower, std::cmp::Reverse(segment.weight)));
            segments.dedup_by_key(|segment| (segment.upper, segment.lower));
        }
        grid
    }

    /// Gives every way its course, short ones first: there are at most a few places for each node.
    fn chain(&mut self, region: &Region, ranks: &Ranks) {
        let most = region.nodes.len() * 4 + 64;
        let mut order: Vec<usize> = (0..region.ways.len()).collect();
        let span = |way: usize| {
            let way = &region.ways[way];
            ranks.rank[way.to].saturating_sub(ranks.rank[way.from])
        };
        order.sort_by_key(|&way| (span(way), way));
        let mut places: BTreeMap<(Trunk, usize), usize> = BTreeMap::new();
        let mut lanes: BTreeMap<(Trunk, bool), usize> = BTreeMap::new();
        for at in order {
            let way = &region.ways[at];
            let (from, to) = (ranks.rank[way.from], ranks.rank[way.to]);
            let trunk = match self.trunks[at] {
                Some(trunk) => trunk,
                None => Trunk::To(way.to, way.kind.is_catch()),
            };
            if to <= from || self.items.len() + (to - from) > most {
                let gaps = ((from + 1).min(to), (from + 1).max(to));
                let lane = *lanes.entry((trunk, to <= from)).or_insert_with(|| {
                    self.lanes.push(Lane { gaps });
                    self.lanes.len() - 1
                });
                let lane_gaps = &mut self.lanes[lane].gaps;
                *lane_gaps = (lane_gaps.0.min(gaps.0), lane_gaps.1.max(gaps.1));
                self.courses[at] = Course::Lane(lane);
                continue;
            }
            let turn = (ranks.turn[way.from], 1 + usize::from(way.kind.is_catch()));
            let passed: Vec<usize> = (from + 1..to)
                .map(|rank| {
                    *places.entry((trunk, rank)).or_insert_with(|| {
                        self.items.push(Item { node: None, rank, turn });
                        self.items.len() - 1
                    })
                })
                .collect();
            self.link(way.from, &passed, way.to, weight(region, at));
            self.courses[at] = Course::Down(passed);
        }
    }

    fn link(&mut self, from: usize, passed: &[usize], to: usize, weight: u8) {
        let mut upper = from;
        for &lower in passed.iter().chain([&to]) {
            let is_inner = self.items[upper].node.is_none() && self.items[lower].node.is_none();
            let weight = if is_inner { CHAIN } else { weight };
            self.segments[self.items[lower].rank].push(Segment { upper, lower, weight });
            upper = lower;
        }
    }
}

fn weight(region: &Region, at: usize) -> u8 {
    use crate::report::graph::model::WayKind;
    match region.ways[at].kind {
        WayKind::Next => NEXT,
        WayKind::Rule(0) => FIRST_RULE,
        WayKind::Rule(_) => RULE,
        WayKind::Default => DEFAULT,
        WayKind::Catch(_) => CATCH,
    }
}

/// The line each way is a part of because there are many.
fn trunks(region: &Region) -> Vec<Option<Trunk>> {
    let (mut ways_out, mut ways_in) = (vec![0_usize; region.nodes.len()], vec![0_usize; region.nodes.len()]);
    for way in &region.ways {
        ways_out[way.from] += 1;
        ways_in[way.to] += 1;
    }
    let of = |way: &crate::report::graph::model::Way| {
        if ways_out[way.from] > FEW && !way.kind.is_catch() {
            Some(Trunk::From(way.from))
        } else if ways_in[way.to] > FEW {
            Some(Trunk::To(way.to, way.kind.is_catch()))
        } else {
            None
        }
    };
    region.ways.iter().map(of).collect()
}
