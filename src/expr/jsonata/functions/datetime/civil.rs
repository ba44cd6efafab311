//! The proleptic Gregorian calendar, counted as JavaScript counts: months from 0, and any number of
//! months, days or hours carries over into the next unit.

/// Milliseconds in a day.
pub(super) const DAY: i64 = 86_400_000;

/// JavaScript knows no moments further from 1970 than so many milliseconds.
pub(super) const MAX_MILLIS: f64 = 8.64e15;

/// The day number (0 is 1970-01-01) of a date, the month counted from 0 and free to overflow.
pub(super) const fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = year + month.div_euclid(12);
    let month = month.rem_euclid(12) + 1;
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468 + day - 1
}

/// A moment in UTC, taken apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub millis: i64,
    pub year: i64,
    /// From 0.
    pub month: i64,
    pub day: i64,
}

impl Moment {
    pub const fn new(millis: i64) -> Self {
        let days = millis.div_euclid(DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 2 } else { shifted - 10 };
        let year = year_of_era + era * 400 + if month <= 1 { 1 } else { 0 };
        Self { millis, year, month, day }
    }

    /// The midnight it follows, as a day number.
    const fn today(self) -> i64 {
        self.millis.div_euclid(DAY)
    }

    const fn of_day(self) -> i64 {
        self.millis.rem_euclid(DAY)
    }

    pub const fn hour(self) -> i64 {
        self.of_day() / 3_600_000
    }

    pub const fn minute(self) -> i64 {
        self.of_day() / 60_000 % 60
    }

    pub const fn second(self) -> i64 {
        self.of_day() / 1000 % 60
    }

    pub const fn milli(self) -> i64 {
        self.of_day() % 1000
    }

    /// 1 is Monday.
    pub const fn weekday(self) -> i64 {
        (self.today() + 3).rem_euclid(7) + 1
    }

    pub const fn day_of_year(self) -> i64 {
        self.today() - day_number(self.year, 0, 1) + 1
    }

    /// ISO week of the year.
    pub const fn week_of_year(self) -> i64 {
        self.week(0, 12, 52)
    }

    /// Week of the month, by the same rule: a week belongs to the month that has its Thursday.
    pub const fn week_of_month(self) -> i64 {
        self.week(self.month, 1, 4)
    }

    /// Weeks since the period beginning with `month` began; `most` are always in it.
    const fn week(self, month: i64, length: i64, most: i64) -> i64 {
        let start = first_week(self.year, month);
        let week = (self.today() - start).div_euclid(7) + 1;
        if week > most && self.today() >= first_week(self.year, month + length) {
            return 1;
        }
        if week < 1 {
            return (self.today() - first_week(self.year, month - length)).div_euclid(7) + 1;
        }
        week
    }

    /// The year its ISO week belongs to.
    pub const fn week_year(self) -> i64 {
        if self.today() < first_week(self.year, 0) {
            self.year - 1
        } else if self.today() >= first_week(self.year, 12) {
            self.year + 1
        } else {
            self.year
        }
    }

    /// The month, from 1, its week belongs to.
    pub const fn week_month(self) -> i64 {
        let shift = if self.today() < first_week(self.year, self.month) {
            -1
        } else if self.today() >= first_week(self.year, self.month + 1) {
            1
        } else {
            0
        };
        (self.month + shift).rem_euclid(12) + 1
    }
}

/// The Monday of the week that has the first Thursday of a month.
const fn first_week(year: i64, month: i64) -> i64 {
    let first = day_number(year, month, 1);
    let weekday = (first + 3).rem_euclid(7) + 1;
    if weekday > 4 { first + 8 - weekday } else { first - weekday + 1 }
}
