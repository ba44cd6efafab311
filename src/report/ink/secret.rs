//! Hiding, in text, the values that a reader must not see.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Write};
use std::ops::Range;
use std::rc::Rc;

use crate::base::secret::{MIN_SECRET_CHARS, Secrets, is_secret};

use crate::report::ink::amount::size;
use crate::report::ink::marks::Marks;

/// `text` with the strings hidden that follow such keys, however often the JSON in it is quoted.
#[must_use]
pub fn redact<'t>(text: &'t str, marks: &Marks) -> Cow<'t, str> {
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

/// Where the next `quote` is that is not quoted once more; the end if there is none.
fn closing(text: &str, quote: &str) -> usize {
    let found = text.match_indices(quote).find(|(at, _)| !text[..*at].ends_with('\\'));
    found.map_or(text.len(), |(at, _)| at)
}

/// `text` with known secrets hidden, those too that were cut short. What it costs does not grow with the
/// number of secrets.
#[must_use]
pub fn hide<'t>(text: &'t str, secrets: &Secrets, marks: &Marks) -> Cow<'t, str> {
    let mut out = String::new();
    let (mut done, mut at) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let Some((length, bytes)) = secret_at(&text[at..], secrets, marks) else {
            at += c.len_utf8();
            continue;
        };
        let (open, close) = marks.hidden;
        out.push_str(&text[done..at]);
        out.push_str(&format!("{open}hidden {}{close}", size(bytes)));
        at += length;
        done = at;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// A part of a source, from its byte `from` on, with the secrets at `spans` hidden. The `marks`, ranges of bytes of
/// `text`, move with what they point at; one inside a secret is about all of it.
#[must_use]
pub fn hide_spans<'t>(
    text: &'t str,
    from: usize,
    spans: &[Range<usize>],
    signs: &Marks,
    marks: &mut [&mut Range<usize>],
) -> Cow<'t, str> {
    let first = spans.partition_point(|span| span.end <= from);
    let inside = spans[first..].iter().take_while(|span| span.start < from + text.len()).peekable();
    let before: Vec<Range<usize>> = marks.iter().map(|mark| (**mark).clone()).collect();
    let (mut out, mut done) = (String::new(), 0);
    for span in inside {
        let start = span.start.saturating_sub(from).max(done);
        let end = (span.end - from).min(text.len());
        let (open, close) = signs.hidden;
        out.push_str(&text[done..start]);
        let shown_from = out.len();
        out.push_str(&format!("{open}hidden {}{close}", size(span.len())));
        for (mark, was) in marks.iter_mut().zip(&before) {
            let moved = |at: usize| (at + out.len()).saturating_sub(end);
            if was.start >= end {
                mark.start = moved(was.start);
            } else if was.start > start {
                mark.start = shown_from;
            }
            if was.end >= end {
                mark.end = moved(was.end);
            } else if was.end > start {
                mark.end = out.len();
            }
        }
        done = end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// How many bytes of the beginning of `text` show a secret, and how many bytes that has.
fn secret_at(text: &str, secrets: &Secrets, marks: &Marks) -> Option<(usize, usize)> {
    let start = text.char_indices().nth(MIN_SECRET_CHARS - 1).map(|(at, c)| &text[..at + c.len_utf8()])?;
    // Of two that begin alike the longer one comes first.
    let whole = secrets.beginning(start).rev().find(|secret| text.starts_with(secret));
    if let Some(secret) = whole {
        return Some((secret.len(), secret.len()));
    }
    secrets.beginning(start).rev().find_map(|secret| {
        let same = text.bytes().zip(secret.bytes()).take_while(|(one, other)| one == other).count();
        let rest = text.get(same..)?.strip_prefix(marks.elided)?;
        let mut ends = secret.char_indices().map(|(at, _)| &secret[at..]);
        let tail = ends.find(|end| rest.starts_with(end)).map_or(0, str::len);
        Some((text.len() - rest.len() + tail, secret.len()))
    })
}

/// A stream for people that shows no secret seen so far. Each piece is to be written whole.
#[derive(Debug)]
pub struct Hiding<W> {
    /// What it is written to.
    pub inner: W,
    /// What is hidden.
    pub secrets: Rc<RefCell<Secrets>>,
    /// With which marks.
    pub marks: &'static Marks,
}

impl<W: Write> Write for Hiding<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let secrets = self.secrets.borrow();
        match std::str::from_utf8(text).ok().filter(|_| !secrets.is_empty()) {
            Some(text) => self.inner.write_all(hide(text, &secrets, self.marks).as_bytes())?,
            None => self.inner.write_all(text)?,
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
