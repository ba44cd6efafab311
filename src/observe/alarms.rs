//! Alarms of CloudWatch: which state a row of data points leads to.
//!
//! The rules for points without data reproduce all ten rows of the two tables in the CloudWatch guide. AWS states no
//! formula for how far back it looks; the tables look at two points more than are evaluated.

/// The state of an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlarmState {
    /// Too few points breach.
    Ok,
    /// Enough points breach.
    Alarm,
    /// There is no data; every alarm begins so.
    InsufficientData,
}

impl AlarmState {
    /// CloudWatch's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Alarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }
}

/// `TreatMissingData`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It is as if there were nothing to say: the default.
    Missing,
    /// The state stays.
    Ignore,
    /// As if it breached.
    Breaching,
    /// As if it did not.
    NotBreaching,
}

/// How an alarm looks at points.
#[derive(Clone, Copy, Debug)]
pub struct Evaluation {
    /// `EvaluationPeriods`
    pub periods: usize,
    /// `DatapointsToAlarm`; `periods` if it is not given.
    pub to_alarm: usize,
    /// `TreatMissingData`
    pub missing: Missing,
}

impl Evaluation {
    /// How many of the newest points it looks at.
    #[must_use]
    pub const fn range(&self) -> usize {
        self.periods + 2
    }

    /// The state that `points` lead to, the oldest first: whether each breaches, none for a period without data.
    #[must_use]
    pub fn evaluate(&self, points: &[Option<bool>], before: AlarmState) -> AlarmState {
        let points = &points[points.len().saturating_sub(self.range())..];
        let real: Vec<bool> = points.iter().copied().flatten().collect();
        let alarm_if = |is_alarm: bool| if is_alarm { AlarmState::Alarm } else { AlarmState::Ok };
        if real.len() >= self.periods {
            let newest = &real[real.len() - self.periods..];
            return alarm_if(newest.iter().filter(|breaches| **breaches).count() >= self.to_alarm);
        }
        let breaching = real.iter().filter(|breaches| **breaches).count();
        let filled = self.periods - real.len();
        match self.missing {
            Missing::Missing | Missing::Ignore if real.is_empty() => {
                if self.missing == Missing::Ignore {
                    before
                } else {
                    AlarmState::InsufficientData
                }
            }
            Missing::Breaching => alarm_if(breaching + filled >= self.to_alarm),
            Missing::NotBreaching => alarm_if(breaching >= self.to_alarm),
            Missing::Missing | Missing::Ignore if breaching >= self.to_alarm => AlarmState::Alarm,
            Missing::Missing | Missing::Ignore if breaching < real.len() => AlarmState::Ok,
            Missing::Ignore => before,
            Missing::Missing => {
                // An alarm may come early if its oldest breach is far enough back.
                let oldest = points.iter().position(|point| *point == Some(true)).unwrap_or(points.len());
                if points.len() - oldest >= self.to_alarm { AlarmState::Alarm } else { before }
            }
        }
    }
}
