//! `Time`: a moment of the (virtual) clock in whole milliseconds, and RFC 3339 timestamps.

use jiff::Timestamp;
use jiff::civil::{DateTime, date};
use jiff::tz::Offset;

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

    /// How many milliseconds it is later than `earlier`; stops at the most there can be, as files may name any moment.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
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
        let mut text = self.iso_millis();
        if self.0.rem_euclid(1000) == 0 && text.ends_with(".000Z") {
            text.truncate(text.len() - ".000Z".len());
            text.push('Z');
        }
        text
    }

    /// As headers of HTTP have it: `Wed, 02 Jan 2030 03:04:05 GMT`.
    #[must_use]
    pub fn http(self) -> String {
        Timestamp::from_millisecond(self.0)
            .map_or_else(|_| self.0.to_string(), |t| t.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
    }

    /// As logs of web servers have it: `02/Jan/2030:03:04:05 +0000`.
    #[must_use]
    pub fn clf(self) -> String {
        Timestamp::from_millisecond(self.0)
            .map_or_else(|_| self.0.to_string(), |t| t.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string())
    }

    /// ISO 8601 in UTC with `Z` and always three digits of fraction.
    #[must_use]
    pub fn iso_millis(self) -> String {
        let Ok(stamp) = Timestamp::from_millisecond(self.0) else { return self.0.to_string() };
        let at = Offset::UTC.to_datetime(stamp);
        if !(0..=9999).contains(&at.year()) {
            return format!("{stamp:.3}");
        }
        // Reports write many of them: digits in their places cost a tenth of a format string.
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let mut put = |at: usize, digits: usize, number: u64| {
            let mut rest = number;
            for place in (at..at + digits).rev() {
                text[place] = b'0' + (rest % 10) as u8;
                rest /= 10;
            }
        };
        let part = |number: i8| u64::from(number.unsigned_abs());
        put(0, 4, u64::from(at.year().unsigned_abs()));
        put(5, 2, part(at.month()));
        put(8, 2, part(at.day()));
        put(11, 2, part(at.hour()));
        put(14, 2, part(at.minute()));
        put(17, 2, part(at.second()));
        put(20, 3, u64::from(at.millisecond().unsigned_abs()));
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Which day it is, counted from 1970-01-01 in UTC.
    #[must_use]
    pub const fn day(self) -> i64 {
        self.0.div_euclid(86_400_000)
    }
}

/// The instant an RFC 3339 timestamp names, in nanoseconds since the epoch; `None` if it is none. Takes
/// every day of the years 0000 to 9999, of which a `jiff::Timestamp` lacks the last two.
#[must_use]
pub fn parse_nanos(text: &str) -> Option<i128> {
    const DIGIT: u8 = b'0';
    let shaped = |part: &[u8], shape: &[u8]| {
        part.len() == shape.len()
            && part.iter().zip(shape).all(|(b, s)| if *s == DIGIT { b.is_ascii_digit() } else { b == s })
    };
    let bytes = text.as_bytes();
    let (moment, rest) = bytes.split_at_checked(19)?;
    let fraction = match rest {
        [b'.', digits @ ..] => 1 + digits.iter().take_while(|b| b.is_ascii_digit()).count(),
        _ => 0,
    };
    let (_, offset) = rest.split_at(fraction);
    let seconds_east = match offset {
        [b'Z'] => 0,
        [sign @ (b'+' | b'-'), hours @ ..] if shaped(hours, b"00:00") => {
            let number = |tens: u8, ones: u8| i64::from(tens - DIGIT) * 10 + i64::from(ones - DIGIT);
            let (hour, minute) = (number(hours[0], hours[1]), number(hours[3], hours[4]));
            let ahead = hour * 3600 + minute * 60;
            (hour < 24 && minute < 60).then_some(if *sign == b'+' { ahead } else { -ahead })?
        }
        _ => return None,
    };
    if !shaped(moment, b"0000-00-00T00:00:00") {
        return None;
    }
    let moment: DateTime = text.get(..19 + fraction)?.parse().ok()?;
    let since_epoch = moment.duration_since(date(1970, 1, 1).at(0, 0, 0, 0));
    Some(since_epoch.as_nanos() - i128::from(seconds_east) * 1_000_000_000)
}
