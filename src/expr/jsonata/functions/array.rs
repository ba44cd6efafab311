//! Arrays.

use std::collections::HashSet;

use crate::base::value::Value;

use crate::expr::jsonata::budget::LIST;
use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::eval::column;
use crate::expr::jsonata::eval::sort::merge_sort;
use crate::expr::jsonata::item::{Builder, Flags, Item};
use crate::expr::jsonata::number::{compare, to_js};
use crate::expr::jsonata::text::compare_text;

use super::{Cx, Row, arg, holds, same};

pub(super) const ROWS: &[Row] = &[
    Row::new("count", "<a:n>", 1, count, "The number of items."),
    Row::new("append", "<xx:a>", 2, append, "Two arrays joined."),
    Row::new("reverse", "<a:a>", 1, reverse, "The items in reverse order."),
    Row::new("shuffle", "<a:a>", 1, shuffle, "The items in random order."),
    Row::new("distinct", "<x:x>", 1, distinct, "Without repeated items."),
    Row::new("zip", "<a+>", 0, zip, "The first items together, the second ones, and so on."),
    Row::new("sort", "<af?:a>", 2, sort, "The items in order."),
];

fn count(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    Ok(arg(args, 0).as_list().map_or(0, |list| list.len()).into())
}

fn append(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let (first, second) = (arg(args, 0), arg(args, 1));
    if !first.is_defined() || !second.is_defined() {
        return Ok(if first.is_defined() { first.clone() } else { second.clone() });
    }
    let mut list = Builder::default();
    list.extend(first.clone());
    list.extend(second.clone());
    let list = cx.run.list(list, Flags::PLAIN)?;
    cx.run.nested(list)
}

fn reverse(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list().filter(|list| list.len() > 1) else {
        return Ok(arg(args, 0).clone());
    };
    cx.run.budget.steps(list.len())?;
    let mut reversed = Builder::with_capacity(list.len());
    (0..list.len()).rev().for_each(|at| reversed.push(list.get(at)));
    cx.run.list(reversed, Flags::PLAIN)
}

fn shuffle(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list().filter(|list| list.len() > 1) else {
        return Ok(arg(args, 0).clone());
    };
    cx.run.budget.steps(list.len())?;
    cx.run.room_for(list.len())?;
    let mut order: Vec<usize> = (0..list.len()).collect();
    for at in 1..order.len() {
        let with = (cx.run.bindings.chance.unit() * (at + 1) as f64) as usize;
        order.swap(at, with.min(at));
    }
    let mut shuffled = Builder::with_capacity(list.len());
    order.into_iter().for_each(|at| shuffled.push(list.get(at)));
    cx.run.list(shuffled, Flags::PLAIN)
}

fn distinct(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list().filter(|list| list.len() > 1) else {
        return Ok(arg(args, 0).clone());
    };
    let mut seen = HashSet::new();
    let mut others: Vec<Item> = Vec::new();
    let mut kept = Builder::default();
    for item in list.iter() {
        cx.run.budget.steps(1 + others.len())?;
        let new = if let Item::Json(value) = &item {
            cx.run.budget.steps(value.count() - 1)?;
            cx.run.budget.memory(value.json_size().saturating_add(2 * LIST))?;
            let mut text = String::new();
            canonical(value, &mut text);
            seen.insert(text)
        } else {
            others.iter().try_for_each(|known| cx.run.budget.walk(known, &item))?;
            let new = !others.iter().any(|known| same(known, &item));
            others.push(item.clone());
            new
        };
        if new {
            kept.push(item);
        }
    }
    let flags = if list.flags().sequence { Flags::SEQUENCE } else { Flags::PLAIN };
    cx.run.list(kept, flags)
}

/// A text that is the same for values that are equal: members in the order of their keys.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Number(n) if !n.is_integer() => out.push_str(&to_js(n.as_f64())),
        Value::Array(items) => {
            out.push('[');
            for item in items.iter() {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            out.push('{');
            for (key, value) in members {
                out.push_str(&Value::from(&**key).to_json());
                out.push(':');
                canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.push_str(&value.to_json());
        }
    }
}

fn zip(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let shortest = args.iter().map(|arg| arg.as_list().map_or(0, |list| list.len())).min().unwrap_or(0);
    let mut rows = Builder::with_capacity(shortest);
    for at in 0..shortest {
        cx.run.budget.steps(args.len())?;
        let mut row = Builder::with_capacity(args.len());
        for arg in args {
            row.push(arg.as_list().map(|list| list.get(at)).unwrap_or_default());
        }
        rows.push(cx.run.list(row, Flags::PLAIN)?);
    }
    let rows = cx.run.list(rows, Flags::PLAIN)?;
    cx.run.nested(rows)
}

fn sort(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list().filter(|list| list.len() > 1) else {
        return Ok(arg(args, 0).clone());
    };
    cx.run.room_for(list.len())?;
    cx.run.budget.memory(list.len().saturating_mul(2 * size_of::<Item>()))?;
    let items: Vec<Item> = list.iter().collect();
    let comparator = arg(args, 1);
    let order = if comparator.is_defined() {
        let mut caller = cx.caller(comparator);
        merge_sort(items.len(), &mut |a, b| {
            let verdict = caller.call([items[a].clone(), items[b].clone()])?;
            holds(&verdict, cx.run)
        })?
    } else {
        sort_scalars(cx, &items)?
    };
    let mut sorted = Builder::with_capacity(items.len());
    order.into_iter().for_each(|at| sorted.push(items[at].clone()));
    cx.run.list(sorted, Flags::PLAIN)
}

/// The order of items that are all numbers or all strings.
fn sort_scalars(cx: &Cx<'_, '_>, items: &[Item]) -> Res<Vec<usize>> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    let keys: Option<Vec<&Value>> = items.iter().map(Item::as_json).collect();
    if keys.is_some_and(|keys| column::sort(&mut order, &keys, false).is_some()) {
        cx.run.budget.steps(items.len() * items.len().ilog2() as usize)?;
        return Ok(order);
    }
    let numbers: Option<Vec<_>> = items.iter().map(|item| item.as_json()?.as_number()).collect();
    if let Some(numbers) = numbers {
        return merge_sort(items.len(), &mut |a, b| {
            cx.run.budget.steps(1)?;
            Ok(compare(numbers[a], numbers[b]).is_gt())
        });
    }
    let texts: Option<Vec<_>> = items.iter().map(Item::as_str).collect();
    let Some(texts) = texts else {
        return Err(Fault::new("D3070").param("index", 1_usize));
    };
    merge_sort(items.len(), &mut |a, b| {
        cx.run.budget.steps(1)?;
        Ok(compare_text(texts[a], texts[b]).is_gt())
    })
}
