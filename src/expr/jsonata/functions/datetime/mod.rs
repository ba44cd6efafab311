//! Dates and times: `$now`, `$millis`, `$fromMillis`, `$toMillis`.
//!
//! The time is the moment the expression is evaluated, which the caller gives; nothing here reads a clock.

mod civil;
mod format;
mod parse;
mod picture;

use crate::base::value::Value;

use crate::expr::jsonata::error::Res;
use crate::expr::jsonata::item::Item;
use crate::expr::jsonata::number::from_f64;

use super::{Cx, Row, blaming, double, text};

pub(super) const ROWS: &[Row] = &[
    Row::new("now", "<s?s?:s>", 2, now, "The current time as text."),
    Row::new("millis", "<:n>", 0, millis, "The current time in milliseconds since 1970."),
    Row::new("fromMillis", "<n-s?s?:s>", 3, from_millis, "A time written after a picture."),
    Row::new("toMillis", "<s-s?:n>", 2, to_millis, "A time read after a picture."),
];

const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn now(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    written(cx, cx.run.bindings.now.millis(), args, 0)
}

fn millis(cx: &Cx<'_, '_>, _: &[Item]) -> Res<Item> {
    Ok(Item::Json(Value::from(cx.run.bindings.now.millis())))
}

fn from_millis(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    match double(args, 0)? {
        Some(f) if f.abs() > civil::MAX_MILLIS => Err(blaming("D1001", &args[0])),
        Some(f) => written(cx, f.trunc() as i64, args, 1),
        None => Ok(Item::Undefined),
    }
}

/// A moment, with the picture and the zone at `at` in the arguments.
fn written(cx: &Cx<'_, '_>, millis: i64, args: &[Item], at: usize) -> Res<Item> {
    let picture: &str = text(args, at).map_or("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]", |p| p);
    let parts = picture::parse(picture, cx.run.level)?;
    let zone = text(args, at + 1).map_or(0, |zone| leading_integer(zone));
    cx.run.text(format::write(millis, &parts, zone)?)
}

fn to_millis(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(timestamp) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    match text(args, 1) {
        None => match parse::iso(timestamp) {
            Some(millis) => Ok(Item::Json(Value::from(millis))),
            None => Err(blaming("D3110", &args[0])),
        },
        Some(picture) => {
            let parts = picture::parse(picture, cx.run.level)?;
            let found = parse::read(timestamp, &parts, cx.run.level, cx.run.bindings.now.millis())?;
            Ok(found.map_or(Item::Undefined, from_f64))
        }
    }
}

/// What JavaScript's `parseInt` makes of a zone such as `+0530`; nothing counts as 0.
fn leading_integer(text: &str) -> i64 {
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let len = digits.bytes().take_while(u8::is_ascii_digit).count().min(6);
    sign * digits[..len].parse::<i64>().unwrap_or(0)
}
