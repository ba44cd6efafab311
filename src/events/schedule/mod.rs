//! Schedules of rules (`AWS::Events::Rule`) and of EventBridge Scheduler (`AWS::Scheduler::Schedule`): when they are due
//! next. Time zones are those built into the program, so that every machine says the same.
//!
//! AWS fires at any second of a minute, and within the flexible window at any moment of it; here it is second 0 and the
//! window's start.

mod cron;
mod days;
mod field;

use cron::Cron;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::base::time::Time;

/// Whose expression it is: the two services read them differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// `ScheduleExpression` of a rule: no `at`, singular and plural as in English.
    Rule,
    /// EventBridge Scheduler.
    Scheduler,
}

impl Dialect {
    /// AWS's message about an expression that it refuses.
    #[must_use]
    pub fn refusal(self, expression: &str) -> String {
        match self {
            Self::Rule => "Parameter ScheduleExpression is not valid.".to_owned(),
            Self::Scheduler => format!("Invalid Schedule Expression {expression}."),
        }
    }
}

/// An expression that AWS takes.
#[derive(Clone, Debug)]
pub enum Expression {
    /// Every so many milliseconds. A day is 24 hours.
    Rate(i64),
    /// At the minutes that the fields name.
    Cron(Cron),
    /// Once, at this time in the schedule's time zone.
    At(DateTime),
}

impl Expression {
    /// Reads `rate(…)`, `cron(…)` or `at(…)`; none for what AWS refuses.
    #[must_use]
    pub fn read(text: &str, dialect: Dialect) -> Option<Self> {
        let inside = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
        if let Some(rate) = inside("rate") {
            return rate_of(rate, dialect).map(Self::Rate);
        }
        if let Some(cron) = inside("cron") {
            return Cron::read(cron, dialect).map(Self::Cron);
        }
        let at = inside("at").filter(|_| dialect == Dialect::Scheduler)?;
        // `yyyy-mm-ddThh:mm:ss` and nothing else, though jiff reads more.
        let has_shape = at.len() == 19 && at.as_bytes()[10] == b'T';
        has_shape.then(|| at.parse().ok()).flatten().map(Self::At)
    }
}

/// The milliseconds of `5 minutes`.
fn rate_of(text: &str, dialect: Dialect) -> Option<i64> {
    let (value, unit) = text.split_once(' ')?;
    let digits =
        Some(value).filter(|value| !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()))?;
    let value: u32 = digits.parse().ok().filter(|value| *value > 0)?;
    let (one, millis) = [("minute", 60_000), ("hour", 3_600_000), ("day", 86_400_000_i64)]
        .into_iter()
        .find(|(one, _)| unit.strip_suffix('s').unwrap_or(unit) == *one)?;
    let is_grammatical = (unit == one) == (value == 1);
    (is_grammatical || dialect == Dialect::Scheduler).then_some(i64::from(value) * millis)
}

/// The time zone of this name (IANA), of at most 50 characters.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    if name.len() > 50 {
        return None;
    }
    TimeZoneDatabase::bundled().get(name).ok()
}

/// When something is due.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Its expression.
    pub expression: Expression,
    /// Whose it is.
    pub dialect: Dialect,
    /// Its time zone, for `cron` and `at`.
    pub zone: TimeZone,
    /// Not before this moment; `at` does not ask.
    pub start: Option<Time>,
    /// Not after this moment; `at` does not ask.
    pub end: Option<Time>,
    /// When it was made: rates count from then, if they have no start.
    pub created: Time,
}

impl Schedule {
    /// The first moment behind `after` at which it is due; none if there is none any more.
    #[must_use]
    pub fn next(&self, after: Time) -> Option<Time> {
        let (found, is_bound) = match &self.expression {
            Expression::Rate(period) => (self.next_of_rate(*period, after), true),
            Expression::Cron(cron) => {
                let from = self.start.map_or(after, |start| after.max(start.after(-1)));
                (cron.next(from, &self.zone), true)
            }
            Expression::At(moment) => {
                let at = self.zone.to_timestamp(*moment).ok()?;
                (Some(Time::from_millis(at.as_millisecond())).filter(|at| *at > after), false)
            }
        };
        found.filter(|found| !is_bound || self.end.is_none_or(|end| *found <= end))
    }

    /// A rule is due a period after it was made; a schedule of Scheduler at once, or at its start.
    fn next_of_rate(&self, period: i64, after: Time) -> Option<Time> {
        let first = match (self.dialect, self.start) {
            (Dialect::Rule, _) => self.created.after(period),
            (Dialect::Scheduler, start) => start.unwrap_or(self.created),
        };
        if after < first {
            return Some(first);
        }
        let passed = after.since(first).checked_div(period)?;
        Some(first.after(passed.checked_add(1)?.checked_mul(period)?))
    }
}
