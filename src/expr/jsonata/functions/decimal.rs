//! `$formatNumber`: decimal pictures, as XPath's `format-number` has them.

use std::ops::Range;

use crate::base::value::Value;

use crate::expr::jsonata::error::{Fault, Res};
use crate::expr::jsonata::item::Item;
use crate::expr::jsonata::number::{round, to_js};

use super::{Cx, arg, double, picture};

/// More digits than this no double has before or behind the point.
const MOST_DIGITS: usize = 400;

/// The characters with a meaning in pictures and results.
struct Symbols {
    decimal: char,
    grouping: char,
    exponent: char,
    minus: String,
    percent: char,
    per_mille: char,
    zero: char,
    digit: char,
    pattern: char,
}

impl Symbols {
    fn new(options: Option<&Item>) -> Self {
        let option = |key: &str| match options {
            Some(Item::Json(Value::Object(members))) => {
                members.get(key).and_then(Value::as_str).map(str::to_owned)
            }
            _ => None,
        };
        let one = |key: &str, usual: char| option(key).and_then(|text| text.chars().next()).unwrap_or(usual);
        Self {
            decimal: one("decimal-separator", '.'),
            grouping: one("grouping-separator", ','),
            exponent: one("exponent-separator", 'e'),
            minus: option("minus-sign").unwrap_or_else(|| "-".to_owned()),
            percent: one("percent", '%'),
            per_mille: one("per-mille", '\u{2030}'),
            zero: one("zero-digit", '0'),
            digit: one("digit", '#'),
            pattern: one("pattern-separator", ';'),
        }
    }

    /// A digit of the family that must be shown.
    fn is_mandatory(&self, c: char) -> bool {
        (u32::from(self.zero)..u32::from(self.zero) + 10).contains(&u32::from(c))
    }

    fn is_digit(&self, c: char) -> bool {
        self.is_mandatory(c) || c == self.digit
    }

    fn is_active(&self, c: char) -> bool {
        self.is_digit(c) || [self.decimal, self.exponent, self.grouping, self.pattern].contains(&c)
    }

    /// An ASCII digit in the picture's family.
    fn localized(&self, c: char) -> char {
        match c.to_digit(10) {
            Some(digit) => char::from_u32(u32::from(self.zero) + digit).unwrap_or(c),
            None => c,
        }
    }
}

/// One half of a picture, taken apart.
struct Parts {
    whole: Vec<char>,
    prefix: Vec<char>,
    suffix: Vec<char>,
    active: Vec<char>,
    integer: Vec<char>,
    fraction: Vec<char>,
    exponent: Option<Vec<char>>,
}

impl Parts {
    fn new(picture: &str, symbols: &Symbols) -> Self {
        let whole: Vec<char> = picture.chars().collect();
        let counts = |c: &char| symbols.is_active(*c) && *c != symbols.exponent;
        let range: Range<usize> = match (whole.iter().position(counts), whole.iter().rposition(counts)) {
            (Some(first), Some(last)) => first..last + 1,
            _ => 0..whole.len(),
        };
        let active = whole[range.clone()].to_vec();
        // The reference finds the sign in the whole picture and splits the active part there: behind a
        // prefix, or right behind the active part, nothing is left for the exponent.
        let split = whole.iter().skip(range.start).position(|c| *c == symbols.exponent);
        let split = split.map(|at| at + range.start).filter(|at| *at <= range.end);
        let (mantissa, exponent) = match split {
            Some(at) => {
                let (end, after) = (at.min(active.len()), (at + 1).min(active.len()));
                (active[..end].to_vec(), Some(active[after..].to_vec()))
            }
            None => (active.clone(), None),
        };
        let (prefix, suffix) = (whole[..range.start].to_vec(), whole[range.end..].to_vec());
        let (integer, fraction) = match mantissa.iter().position(|c| *c == symbols.decimal) {
            Some(at) => (mantissa[..at].to_vec(), mantissa[at + 1..].to_vec()),
            None => (mantissa, suffix.clone()),
        };
        Self { whole, prefix, suffix, active, integer, fraction, exponent }
    }

