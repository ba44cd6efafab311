//! The place of each item across its rank. Items that a heavy way joins stand exactly below each other: such a column
//! is moved as a whole. Columns stand as far left as the order allows, then near what they are joined with.

use std::collections::BTreeMap;

use super::grid::Grid;

/// How often columns are moved towards what they are joined with.
const ROUNDS: usize = 4;

/// The middle of each item.
pub(super) fn middles(grid: &Grid, width: &dyn Fn(usize) -> i32, gap: i32) -> Vec<i32> {
    let columns = Columns::of(grid, width, gap);
    let mut at = columns.packed();
    for _ in 0..ROUNDS {
        columns.settle(&mut at, columns.order.iter().rev());
        columns.settle(&mut at, columns.order.iter());
    }
    let left = |item: usize| at[columns.of[item]] - width(item) / 2;
    let first = (0..grid.items.len()).map(left).min().unwrap_or(0);
    (0..grid.items.len()).map(|item| at[columns.of[item]] - first).collect()
}

/// Items that stand below each other.
struct Columns {
    /// The column of each item.
    of: Vec<usize>,
    /// The items of each column.
    items: Vec<Vec<usize>>,
    /// The columns right of each column, and how far they are away at least.
    right: Vec<Vec<(usize, i32)>>,
    /// The same to the left.
    left: Vec<Vec<(usize, i32)>>,
    /// All columns, none before one that is left of it.
    order: Vec<usize>,
    /// The items that each item is joined with in other columns.
    joined: Vec<Vec<usize>>,
}

impl Columns {
    fn of(grid: &Grid, width: &dyn Fn(usize) -> i32, gap: i32) -> Self {
        let above = aligned(grid);
        let mut of = vec![usize::MAX; grid.items.len()];
        let mut items: Vec<Vec<usize>> = Vec::new();
        // Ranks from the top: the item above has its column already.
        for &item in grid.layers.iter().flatten() {
            of[item] = match above[item] {
                Some(upper) => of[upper],
                None => {
                    items.push(Vec::new());
                    items.len() - 1
                }
            };
            items[of[item]].push(item);
        }
        let count = items.len();
        let (mut right, mut left) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for pair in grid.layers.iter().flat_map(|layer| layer.windows(2)) {
            let (a, b) = (pair[0], pair[1]);
            let apart = width(a) - width(a) / 2 + gap + width(b) / 2;
            right[of[a]].push((of[b], apart));
            left[of[b]].push((of[a], apart));
        }
        let mut joined = vec![Vec::new(); grid.items.len()];
        for segment in grid.segments.iter().flatten().filter(|one| of[one.upper] != of[one.lower]) {
            joined[segment.upper].push(segment.lower);
            joined[segment.lower].push(segment.upper);
        }
        let order = sorted(&right, &left);
        Self { of, items, right, left, order, joined }
    }

    /// The columns as far left as they can stand.
    fn packed(&self) -> Vec<i32> {
        let mut at = vec![0; self.items.len()];
        for &column in &self.order {
            let least = self.left[column].iter().map(|&(other, apart)| at[other] + apart).max();
            at[column] = least.unwrap_or(0);
        }
        at
    }

    /// Moves each column to the middle of what it is joined with, as far as its neighbours let it.
    fn settle<'c>(&self, at: &mut [i32], order: impl Iterator<Item = &'c usize>) {
        for &column in order {
            let ends = self.items[column].iter().flat_map(|&item| &self.joined[item]);
            let mut wanted: Vec<i32> = ends.map(|&other| at[self.of[other]]).collect();
            if wanted.is_empty() {
                continue;
            }
            wanted.sort_unstable();
            let (low, high) = (wanted[(wanted.len() - 1) / 2], wanted[wanted.len() / 2]);
            // Between the two in the middle any place is as good; a column that is there stays.
            let aim = at[column].clamp(low, high);
            let least = self.left[column].iter().map(|&(other, apart)| at[other] + apart).max();
            let most = self.right[column].iter().map(|&(other, apart)| at[other] - apart).min();
            let aim = most.map_or(aim, |most| aim.min(most));
            at[column] = least.map_or(aim, |least| aim.max(least));
        }
    }
}

/// The columns, each behind those left of it.
fn sorted(right: &[Vec<(usize, i32)>], left: &[Vec<(usize, i32)>]) -> Vec<usize> {
    let mut waits: Vec<usize> = left.iter().map(Vec::len).collect();
    let mut ready: std::collections::VecDeque<usize> =
        (0..left.len()).filter(|&column| waits[column] == 0).collect();
    let mut order = Vec::with_capacity(left.len());
    while let Some(column) = ready.pop_front() {
        order.push(column);
        for &(other, _) in &right[column] {
            waits[other] -= 1;
            if waits[other] == 0 {
                ready.push_back(other);
            }
        }
    }
    order
}

/// The item that each item stands exactly below: between two ranks heavy ways are taken first, and no two that cross.
fn aligned(grid: &Grid) -> Vec<Option<usize>> {
    let mut place = vec![0; grid.items.len()];
    for layer in &grid.layers {
        layer.iter().enumerate().for_each(|(at, &item)| place[item] = at);
    }
    let mut above = vec![None; grid.items.len()];
    for segments in &grid.segments {
        let mut heavy = segments.clone();
        heavy.sort_by_key(|one| (std::cmp::Reverse(one.weight), place[one.upper], place[one.lower]));
        // Places above and below that are joined already.
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        for segment in heavy {
            let (upper, lower) = (place[segment.upper], place[segment.lower]);
            let is_free = above[segment.lower].is_none() && !taken.contains_key(&upper);
            let before = taken.range(..upper).next_back().is_none_or(|(_, &other)| other < lower);
            let behind = taken.range(upper..).next().is_none_or(|(_, &other)| other > lower);
            if is_free && before && behind {
                taken.insert(upper, lower);
                above[segment.lower] = Some(segment.upper);
            }
        }
    }
    above
}
