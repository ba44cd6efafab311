//! Times from text.
//!
//! The reference makes a regular expression of the picture. This matches the same way, every part as
//! long as it can be, but over a table of what can still succeed: no text makes it slow.

use std::collections::BTreeMap;

use crate::expr::jsonata::Level;
use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::functions::integer::{Form, Picture as Integer};
use crate::expr::jsonata::functions::words;

use super::civil::{DAY, Moment, day_number};
use super::format::number;
use super::picture::{Marker, Part};
use super::{DAYS, MONTHS};

/// Texts of more bytes are no times.
const MAX_TIME_BYTES: usize = 512;

/// An ISO 8601 timestamp, as far as the reference accepts one, in milliseconds since 1970.
pub(super) fn iso(text: &str) -> Option<i64> {
    let mut rest = text;
    let year = field(&mut rest, "", 4)?;
    let month = field(&mut rest, "-", 2);
    let day = month.and_then(|_| field(&mut rest, "-", 2));
    let time = if let Some(after) = rest.strip_prefix('T') {
        rest = after;
        let (hour, minute, second) =
            (field(&mut rest, "", 2)?, field(&mut rest, ":", 2)?, field(&mut rest, ":", 2)?);
        Some((hour, minute, second))
    } else {
        None
    };
    let mut milli = 0;
    if let (Some(after), true) = (rest.strip_prefix('.'), time.is_some()) {
        let len = after.bytes().take_while(u8::is_ascii_digit).count();
        milli = format!("{:0<3}", &after[..len.min(3)]).parse().ok().filter(|_| len > 0)?;
        rest = &after[len..];
    }
    let zone = zone(rest)?;
    let (month, day) = (month.unwrap_or(1), day.unwrap_or(1));
    let (hour, minute, second) = time.unwrap_or((0, 0, 0));
    let midnight = hour == 24 && minute == 0 && second == 0 && milli == 0;
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && (hour < 24 || midnight);
    (valid && minute < 60 && second < 60).then(|| {
        let seconds = (hour * 60 + minute - zone) * 60 + second;
        day_number(year, month - 1, day) * DAY + seconds * 1000 + milli
    })
}

/// `prefix` and so many digits.
fn field(rest: &mut &str, prefix: &str, digits: usize) -> Option<i64> {
    let after = rest.strip_prefix(prefix)?;
    let text = after.get(..digits).filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?;
    *rest = &after[digits..];
    text.parse().ok()
}

/// The minutes of an offset: nothing, `Z`, `+01:00` or `+0100`.
fn zone(text: &str) -> Option<i64> {
    if matches!(text, "" | "Z") {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let mut rest = text.strip_prefix(['+', '-'])?;
    let hours = field(&mut rest, "", 2)?;
    let colon = if rest.starts_with(':') { ":" } else { "" };
    let minutes = field(&mut rest, colon, 2)?;
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// A text after a picture; nothing if it does not fit. What the picture leaves out is taken from `now`
/// before its first component, and is the least possible after it.
pub(super) fn read(text: &str, parts: &[Part], level: Level, now: i64) -> Res<Option<f64>> {
    supported(parts)?;
    if text.len() > MAX_TIME_BYTES {
        return Ok(None);
    }
    let Some(pieces) = fit(text, parts) else {
        return Ok(None);
    };
    let mut found = Components::default();
    for (part, piece) in parts.iter().zip(pieces) {
        if let Part::Marker(marker) = part {
            found.set(marker.component, value(marker, piece, level)?);
        }
    }
    if !parts.iter().any(|part| matches!(part, Part::Marker(_))) {
        return Ok(None);
    }
    found.moment(Moment::new(now)).map(Some)
}

/// Names are only known of months, days and halves of the day.
fn supported(parts: &[Part]) -> Res<()> {
    for part in parts {
        if let Part::Marker(marker) = part {
            if let Some(Form::Sequence(token)) = marker.integer.as_ref().map(|integer| &integer.form) {
                return Err(Fault::new("D3130").value(token.as_str()));
            }
            let named = marker.integer.is_none() && marker.component != 'f';
            if named && !matches!(marker.component, 'M' | 'x' | 'F' | 'P') {
                return Err(Fault::new("D3133").value(marker.component.to_string()));
            }
        }
    }
    Ok(())
}

/// Which piece of the text each part takes.
fn fit<'t>(text: &'t str, parts: &[Part]) -> Option<Vec<&'t str>> {
    let width = text.len() + 1;
    let mut solvable = vec![false; (parts.len() + 1) * width];
    solvable[parts.len() * width + text.len()] = true;
    for (row, part) in parts.iter().enumerate().rev() {
        for at in (0..width).filter(|at| text.is_char_boundary(*at)) {
            let can = ends(part, &text[at..]).into_iter().any(|len| solvable[(row + 1) * width + at + len]);
            solvable[row * width + at] = can;
        }
    }
    let mut at = 0;
    let mut pieces = Vec::with_capacity(parts.len());
    for (row, part) in parts.iter().enumerate() {
        let len = ends(part, &text[at..]).into_iter().find(|len| solvable[(row + 1) * width + at + len])?;
        pieces.push(&text[at..at + len]);
        at += len;
    }
    (at == text.len()).then_some(pieces)
}