    /// The rules of the specification; of several broken ones the last is reported.
    fn check(&self, s: &Symbols) -> Res<()> {
        let count = |c: char| self.whole.iter().filter(|known| **known == c).count();
        let (percent, per_mille) = (count(s.percent), count(s.per_mille));
        let decimal = self.whole.iter().position(|c| *c == s.decimal);
        let beside = |at: usize| {
            [at.checked_sub(1), Some(at + 1)]
                .into_iter()
                .flatten()
                .any(|at| self.whole.get(at) == Some(&s.grouping))
        };
        let mandatory = |part: &[char]| part.iter().any(|c| s.is_mandatory(*c));
        let optional_first = self.integer.iter().position(|c| *c == s.digit);
        let optional_last = self.fraction.iter().rposition(|c| *c == s.digit);
        let mantissa = self.integer.iter().chain(&self.fraction).any(|c| s.is_digit(*c));
        let exponent = self.exponent.as_deref();
        let rules = [
            (count(s.decimal) > 1, "D3081"),
            (percent > 1, "D3082"),
            (per_mille > 1, "D3083"),
            (percent > 0 && per_mille > 0, "D3084"),
            (!mantissa, "D3085"),
            (self.active.iter().any(|c| !s.is_active(*c)), "D3086"),
            (decimal.is_some_and(beside), "D3087"),
            (decimal.is_none() && self.integer.last() == Some(&s.grouping), "D3088"),
            (self.whole.windows(2).any(|pair| pair == [s.grouping, s.grouping]), "D3089"),
            (optional_first.is_some_and(|at| mandatory(&self.integer[..at])), "D3090"),
            (optional_last.is_some_and(|at| mandatory(&self.fraction[at..])), "D3091"),
            (exponent.is_some_and(|part| !part.is_empty()) && percent + per_mille > 0, "D3092"),
            (
                exponent.is_some_and(|part| part.is_empty() || part.iter().any(|c| !s.is_mandatory(*c))),
                "D3093",
            ),
        ];
        match rules.iter().rev().find(|(broken, _)| *broken) {
            Some((_, code)) => Err(Fault::new(code)),
            None => Ok(()),
        }
    }
}

/// What a half of a picture demands.
struct Layout {
    parts: Parts,
    /// How many digits are right of each grouping separator of the integer part.
    grouping: Vec<usize>,
    /// The distance of separators that repeat.
    regular: Option<usize>,
    /// How many digits are left of each grouping separator of the fraction.
    fraction_grouping: Vec<usize>,
    least_integer: usize,
    scaling: i32,
    least_fraction: usize,
    most_fraction: usize,
    least_exponent: usize,
}

impl Layout {
    fn new(parts: Parts, s: &Symbols) -> Self {
        let digits = |part: &[char]| part.iter().filter(|c| s.is_digit(**c)).count();
        let mandatory = |part: &[char]| part.iter().filter(|c| s.is_mandatory(**c)).count();
        let separators = |part: &[char]| -> Vec<usize> {
            part.iter().enumerate().filter(|(_, c)| **c == s.grouping).map(|(at, _)| at).collect()
        };
        let grouping: Vec<usize> =
            separators(&parts.integer).into_iter().map(|at| digits(&parts.integer[at..])).collect();
        // Of the fraction's own separators the reference sees the first; the rest it looks for in the
        // integer part, behind the same place.
        let first = separators(&parts.fraction).into_iter().take(1);
        let others = |first: usize| separators(&parts.integer).into_iter().filter(move |at| *at > first);
        let fraction_grouping = first
            .flat_map(|first| std::iter::once(first).chain(others(first)))
            .map(|at| digits(&parts.fraction[..at.min(parts.fraction.len())]))
            .collect();
        let mut least_integer = mandatory(&parts.integer);
        let scaling = i32::try_from(least_integer).unwrap_or(i32::MAX);
        let (mut least_fraction, mut most_fraction) = (mandatory(&parts.fraction), digits(&parts.fraction));
        if least_integer == 0 && most_fraction == 0 {
            if parts.exponent.is_some() {
                (least_fraction, most_fraction) = (1, 1);
            } else {
                least_integer = 1;
            }
        }
        if parts.exponent.is_some() && least_integer == 0 && parts.integer.contains(&s.digit) {
            least_integer = 1;
        }
        if least_integer == 0 && least_fraction == 0 {
            least_fraction = 1;
        }
        let least_exponent = parts.exponent.as_deref().map_or(0, mandatory);
        let regular = super::integer::regular(&grouping);
        Self {
            parts,
            grouping,
            regular,
            fraction_grouping,
            least_integer,
            scaling,
            least_fraction,
            most_fraction,
            least_exponent,
        }
    }

