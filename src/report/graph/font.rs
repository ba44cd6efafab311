//! How wide text is in a picture. What the reader's system has for fonts is not known: the widths are those of a wide
//! font (DejaVu Sans Bold), so that others fit, too.

use unicode_width::UnicodeWidthChar as _;

/// The size of names, in pixels.
pub(super) const NAME: f64 = 12.5;
/// The size of everything else, all of whose characters are of one width.
pub(super) const SMALL: f64 = 11.0;
/// The width of such a character, in parts of its size.
const MONO: f64 = 0.602;
/// The same of characters that are not ASCII, and of those that are twice as wide.
const OTHER: f64 = 1.1;
const DOUBLE: f64 = 1.3;

/// The widths of the characters from blank to tilde, in thousandths of the size.
const WIDTHS: [u16; 95] = [
    349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366, 696, 696, 696, 696, 696,
    696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 581, 1000, 774, 763, 734, 831, 684, 684, 821, 837, 373,
    373, 775, 638, 996, 837, 851, 733, 851, 771, 721, 683, 813, 774, 1104, 771, 725, 726, 458, 366, 458, 838,
    500, 500, 675, 716, 593, 716, 679, 436, 716, 712, 343, 343, 666, 343, 1042, 712, 688, 716, 716, 494, 596,
    479, 712, 652, 924, 646, 652, 583, 712, 366, 712, 838,
];

/// The width of a name, in pixels.
pub(super) fn name(text: &str) -> f64 {
    text.chars().map(|c| of_name(c) * NAME).sum()
}

/// The width of any other text, in pixels.
pub(super) fn small(text: &str) -> f64 {
    text.chars().map(|c| of_small(c) * SMALL).sum()
}

fn of_name(c: char) -> f64 {
    let at = u32::from(c).checked_sub(u32::from(' ')).and_then(|at| WIDTHS.get(at as usize));
    at.map_or_else(|| of_other(c), |width| f64::from(*width) / 1_000.0)
}

fn of_small(c: char) -> f64 {
    if c.is_ascii() { MONO } else { of_other(c) }
}

fn of_other(c: char) -> f64 {
    match c.width() {
        Some(0) => 0.0,
        Some(2) => DOUBLE,
        Some(_) | None => OTHER,
    }
}

/// The longest start of `text` that takes at most `room` pixels, with a sign where the rest is missing.
pub(super) fn cut(text: &str, room: f64, width: fn(&str) -> f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let rest = room - width(ELIDED);
    let mut kept = String::new();
    let mut used = 0.0;
    let mut bytes = [0; 4];
    for c in text.chars() {
        used += width(c.encode_utf8(&mut bytes));
        if used > rest {
            break;
        }
        kept.push(c);
    }
    let kept = kept.trim_end();
    if kept.is_empty() && room < width(ELIDED) { String::new() } else { format!("{kept}{ELIDED}") }
}

const ELIDED: &str = "…";
