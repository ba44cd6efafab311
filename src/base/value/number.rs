//! Numbers: integers that fit 64 bits are exact, everything else is a finite double.

use std::cmp::Ordering;

/// A finite JSON number.
#[derive(Clone, Copy, Debug)]
pub struct Number(Repr);

#[derive(Clone, Copy, Debug)]
enum Repr {
    Int(i64),
    /// Only above `i64::MAX`.
    UInt(u64),
    Float(f64),
}

impl Number {
    /// The double as a number; `None` for `NaN` and infinities. Keeps `0.0` a double.
    #[must_use]
    pub fn from_f64(f: f64) -> Option<Self> {
        f.is_finite().then_some(Self(Repr::Float(f)))
    }

    /// Like [`Self::from_f64`], but a double without a fraction that fits exactly becomes an integer,
    /// so that it prints as `3` instead of `3.0`.
    #[must_use]
    pub fn from_f64_integral(f: f64) -> Option<Self> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if f.fract() == 0.0 && f.abs() <= EXACT { Some((f as i64).into()) } else { Self::from_f64(f) }
    }

    /// Whether it is stored as an integer (`1.0` is not).
    #[must_use]
    pub const fn is_integer(self) -> bool {
        matches!(self.0, Repr::Int(_) | Repr::UInt(_))
    }

    /// The value as a double; integers beyond 2^53 are rounded.
    #[must_use]
    pub const fn as_f64(self) -> f64 {
        match self.0 {
            Repr::Int(i) => i as f64,
            Repr::UInt(u) => u as f64,
            Repr::Float(f) => f,
        }
    }

    /// The value as `i64` if it is a whole number in range.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        match self.0 {
            Repr::Int(i) => Some(i),
            Repr::UInt(_) => None,
            Repr::Float(f) if f.fract() == 0.0 && (-9.2e18..9.2e18).contains(&f) => Some(f as i64),
            Repr::Float(_) => None,
        }
    }

    /// The value as `u64` if it is a whole number in range.
    #[must_use]
    pub fn as_u64(self) -> Option<u64> {
        match self.0 {
            Repr::UInt(u) => Some(u),
            Repr::Int(_) | Repr::Float(_) => self.as_i64().and_then(|i| u64::try_from(i).ok()),
        }
    }

    /// Appends the JSON text.
    pub(super) fn write(self, out: &mut String) {
        use std::fmt::Write as _;
        let written = match self.0 {
            Repr::Int(i) => write!(out, "{i}"),
            Repr::UInt(u) => write!(out, "{u}"),
            Repr::Float(f) => match serde_json::Number::from_f64(f) {
                Some(n) => write!(out, "{n}"),
                None => unreachable!("a Number is finite"),
            },
        };
        debug_assert!(written.is_ok(), "writing to a String cannot fail");
    }

    pub(super) fn json_size(self) -> usize {
        match self.0 {
            Repr::Int(i) => digits(i.unsigned_abs()) + usize::from(i < 0),
            Repr::UInt(u) => digits(u),
            Repr::Float(_) => self.to_string().len(),
        }
    }

    pub(super) fn serialize<S: serde::Serializer>(self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Repr::Int(i) => to.serialize_i64(i),
            Repr::UInt(u) => to.serialize_u64(u),
            Repr::Float(f) => to.serialize_f64(f),
        }
    }
}

fn digits(n: u64) -> usize {
    n.checked_ilog10().map_or(1, |d| d as usize + 1)
}

impl From<i64> for Number {
    fn from(i: i64) -> Self {
        Self(Repr::Int(i))
    }
}

impl From<u64> for Number {
    fn from(u: u64) -> Self {
        i64::try_from(u).map_or(Self(Repr::UInt(u)), Self::from)
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(match (self.0, other.0) {
            (Repr::Int(a), Repr::Int(b)) => a.cmp(&b),
            (Repr::UInt(a), Repr::UInt(b)) => a.cmp(&b),
            (Repr::Int(_), Repr::UInt(_)) => Ordering::Less,
            (Repr::UInt(_), Repr::Int(_)) => Ordering::Greater,
            (Repr::Float(_), _) | (_, Repr::Float(_)) => return self.as_f64().partial_cmp(&other.as_f64()),
        })
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        self.write(&mut text);
        f.write_str(&text)
    }
}
