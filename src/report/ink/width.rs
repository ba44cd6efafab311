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
