//! Types, truth, errors, and `$eval`.

use std::borrow::Cow;

use crate::base::value::Value;

use crate::expr::jsonata::Level;
use crate::expr::jsonata::error::{Fault, Kind, Res};
use crate::expr::jsonata::item::{Flags, Item};
use crate::expr::jsonata::number::out_of_range;
use crate::expr::jsonata::process::process;
use crate::expr::jsonata::{check_length, outer, parse};

use super::{Cx, Row, arg, text, truth};

pub(super) const ROWS: &[Row] = &[
    Row::new("boolean", "<x-:b>", 1, boolean, "Whether the value counts as true."),
    Row::new("not", "<x-:b>", 1, not, "Whether the value counts as false."),
    Row::new("exists", "<x:b>", 1, exists, "Whether there is a value."),
    Row::new("type", "<x:s>", 1, kind, "The name of the value's type."),
    Row::new("error", "<s?:x>", 1, error, "Fails with a message."),
    Row::new("assert", "<bs?:x>", 2, assert, "Fails with a message unless a condition holds."),
    Row::new("clone", "<(oa)-:o>", 1, clone, "A copy, which is what every value is here."),
    Row::new("eval", "<sx?:x>", 2, eval, "The value of an expression given as text.").only(Level::Full),
];

fn boolean(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    Ok(truth(arg(args, 0), cx.run)?.map_or(Item::Undefined, Item::from))
}

fn not(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    Ok(truth(arg(args, 0), cx.run)?.map_or(Item::Undefined, |truth| (!truth).into()))
}

fn exists(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    Ok(arg(args, 0).is_defined().into())
}

fn kind(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    Ok(match arg(args, 0) {
        Item::Undefined | Item::Tail(_) | Item::Tuples(_) => Item::Undefined,
        Item::Json(value) => value.type_name().into(),
        Item::NonFinite(_) => return Err(out_of_range()),
        Item::List(..) | Item::Mixed(_) | Item::Range(_) => "array".into(),
        Item::Record(_) => "object".into(),
        Item::Function(_) => "function".into(),
    })
}

fn error(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    Err(Fault::new("D3137").text(message(args, 0, "$error() function evaluated")))
}

fn assert(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    match arg(args, 0).as_json() {
        Some(Value::Bool(true)) => Ok(Item::Undefined),
        _ => Err(Fault::new("D3141").text(message(args, 1, "$assert() statement failed"))),
    }
}

fn message<'a>(args: &'a [Item], at: usize, usual: &'a str) -> &'a str {
    text(args, at).filter(|text| !text.is_empty()).map_or(usual, |text| text)
}

fn clone(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    Ok(arg(args, 0).clone().with_flags(Flags::PLAIN))
}

fn eval(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(source) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    cx.run.budget.steps(source.len())?;
    let parsed = check_length(source).and_then(|()| parse::parse(source, Level::Full)).and_then(|raw| {
        let mut names = cx.run.names.borrow().clone().into_owned();
        let processed = process(raw, &mut names, &|name| super::find(name, Level::Full))?;
        *cx.run.names.borrow_mut() = Cow::Owned(names);
        Ok(processed.0)
    });
    let tree = parsed.map_err(|error| wrapped("D3120", error, source))?;
    cx.run.evaluated.set(true);
    let given = arg(args, 1);
    let input = if !given.is_defined() {
        cx.input.clone()
    } else if given.as_list().is_some() && !given.flags().sequence {
        outer(given)
    } else {
        given.clone()
    };
    cx.run.eval(&tree, &input, cx.env).map_err(|error| wrapped("D3121", error, source))
}

/// An error in the evaluated text, as an error of the call. Limits stay limits.
fn wrapped(code: &'static str, error: Box<Fault>, source: &str) -> Box<Fault> {
    if matches!(error.kind, Kind::Limit(_)) {
        return error;
    }
    Fault::new(code).value(error.finish(source).message)
}
