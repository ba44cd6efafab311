//! Objects.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use crate::base::value::Value;

use crate::expr::jsonata::budget::OBJECT;
use crate::expr::jsonata::error::Res;
use crate::expr::jsonata::eval::lookup;
use crate::expr::jsonata::item::{Builder, Flags, Item, Members};

use super::{Cx, Row, arg, holds, text};

pub(super) const ROWS: &[Row] = &[
    Row::new("keys", "<x-:a<s>>", 1, keys, "The keys of an object, or of all objects of an array."),
    Row::new("lookup", "<x-s:x>", 2, look_up, "The value of a key."),
    Row::new("spread", "<x-:a<o>>", 1, spread, "An object for every member."),
    Row::new("merge", "<a<o>:o>", 1, merge, "One object with the members of all."),
    Row::new("each", "<o-f:a>", 2, each, "What a function returns for each member."),
    Row::new("sift", "<o-f?:o>", 2, sift, "The members for which a function returns true."),
];

fn keys(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let mut found = IndexSet::new();
    gather(cx, arg(args, 0), &mut found)?;
    let mut list = Builder::with_capacity(found.len());
    found.into_iter().for_each(|key| list.push_value(Value::String(key)));
    cx.run.list(list, Flags::SEQUENCE)
}

fn gather(cx: &Cx<'_, '_>, item: &Item, found: &mut IndexSet<Arc<str>>) -> Res<()> {
    cx.run.budget.steps(1)?;
    match item.as_list() {
        Some(list) => list.iter().try_for_each(|item| gather(cx, &item, found)),
        None => {
            found.extend(lookup::keys(item));
            Ok(())
        }
    }
}

fn look_up(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    text(args, 1).map_or(Ok(Item::Undefined), |key| lookup::name(arg(args, 0), key, &cx.run.budget))
}

fn spread(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let item = arg(args, 0);
    let object = matches!(item, Item::Json(Value::Object(_)) | Item::Record(_));
    if !object && item.as_list().is_none() {
        return Ok(item.clone());
    }
    let mut out = Builder::default();
    spread_into(cx, item, &mut out)?;
    // What comes of an array stays one, be it of a single item.
    let array = item.as_list().is_some_and(|list| list.iter().any(|item| item.is_defined()));
    let list = cx.run.list(out, if array { Flags::PLAIN } else { Flags::SEQUENCE })?;
    cx.run.nested(list)
}

fn spread_into(cx: &Cx<'_, '_>, item: &Item, out: &mut Builder) -> Res<()> {
    cx.run.budget.steps(1)?;
    if let Some(list) = item.as_list() {
        return list.iter().try_for_each(|item| spread_into(cx, &item, out));
    }
    cx.run.room_in(out, 1)?;
    let keys = lookup::keys(item);
    if !matches!(item, Item::Json(Value::Object(_)) | Item::Record(_)) {
        out.extend_defined(item.clone());
    }
    for key in keys {
        cx.run.budget.memory(OBJECT)?;
        let mut members = Members::default();
        members.add(Arc::clone(&key), lookup::name(item, &key, &cx.run.budget)?);
        out.push(members.finish());
    }
    Ok(())
}

fn merge(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list() else {
        return Ok(Item::Undefined);
    };
    let mut merged: IndexMap<Arc<str>, Item> = IndexMap::new();
    for item in list.iter() {
        let keys = lookup::keys(&item);
        cx.run.budget.steps(1 + keys.len())?;
        cx.run.budget.memory(keys.len() * 2 * size_of::<Value>())?;
        for key in keys {
            let value = lookup::name(&item, &key, &cx.run.budget)?;
            merged.insert(key, value);
        }
    }
    let mut members = Members::with_capacity(merged.len());
    merged.into_iter().for_each(|(key, value)| members.add(key, value));
    Ok(members.finish())
}

/// The members of an object with what a function says of each.
fn judged(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Vec<(Arc<str>, Item, Item)>> {
    let (object, function) = (arg(args, 0), arg(args, 1));
    let mut caller = cx.caller(function);
    let mut judged = Vec::new();
    for key in lookup::keys(object) {
        let value = lookup::name(object, &key, &cx.run.budget)?;
        let verdict = caller.offer(value.clone(), Item::Json(Value::String(Arc::clone(&key))), object)?;
        judged.push((key, value, verdict));
    }
    Ok(judged)
}

fn each(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let mut results = Builder::default();
    for (_, _, result) in judged(cx, args)? {
        if result.is_defined() {
            results.push(result);
        }
    }
    let list = cx.run.list(results, Flags::SEQUENCE)?;
    cx.run.nested(list)
}

fn sift(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let mut members = Members::default();
    let mut some = false;
    for (key, value, verdict) in judged(cx, args)? {
        if holds(&verdict, cx.run)? {
            some = true;
            members.add(key, value);
        }
    }
    Ok(if some { members.finish() } else { Item::Undefined })
}
