//! Clocks: virtual time jumps, real time passes, scaled time passes faster. The only place that reads the
//! machine's clock; real waiting is done by the [`super::inbox`].

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::base::time::Time;

/// The longest that is waited at once, in seconds; a longer wait is made of several.
const LONGEST_WAIT_SECONDS: f64 = 3600.0;

/// What time it is for an execution, and how to get later.
pub trait Clock {
    /// The moment it is. It never goes back.
    fn now(&self) -> Time;

    /// How much real time to wait at most until it may be `time`; zero if it is, or if this clock can
    /// [`jump`](Self::jump) there.
    fn wait_for(&self, time: Time) -> Duration;

    /// Goes to `time` at once, if this clock can jump now.
    fn jump(&mut self, time: Time);

    /// Goes to `time` if it is not as late yet: something happened then on the clock of somebody else.
    fn catch_up(&mut self, time: Time) {
        let _ = time;
    }

    /// Makes it `time` again, which is past: the run was taken back to it.
    fn go_back(&mut self, time: Time);

    /// Says whether calls are out whose answers take real time, and since which moment: the clock then passes as
    /// real time does and does not jump. `None` says that none are out any more.
    fn follow_wall(&mut self, since: Option<Instant>);
}

/// A clock that jumps: waiting takes no time. While calls are out, it passes as real time does.
#[derive(Debug)]
pub struct Virtual {
    /// The moment it was when it jumped last, or began to pass.
    now: Time,
    /// The real moment since which it passes, if it does.
    since: Option<Instant>,
}

impl Virtual {
    /// A clock on which it is `start`.
    #[must_use]
    pub const fn new(start: Time) -> Self {
        Self { now: start, since: None }
    }
}

impl Clock for Virtual {
    fn now(&self) -> Time {
        self.since.map_or(self.now, |since| {
            let passed = real_now().saturating_duration_since(since).as_millis();
            self.now.after(i64::try_from(passed).unwrap_or(i64::MAX))
        })
    }

    fn wait_for(&self, time: Time) -> Duration {
        if self.since.is_none() { Duration::ZERO } else { real_time(self.now(), time, 1.0) }
    }

    fn jump(&mut self, time: Time) {
        if self.since.is_none() {
            self.now = self.now.max(time);
        }
    }

    fn catch_up(&mut self, time: Time) {
        self.now = self.now().max(time);
        self.since = self.since.map(|_| real_now());
    }

    fn go_back(&mut self, time: Time) {
        self.now = time;
        self.since = self.since.map(|_| real_now());
    }

    fn follow_wall(&mut self, since: Option<Instant>) {
        if since.is_some() != self.since.is_some() {
            self.now = self.now();
            self.since = since;
        }
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

    fn wait_for(&self, time: Time) -> Duration {
        real_time(self.now(), time, self.factor)
    }

    /// It cannot jump.
    fn jump(&mut self, _time: Time) {}

    fn go_back(&mut self, time: Time) {
        (self.start, self.since) = (time, real_now());
    }

    /// It passes anyway.
    fn follow_wall(&mut self, _since: Option<Instant>) {}
}

/// The real time from `now` to `time` on a clock that passes `factor` times as fast: none if it is past,
/// an hour at most, rounded up so that no loop spins on the last fraction of a millisecond.
fn real_time(now: Time, time: Time, factor: f64) -> Duration {
    if now >= time {
        return Duration::ZERO;
    }
    let left_ms = time.millis().saturating_sub(now.millis()) as f64 / factor;
    Duration::from_secs_f64((left_ms / 1000.0 + 0.0005).clamp(0.0, LONGEST_WAIT_SECONDS))
}

/// The machine's monotonic clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the door through which real time comes")]
pub fn real_now() -> Instant {
    Instant::now()
}

/// The time of the day where the machine is, as `14:07:33`; UTC if that is not known.
#[must_use]
pub fn time_of_day() -> String {
    let now = jiff::Timestamp::from_millisecond(today().millis()).unwrap_or_default();
    now.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%H:%M:%S").to_string()
}

/// The date and time on the machine's clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the door through which real time comes")]
pub fn today() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
