//! The order of the items in each rank: each is drawn to those it is joined with, above and below in turn, and the
//! order with the fewest crossings is kept.

use super::grid::Grid;

/// How often the ranks are gone through.
const SWEEPS: usize = 6;
/// The same where there is much to go through.
const SWEEPS_OF_MANY: usize = 2;
const MANY: usize = 8_000;

/// Puts the items of each rank in order.
pub(super) fn order(grid: &mut Grid) {
    let joined = Joined::of(grid);
    let mut place = vec![0; grid.items.len()];
    grid.layers.iter().for_each(|layer| number(layer, &mut place));
    let mut fewest = crossings(grid, &place);
    let mut best = grid.layers.clone();
    let sweeps = if grid.items.len() > MANY { SWEEPS_OF_MANY } else { SWEEPS };
    for sweep in 0..sweeps {
        if fewest == 0 {
            break;
        }
        let is_down = sweep % 2 == 0;
        for step in 0..grid.layers.len() {
            let rank = if is_down { step } else { grid.layers.len() - 1 - step };
            let neighbours = if is_down { &joined.above } else { &joined.below };
            let mean = |item: usize| match neighbours[item].as_slice() {
                [] => place[item] as u64 * SCALE,
                all => all.iter().map(|&other| place[other] as u64).sum::<u64>() * SCALE / all.len() as u64,
            };
            let mut layer: Vec<(u64, usize, usize)> =
                grid.layers[rank].iter().map(|&item| (mean(item), place[item], item)).collect();
            layer.sort_unstable();
            grid.layers[rank] = layer.into_iter().map(|(_, _, item)| item).collect();
            number(&grid.layers[rank], &mut place);
        }
        let crossed = crossings(grid, &place);
        if crossed < fewest {
            fewest = crossed;
            best.clone_from(&grid.layers);
        }
    }
    grid.layers = best;
}

/// Means are counted in such parts of a place.
const SCALE: u64 = 4_096;

fn number(layer: &[usize], place: &mut [usize]) {
    layer.iter().enumerate().for_each(|(at, &item)| place[item] = at);
}

/// What each item is joined with.
struct Joined {
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
}

impl Joined {
    fn of(grid: &Grid) -> Self {
        let mut joined =
            Self { above: vec![Vec::new(); grid.items.len()], below: vec![Vec::new(); grid.items.len()] };
        for segment in grid.segments.iter().flatten() {
            joined.above[segment.lower].push(segment.upper);
            joined.below[segment.upper].push(segment.lower);
        }
        joined
    }
}

/// How often ways cross between ranks.
fn crossings(grid: &Grid, place: &[usize]) -> u64 {
    let mut crossed = 0;
    for (rank, segments) in grid.segments.iter().enumerate() {
        let mut ends: Vec<(usize, usize)> =
            segments.iter().map(|segment| (place[segment.upper], place[segment.lower])).collect();
        ends.sort_unstable();
        // A tree of sums over the places below: how many ways ended right of each so far.
        let size = grid.layers[rank].len();
        let mut tree = vec![0_u64; size + 1];
        for (passed, (_, lower)) in ends.into_iter().enumerate() {
            let mut left = 0;
            let mut at = lower + 1;
            while at > 0 {
                left += tree[at];
                at &= at - 1;
            }
            crossed += passed as u64 - left;
            let mut at = lower + 1;
            while at <= size {
                tree[at] += 1;
                at += at & at.wrapping_neg();
            }
        }
    }
    crossed
}
