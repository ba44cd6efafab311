//! Sorting by keys that are all numbers or all texts: they lie side by side then, and the standard
//! library's sort, which wants an order without contradictions, does the work.

use std::cmp::Ordering;
use std::ops::Range;

use crate::base::value::{Number, Value};

use crate::expr::jsonata::text::compare_text;

/// Beyond this a double no longer holds every whole number.
const EXACT: u64 = 1 << 53;

/// The keys of some items, each with its item's number.
enum Column<'k> {
    Whole(Vec<(i64, usize)>),
    Double(Vec<(f64, usize)>),
    Text(Vec<(&'k str, usize)>),
}

/// Sorts `order` by the keys of its items, equal ones left as they are, and returns which stretches have
/// equal keys. Nothing if the keys are no column.
pub(in crate::expr::jsonata) fn sort(
    order: &mut [usize],
    keys: &[&Value],
    descending: bool,
) -> Option<Vec<Range<usize>>> {
    Some(match Column::of(order, keys)? {
        Column::Whole(rows) => arrange(order, rows, descending, |a, b| a.cmp(b)),
        Column::Double(rows) => {
            arrange(order, rows, descending, |a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal))
        }
        Column::Text(rows) => arrange(order, rows, descending, |a, b| compare_text(a, b)),
    })
}

impl<'k> Column<'k> {
    fn of(order: &[usize], keys: &[&'k Value]) -> Option<Self> {
        if matches!(keys.first(), Some(Value::String(_))) {
            return rows(order, keys, |key| key.as_str()).map(Self::Text);
        }
        let whole = |n: Number| n.as_i64().filter(|_| n.is_integer());
        if let Some(rows) = rows(order, keys, |key| key.as_number().and_then(whole)) {
            return Some(Self::Whole(rows));
        }
        // Whole numbers that a double cannot hold are neither before nor behind the doubles near them.
        let small = |n: Number| whole(n).map_or(!n.is_integer(), |whole| whole.unsigned_abs() <= EXACT);
        rows(order, keys, |key| key.as_number().filter(|n| small(*n)).map(Number::as_f64)).map(Self::Double)
    }
}

fn rows<'k, K>(
    order: &[usize],
    keys: &[&'k Value],
    key: impl Fn(&'k Value) -> Option<K>,
) -> Option<Vec<(K, usize)>> {
    keys.iter().zip(order).map(|(value, at)| Some((key(value)?, *at))).collect()
}

fn arrange<K>(
    order: &mut [usize],
    mut rows: Vec<(K, usize)>,
    descending: bool,
    compare: impl Fn(&K, &K) -> Ordering,
) -> Vec<Range<usize>> {
    if descending {
        rows.sort_by(|a, b| compare(&b.0, &a.0));
    } else {
        rows.sort_by(|a, b| compare(&a.0, &b.0));
    }
    let mut equal = Vec::new();
    let mut from = 0;
    for at in 0..rows.len() {
        order[at] = rows[at].1;
        if at + 1 == rows.len() || compare(&rows[at].0, &rows[at + 1].0).is_ne() {
            equal.push(from..at + 1);
            from = at + 1;
        }
    }
    equal
}
