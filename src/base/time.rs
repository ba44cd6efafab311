//! `Time`: a moment of the (virtual) clock in whole milliseconds, and RFC 3339 timestamps.

use jiff::Timestamp;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. AWS records times to the millisecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// The moment `ms` milliseconds after the epoch.
    #[must_use]
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment `ms` milliseconds later; stops at the end of time instead of wrapping.
    #[must_use]
    pub const fn after(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Reads an RFC 3339 timestamp as AWS accepts it: upper-case `T`, then `Z` or a numeric offset.
    /// A fraction finer than a millisecond is rounded up, so that a wait never ends too early.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let nanos = parse_nanos(text)?;
        i64::try_from(nanos.div_euclid(1_000_000) + i128::from(nanos.rem_euclid(1_000_000) > 0))
            .ok()
            .map(Self)
    }

    /// ISO 8601 in UTC with `Z`: no fraction for whole seconds, else three digits.
    #[must_use]
    pub fn iso(self) -> String {
        Timestamp::from_millisecond(self.0).map_or_else(
            |_| self.0.to_string(),
            |t| match self.0.rem_euclid(1000) {
                0 => format!("{t:.0}"),
                _ => format!("{t:.3}"),
            },
        )
    }

    /// ISO 8601 in UTC with `Z` and always three digits of fraction.
    #[must_use]
    pub fn iso_millis(self) -> String {
        Timestamp::from_millisecond(self.0).map_or_else(|_| self.0.to_string(), |t| format!("{t:.3}"))
    }
}

/// The instant an RFC 3339 timestamp names, in nanoseconds since the epoch; `None` if it is none.
#[must_use]
pub fn parse_nanos(text: &str) -> Option<i128> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() >= 20
        && bytes[10] == b'T'
        && bytes.iter().enumerate().all(|(at, b)| match at {
            4 | 7 => *b == b'-',
            10 => true,
            13 | 16 => *b == b':',
            0..=18 => b.is_ascii_digit(),
            _ => matches!(b, b'0'..=b'9' | b'.' | b':' | b'+' | b'-' | b'Z'),
        });
    if !shaped {
        return None;
    }
    text.parse::<Timestamp>().ok().map(Timestamp::as_nanosecond)
}
