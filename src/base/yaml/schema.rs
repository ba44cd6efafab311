//! What plain scalars mean to readers that do not follow the core schema of YAML 1.2.
//!
//! AWS SAM and the AWS CLI read templates with PyYAML, which follows YAML 1.1; the Serverless Framework reads
//! its configuration with js-yaml 4, which knows dates and whose numbers are doubles.

use super::scalar;
use crate::base::time::Time;
use crate::base::value::{Number, Value};

/// What plain scalars mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// The core schema of YAML 1.2.
    Core,
    /// YAML 1.1 as PyYAML reads it. Timestamps stay text, as the AWS CLI has them.
    Python,
    /// YAML 1.2 as js-yaml 4 reads it: unquoted dates are timestamps in UTC.
    JavaScript,
}

impl Schema {
    /// The value of an untagged scalar without quotes; none for numbers that JSON cannot hold.
    #[must_use]
    pub fn plain(self, text: &str) -> Option<Value> {
        match self {
            Self::Core => scalar::plain(text),
            Self::Python => python(text),
            Self::JavaScript => javascript(text),
        }
    }

    /// Whether this reads `text` as another value than the core schema; the core schema itself: than YAML 1.1.
    /// Keys are always text.
    pub(super) fn differs(self, text: &str, is_key: bool) -> bool {
        if self == Self::Core {
            return scalar::is_old_boolean(text);
        }
        if is_key {
            return false;
        }
        let (here, core) = (self.plain(text), scalar::plain(text));
        match (&here, &core) {
            (Some(Value::Number(one)), Some(Value::Number(other))) => one.as_f64() != other.as_f64(),
            _ => here != core,
        }
    }
}

fn python(text: &str) -> Option<Value> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Value::Bool(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Value::Bool(false),
        _ => {
            let (sign, digits) = signed(text);
            let read = python_integer(digits).or_else(|| python_float(digits));
            match read {
                Some(number) => negated(number, sign).map(Value::Number)?,
                None if matches!(digits, ".inf" | ".Inf" | ".INF") => return None,
                None if matches!(text, ".nan" | ".NaN" | ".NAN") => return None,
                None => Value::from(text),
            }
        }
    })
}

fn signed(text: &str) -> (f64, &str) {
    match text.strip_prefix(['-', '+']) {
        Some(rest) if text.starts_with('-') => (-1.0, rest),
        Some(rest) => (1.0, rest),
        None => (1.0, text),
    }
}

/// A whole number below 2^64, or a double.
enum Read {
    Whole(u64),
    Double(f64),
}

fn negated(read: Read, sign: f64) -> Option<Number> {
    match read {
        Read::Whole(whole) if sign > 0.0 => Some(Number::from(whole)),
        Read::Whole(whole) => match i64::try_from(whole) {
            Ok(whole) => Some(Number::from(-whole)),
            Err(_) => Number::from_f64(-(whole as f64)),
        },
        Read::Double(double) => Number::from_f64(sign * double),
    }
}

/// Digits of a base, which may be grouped by `_`.
fn whole(digits: &str, radix: u32) -> Option<Read> {
    let plain: String = digits.chars().filter(|c| *c != '_').collect();
    if plain.is_empty() || !plain.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    Some(u64::from_str_radix(&plain, radix).map_or_else(
        |_| {
            let digit = |c: char| f64::from(c.to_digit(radix).unwrap_or(0));
            Read::Double(plain.chars().fold(0.0, |sum, c| sum * f64::from(radix) + digit(c)))
        },
        Read::Whole,
    ))
}

