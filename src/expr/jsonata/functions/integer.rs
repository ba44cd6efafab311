//! `$formatInteger`, `$parseInteger`, and the integer pictures that date pictures use too.

use crate::expr::jsonata::error::{Fault, Limit, Res};
use crate::expr::jsonata::item::Item;
use crate::expr::jsonata::number::{from_f64, to_js};

use super::{Cx, Row, double, picture, text, words};

pub(super) const ROWS: &[Row] = &[
    Row::new("formatInteger", "<n-s:s>", 2, format, "A whole number written after a picture."),
    Row::new("parseInteger", "<s-s:n>", 2, parse, "A whole number read after a picture."),
];

/// The zeros of the decimal digit families a picture may use.
const ZEROS: &[u32] = &[
    0x30, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66,
    0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50,
    0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
];

/// Roman numerals and letters of larger numbers would only be long.
const MOST_ROMAN: f64 = 4_000_000.0;

/// Upper, lower or title case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Upper,
    Lower,
    Title,
}

impl Case {
    pub fn apply(self, text: String) -> String {
        match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Title => text,
        }
    }
}

/// How an integer is written.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub form: Form,
    pub ordinal: bool,
}

/// The kinds of notation.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Letters(Case),
    Roman(Case),
    Words(Case),
    Digits(Digits),
    /// Some other sequence, which is not supported.
    Sequence(String),
}

/// A decimal picture.
#[derive(Clone, Debug)]
pub(super) struct Digits {
    pub zero: u32,
    pub mandatory: usize,
    pub optional: usize,
    /// Separators and how many digits are right of them.
    pub separators: Vec<(usize, char)>,
    /// The distance of separators that repeat.
    pub regular: Option<usize>,
}

