//! `cron(minutes hours day-of-month month day-of-week year)`: six fields, minutes first.

use jiff::civil::{Date, DateTime, date};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::Dialect;
use super::days::DayRule;
use super::field::{HOUR, MINUTE, MONTH, YEAR};
use crate::base::time::Time;

/// A cron expression that AWS takes.
#[derive(Clone, Debug)]
pub struct Cron {
    minutes: Vec<u16>,
    hours: Vec<u16>,
    days: DayRule,
    months: Vec<u16>,
    years: Vec<u16>,
}

impl Cron {
    /// Reads what stands between the brackets; none if AWS refuses it. One blank parts two fields.
    #[must_use]
    pub fn read(text: &str, dialect: Dialect) -> Option<Self> {
        let fields: Vec<&str> = text.split(' ').collect();
        let (fields, year) = match fields.as_slice() {
            [fields @ .., year] if fields.len() == 5 => (fields, *year),
            // Scheduler's guide calls the year optional.
            fields if fields.len() == 5 && dialect == Dialect::Scheduler => (fields, "*"),
            _ => return None,
        };
        if fields.iter().chain([&year]).any(|field| field.is_empty() || field.contains(char::is_whitespace)) {
            return None;
        }
        // Quartz takes lists apart with a reader that knows no empty items: `5,` is 5.
        let fields: Vec<String> = fields.iter().chain([&year]).map(|field| without_gaps(field)).collect();
        Some(Self {
            minutes: MINUTE.set(&fields[0])?,
            hours: HOUR.set(&fields[1])?,
            days: DayRule::read(&fields[2], &fields[4])?,
            months: MONTH.set(&fields[3])?,
            years: YEAR.set(&fields[5])?,
        })
    }

    /// The first moment behind `after` in `zone`. A time that the clocks leave out is left out; of one that they show
    /// twice, the first counts.
    #[must_use]
    pub fn next(&self, after: Time, zone: &TimeZone) -> Option<Time> {
        let now = jiff::Timestamp::from_millisecond(after.millis()).ok()?;
        let today = zone.to_datetime(now).date();
        let months = self.years.iter().flat_map(|year| self.months.iter().map(move |month| (*year, *month)));
        months
            .filter_map(|(year, month)| {
                date_of(year, month, 1).filter(|first| first.last_of_month() >= today)
            })
            .flat_map(days_of)
            .filter(|day| *day >= today && self.days.has(*day))
            .find_map(|day| self.times(day).filter_map(|time| moment(zone, time)).find(|time| *time > after))
    }

    /// The times of a day, in order.
    fn times(&self, day: Date) -> impl Iterator<Item = DateTime> {
        let at = move |hour: u16, minute: u16| {
            Some(day.at(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0))
        };
        self.hours
            .iter()
            .flat_map(move |hour| self.minutes.iter().filter_map(move |minute| at(*hour, *minute)))
    }
}

/// A list without its empty items.
fn without_gaps(field: &str) -> String {
    field.split(',').filter(|item| !item.is_empty()).collect::<Vec<_>>().join(",")
}

fn date_of(year: u16, month: u16, day: i8) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| (1970..=2199).contains(year))?;
    Some(date(year, i8::try_from(month).ok()?, day))
}

fn days_of(first: Date) -> impl Iterator<Item = Date> {
    let last = first.days_in_month();
    (1..=last).map(move |day| date(first.year(), first.month(), day))
}

/// When the clocks of `zone` show `time`.
fn moment(zone: &TimeZone, time: DateTime) -> Option<Time> {
    let ambiguous = zone.to_ambiguous_timestamp(time);
    let found = match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => return None,
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => ambiguous.earlier().ok()?,
    };
    Some(Time::from_millis(found.as_millisecond()))
}
