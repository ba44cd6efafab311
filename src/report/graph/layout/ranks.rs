//! Ranks: how far below its start each state of a region stands, and the order in which the states of a rank were
//! found. The longest way counts, so that every way but a way back leads downwards.

use crate::report::graph::model::{NodeKind, Region};

/// More states beside each other than so many, which lead nowhere of their own, are laid in rows.
const ROW: usize = 12;

/// Where each node of a region stands.
#[derive(Debug)]
pub(super) struct Ranks {
    /// The rank of each node, from 0.
    pub rank: Vec<usize>,
    /// When each node was found: first those the normal way leads to.
    pub turn: Vec<usize>,
    /// How many ranks there are.
    pub count: usize,
}

impl Ranks {
    pub(super) fn of(region: &Region) -> Self {
        let count = region.nodes.len();
        let walk = Walk::through(region);
        let mut rank = vec![0; count];
        let (reached, lost) = walk.ended.split_at(walk.reached);
        let is_reached = |node: usize| walk.turn[node] < walk.reached;
        for &node in reached.iter().rev() {
            for &way in &walk.out[node] {
                let to = region.ways[way].to;
                if !walk.is_back[way] {
                    rank[to] = rank[to].max(rank[node] + 1);
                }
            }
        }
        // What nothing leads to stands beside the state that is written before it.
        let mut before = 0;
        for (at, node) in region.nodes.iter().enumerate() {
            match (is_reached(at), node.kind) {
                (true, _) => before = rank[at],
                (false, NodeKind::Missing) => {}
                (false, _) => rank[at] = before,
            }
        }
        for &node in lost.iter().rev() {
            for &way in &walk.out[node] {
                let to = region.ways[way].to;
                if !walk.is_back[way] && !is_reached(to) {
                    rank[to] = rank[to].max(rank[node] + 1);
                }
            }
        }
        let mut ranks = Self { count: rank.iter().max().map_or(0, |most| most + 1), rank, turn: walk.turn };
        ranks.wrap(region, &walk.out);
        ranks
    }

    /// Lays many states that lead nowhere, or all to the same, in rows.
    fn wrap(&mut self, region: &Region, out: &[Vec<usize>]) {
        let mut ways_in = vec![0_usize; region.nodes.len()];
        region.ways.iter().for_each(|way| ways_in[way.to] += 1);
        let is_leaf = |node: usize| out[node].iter().all(|&way| ways_in[region.ways[way].to] > 2);
        let mut leaves: Vec<Vec<usize>> = vec![Vec::new(); self.count];
        (0..region.nodes.len())
            .filter(|&node| is_leaf(node))
            .for_each(|node| leaves[self.rank[node]].push(node));
        let mut shift = vec![0; self.count];
        let mut shifted = 0;
        for (rank, leaves) in leaves.iter_mut().enumerate() {
            shift[rank] = shifted;
            if leaves.len() > ROW {
                shifted += (leaves.len() - 1) / ROW;
            }
        }
        if shifted == 0 {
            return;
        }
        self.rank.iter_mut().for_each(|rank| *rank += shift[*rank]);
        for leaves in leaves.iter_mut().filter(|leaves| leaves.len() > ROW) {
            leaves.sort_by_key(|&leaf| self.turn[leaf]);
            leaves.iter().enumerate().for_each(|(at, &leaf)| self.rank[leaf] += at / ROW);
        }
        self.count += shifted;
    }
}

/// A walk along all ways, the first way of each state first.
struct Walk {
    /// The ways out of each node, in order.
    out: Vec<Vec<usize>>,
    /// When each node was found.
    turn: Vec<usize>,
    /// The nodes in the order in which all behind them had been found.
    ended: Vec<usize>,
    /// Whether a way leads back to where the walk came from.
    is_back: Vec<bool>,
    /// How many nodes the start leads to; they are found first.
    reached: usize,
}

impl Walk {
    fn through(region: &Region) -> Self {
        let count = region.nodes.len();
        let mut out = vec![Vec::new(); count];
        region.ways.iter().enumerate().for_each(|(at, way)| out[way.from].push(at));
        let mut walk = Self {
            out,
            turn: vec![usize::MAX; count],
            ended: Vec::with_capacity(count),
            is_back: vec![false; region.ways.len()],
            reached: 0,
        };
        let mut is_open = vec![false; count];
        let mut found = 0;
        for (round, root) in region.start.into_iter().chain(0..count).enumerate() {
            if walk.turn[root] == usize::MAX {
                walk.from(root, region, &mut is_open, &mut found);
            }
            if round == 0 && region.start.is_some() {
                walk.reached = walk.ended.len();
            }
        }
        walk
    }

    fn from(&mut self, root: usize, region: &Region, is_open: &mut [bool], found: &mut usize) {
        let mut enter = |node: usize, turn: &mut [usize], is_open: &mut [bool]| {
            turn[node] = *found;
            *found += 1;
            is_open[node] = true;
        };
        let mut stack = vec![(root, 0)];
        enter(root, &mut self.turn, is_open);
        while let Some((node, next)) = stack.last_mut() {
            let Some(&way) = self.out[*node].get(*next) else {
                is_open[*node] = false;
                self.ended.push(*node);
                stack.pop();
                continue;
            };
            *next += 1;
            let to = region.ways[way].to;
            if is_open[to] {
                self.is_back[way] = true;
            } else if self.turn[to] == usize::MAX {
                enter(to, &mut self.turn, is_open);
                stack.push((to, 0));
            }
        }
    }
}
