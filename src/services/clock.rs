//! Clocks: virtual time jumps, real time passes, scaled time passes faster. The only place that reads or
//! waits for the machine's clock.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::base::time::Time;

/// What time it is for an execution, and how to get later.
pub trait Clock {
    /// The moment it is.
    fn now(&self) -> Time;
    /// Waits until `time`, or until real time has reached `give_up` if that is earlier.
    fn wait_until(&mut self, time: Time, give_up: Option<Instant>);
}

/// A clock that jumps: waiting takes no time.
#[derive(Debug)]
pub struct Virtual {
    now: Time,
}

impl Virtual {
    /// A clock that stands at `start`.
    #[must_use]
    pub const fn new(start: Time) -> Self {
        Self { now: start }
    }
}

impl Clock for Virtual {
    fn now(&self) -> Time {
        self.now
    }

    fn wait_until(&mut self, time: Time, _give_up: Option<Instant>) {
        self.now = self.now.max(time);
    }
}

/// A clock that passes `factor` times as fast as the machine's.
#[derive(Debug)]
pub struct Passing {
    start: Time,
    since: Instant,
    factor: f64,
}

impl Passing {
    /// A clock that starts at `start` now. `factor` is positive; 1 is real time.
    #[must_use]
    pub fn new(start: Time, factor: f64) -> Self {
        Self { start, since: real_now(), factor }
    }
}

impl Clock for Passing {
    fn now(&self) -> Time {
        let passed = self.since.elapsed().as_secs_f64() * 1000.0 * self.factor;
        self.start.after(passed as i64)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the door through which real waiting goes")]
    fn wait_until(&mut self, time: Time, give_up: Option<Instant>) {
        while self.now() < time {
            let left_ms = time.millis().saturating_sub(self.now().millis()) as f64 / self.factor;
            // Rounded up, so that the loop does not spin on the last fraction of a millisecond.
            let left = Duration::from_secs_f64((left_ms / 1000.0 + 0.0005).clamp(0.0, 3600.0));
            let allowed = give_up.map(|end| end.saturating_duration_since(real_now()));
            if allowed == Some(Duration::ZERO) {
                return;
            }
            std::thread::sleep(allowed.map_or(left, |allowed| left.min(allowed)));
        }
    }
}

/// The machine's monotonic clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the door through which real time comes")]
pub fn real_now() -> Instant {
    Instant::now()
}

/// The date and time on the machine's clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the door through which real time comes")]
pub fn today() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