/// `0b1`, `017`, `0x1f`, `1_000` and `12:30`, which counts by sixties.
fn python_integer(text: &str) -> Option<Read> {
    if text == "0" {
        return Some(Read::Whole(0));
    }
    if let Some(bits) = text.strip_prefix("0b") {
        return whole(bits, 2);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return whole(digits, 16);
    }
    if let Some(digits) = text.strip_prefix('0') {
        return whole(digits, 8);
    }
    let mut parts = text.split(':');
    let first = parts.next().filter(|first| first.starts_with(|c: char| c.is_ascii_digit()))?;
    let mut sum = match whole(first, 10)? {
        Read::Whole(sum) => sum,
        double @ Read::Double(_) => return text.find(':').is_none().then_some(double),
    };
    for part in parts {
        sum = sum.checked_mul(60)?.checked_add(sixtieth(part)?)?;
    }
    Some(Read::Whole(sum))
}

/// `[0-5]?[0-9]`
fn sixtieth(part: &str) -> Option<u64> {
    let fits = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    part.parse().ok().filter(|value| fits && *value < 60)
}

/// A number with a point; an exponent must have a sign.
fn python_float(text: &str) -> Option<Read> {
    let (before, after) = text.split_once('.')?;
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let plain = |text: &str| text.replace('_', "");
    if let Some((high, low)) = before.rsplit_once(':') {
        let Some(Read::Whole(high)) = python_integer(high) else { return None };
        if !is_digits(after) || !high_is_plain(before) {
            return None;
        }
        let low = format!("{}.{}", sixtieth(low)?, plain(after));
        return Some(Read::Double(high as f64 * 60.0 + low.trim_end_matches('.').parse::<f64>().ok()?));
    }
    let (fraction, exponent) = match after.find(['e', 'E']) {
        Some(at) => (&after[..at], Some(&after[at + 1..])),
        None => (after, None),
    };
    let starts_well = before.is_empty() || before.starts_with(|c: char| c.is_ascii_digit());
    let has_digits = !before.is_empty() || fraction.starts_with(|c: char| c.is_ascii_digit());
    if !(starts_well && has_digits && is_digits(before) && is_digits(fraction)) {
        return None;
    }
    let exponent = match exponent {
        None => String::new(),
        Some(exponent) => {
            let digits = exponent.strip_prefix(['-', '+'])?;
            if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            format!("e{exponent}")
        }
    };
    format!("0{}.{}0{exponent}", plain(before), plain(fraction)).parse().ok().map(Read::Double)
}

fn high_is_plain(before: &str) -> bool {
    !before.starts_with('0')
}

fn javascript(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        _ => {}
    }
    let (sign, digits) = signed(text);
    let double = match javascript_integer(digits).or_else(|| javascript_float(digits)) {
        Some(Read::Whole(whole)) => whole as f64,
        Some(Read::Double(double)) => double,
        None if matches!(digits, ".inf" | ".Inf" | ".INF") => return None,
        None if matches!(text, ".nan" | ".NaN" | ".NAN") => return None,
        None => return Some(timestamp(text).map_or_else(|| Value::from(text), Value::from)),
    };
    printed(sign * double).map(Value::Number)
}

/// The number that JavaScript prints for a double: the shortest digits, no fraction if it is whole.
fn printed(double: f64) -> Option<Number> {
    if double.fract() == 0.0 && double.abs() < 1e21 {
        let digits = double.to_string();
        let whole =
            digits.parse::<i64>().map(Number::from).or_else(|_| digits.parse::<u64>().map(Number::from));
        if let Ok(whole) = whole {
            return Some(whole);
        }
    }
    Number::from_f64(double)
}

fn javascript_integer(text: &str) -> Option<Read> {
    if text.ends_with('_') {
        return None;
    }
    for (prefix, radix) in [("0b", 2), ("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            return whole(digits, radix);
        }
    }
    if text.starts_with('_') { None } else { whole(text, 10) }
}

fn javascript_float(text: &str) -> Option<Read> {
    if text.ends_with('_') {
        return None;
    }
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, "0"),
    };
    let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let begins = if before.is_empty() { after } else { before };
    let fits = begins.starts_with(|c: char| c.is_ascii_digit())
        && is_digits(before)
        && is_digits(after)
        && !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit());
    if !fits {
        return None;
    }
    let plain = |text: &str| text.replace('_', "");
    format!("0{}.{}0e{exponent}", plain(before), plain(after)).parse().ok().map(Read::Double)
}

