//! The ways of a region as lines: from below their state through the gaps and past the ranks to above the next one. No
//! line runs through a state.

use std::collections::BTreeMap;

use crate::report::graph::model::Region;

use super::columns::middles;
use super::grid::{Course, Grid, Trunk};
use super::labels::{self, Spot};
use super::metrics::Metrics;
use super::order::order;
use super::ports::{Neighbour, Side};
use super::ranks::Ranks;
use super::tracks::{End, Gap, Line};

/// A region that was laid out: points across and along.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// How much it takes across and along.
    pub size: (i32, i32),
    /// Where each node begins.
    pub nodes: Vec<(i32, i32)>,
    /// The corners of each way.
    pub routes: Vec<Vec<(i32, i32)>>,
    /// Where labels stand.
    pub labels: Vec<Spot>,
    /// Where the line from the mark of the start enters the first state.
    pub start: Option<(i32, i32)>,
}

/// Lays out `region`, whose nodes take so much across and along. `is_top` says that it is the machine itself.
pub(super) fn place(region: &Region, sizes: &[(i32, i32)], metrics: &Metrics, is_top: bool) -> Placed {
    if region.nodes.is_empty() {
        return Placed::default();
    }
    let ranks = Ranks::of(region);
    let mut grid = Grid::of(region, &ranks);
    order(&mut grid);
    let width = |item: usize| grid.items[item].node.map_or(metrics.lane / 2, |node| sizes[node].0);
    let middle = middles(&grid, &width, metrics.gap);
    let start = region.start.filter(|_| is_top);
    let mut router =
        Router { region, sizes, metrics, grid: &grid, ranks: &ranks, middle, lanes: Vec::new(), start };
    router.lay_lanes();
    router.routed()
}

struct Router<'r> {
    region: &'r Region,
    sizes: &'r [(i32, i32)],
    metrics: &'r Metrics,
    grid: &'r Grid,
    ranks: &'r Ranks,
    /// The middle of each item.
    middle: Vec<i32>,
    /// Where each lane runs.
    lanes: Vec<i32>,
    /// The node with the mark of the start.
    start: Option<usize>,
}

/// A piece of a way across a gap.
#[derive(Clone, Copy)]
struct Hop {
    gap: usize,
    line: Line,
    from: End,
    to: End,
}

/// Where the ranks are.
struct Heights {
    /// The beginning of each gap; gap `r` is before rank `r`.
    gaps: Vec<i32>,
    /// Where the lines across begin in each gap.
    tracks: Vec<i32>,
    /// The beginning of each rank.
    ranks: Vec<i32>,
    end: i32,
}

