//! Functions that apply functions to the items of an array.

use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::item::{Builder, Flags, Item, List};

use super::{Cx, Row, arg, holds};

pub(super) const ROWS: &[Row] = &[
    Row::new("map", "<af>", 2, map, "What a function returns for each item."),
    Row::new("filter", "<af>", 2, filter, "The items for which a function returns true."),
    Row::new("single", "<af?>", 2, single, "The one item for which a function returns true."),
    Row::new("reduce", "<afj?:j>", 3, reduce, "All items combined, two at a time."),
];

fn map(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list() else {
        return Ok(Item::Undefined);
    };
    let mut caller = cx.caller(arg(args, 1));
    let mut results = Builder::default();
    for (at, item) in list.iter().enumerate() {
        let result = caller.offer(item, at.into(), arg(args, 0))?;
        if result.is_defined() {
            results.push(result);
        }
    }
    let list = cx.run.list(results, Flags::SEQUENCE)?;
    cx.run.nested(list)
}

fn filter(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list() else {
        return Ok(Item::Undefined);
    };
    let mut caller = cx.caller(arg(args, 1));
    let mut kept = Builder::default();
    for (at, item) in list.iter().enumerate() {
        if holds(&caller.offer(item.clone(), at.into(), arg(args, 0))?, cx.run)? {
            kept.push(item);
        }
    }
    cx.run.list(kept, Flags::SEQUENCE)
}

fn single(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list() else {
        return Ok(Item::Undefined);
    };
    let mut caller = cx.caller(arg(args, 1));
    let mut found = None;
    for (at, item) in list.iter().enumerate() {
        let fits = !arg(args, 1).is_defined()
            || holds(&caller.offer(item.clone(), at.into(), arg(args, 0))?, cx.run)?;
        if fits && found.replace(item).is_some() {
            return Err(Fault::new("D3138").param("index", at));
        }
    }
    found.ok_or_else(|| Fault::new("D3139"))
}

fn reduce(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list() else {
        return Ok(Item::Undefined);
    };
    let mut caller = cx.caller(arg(args, 1));
    let arity = caller.arity();
    if arity < 2 {
        return Err(Fault::new("D3050").param("index", 1_usize));
    }
    let (mut result, start) = first(list, arg(args, 2));
    for at in start..list.len() {
        let item = list.get(at);
        result = match arity {
            2 => caller.call([result, item])?,
            3 => caller.call([result, item, at.into()])?,
            _ => caller.call([result, item, at.into(), arg(args, 0).clone()])?,
        };
    }
    Ok(result)
}

/// What to start from, and at which item to go on.
fn first(list: List<'_>, initial: &Item) -> (Item, usize) {
    if initial.is_defined() || list.len() == 0 { (initial.clone(), 0) } else { (list.get(0), 1) }
}
