//! How many columns text takes, and cutting it to fit.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The columns `text` takes.
#[must_use]
pub fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The longest start of `text` that takes at most `room` columns.
#[must_use]
pub fn head(text: &str, room: usize) -> &str {
    // Nearly all texts: no sign of them is looked at by itself.
    if text.len() <= room && text.is_ascii() {
        return text;
    }
    let mut used = 0;
    let mut kept = text;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > room {
            kept = &text[..at];
            break;
        }
    }
    // A variation selector can widen the character before it.
    while columns(kept) > room {
        let Some((at, _)) = kept.char_indices().next_back() else { break };
        kept = &kept[..at];
    }
    kept
}

/// The longest end of `text` that takes at most `room` columns.
#[must_use]
pub fn tail(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices().rev() {
        used += c.width().unwrap_or(0);
        if used > room {
            return &text[at + c.len_utf8()..];
        }
    }
    text
}

/// `text` in at most `room` columns, with `elided` at its end if something is missing.
#[must_use]
pub fn clip<'t>(text: &'t str, room: usize, elided: &str) -> Cow<'t, str> {
    let kept = head(text, room);
    if kept.len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mark = columns(elided);
    if room < mark {
        return Cow::Borrowed(kept);
    }
    let kept = head(text, room - mark).trim_end();
    Cow::Owned(format!("{}{elided}", kept.strip_suffix(elided).unwrap_or(kept)))
}

/// A path, an ARN or a URL in at most `room` columns: steps at its beginning give way, its last one never does.
#[must_use]
pub fn clip_path<'t>(path: &'t str, room: usize, elided: &str) -> Cow<'t, str> {
    if columns(path) <= room {
        return Cow::Borrowed(path);
    }
    let steps = path.char_indices().skip(1).filter(|(_, c)| matches!(c, '.' | '[' | '/' | ':'));
    let steps: Vec<usize> = steps.map(|(at, _)| at).collect();
    let fits = steps.iter().find(|at| columns(&path[**at..]) + columns(elided) <= room);
    match fits.or(steps.last()) {
        Some(at) => Cow::Owned(format!("{elided}{}", &path[*at..])),
        None => Cow::Borrowed(path),
    }
}

/// A last line of fewer columns takes [`TAIL`] columns from the one before.
const LONE: usize = 4;
const TAIL: usize = 12;

/// `text` in lines of at most `room` columns, the first one of at most `first`: broken at blanks, else behind a
/// sign that ends a word, and inside a word only where it is wider than a line.
#[must_use]
pub fn wrap(text: &str, first: usize, room: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    let mut most = first;
    while columns(rest) > most && most > 0 {
        // A last line of a few signs would look like a mistake.
        let left = columns(rest) - most;
        let full = head(rest, if left < LONE { most.saturating_sub(TAIL).max(1) } else { most });
        let end = break_in(rest, full, room);
        if end == 0 {
            break;
        }
        lines.push(rest[..end].trim_end());
        rest = rest[end..].trim_start();
        most = room;
    }
    lines.push(rest);
    lines
}

/// Where a line ends that has room for `full`, the start of `rest`.
fn break_in(rest: &str, full: &str, room: usize) -> usize {
    if rest[full.len()..].starts_with(' ') {
        return full.len();
    }
    let blank = full.rfind(' ').filter(|blank| !full[..*blank].trim().is_empty());
    let word = blank.map_or(rest, |blank| &rest[blank + 1..]);
    let word = word.split(' ').next().unwrap_or_default();
    match blank {
        Some(blank) if columns(word) <= room || blank * 2 > full.len() => return blank,
        Some(_) | None => {}
    }
    let sign = full.char_indices().rev().find(|(_, c)| !c.is_alphanumeric() && !c.is_whitespace());
    let behind = sign.map(|(at, c)| at + c.len_utf8()).filter(|behind| behind * 4 > full.len());
    behind.or(blank).unwrap_or(full.len())
}
