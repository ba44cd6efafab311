//! Strings. Positions and lengths count characters, not UTF-16 units.

use crate::base::value::Value;

use crate::expr::jsonata::Level;
use crate::expr::jsonata::error::{Fault, Limit, Res};
use crate::expr::jsonata::item::Item;

use super::{Cx, Row, arg, double, internal, text};

/// AWS lets `$pad` add no more characters than this.
const AWS_PAD: usize = crate::expr::PAYLOAD_BYTES;

pub(super) const ROWS: &[Row] = &[
    Row::new("string", "<x-b?:s>", 1, string, "The value as text; pretty-printed if asked."),
    Row::new("substring", "<s-nn?:s>", 3, substring, "The part from a position on."),
    Row::new("substringBefore", "<s-s:s>", 2, before, "The part before the first occurrence."),
    Row::new("substringAfter", "<s-s:s>", 2, after, "The part after the first occurrence."),
    Row::new("lowercase", "<s-:s>", 1, lowercase, "The text in lower case."),
    Row::new("uppercase", "<s-:s>", 1, uppercase, "The text in upper case."),
    Row::new("length", "<s-:n>", 1, length, "The number of characters."),
    Row::new("trim", "<s-:s>", 1, trim, "Without blanks around it and runs of blanks within."),
    Row::new("pad", "<s-ns?:s>", 3, pad, "Padded to a width, to the left if that is negative."),
    Row::new("join", "<a<s>s?:s>", 2, join, "Texts joined with a separator."),
];

fn string(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let item = arg(args, 0);
    if let Item::Undefined | Item::Json(Value::String(_)) = item {
        return Ok(item.clone());
    }
    let pretty = matches!(arg(args, 1), Item::Json(Value::Bool(true)));
    let texts = if pretty { cx.run.texts().pretty() } else { cx.run.texts() };
    let mut out = String::new();
    texts.append(item, &mut out)?;
    cx.run.text(out)
}

fn substring(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(text) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let start = double(args, 1)?.unwrap_or(0.0);
    let length = double(args, 2)?;
    if length.is_some_and(|length| length <= 0.0) {
        return Ok(Item::from(""));
    }
    let total = if start < 0.0 { text.chars().count() as f64 } else { 0.0 };
    // Too far to the left means from the start, and then the length counts from there.
    let first = if start < 0.0 { (total + start.trunc()).max(0.0) } else { start };
    let base = if start < 0.0 { (total + start).max(0.0) } else { start };
    let begin = byte_of(text, first);
    let end = length.map_or(text.len(), |length| byte_of(text, (base + length).trunc()));
    cx.run.text(text.get(begin..end).unwrap_or_default().to_owned())
}

/// The byte at which character number `at` begins.
fn byte_of(text: &str, at: f64) -> usize {
    if text.is_ascii() {
        return (at as usize).min(text.len());
    }
    text.char_indices().nth(at as usize).map_or(text.len(), |(byte, _)| byte)
}

fn before(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    part(cx, args, |text, at, _| &text[..at])
}

fn after(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    part(cx, args, |text, at, len| &text[at + len..])
}

fn part(cx: &Cx<'_, '_>, args: &[Item], pick: fn(&str, usize, usize) -> &str) -> Res<Item> {
    let Some(whole) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let wanted: &str = text(args, 1).map_or("undefined", |text| text);
    match whole.find(wanted) {
        Some(at) => cx.run.text(pick(whole, at, wanted.len()).to_owned()),
        None => Ok(arg(args, 0).clone()),
    }
}

fn lowercase(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    text(args, 0).map_or(Ok(Item::Undefined), |text| cx.run.text(text.to_lowercase()))
}

fn uppercase(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    text(args, 0).map_or(Ok(Item::Undefined), |text| cx.run.text(text.to_uppercase()))
}

fn length(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    Ok(text(args, 0).map_or(Item::Undefined, |text| text.chars().count().into()))
}

fn trim(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(text) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let words: Vec<&str> = text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty()).collect();
    cx.run.text(words.join(" "))
}

fn pad(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(whole) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let width = double(args, 1)?.unwrap_or(0.0);
    let with = match text(args, 2) {
        Some(with) if !with.is_empty() => with,
        _ => " ",
    };
    let length = whole.chars().count();
    // JavaScript makes no array of a length that is not whole.
    if cx.run.level == Level::Aws && width.fract() != 0.0 && width.abs() > length as f64 {
        return Err(internal());
    }
    let missing = (width.abs() as usize).saturating_sub(length);
    if missing == 0 {
        return Ok(arg(args, 0).clone());
    }
    if cx.run.level == Level::Aws && missing > AWS_PAD {
        return Err(Fault::limit(Limit::Memory));
    }
    cx.run.budget.memory(missing.saturating_mul(4))?;
    let padding: String = with.chars().cycle().take(missing).collect();
    cx.run.text(if width > 0.0 { format!("{whole}{padding}") } else { padding + whole })
}

fn join(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = arg(args, 0).as_list() else {
        return Ok(Item::Undefined);
    };
    let separator: &str = text(args, 1).map_or("", |text| text);
    cx.run.budget.steps(list.len())?;
    let texts: usize = list.iter().map(|item| item.as_str().map_or(0, str::len)).sum();
    cx.run.budget.memory(texts.saturating_add(list.len().saturating_mul(separator.len())))?;
    let mut out = String::new();
    for (at, item) in list.iter().enumerate() {
        if at > 0 {
            out.push_str(separator);
        }
        out.push_str(item.as_str().unwrap_or_default());
    }
    cx.run.text(out)
}