/// How long a part may be at the start of a text, longest first.
fn ends(part: &Part, text: &str) -> Vec<usize> {
    let marker = match part {
        Part::Literal(literal) => {
            let here = text.get(..literal.len()).is_some_and(|here| here.eq_ignore_ascii_case(literal));
            return if here { vec![literal.len()] } else { Vec::new() };
        }
        Part::Marker(marker) => marker,
    };
    let run = |fits: fn(u8) -> bool| text.bytes().take_while(|b| fits(*b)).count();
    let letters = run(|b| b.is_ascii_alphabetic());
    match (marker.component, marker.integer.as_ref().map(|integer| (&integer.form, integer.ordinal))) {
        ('Z' | 'z', _) => offset_ends(marker, text),
        ('f', _) => (1..=run(|b| b.is_ascii_digit())).rev().collect(),
        (_, None | Some((Form::Letters(_), _))) => (1..=letters).rev().collect(),
        (_, Some((Form::Roman(_), _))) => (1..=run(|b| b"mdclxviMDCLXVI".contains(&b))).rev().collect(),
        (_, Some((Form::Words(_), _))) => {
            let most = run(|b| b.is_ascii_alphabetic() || b" -,".contains(&b));
            (1..=most).rev().filter(|len| words::is_spelled(&text[..*len])).collect()
        }
        (_, Some((Form::Digits(_), ordinal))) => {
            let (least, most) = marker.width.unwrap_or((1, usize::MAX));
            let digits = (least..=run(|b| b.is_ascii_digit()).min(most)).rev();
            if !ordinal {
                return digits.collect();
            }
            let suffixed = |len: &usize| {
                let suffix = text.get(*len..*len + 2).unwrap_or_default().to_ascii_lowercase();
                ["th", "st", "nd", "rd"].contains(&suffix.as_str())
            };
            digits.filter(suffixed).map(|len| len + 2).collect()
        }
        (_, Some((Form::Sequence(_), _))) => Vec::new(),
    }
}

/// The character between the hours and minutes of an offset, if the picture has one.
fn separator(integer: Option<&Integer>) -> Option<char> {
    match integer.map(|integer| &integer.form) {
        Some(Form::Digits(digits)) if digits.regular.is_some() => {
            digits.separators.first().map(|(_, separator)| *separator)
        }
        _ => None,
    }
}

fn offset_ends(marker: &Marker, text: &str) -> Vec<usize> {
    let prefix = if marker.component == 'z' { "GMT" } else { "" };
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let starts = text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let Some(rest) = text.get(prefix.len()..).filter(|rest| starts && rest.starts_with(['+', '-'])) else {
        return Vec::new();
    };
    let first = digits(&rest[1..]);
    let start = prefix.len() + 1;
    match separator(marker.integer.as_ref()) {
        None => (1..=first).rev().map(|len| start + len).collect(),
        Some(separator) if first > 0 && rest[1 + first..].starts_with(separator) => {
            let start = start + first + separator.len_utf8();
            (1..=digits(&text[start..])).rev().map(|len| start + len).collect()
        }
        Some(_) => Vec::new(),
    }
}

