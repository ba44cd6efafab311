//! Numbers. Whole numbers stay exact where nothing asks for a double.

use crate::base::value::{Number, Value};

use crate::expr::jsonata::Level;
use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::item::{Item, List};
use crate::expr::jsonata::number::{compare, exact, from_f64, round, to_js};

use super::{Cx, Row, arg, blaming, decimal, double, non_finite, number};

pub(super) const ROWS: &[Row] = &[
    Row::new("number", "<(nsb)-:n>", 1, cast, "The value as a number."),
    Row::new("abs", "<n-:n>", 1, abs, "Without its sign."),
    Row::new("floor", "<n-:n>", 1, floor, "Rounded down."),
    Row::new("ceil", "<n-:n>", 1, ceil, "Rounded up."),
    Row::new("round", "<n-n?:n>", 2, rounded, "Rounded to a number of digits, halves to even."),
    Row::new("power", "<n-n:n>", 2, power, "Raised to a power."),
    Row::new("sqrt", "<n-:n>", 1, sqrt, "The square root."),
    Row::new("random", "<:n>", 0, random, "A random number from 0 up to 1.").only(Level::Full),
    Row::new("formatNumber", "<n-so?:s>", 3, decimal::format, "Written after a decimal picture."),
    Row::new("formatBase", "<n-n?:s>", 2, base, "Written in another base."),
    Row::new("sum", "<a<n>:n>", 1, sum, "The sum of numbers."),
    Row::new("max", "<a<n>:n>", 1, max, "The greatest of numbers."),
    Row::new("min", "<a<n>:n>", 1, min, "The least of numbers."),
    Row::new("average", "<a<n>:n>", 1, average, "The mean of numbers."),
];

/// From here on a double does not hold every whole number.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn cast(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let item = arg(args, 0);
    let cast = match item.as_json() {
        Some(Value::Bool(b)) => Some(Item::Json(Value::from(i64::from(*b)))),
        Some(Value::String(text)) => parse(text),
        Some(Value::Number(_)) => Some(item.clone()),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) => None,
        None => Some(item.clone()).filter(|item| !item.is_defined() || matches!(item, Item::NonFinite(_))),
    };
    cast.ok_or_else(|| blaming("D3030", item).param("index", 1_usize))
}

/// A JSON number, leading zeros allowed, or a whole one in hexadecimal, octal or binary.
fn parse(text: &str) -> Option<Item> {
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0O", 8), ("0b", 2), ("0B", 2)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            let digits = digits.chars().map(|c| c.to_digit(radix));
            let value =
                digits.into_iter().try_fold(0.0, |sum, d| Some(sum * f64::from(radix) + f64::from(d?)));
            return value.filter(|_| text.len() > 2).map(from_f64);
        }
    }
    let rest = text.strip_prefix('-').unwrap_or(text);
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    let mut rest = &rest[whole..];
    let mut plain = true;
    if let Some(fraction) = rest.strip_prefix('.') {
        let len = digits(fraction);
        plain = false;
        rest = &fraction[len..];
        if len == 0 {
            return None;
        }
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let len = digits(exponent);
        plain = false;
        rest = &exponent[len..];
        if len == 0 {
            return None;
        }
    }
    if whole == 0 || !rest.is_empty() {
        return None;
    }
    if let (true, Ok(exact)) = (plain, text.parse::<i64>()) {
        return Some(Item::Json(Value::from(exact)));
    }
    text.parse::<f64>().ok().filter(|f| f.is_finite()).map(from_f64)
}

/// Applies `float` unless the number is whole, which `whole` then handles.
fn mapped(args: &[Item], whole: fn(i64) -> Option<i64>, float: fn(f64) -> f64) -> Res<Item> {
    if let Some(f) = non_finite(args, 0) {
        return Ok(from_f64(float(f)));
    }
    let Some(n) = number(args, 0)? else {
        return Ok(Item::Undefined);
    };
    match n.as_i64().filter(|_| n.is_integer()).and_then(whole) {
        Some(result) => Ok(Item::Json(Value::from(result))),
        None => Ok(from_f64(float(n.as_f64()))),
    }
}

fn abs(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    mapped(args, i64::checked_abs, f64::abs)
}

fn floor(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    mapped(args, Some, f64::floor)
}

fn ceil(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    mapped(args, Some, f64::ceil)
}

fn rounded(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let digits = double(args, 1)?.unwrap_or(0.0).trunc();
    if non_finite(args, 0).is_some() {
        return Ok(arg(args, 0).clone());
    }
    match number(args, 0)? {
        Some(n) if n.is_integer() && digits >= 0.0 => Ok(arg(args, 0).clone()),
        Some(n) => Ok(from_f64(round(n.as_f64(), digits as i32))),
        None => Ok(Item::Undefined),
    }
}