/// The distance at which separators repeat, if they do.
pub(super) fn regular(positions: &[usize]) -> Option<usize> {
    let gcd = |mut a: usize, mut b: usize| {
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    let factor = positions.iter().copied().reduce(gcd)?;
    (1..=positions.len()).all(|n| positions.contains(&(n * factor))).then_some(factor).filter(|n| *n > 0)
}

impl Picture {
    pub fn parse(picture: &str) -> Res<Self> {
        let (primary, modifier) = picture.rsplit_once(';').unwrap_or((picture, ""));
        let form = match primary {
            "A" => Form::Letters(Case::Upper),
            "a" => Form::Letters(Case::Lower),
            "I" => Form::Roman(Case::Upper),
            "i" => Form::Roman(Case::Lower),
            "W" => Form::Words(Case::Upper),
            "Ww" => Form::Words(Case::Title),
            "w" => Form::Words(Case::Lower),
            _ => Digits::parse(primary)?.map_or_else(|| Form::Sequence(primary.to_owned()), Form::Digits),
        };
        Ok(Self { form, ordinal: modifier.starts_with('o') })
    }

    /// The whole number `f` in this notation.
    pub fn write(&self, f: f64) -> Res<String> {
        let n = f.abs();
        let text = match &self.form {
            Form::Letters(case) => case.apply(letters(n)),
            Form::Roman(_) if n > MOST_ROMAN => return Err(Fault::limit(Limit::Memory)),
            Form::Roman(case) => case.apply(words::roman(n as u32)),
            Form::Words(case) => case.apply(words::spell(n, self.ordinal)),
            Form::Digits(digits) => digits.write(n, self.ordinal),
            Form::Sequence(token) => return Err(Fault::new("D3130").value(token.as_str())),
        };
        Ok(if f < 0.0 { format!("-{text}") } else { text })
    }

    /// The value of a text in this notation; `NaN` if it has none.
    pub fn read(&self, text: &str) -> Res<f64> {
        Ok(match &self.form {
            Form::Letters(case) => {
                let before = if *case == Case::Upper { 'A' } else { 'a' } as u32 as f64 - 1.0;
                text.encode_utf16().fold(0.0, |sum, unit| sum * 26.0 + f64::from(unit) - before)
            }
            // The upper-case picture reads upper-case letters alone, the lower-case one either.
            Form::Roman(Case::Upper) if text.contains(|c: char| c.is_ascii_lowercase()) => f64::NAN,
            Form::Roman(_) => words::read_roman(&text.to_lowercase()),
            Form::Words(_) => words::read(text),
            Form::Digits(digits) => digits.read(text, self.ordinal),
            Form::Sequence(token) => return Err(Fault::new("D3130").value(token.as_str())),
        })
    }
}

impl Digits {
    /// A decimal picture; `None` if there is no digit in it.
    fn parse(picture: &str) -> Res<Option<Self>> {
        let (mut zero, mut mandatory, mut optional) = (None, 0, 0);
        let mut separators = Vec::new();
        for c in picture.chars().rev() {
            let code = u32::from(c);
            match ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)) {
                Some(group) if zero.is_none_or(|known| known == *group) => {
                    zero = Some(*group);
                    mandatory += 1;
                }
                Some(_) => return Err(Fault::new("D3131")),
                None if c == '#' => optional += 1,
                None => separators.push((mandatory + optional, c)),
            }
        }
        let Some(zero) = zero else {
            return Ok(None);
        };
        let alike = separators.windows(2).all(|pair| pair[0].1 == pair[1].1);
        let positions: Vec<usize> = separators.iter().map(|(at, _)| *at).collect();
        let regular = if alike { regular(&positions) } else { None };
        Ok(Some(Self { zero, mandatory, optional, separators, regular }))
    }

    fn write(&self, n: f64, ordinal: bool) -> String {
        let plain = to_js(n);
        let digits = "0".repeat(self.mandatory.saturating_sub(plain.len())) + &plain;
        // Even what is no digit moves to the picture's family, as in the reference.
        let local = |c: char| char::from_u32(u32::from(c) + self.zero - u32::from('0')).unwrap_or(c);
        let mut out: Vec<char> = digits.chars().map(local).collect();
        match self.regular {
            Some(distance) => {
                for n in (1..=out.len().saturating_sub(1) / distance).rev() {
                    out.insert(out.len() - n * distance, self.separators[0].1);
                }
            }
            None => self.separators.iter().rev().for_each(|(right, c)| separate(&mut out, *right, *c)),
        }
        let suffix = if ordinal { ordinal_suffix(&out) } else { "" };
        out.into_iter().collect::<String>() + suffix
    }

    fn read(&self, text: &str, ordinal: bool) -> f64 {
        let cut = if ordinal { text.len().saturating_sub(2) } else { text.len() };
        let mut digits = String::new();
        for c in text.get(..cut).unwrap_or(text).chars() {
            let separator = if self.regular.is_some() { c == ',' } else { false };
            if separator || self.separators.iter().any(|(_, known)| *known == c) {
                continue;
            }
            match u32::from(c).checked_sub(self.zero).and_then(|digit| char::from_digit(digit, 10)) {
                Some(digit) => digits.push(digit),
                None if digits.is_empty() && matches!(c, '-' | '+') => digits.push(c),
                None => break,
            }
        }
        digits.parse().unwrap_or(f64::NAN)
    }
}

/// Puts a separator before the last `right` characters; if there are fewer, the reference loses some.
fn separate(out: &mut Vec<char>, right: usize, separator: char) {
    match out.len().checked_sub(right) {
        Some(at) => out.insert(at, separator),
        None => {
            let kept = (right - out.len()).min(out.len());
            out.drain(..out.len() - kept);
            out.insert(0, separator);
        }
    }
}

fn ordinal_suffix(digits: &[char]) -> &'static str {
    let mut last = digits.iter().rev();
    let (ones, tens) = (last.next(), last.next());
    match ones {
        _ if tens == Some(&'1') => "th",
        Some('1') => "st",
        Some('2') => "nd",
        Some('3') => "rd",
        _ => "th",
    }
}

/// Spreadsheet columns: A to Z, AA and so on.
fn letters(mut n: f64) -> String {
    let mut out = Vec::new();
    while n >= 1.0 {
        let letter = ((n - 1.0) % 26.0) as u8;
        out.push(char::from(b'A' + letter.min(25)));
        n = ((n - 1.0) / 26.0).floor();
    }
    out.into_iter().rev().collect()
}

fn format(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(f) = double(args, 0)? else {
        return Ok(Item::Undefined);
    };
    let picture = Picture::parse(picture(cx, args)?)?;
    cx.run.text(picture.write(f.floor())?)
}

fn parse(cx: &Cx<'_, '_>, args: &[Item]) -> Res<Item> {
    let Some(whole) = text(args, 0) else {
        return Ok(Item::Undefined);
    };
    let picture = Picture::parse(picture(cx, args)?)?;
    Ok(from_f64(picture.read(whole)?))
}
