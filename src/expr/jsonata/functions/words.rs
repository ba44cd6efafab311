//! Numbers in English words and in Roman numerals, both ways.

/// The numbers from 0 to 19.
const BELOW_TWENTY: &[&str] = &[
    "Zero",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
];
const ORDINALS: &[&str] = &[
    "Zeroth",
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
    "Thirteenth",
    "Fourteenth",
    "Fifteenth",
    "Sixteenth",
    "Seventeenth",
    "Eighteenth",
    "Nineteenth",
];
const DECADES: &[&str] = &["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"];
const MAGNITUDES: [(&str, f64); 4] =
    [("Trillion", 1e12), ("Billion", 1e9), ("Million", 1e6), ("Thousand", 1e3)];

/// What the next words follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Nothing,
    Words,
}

/// A whole number of at least 0 in words, each with a capital.
pub(super) fn spell(n: f64, ordinal: bool) -> String {
    words(n, After::Nothing, ordinal)
}

fn words(n: f64, after: After, ordinal: bool) -> String {
    let follows = after == After::Words;
    if n < 20.0 {
        let names = if ordinal { ORDINALS } else { BELOW_TWENTY };
        return format!("{}{}", if follows { " and " } else { "" }, names[n as usize]);
    }
    if n < 100.0 {
        let decade = DECADES[(n / 10.0) as usize - 2];
        let rest = n % 10.0;
        let start = if follows { " and " } else { "" };
        return match (rest > 0.0, ordinal) {
            (true, _) => format!("{start}{decade}-{}", words(rest, After::Nothing, ordinal)),
            (false, true) => format!("{start}{}ieth", &decade[..decade.len() - 1]),
            (false, false) => format!("{start}{decade}"),
        };
    }
    let (count, unit, rest) = if n < 1000.0 {
        (BELOW_TWENTY[(n / 100.0) as usize].to_owned(), "Hundred", n % 100.0)
    } else {
        let (unit, size) = MAGNITUDES.into_iter().find(|(_, size)| n >= *size).unwrap_or(MAGNITUDES[3]);
        let many = (n / size).floor();
        (words(many, After::Nothing, false), unit, n - many * size)
    };
    let start = if follows { ", " } else { "" };
    let end = match (rest > 0.0, ordinal) {
        (true, _) => words(rest, After::Words, ordinal),
        (false, true) => "th".to_owned(),
        (false, false) => String::new(),
    };
    format!("{start}{count} {unit}{end}")
}

/// What a word is worth.
fn worth(word: &str) -> Option<f64> {
    let at = |names: &[&str]| names.iter().position(|name| name.eq_ignore_ascii_case(word));
    if let Some(n) = at(BELOW_TWENTY).or_else(|| at(ORDINALS)) {
        return Some(n as f64);
    }
    let base = word.strip_suffix("ieth").map_or_else(|| word.to_owned(), |stem| format!("{stem}y"));
    if let Some(n) = DECADES.iter().position(|name| name.eq_ignore_ascii_case(&base)) {
        return Some((n as f64 + 2.0) * 10.0);
    }
    let base = word.strip_suffix("th").unwrap_or(word);
    if base.eq_ignore_ascii_case("hundred") {
        return Some(100.0);
    }
    MAGNITUDES.iter().find(|(name, _)| name.eq_ignore_ascii_case(base)).map(|(_, size)| *size)
}

/// Whether a text is made of number words.
pub(super) fn is_spelled(text: &str) -> bool {
    !text.is_empty() && parts(text).all(|word| word.is_empty() || worth(word).is_some())
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '-', ',']).filter(|word| !word.eq_ignore_ascii_case("and"))
}

/// The number that some words name; `NaN` if they name none.
pub(super) fn read(text: &str) -> f64 {
    let text = text.to_lowercase().replace(", ", " ").replace(" and ", " ");
    let mut segments = vec![0.0];
    for word in text.split([' ', '\t', '\n', '\\', '-']) {
        let Some(value) = worth(word) else {
            return f64::NAN;
        };
        let top = segments.pop().unwrap_or(0.0);
        if value >= 100.0 {
            segments.push(top * value);
        } else if top >= 1000.0 {
            segments.extend([top, value]);
        } else {
            segments.push(top + value);
        }
    }
    segments.iter().sum()
}

const ROMAN: &[(u32, &str)] = &[
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
];

/// A number of at most a few million in Roman numerals, lower case.
pub(super) fn roman(mut n: u32) -> String {
    let mut out = String::new();
    for (value, letters) in ROMAN {
        while n >= *value {
            out.push_str(letters);
            n -= value;
        }
    }
    out
}

/// The number that lower-case Roman numerals denote; `NaN` if there is another letter.
pub(super) fn read_roman(text: &str) -> f64 {
    let mut total = 0.0;
    let mut most = 1.0;
    for c in text.chars().rev() {
        let letter = c.to_string();
        let value = ROMAN.iter().find(|(_, known)| *known == letter).map_or(f64::NAN, |(n, _)| f64::from(*n));
        if value < most {
            total -= value;
        } else {
            most = value;
            total += value;
        }
    }
    total
}
