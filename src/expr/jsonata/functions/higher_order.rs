//! Functions that apply functions to the items of an array.

use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::item::{Builder, Flags, Item, List};

use super::{Cx, Row, arg, truth};

pub(super) const ROWS: &[Row] = &[
    Row::new("map", "<af>", 2, map, "What a function returns for each item."),
    Row::new("filter", "<af>", 2, filter, "The items for which a function returns true."),
    Row::new("single", "<af?>", 2, single, "The one item for which a function returns true."),
    Row::new("reduce", "<afj?:j>", 3, reduce, "All items combined, two at a time."),
];

/// Calls a function with an item, and with its index and the array if the function takes them.
struct Caller<'c> {
    function: &'c Item,
    array: &'c Item,
    arity: usize,
}

impl<'c> Caller<'c> {
    fn new(args: &'c [Item]) -> Self {
        let function = arg(args, 1);
        let arity = function.as_function().map_or(1, |function| function.arity());
        Self { function, array: arg(args, 0), arity }
    }

    fn call(&self, cx: &Cx<'_, '_>, item: Item, at: usize) -> Res<Item> {
        let args = match self.arity {
            0 | 1 => vec![item],
            2 => vec![item, at.into()],
            _ => vec![item, at.into(), self.array.clone()],
        };
        cx.call(self.function, args)
    }
}

fn map(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list() else {
        return Ok(Item::Undefined);
    };
    let caller = Caller::new(args);
    let mut results = Builder::default();
    for (at, item) in list.iter().enumerate() {
        let result = caller.call(cx, item, at)?;
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
    let caller = Caller::new(args);
    let mut kept = Builder::default();
    for (at, item) in list.iter().enumerate() {
        if truth(&caller.call(cx, item.clone(), at)?)? == Some(true) {
            kept.push(item);
        }
    }
    cx.run.list(kept, Flags::SEQUENCE)
}

fn single(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list() else {
        return Ok(Item::Undefined);
    };
    let caller = Caller::new(args);
    let mut found = None;
    for (at, item) in list.iter().enumerate() {
        let fits = !caller.function.is_defined() || truth(&caller.call(cx, item.clone(), at)?)? == Some(true);
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
    let caller = Caller::new(args);
    if caller.arity < 2 {
        return Err(Fault::new("D3050").param("index", 1_usize));
    }
    let (mut result, start) = first(list, arg(args, 2));
    for at in start..list.len() {
        let mut offered = vec![result, list.get(at)];
        if caller.arity >= 3 {
            offered.push(at.into());
        }
        if caller.arity >= 4 {
            offered.push(caller.array.clone());
        }
        result = cx.call(caller.function, offered)?;
    }
    Ok(result)
}

/// What to start from, and at which item to go on.
fn first(list: List<'_>, initial: &Item) -> (Item, usize) {
    if initial.is_defined() || list.len() == 0 { (initial.clone(), 0) } else { (list.get(0), 1) }
}
