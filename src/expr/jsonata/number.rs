//! Numbers as JavaScript has them, except that whole numbers stay exact while nothing but `+`, `-` and
//! `*` touches them and they fit in 53 bits.

use std::cmp::Ordering;

use crate::base::value::{Number, Value};

use super::error::Fault;
use super::item::Item;

/// Beyond this a double no longer holds every whole number.
const EXACT: i64 = 1 << 53;

/// The error of using a number that is infinite or NaN. The reference prints it as JSON does: `null`.
pub(super) fn out_of_range() -> Box<Fault> {
    Fault::new("D1001").value(Value::Null)
}

/// A double as an item: whole numbers become integers; infinities and NaN become an error only where they are used.
pub(super) fn from_f64(f: f64) -> Item {
    if f.fract() == 0.0 && f.abs() <= EXACT as f64 {
        return Item::Json(Value::from(f as i64));
    }
    if f.fract() == 0.0 {
        let digits = to_js(f);
        let whole =
            digits.parse::<i64>().map(Number::from).or_else(|_| digits.parse::<u64>().map(Number::from));
        if let Ok(whole) = whole {
            return Item::Json(Value::Number(whole));
        }
    }
    Number::from_f64(f).map_or(Item::NonFinite(f), |number| Item::Json(Value::Number(number)))
}

/// `-n`
pub(super) fn negate(n: Number) -> Value {
    let exact = n.as_i64().filter(|_| n.is_integer()).and_then(i64::checked_neg);
    exact.map_or_else(
        || Number::from_f64_integral(-n.as_f64()).map_or(Value::Null, Value::Number),
        Value::from,
    )
}

/// The exact result of `op` on two integers, if both and the result fit in 53 bits.
pub(super) fn exact(a: Number, b: Number, op: impl Fn(i64, i64) -> Option<i64>) -> Option<i64> {
    if !a.is_integer() || !b.is_integer() {
        return None;
    }
    let small = |n: i64| n.unsigned_abs() <= EXACT.unsigned_abs();
    let (a, b) = (a.as_i64().filter(|a| small(*a))?, b.as_i64().filter(|b| small(*b))?);
    op(a, b).filter(|result| small(*result))
}

/// Compares as numbers; integers exactly.
pub(super) fn compare(a: Number, b: Number) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

/// The text JavaScript prints for a number.
pub(super) fn to_js(f: f64) -> String {
    if f == 0.0 {
        return "0".to_owned();
    }
    if !f.is_finite() {
        return if f.is_nan() {
            "NaN"
        } else if f > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .to_owned();
    }
    let size = f.abs();
    if (1e-6..1e21).contains(&size) {
        return format!("{f}");
    }
    let text = format!("{f:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text,
    }
}

/// The text of a JSON number as JavaScript prints it; exact integers keep all their digits.
pub(super) fn text(n: Number) -> String {
    if n.is_integer() { n.to_string() } else { to_js(n.as_f64()) }
}

/// Rounded to 15 significant digits, halves away from zero, as `$string` shows numbers so that 0.1 + 0.2
/// is 0.3.
pub(super) fn to_precision_15(f: f64) -> f64 {
    let text = format!("{f:.14e}");
    // A half is between two of the candidates only if the 16th digit is a 5 and nothing follows it.
    let exact = format!("{f:.40e}");
    let rest = exact.split_once('e').map_or("", |(digits, _)| digits).trim_end_matches('0');
    let sign = usize::from(f < 0.0);
    if rest.len() != sign + 17 || !rest.ends_with('5') {
        return text.parse().unwrap_or(f);
    }
    let exponent = exact.split_once('e').map_or("0", |(_, exponent)| exponent);
    let digits: String = rest[..sign + 16].chars().filter(char::is_ascii_digit).collect();
    let up = digits.parse::<u64>().map_or(0, |digits| digits + 1);
    let exponent = exponent.parse::<i32>().unwrap_or(0) - 14;
    let size: f64 = format!("{up}e{exponent}").parse().unwrap_or(f.abs());
    size.copysign(f)
}

/// Rounds to a number of decimal digits, halves to even, shifting the decimal point in the text.
pub(super) fn round(f: f64, digits: i32) -> f64 {
    let shifted = shift(f, digits);
    // Adding a half would round where there is no room for one.
    let floor = shifted.floor();
    let mut result = if shifted - floor >= 0.5 { floor + 1.0 } else { floor };
    if (result - shifted).abs() == 0.5 && (result % 2.0).abs() == 1.0 {
        result -= 1.0;
    }
    let result = shift(result, digits.saturating_neg());
    if result == 0.0 { 0.0 } else { result }
}

fn shift(f: f64, digits: i32) -> f64 {
    if digits == 0 {
        return f;
    }
    let text = to_js(f);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent = exponent.parse::<i32>().unwrap_or(0).saturating_add(digits);
    format!("{mantissa}e{exponent}").parse().unwrap_or(f64::NAN)
}
