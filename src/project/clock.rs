//! How flags and settings write the clock of a run: how fast it is, and when the run starts.

use std::fmt;

use crate::base::time::Time;

/// How fast the clock of a run is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ClockSpeed {
    /// Waiting takes no time.
    Virtual,
    /// This many times as fast as real time; 1 is real time.
    Scaled(f64),
}

impl fmt::Display for ClockSpeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Virtual => f.write_str("virtual"),
            Self::Scaled(1.0) => f.write_str("real"),
            Self::Scaled(factor) => write!(f, "x{factor}"),
        }
    }
}

/// Reads `virtual`, `real` or `x60`, as `--clock` and `[run] clock` have it.
pub fn clock_speed(text: &str) -> Result<ClockSpeed, String> {
    match text {
        "virtual" => Ok(ClockSpeed::Virtual),
        "real" => Ok(ClockSpeed::Scaled(1.0)),
        _ => text
            .strip_prefix('x')
            .and_then(|factor| factor.parse::<f64>().ok())
            .filter(|factor| factor.is_finite() && *factor > 0.0)
            .map(ClockSpeed::Scaled)
            .ok_or_else(|| "write virtual, real, or x and a number such as x60".to_owned()),
    }
}

/// Reads what waits are multiplied by, as `WAIT_TIME_SCALE` of Step Functions Local has it: with 0 they take no time, with
/// 0.5 half of it.
pub fn time_scale(text: &str) -> Result<ClockSpeed, String> {
    match text.trim().parse::<f64>() {
        Ok(0.0) => Ok(ClockSpeed::Virtual),
        Ok(scale) if scale > 0.0 && (1.0 / scale).is_normal() => Ok(ClockSpeed::Scaled(1.0 / scale)),
        Ok(_) | Err(_) => Err("write what waits are multiplied by: 1, 0.5, or 0 for none".to_owned()),
    }
}

/// Reads a timestamp, as `--start` and `[run] start` have it.
pub fn start_time(text: &str) -> Result<Time, String> {
    Time::parse(text).ok_or_else(|| "write it like 2026-01-31T12:00:00Z".to_owned())
}
