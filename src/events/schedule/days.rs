//! The two fields of a cron expression that name days, of which one is `?`.

use jiff::civil::Date;

use super::field::{DAY, WEEKDAY};

/// What one item of a day field asks of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Days {
    /// One of these days of the month.
    OfMonth(Vec<u16>),
    /// So many days before the last of the month; `true`: the last weekday that is not after it.
    BeforeLast(u16, bool),
    /// The weekday nearest to this day, within the month.
    NearestWeekday(u16),
    /// One of these days of the week, 1 being Sunday.
    OfWeek(Vec<u16>),
    /// The last such day of the week in the month.
    LastOfWeek(u16),
    /// The n-th such day of the week in the month.
    Nth(u16, u16),
}

/// Which days are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayRule(Vec<Days>);

impl DayRule {
    /// Reads the fields of the month and of the week; none if AWS refuses them.
    pub(super) fn read(month: &str, week: &str) -> Option<Self> {
        let items = match (month, week) {
            ("?", week) if week != "?" => list(week, of_week)?,
            (month, "?") if month != "?" => list(month, of_month)?,
            _ => return None,
        };
        Some(Self(items))
    }

    /// Whether `date` is one.
    pub(super) fn has(&self, date: Date) -> bool {
        self.0.iter().any(|days| days.has(date))
    }
}

fn list(text: &str, item: fn(&str) -> Option<Days>) -> Option<Vec<Days>> {
    let upper = text.to_ascii_uppercase();
    // Neither can stand in a list with others, nor twice: Quartz says that it is not implemented.
    let has_last = upper.split(',').any(|item| item.starts_with('L') || item.ends_with('L'));
    if has_last && upper.contains(',') || upper.matches('#').count() > 1 {
        return None;
    }
    upper.split(',').map(item).collect()
}

fn of_month(text: &str) -> Option<Days> {
    if let Some(rest) = text.strip_prefix('L') {
        let (offset, rest) = match rest.strip_prefix('-') {
            Some(rest) => {
                let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
                (rest[..digits].parse().ok()?, &rest[digits..])
            }
            None => (0, rest),
        };
        return match rest {
            "" | "W" if offset <= 30 => Some(Days::BeforeLast(offset, rest == "W")),
            _ => None,
        };
    }
    // Behind a range, the W is not looked at.
    let single = text.strip_suffix('W').filter(|day| day.bytes().all(|b| b.is_ascii_digit()));
    match single {
        Some(day) => DAY.value(day).map(|(day, _)| Days::NearestWeekday(day)),
        None if text.contains(['L', '#']) => None,
        None => DAY.item(text).map(Days::OfMonth),
    }
}

fn of_week(text: &str) -> Option<Days> {
    if text == "L" {
        return Some(Days::OfWeek(vec![7]));
    }
    if text.starts_with('*') || text.starts_with('/') {
        return WEEKDAY.item(text).map(Days::OfWeek);
    }
    let (day, rest) = WEEKDAY.value(text)?;
    match rest.as_bytes() {
        [b'L', ..] => Some(Days::LastOfWeek(day)),
        [b'#', ..] => {
            let nth = rest[1..].parse().ok().filter(|nth| (1..=5).contains(nth))?;
            Some(Days::Nth(day, nth))
        }
        // `W` is for days of the month.
        [b'W', ..] if text.starts_with(|c: char| c.is_ascii_digit()) => None,
        _ => WEEKDAY.item(text).map(Days::OfWeek),
    }
}

impl Days {
    fn has(&self, date: Date) -> bool {
        let day = date.day().unsigned_abs().into();
        let last: u16 = date.days_in_month().unsigned_abs().into();
        match self {
            Self::OfMonth(days) => days.contains(&day),
            Self::BeforeLast(offset, is_weekday) => {
                // Quartz counts no further back than the first.
                let wanted = last.saturating_sub(*offset).max(1);
                day == if *is_weekday { nearest_weekday(date, wanted, last) } else { wanted }
            }
            Self::NearestWeekday(wanted) => day == nearest_weekday(date, (*wanted).min(last), last),
            Self::OfWeek(days) => days.contains(&weekday(date)),
            Self::LastOfWeek(wanted) => weekday(date) == *wanted && day + 7 > last,
            Self::Nth(wanted, nth) => weekday(date) == *wanted && day.div_ceil(7) == *nth,
        }
    }
}

/// The day of the week, 1 being Sunday.
fn weekday(date: Date) -> u16 {
    u16::from(date.weekday().to_sunday_one_offset().unsigned_abs())
}

/// The day of the month of `date` nearest to `wanted` that is from Monday to Friday.
fn nearest_weekday(date: Date, wanted: u16, last: u16) -> u16 {
    let day = i16::try_from(wanted).unwrap_or(1) - i16::from(date.day());
    // Seven days on are the same day of the week.
    let of_week = (i16::try_from(weekday(date)).unwrap_or(1) - 1 + day).rem_euclid(7);
    match of_week {
        6 if wanted == 1 => 3,
        6 => wanted - 1,
        0 if wanted == last => wanted - 2,
        0 => wanted + 1,
        _ => wanted,
    }
}
