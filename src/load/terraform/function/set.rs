//! Functions that compare elements.

use std::collections::BTreeSet;

use crate::load::node::{Body, Node};
use crate::load::terraform::operation::boolean;

use super::call::{Call, Refusal, Returned};
use super::text::MAX_MADE_BYTES;

/// How many combinations `setproduct` gives at most.
const MAX_COMBINATIONS: usize = 10_000;

pub(super) fn alltrue(call: &Call<'_>) -> Returned {
    Ok(call.value(call.list(0)?.iter().all(|item| boolean(&item.to_value()) != Some(false))))
}

pub(super) fn anytrue(call: &Call<'_>) -> Returned {
    Ok(call.value(call.list(0)?.iter().any(|item| boolean(&item.to_value()) != Some(false))))
}

pub(super) fn contains(call: &Call<'_>) -> Returned {
    let wanted = call.arguments[1].to_value();
    Ok(call.value(call.list(0)?.iter().any(|item| item.to_value() == wanted)))
}

pub(super) fn distinct(call: &Call<'_>) -> Returned {
    Ok(call.listed(unique(call.list(0)?.into_owned())))
}

/// Elements in the order of their text, each once.
pub(super) fn toset(call: &Call<'_>) -> Returned {
    if call.arguments[0].is_null() {
        Ok(call.arguments[0].clone())
    } else {
        Ok(set(call, call.list(0)?.into_owned()))
    }
}

pub(super) fn sort(call: &Call<'_>) -> Returned {
    let mut items = call.list(0)?.into_owned();
    if items.iter().any(|item| item.to_string().is_none()) {
        return Err(Refusal::BadArgument(0, "takes a list of texts here".to_owned()));
    }
    items.sort_by_key(Node::to_string);
    Ok(call.listed(items))
}

pub(super) fn union(call: &Call<'_>) -> Returned {
    let mut items = Vec::new();
    for index in 0..call.arguments.len() {
        items.extend(call.list(index)?.into_owned());
    }
    Ok(set(call, items))
}

pub(super) fn intersection(call: &Call<'_>) -> Returned {
    let mut items = call.list(0)?.into_owned();
    for index in 1..call.arguments.len() {
        let other = texts(&call.list(index)?);
        items.retain(|item| other.contains(&item.to_value().to_json()));
    }
    Ok(set(call, items))
}

pub(super) fn subtract(call: &Call<'_>) -> Returned {
    let mut items = call.list(0)?.into_owned();
    let other = texts(&call.list(1)?);
    items.retain(|item| !other.contains(&item.to_value().to_json()));
    Ok(set(call, items))
}

/// Every combination of one element of each list.
pub(super) fn product(call: &Call<'_>) -> Returned {
    let mut rows: Vec<Vec<Node>> = vec![Vec::new()];
    for index in 0..call.arguments.len() {
        let items = call.list(index)?;
        if rows.len() * items.len() > MAX_COMBINATIONS {
            return Err(Refusal::BadArgument(
                index,
                format!("makes more than {MAX_COMBINATIONS} combinations"),
            ));
        }
        let (before, width) = (size(rows.iter().flatten()), size(items.iter()));
        if before.saturating_mul(items.len()).saturating_add(width.saturating_mul(rows.len()))
            > MAX_MADE_BYTES
        {
            return Err(Refusal::Unsupported);
        }
        let longer = |row: &Vec<Node>| {
            let row = row.clone();
            items.iter().map(move |item| [row.as_slice(), std::slice::from_ref(item)].concat())
        };
        rows = rows.iter().flat_map(longer).collect();
    }
    Ok(call.listed(rows.into_iter().map(|row| call.with(Body::List(row))).collect()))
}

/// The bytes that copies of `nodes` take.
fn size<'n>(nodes: impl Iterator<Item = &'n Node>) -> usize {
    nodes.map(|node| node.size().steps(1)).fold(0, usize::saturating_add)
}

fn set(call: &Call<'_>, mut items: Vec<Node>) -> Node {
    items.sort_by_cached_key(|item| item.to_string().unwrap_or_else(|| item.to_value().to_json()));
    call.listed(unique(items))
}

fn unique(items: Vec<Node>) -> Vec<Node> {
    let mut seen = BTreeSet::new();
    items.into_iter().filter(|item| seen.insert(item.to_value().to_json())).collect()
}

/// What tells each of `items` from others.
fn texts(items: &[Node]) -> BTreeSet<String> {
    items.iter().map(|item| item.to_value().to_json()).collect()
}