/// What a piece of text means.
fn value(marker: &Marker, piece: &str, level: Level) -> Res<Option<f64>> {
    let cut =
        |name: &'static str| name.get(..marker.most.unwrap_or(usize::MAX).min(name.len())).unwrap_or(name);
    let at =
        |names: &[&'static str]| names.iter().position(|name| cut(name) == piece).map(|at| at as f64 + 1.0);
    Ok(match (marker.component, &marker.integer) {
        ('Z' | 'z', integer) => Some(offset(piece, separator(integer.as_ref()))),
        // 2.0.6 reads as many milliseconds as the digits say, later versions a fraction.
        ('f', Some(integer)) if level == Level::Aws => Some(integer.read(piece)?),
        ('f', _) => format!("0.{}", &piece[..piece.len().min(3)]).parse::<f64>().ok().map(|f| f * 1000.0),
        (_, Some(integer)) => Some(integer.read(piece)?),
        ('M' | 'x', None) => at(MONTHS),
        ('F', None) => at(DAYS),
        _ => match piece {
            "am" | "AM" => Some(0.0),
            "pm" | "PM" => Some(1.0),
            _ => None,
        },
    })
}

/// The minutes of an offset.
fn offset(text: &str, separator: Option<char>) -> f64 {
    let text = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let number = |text: &str| text.trim_start_matches('+').parse::<f64>().unwrap_or(f64::NAN);
    match separator.and_then(|separator| text.split_once(separator)) {
        Some((hours, minutes)) => number(hours) * 60.0 + number(minutes),
        None if text.len() <= 3 => number(text) * 60.0,
        None => number(&text[..3]) * 60.0 + number(&text[3..]),
    }
}

/// The components found.
#[derive(Default)]
struct Components(BTreeMap<char, f64>);

impl Components {
    fn set(&mut self, component: char, value: Option<f64>) {
        if let Some(value) = value {
            self.0.insert(component, value);
        }
    }

    fn value(&self, component: char) -> f64 {
        self.0.get(&component).copied().unwrap_or(0.0)
    }

    /// Whether something of `all` was found, and of `any` nothing that is not in it.
    fn only(&self, any: &str, all: &str) -> bool {
        let there = |c: &char| self.0.get(c).is_some_and(|f| *f != 0.0 && !f.is_nan());
        any.chars().filter(there).count() > 0 && any.chars().filter(there).all(|c| all.contains(c))
    }

    fn moment(mut self, now: Moment) -> Res<f64> {
        let day_of_year = !self.only("YXMxWwdD", "YMD") && self.only("YXMxWwdD", "Yd");
        let weeks = self.only("YXMxWwdD", "Xxw") || self.only("YXMxWwdD", "XW");
        let half_day = !self.only("PHhmsf", "Hmsf") && self.only("PHhmsf", "Phmsf");
        let date = if day_of_year {
            "YD"
        } else if self.only("YXMxWwdD", "Xxw") {
            "XxwF"
        } else if weeks {
            "XWF"
        } else {
            "YMD"
        };
        self.complete(date.chars().chain(if half_day { "Phmsf" } else { "Hmsf" }.chars()), now)?;
        if weeks {
            return Err(Fault::new("D3136"));
        }
        let mut hour = self.value('H');
        if half_day {
            let twelve = self.value('h') == 12.0;
            hour =
                if twelve { 0.0 } else { self.value('h') } + if self.value('P') == 1.0 { 12.0 } else { 0.0 };
        }
        let year = self.value('Y');
        let year = if (0.0..=99.0).contains(&year) { year + 1900.0 } else { year };
        let (month, day) = if day_of_year {
            (0.0, self.value('d'))
        } else {
            ((self.value('M') - 1.0).max(0.0), self.value('D'))
        };
        if [year, month, day].into_iter().any(|f| f.is_nan() || f.abs() > 1e6) {
            return Ok(f64::NAN);
        }
        let days = day_number(year as i64, month as i64, 1) as f64 + day.trunc() - 1.0;
        let zone = if self.value('Z') == 0.0 { self.value('z') } else { self.value('Z') };
        let minutes = hour * 60.0 + self.value('m') - zone;
        Ok(days * DAY as f64 + minutes * 60_000.0 + self.value('s') * 1000.0 + self.value('f').trunc())
    }

    /// Adds what is missing: the present before the first component, the least after it; a gap between
    /// components is an error.
    fn complete(&mut self, wanted: impl Iterator<Item = char>, now: Moment) -> Res<()> {
        let (mut started, mut ended) = (false, false);
        for component in wanted {
            let known = self.0.get(&component).copied();
            if known.is_some() && ended {
                return Err(Fault::new("D3136"));
            }
            let least = if "MDd".contains(component) { 1.0 } else { 0.0 };
            let present = || number(component, now).map(|value| value as f64);
            self.set(component, known.or_else(|| if started { Some(least) } else { present() }));
            ended |= started && known.is_none();
            started |= known.is_some();
        }
        Ok(())
    }
}