fn power(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let any = |at| if let Some(f) = non_finite(args, at) { Ok(Some(f)) } else { double(args, at) };
    let (Some(base), exponent) = (any(0)?, any(1)?.unwrap_or(f64::NAN)) else {
        return Ok(Item::Undefined);
    };
    let result = base.powf(exponent);
    if !result.is_finite() {
        let exponent = arg(args, 1).to_value().unwrap_or_default();
        return Err(blaming("D3061", arg(args, 0)).param("index", 1_usize).param("exp", exponent));
    }
    Ok(from_f64(result))
}

fn sqrt(_: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    match if let Some(f) = non_finite(args, 0) { Some(f) } else { double(args, 0)? } {
        Some(f) if f < 0.0 => Err(blaming("D3060", arg(args, 0)).param("index", 1_usize)),
        Some(f) => Ok(from_f64(f.sqrt())),
        None => Ok(Item::Undefined),
    }
}

fn random(cx: &Cx<'_, '_>, _: &[Item]) -> Res<Item> {
    Ok(from_f64(cx.run.bindings.chance.unit()))
}

fn base(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(f) = double(args, 0)? else {
        return Ok(Item::Undefined);
    };
    let radix = double(args, 1)?.map_or(10.0, |radix| round(radix, 0));
    if !(2.0..=36.0).contains(&radix) {
        return Err(Fault::new("D3100").value(from_f64(radix).to_value().unwrap_or_default()));
    }
    let whole = round(f, 0);
    if radix == 10.0 {
        return cx.run.text(to_js(whole));
    }
    let mut digits = Vec::new();
    let mut rest = whole.abs();
    // Digits a double cannot know are written as zeros.
    while rest / radix >= EXACT {
        rest /= radix;
        digits.push('0');
    }
    while rest >= 1.0 {
        let digit = (rest % radix) as u32;
        digits.push(char::from_digit(digit, radix as u32).unwrap_or('0'));
        rest = ((rest - rest % radix) / radix).floor();
    }
    let sign = if whole < 0.0 { "-" } else { "" };
    let digits: String = if digits.is_empty() { "0".to_owned() } else { digits.into_iter().rev().collect() };
    cx.run.text(format!("{sign}{digits}"))
}

/// The numbers of an argument, and how many steps it took to look at them.
fn numbers<'a>(cx: &Cx<'_, '_>, args: &'a [Item]) -> Res<Option<List<'a>>> {
    let list = arg(args, 0).as_list();
    cx.run.budget.steps(list.map_or(0, List::len))?;
    Ok(list)
}

fn each(list: List<'_>) -> impl Iterator<Item = Res<Number>> + '_ {
    list.iter().map(|item| Ok(number(&[item], 0)?.unwrap_or_else(|| 0_i64.into())))
}

/// The numbers of a list that holds an infinity or NaN, as doubles; none if it does not.
fn unbounded(list: List<'_>) -> Option<Vec<f64>> {
    let is_any = list.iter().any(|item| matches!(item, Item::NonFinite(_)));
    let double = |item: Item| {
        let json = item.as_json().and_then(Value::as_f64).unwrap_or(0.0);
        non_finite(&[item], 0).unwrap_or(json)
    };
    is_any.then(|| list.iter().map(double).collect())
}

fn total(list: List<'_>) -> Res<Item> {
    if let Some(all) = unbounded(list) {
        return Ok(from_f64(all.iter().sum()));
    }
    let mut sum: Number = 0_i64.into();
    let mut rounded: Option<f64> = None;
    for n in each(list) {
        let n = n?;
        match (rounded, exact(sum, n, i64::checked_add)) {
            (None, Some(whole)) => sum = whole.into(),
            (known, _) => rounded = Some(known.unwrap_or_else(|| sum.as_f64()) + n.as_f64()),
        }
    }
    Ok(rounded.map_or(Item::Json(Value::Number(sum)), from_f64))
}

fn sum(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    numbers(cx, args)?.map_or(Ok(Item::Undefined), total)
}

fn average(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(list) = numbers(cx, args)?.filter(|list| list.len() > 0) else {
        return Ok(Item::Undefined);
    };
    let total = total(list)?;
    if let Item::NonFinite(_) = total {
        return Ok(total);
    }
    Ok(from_f64(double(&[total], 0)?.unwrap_or(f64::NAN) / list.len() as f64))
}

fn best(cx: &Cx<'_, '_>, args: &[Item], wanted: std::cmp::Ordering) -> Res<Item> {
    let Some(list) = numbers(cx, args)? else {
        return Ok(Item::Undefined);
    };
    if let Some(all) = unbounded(list) {
        let best = all.into_iter().reduce(|best, f| match f.partial_cmp(&best) {
            Some(order) if order == wanted => f,
            Some(_) => best,
            None => f64::NAN,
        });
        return Ok(best.map_or(Item::Undefined, from_f64));
    }
    let mut best: Option<Number> = None;
    for n in each(list) {
        let n = n?;
        if best.is_none_or(|best| compare(n, best) == wanted) {
            best = Some(n);
        }
    }
    Ok(best.map(Value::Number).into())
}

fn max(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    best(cx, args, std::cmp::Ordering::Greater)
}

fn min(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    best(cx, args, std::cmp::Ordering::Less)
}