/// The text a date or a timestamp becomes: `2024-01-01` is `2024-01-01T00:00:00.000Z`.
fn timestamp(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_date = bytes.len() >= 8 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-';
    if !is_date {
        return None;
    }
    let (date, rest) = match text.find(['T', 't', ' ', '\t']) {
        Some(at) => (&text[..at], Some(text[at + 1..].trim_start())),
        None => (text, None),
    };
    let number = |text: &str, widths: std::ops::RangeInclusive<usize>| {
        let fits = widths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| fits)
    };
    let mut parts = date.splitn(3, '-');
    let widths = if rest.is_some() { 1..=2 } else { 2..=2 };
    let year = number(parts.next()?, 4..=4)?;
    let (month, day) = (number(parts.next()?, widths.clone())?, number(parts.next()?, widths)?);
    let Some(rest) = rest else {
        return Time::parse(&format!("{year:04}-{month:02}-{day:02}T00:00:00Z")).map(Time::iso_millis);
    };
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(rest.len());
    let (clock, zone) = (&rest[..end], rest[end..].trim_start());
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = clock.splitn(3, ':');
    let hour = number(parts.next()?, 1..=2)?;
    let (minute, second) = (number(parts.next()?, 2..=2)?, number(parts.next()?, 2..=2)?);
    let fraction: String = fraction.chars().take(3).collect();
    let zone = match zone.strip_prefix(['-', '+']) {
        None if matches!(zone, "" | "Z") => "Z".to_owned(),
        None => return None,
        Some(offset) => {
            let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
            format!("{}{:02}:{:02}", &zone[..1], number(hours, 1..=2)?, number(minutes, 2..=2)?)
        }
    };
    let written =
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:0<3}{zone}");
    Time::parse(&written).map(Time::iso_millis)
}

#[cfg(test)]
mod tests {
    use super::Schema;

    #[test]
    fn python_reads_yaml_1_1() {
        let read = |text: &str| Schema::Python.plain(text).map(|value| value.to_json());
        for (text, value) in [
            ("yes", "true"),
            ("Off", "false"),
            ("y", "\"y\""),
            ("0644", "420"),
            ("089", "\"089\""),
            ("12:30", "750"),
            ("1:2:3", "3723"),
            ("12:61", "\"12:61\""),
            ("1_000", "1000"),
            ("1e3", "\"1e3\""),
            ("1.0e3", "\"1.0e3\""),
            ("1.5e+3", "1500.0"),
            ("-0x1F", "-31"),
            ("0b11", "3"),
            ("1.", "1.0"),
            ("-.5", "-0.5"),
            ("1:30.5", "90.5"),
            ("0o14", "\"0o14\""),
            ("2024-01-01", "\"2024-01-01\""),
        ] {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn javascript_reads_dates_and_doubles() {
        let read = |text: &str| Schema::JavaScript.plain(text).map(|value| value.to_json());
        for (text, value) in [
            ("2024-01-01", "\"2024-01-01T00:00:00.000Z\""),
            ("2024-1-1", "\"2024-1-1\""),
            ("2024-01-01 10:00:00 +02:00", "\"2024-01-01T08:00:00.000Z\""),
            ("2024-01-01T1:00:00.1234Z", "\"2024-01-01T01:00:00.123Z\""),
            ("1.0", "1"),
            ("1e3", "1000"),
            ("12345678901234567890", "12345678901234567000"),
            ("0644", "644"),
            ("1_000", "1000"),
            ("yes", "\"yes\""),
            ("0o14", "12"),
            ("12:30", "\"12:30\""),
            ("-1.5", "-1.5"),
            ("2024-13-01", "\"2024-13-01\""),
        ] {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
    }
}