impl Router<'_> {
    /// The right side of an item.
    fn right(&self, item: usize) -> i32 {
        let width = self.grid.items[item].node.map_or(self.metrics.lane / 2, |node| self.sizes[node].0);
        self.middle[item] - width / 2 + width
    }

    /// Lays each lane right of what it passes, short ones first.
    fn lay_lanes(&mut self) {
        let lanes = &self.grid.lanes;
        let rights: Vec<i32> = self
            .grid
            .layers
            .iter()
            .map(|layer| layer.iter().map(|&item| self.right(item)).max().unwrap_or(0))
            .collect();
        let mut taken = vec![0; self.ranks.count + 1];
        let mut order: Vec<usize> = (0..lanes.len()).collect();
        order.sort_by_key(|&lane| (lanes[lane].gaps.1 - lanes[lane].gaps.0, lane));
        let mut at = vec![0; lanes.len()];
        for lane in order {
            let (first, last) = lanes[lane].gaps;
            let nodes = rights[first..last].iter().max().copied().unwrap_or(0);
            let others = taken[first..=last].iter().max().copied().unwrap_or(0);
            at[lane] = nodes.max(others) + self.metrics.lane;
            taken[first..=last].fill(at[lane]);
        }
        self.lanes = at;
    }

    /// What the way `at` is joined with next to the state it leaves and to the one it enters, and where that is.
    fn neighbours(&self, at: usize) -> [(Neighbour, i32); 2] {
        let way = &self.region.ways[at];
        let is_catch = way.kind.is_catch();
        let item = |item: usize| (Neighbour::Item(item, is_catch), self.middle[item]);
        let both = match &self.grid.courses[at] {
            Course::Lane(lane) => [(Neighbour::Lane(*lane, is_catch), self.lanes[*lane]); 2],
            Course::Down(passed) => [
                item(passed.first().copied().unwrap_or(way.to)),
                item(passed.last().copied().unwrap_or(way.from)),
            ],
        };
        let trunk = |(neighbour, x): (Neighbour, i32), node: usize| {
            if x == self.middle[node] { (neighbour, x) } else { (Neighbour::Trunk(is_catch), x) }
        };
        match self.grid.trunks[at] {
            Some(Trunk::From(node)) => [trunk(both[0], node), both[1]],
            Some(Trunk::To(node, _)) => [both[0], trunk(both[1], node)],
            None => both,
        }
    }

    /// Where each way leaves and enters, and where the line from the start enters.
    fn ports(&self) -> (Vec<[i32; 2]>, Option<i32>) {
        let count = self.region.nodes.len();
        let mut sides: [Vec<Side>; 2] = [0, 1].map(|_| (0..count).map(|_| Side::default()).collect());
        let neighbours: Vec<_> = (0..self.region.ways.len()).map(|at| self.neighbours(at)).collect();
        for (way, [out, into]) in self.region.ways.iter().zip(&neighbours) {
            sides[0][way.from].want(out.0, out.1);
            sides[1][way.to].want(into.0, into.1);
        }
        if let Some(start) = self.start {
            sides[1][start].want(Neighbour::Start, self.middle[start]);
        }
        let ends = |side: &Vec<Side>| -> Vec<BTreeMap<Neighbour, i32>> {
            let ends = |(node, side): (usize, &Side)| {
                side.ends(self.middle[node], self.sizes[node].0, self.metrics.port)
            };
            side.iter().enumerate().map(ends).collect()
        };
        let (out, into) = (ends(&sides[0]), ends(&sides[1]));
        let start = self.start.and_then(|start| into[start].get(&Neighbour::Start).copied());
        let at = |ends: &[BTreeMap<Neighbour, i32>], node: usize, neighbour: &Neighbour| {
            ends[node].get(neighbour).copied().unwrap_or(self.middle[node])
        };
        let ways = self.region.ways.iter().zip(&neighbours);
        let ports = ways.map(|(way, [from, to])| [at(&out, way.from, &from.0), at(&into, way.to, &to.0)]);
        (ports.collect(), start)
    }

    /// The pieces of each way.
    fn hops(&self, at: usize, [out, into]: [i32; 2]) -> Vec<Hop> {
        let way = &self.region.ways[at];
        let is_catch = way.kind.is_catch();
        let trunk = self.grid.trunks[at];
        let (first, last) = (self.ranks.rank[way.from] + 1, self.ranks.rank[way.to]);
        let at_end = |upper: usize| match trunk {
            Some(Trunk::To(node, is_catch)) => Line::To(node, is_catch),
            Some(Trunk::From(node)) => Line::From(node),
            None => Line::Between(upper, way.to, is_catch),
        };
        match &self.grid.courses[at] {
            Course::Lane(lane) => {
                let x = self.lanes[*lane];
                let line = match trunk {
                    Some(Trunk::From(node)) => Line::From(node),
                    Some(Trunk::To(..)) | None => Line::Lane(*lane),
                };
                let line_in = match trunk {
                    Some(Trunk::To(node, is_catch)) => Line::To(node, is_catch),
                    Some(Trunk::From(_)) | None => line,
                };
                let (leaves, enters) = if first > last {
                    (End::Above(x), End::Below(x))
                } else {
                    (End::Below(x), End::Above(x))
                };
                vec![
                    Hop { gap: first, line, from: End::Above(out), to: leaves },
                    Hop { gap: last, line: line_in, from: enters, to: End::Below(into) },
                ]
            }
            Course::Down(passed) => {
                let mut hops = Vec::new();
                let (mut x, mut upper) = (out, way.from);
                for (gap, &item) in (first..).zip(passed) {
                    let line = match trunk {
                        Some(Trunk::From(node)) => Line::From(node),
                        Some(Trunk::To(..)) | None => Line::Through(item),
                    };
                    hops.push(Hop { gap, line, from: End::Above(x), to: End::Below(self.middle[item]) });
                    (x, upper) = (self.middle[item], item);
                }
                hops.push(Hop { gap: last, line: at_end(upper), from: End::Above(x), to: End::Below(into) });
                hops
            }
        }
    }

    fn routed(&self) -> Placed {
        let (ports, start) = self.ports();
        let hops: Vec<Vec<Hop>> = ports.iter().enumerate().map(|(at, ends)| self.hops(at, *ends)).collect();
        let mut gaps = vec![Gap::default(); self.ranks.count + 1];
        for hop in hops.iter().flatten().filter(|hop| hop.from.at() != hop.to.at()) {
            gaps[hop.gap].add(hop.line, [hop.from, hop.to]);
        }
        gaps.iter_mut().for_each(Gap::lay);
        let heights = self.heights(&gaps);
        let begins = |node: usize| {
            let (width, _) = self.sizes[node];
            (self.middle[node] - width / 2, heights.ranks[self.ranks.rank[node]])
        };
        let nodes: Vec<(i32, i32)> = (0..self.region.nodes.len()).map(begins).collect();
        let routes: Vec<Vec<(i32, i32)>> = hops
            .iter()
            .enumerate()
            .map(|(at, hops)| {
                let way = &self.region.ways[at];
                let mut points = vec![(ports[at][0], nodes[way.from].1 + self.sizes[way.from].1)];
                for hop in hops.iter().filter(|hop| hop.from.at() != hop.to.at()) {
                    let track = gaps[hop.gap].track(hop.line) as i32;
                    let along = heights.tracks[hop.gap] + track * self.metrics.track;
                    points.extend([(hop.from.at(), along), (hop.to.at(), along)]);
                }
                points.push((ports[at][1], nodes[way.to].1));
                points.dedup();
                points
            })
            .collect();
        let across = (0..self.grid.items.len())
            .map(|item| self.right(item))
            .chain(self.lanes.iter().map(|lane| lane + 1));
        let mut size = (across.max().unwrap_or(0), heights.end);
        let labels = labels::spots(self.region, &self.frame(&nodes, &ports), self.metrics);
        if self.metrics.direction == super::metrics::Direction::Down {
            size.0 = labels.iter().map(Spot::right).chain([size.0]).max().unwrap_or(0);
        }
        let start = start.zip(self.start).map(|(x, node)| (x, nodes[node].1));
        Placed { size, nodes, routes, labels, start }
    }

    /// What labels have to keep away from.
    fn frame(&self, nodes: &[(i32, i32)], ports: &[[i32; 2]]) -> labels::Frame {
        let mut next = vec![None; nodes.len()];
        for layer in &self.grid.layers {
            for pair in layer.windows(2) {
                if let Some(node) = self.grid.items[pair[0]].node {
                    let width = |item: usize| self.right(item) - self.middle[item];
                    next[node] = Some(self.middle[pair[1]] - width(pair[1]));
                }
            }
        }
        // The lanes that pass a rank, or come down to it, are right of all that stands in it.
        let mut nearest: Vec<Option<i32>> = vec![None; self.ranks.count];
        for (lane, &x) in self.grid.lanes.iter().zip(&self.lanes) {
            for known in &mut nearest[lane.gaps.0..lane.gaps.1] {
                *known = Some(known.map_or(x, |known| known.min(x)));
            }
        }
        for (node, next) in next.iter_mut().enumerate() {
            *next = [*next, nearest[self.ranks.rank[node]]].into_iter().flatten().min();
        }
        labels::Frame { tops: nodes.to_vec(), enters: ports.iter().map(|ends| ends[1]).collect(), next }
    }

    fn heights(&self, gaps: &[Gap]) -> Heights {
        let m = self.metrics;
        let mut has_label = vec![false; gaps.len()];
        for way in self.region.ways.iter().filter(|way| !(m.words)(way).is_empty()) {
            has_label[self.ranks.rank[way.to]] = true;
        }
        let mut heights = vec![0; self.ranks.count];
        for (node, &rank) in self.ranks.rank.iter().enumerate() {
            heights[rank] = heights[rank].max(self.sizes[node].1);
        }
        let last = self.ranks.count;
        let ends = |node: usize| self.ranks.rank[node] + 1 == last && self.region.nodes[node].is_end;
        let mut found = Heights { gaps: Vec::new(), tracks: Vec::new(), ranks: Vec::new(), end: 0 };
        let mut at = 0;
        for (gap, lines) in gaps.iter().enumerate() {
            let tracks = lines.count as i32;
            let more = (tracks - 1).max(0) * m.track;
            found.gaps.push(at);
            let begin = if gap == 0 && self.start.is_some() { m.start } else { 0 };
            found.tracks.push(at + begin + m.first);
            at += begin
                + match (gap == 0, gap == last) {
                    (true, _) if tracks == 0 => 0,
                    (true, _) => m.rank_gap + more,
                    (_, true) if tracks == 0 => 0,
                    (_, true) => m.first + tracks * m.track,
                    (false, false) => m.rank_gap + more,
                };
            if has_label[gap] {
                at += m.label;
            }
            if gap < last {
                found.ranks.push(at);
                at += heights[gap];
            } else if (0..self.region.nodes.len()).any(ends) {
                at = at.max(found.gaps[gap] + m.end);
            }
        }
        found.end = at;
        found
    }
}
