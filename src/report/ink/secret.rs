//! Hiding, in text, the values that a reader must not see.

use std::borrow::Cow;

use crate::base::secret::is_secret;

use crate::report::ink::amount::size;
use crate::report::ink::marks::Marks;

/// `text` with the strings hidden that stand behind such keys, however often the JSON in it is quoted.
#[must_use]
pub fn veil<'t>(text: &'t str, marks: &Marks) -> Cow<'t, str> {
    let mut out = String::new();
    let mut done = 0;
    let mut from = 0;
    // A key ends in its quote, with as many backslashes as its value's quotes have.
    while let Some(at) = text[from..].find("\":").map(|at| from + at) {
        from = at + 2;
        let before = text[..at].trim_end_matches('\\');
        let quote = &text[before.len()..=at];
        let start = before.rfind(['"', '\\', '{', ',', ' ']).map_or(0, |start| start + 1);
        let value = text[from..].trim_start();
        let begin = text.len() - value.len() + quote.len();
        if !is_secret(&before[start..]) || !value.starts_with(quote) {
            continue;
        }
        let end = begin + closing(&text[begin..], quote);
        let (open, close) = marks.hidden;
        out.push_str(&text[done..begin]);
        out.push_str(&format!("{open}hidden {}{close}", size(end - begin)));
        done = end;
        from = end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Where the next `quote` stands that is not quoted once more; the end if there is none.
fn closing(text: &str, quote: &str) -> usize {
    let found = text.match_indices(quote).find(|(at, _)| !text[..*at].ends_with('\\'));
    found.map_or(text.len(), |(at, _)| at)
}