    /// The number with its decimal point where the picture wants it, and the power of ten left over.
    fn scaled(&self, f: f64) -> (f64, Option<i32>) {
        if self.least_exponent == 0 {
            return (f, None);
        }
        let (mut mantissa, mut exponent) = (f, 0);
        let (most, least) = (10_f64.powi(self.scaling), 10_f64.powi(self.scaling - 1));
        if mantissa != 0.0 && mantissa.is_finite() {
            while mantissa.abs() < least {
                mantissa *= 10.0;
                exponent -= 1;
            }
            while mantissa.abs() > most {
                mantissa /= 10.0;
                exponent += 1;
            }
        }
        (mantissa, Some(exponent))
    }

    fn write(&self, f: f64, s: &Symbols) -> String {
        let (mantissa, exponent) = self.scaled(f);
        let places = self.most_fraction.min(MOST_DIGITS);
        let rounded = round(mantissa, i32::try_from(places).unwrap_or(i32::MAX)).abs();
        // Numbers of more than 21 digits are written as JavaScript writes them, with an exponent.
        let text = if rounded < 1e21 { format!("{rounded:.places$}") } else { to_js(rounded) };
        let (integer, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let integer = integer.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let mut digits = "0".repeat(self.least_integer.saturating_sub(integer.len())) + integer;
        let point = digits.len();
        digits.push('.');
        digits.push_str(fraction);
        digits.push_str(&"0".repeat(self.least_fraction.saturating_sub(fraction.len())));
        let mut out = self.grouped(&digits, point, s);
        if let Some(exponent) = exponent {
            out.push(s.exponent);
            if exponent < 0 {
                out.push_str(&s.minus);
            }
            let width = self.least_exponent;
            out.extend(format!("{:0width$}", exponent.unsigned_abs()).chars().map(|c| s.localized(c)));
        }
        out
    }

    /// The digits with their separators, which the reference inserts one after the other, counting from
    /// the end where there are too few digits.
    fn grouped(&self, digits: &str, mut point: usize, s: &Symbols) -> String {
        let decimal = |c: char| if c == '.' { s.decimal } else { s.localized(c) };
        let mut out: Vec<char> = digits.chars().map(decimal).collect();
        match self.regular {
            Some(distance) => {
                for group in 1..=point.saturating_sub(1) / distance {
                    out.insert(point - group * distance, s.grouping);
                }
            }
            None => {
                for right in &self.grouping {
                    let at =
                        if *right <= point { point - right } else { out.len().saturating_sub(right - point) };
                    out.insert(at, s.grouping);
                    point += 1;
                }
            }
        }
        let point = out.iter().position(|c| *c == s.decimal).unwrap_or(out.len());
        for left in &self.fraction_grouping {
            let at = (left + point + 1).min(out.len());
            out.insert(at, s.grouping);
        }
        let point = out.iter().position(|c| *c == s.decimal);
        if !self.parts.whole.contains(&s.decimal) || point == Some(out.len() - 1) {
            out.pop();
        }
        out.into_iter().collect()
    }
}

pub(super) fn format(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(f) = double(args, 0)? else {
        return Ok(Item::Undefined);
    };
    let picture = picture(cx, args)?;
    let symbols = Symbols::new(Some(arg(args, 2)));
    let halves: Vec<&str> = picture.split(symbols.pattern).collect();
    if halves.len() > 2 {
        return Err(Fault::new("D3080"));
    }
    let mut layouts = Vec::new();
    for half in halves {
        layouts.push(Parts::new(half, &symbols));
    }
    layouts.iter().try_for_each(|parts| parts.check(&symbols))?;
    let mut layouts: Vec<Layout> = layouts.into_iter().map(|parts| Layout::new(parts, &symbols)).collect();
    let own_negative = layouts.len() == 2;
    let layout = if f < 0.0 && own_negative { layouts.remove(1) } else { layouts.remove(0) };
    let scale = if layout.parts.whole.contains(&symbols.percent) {
        100.0
    } else if layout.parts.whole.contains(&symbols.per_mille) {
        1000.0
    } else {
        1.0
    };
    let mut out = String::new();
    if f < 0.0 && !own_negative {
        out.push_str(&symbols.minus);
    }
    out.extend(&layout.parts.prefix);
    out.push_str(&layout.write(f * scale, &symbols));
    out.extend(&layout.parts.suffix);
    cx.run.text(out)
}
