//! How the command line and the settings write time: how it passes, and when a run starts.

use std::fmt;

use crate::base::time::Time;

/// How time passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// It jumps.
    Virtual,
    /// So many times as fast as real time.
    Passing(f64),
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Virtual => f.write_str("virtual"),
            Self::Passing(1.0) => f.write_str("real"),
            Self::Passing(factor) => write!(f, "x{factor}"),
        }
    }
}

/// What `--clock` takes.
pub fn pace(text: &str) -> Result<Pace, String> {
    match text {
        "virtual" => Ok(Pace::Virtual),
        "real" => Ok(Pace::Passing(1.0)),
        _ => text
            .strip_prefix('x')
            .and_then(|factor| factor.parse::<f64>().ok())
            .filter(|factor| factor.is_finite() && *factor > 0.0)
            .map(Pace::Passing)
            .ok_or_else(|| "write virtual, real, or x and a number such as x60".to_owned()),
    }
}

/// What `--start` takes.
pub fn moment(text: &str) -> Result<Time, String> {
    Time::parse(text).ok_or_else(|| "write it like 2026-01-31T12:00:00Z".to_owned())
}
