//! An alarm of a template, and what becomes of it as data points come.
//!
//! Periods count from 1970 as CloudWatch's do. A period is looked at when it is over, and each later one until the last
//! point has left the range that is looked at: so an alarm on a run that has ended shows all that it would have shown.

use std::collections::BTreeMap;

use super::alarms::{AlarmState, Evaluation, Missing};
use super::metrics::Point;
use crate::base::time::Time;
use crate::base::value::Value;

/// An alarm on a metric of `AWS/States`.
#[derive(Clone, Debug)]
pub struct Alarm {
    /// Its name.
    pub name: String,
    metric: String,
    dimensions: BTreeMap<String, String>,
    statistic: Statistic,
    unit: Option<String>,
    /// In milliseconds.
    period: i64,
    evaluation: Evaluation,
    comparison: Comparison,
    threshold: f64,
}

/// The most periods that are looked at: a day of periods of ten seconds.
const MOST_PERIODS: f64 = 8640.0;

/// What is made of the points of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Statistic {
    Sum,
    Average,
    Minimum,
    Maximum,
    SampleCount,
    /// `p99`, from 0 to 100.
    Percentile(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

/// A change of the state of an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The end of the period that was looked at.
    pub at: Time,
    /// What it was.
    pub from: AlarmState,
    /// What it is.
    pub to: AlarmState,
}

/// An alarm with the points of the periods that count.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The alarm.
    pub alarm: Alarm,
    /// Its state.
    pub state: AlarmState,
    /// The values of each period that has some, by its number.
    periods: BTreeMap<i64, Vec<f64>>,
    /// The number of the period that is looked at next.
    next: Option<i64>,
}

/// A property of an alarm, as CloudFormation (`EvaluationPeriods`) or Terraform (`evaluation_periods`) writes it.
fn member<'v>(properties: &'v Value, name: &str) -> Option<&'v Value> {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let (_, found) = properties.as_object()?.iter().find(|(key, _)| plain(key) == plain(name))?;
    Some(found).filter(|value| !value.is_null())
}

fn number(properties: &Value, name: &str) -> Option<f64> {
    let value = member(properties, name)?;
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

fn text<'v>(properties: &'v Value, name: &str) -> Option<&'v str> {
    member(properties, name)?.as_str()
}

impl Alarm {
    /// The alarm of this name with these properties; none if it is about another service. The error says what of it is
    /// not evaluated here.
    pub fn read(name: &str, properties: &Value) -> Result<Option<Self>, String> {
        if member(properties, "Metrics").or_else(|| member(properties, "MetricQuery")).is_some() {
            return Err("it is about several metrics, or computes with them".to_owned());
        }
        if text(properties, "Namespace") != Some("AWS/States") {
            return Ok(None);
        }
        let comparison = match text(properties, "ComparisonOperator").unwrap_or_default() {
            "GreaterThanThreshold" => Comparison::Greater,
            "GreaterThanOrEqualToThreshold" => Comparison::GreaterOrEqual,
            "LessThanThreshold" => Comparison::Less,
            "LessThanOrEqualToThreshold" => Comparison::LessOrEqual,
            other => return Err(format!("it compares by `{other}`")),
        };
        let periods =
            number(properties, "EvaluationPeriods").unwrap_or(1.0).clamp(1.0, MOST_PERIODS) as usize;
        let to_alarm =
            number(properties, "DatapointsToAlarm").map_or(periods, |count| count.max(1.0) as usize);
        let missing = match text(properties, "TreatMissingData").unwrap_or("missing") {
            "ignore" => Missing::Ignore,
            "breaching" => Missing::Breaching,
            "notBreaching" => Missing::NotBreaching,
            _ => Missing::Missing,
        };
        let seconds = number(properties, "Period").unwrap_or(60.0).clamp(10.0, 604_800.0);
        Ok(Some(Self {
            name: name.to_owned(),
            metric: text(properties, "MetricName").unwrap_or_default().to_owned(),
            dimensions: dimensions(properties),
            statistic: statistic(properties)?,
            unit: text(properties, "Unit").map(str::to_owned),
            period: (seconds * 1000.0) as i64,
            evaluation: Evaluation { periods, to_alarm, missing },
            comparison,
            threshold: number(properties, "Threshold").unwrap_or(0.0),
        }))
    }

    /// Whether `point` is one of its metric: the same set of dimensions, and the same unit if it names one.
    fn is_about(&self, point: &Point) -> bool {
        let is_same = point.name == self.metric
            && point.dimensions.len() == self.dimensions.len()
            && point
                .dimensions
                .iter()
                .all(|(name, value)| self.dimensions.get(*name).is_some_and(|wanted| **wanted == **value));
        is_same && self.unit.as_ref().is_none_or(|unit| unit == point.unit.name())
    }

    /// Whether the points of a period breach.
    fn breaches(&self, values: &[f64]) -> bool {
        let value = match self.statistic {
            Statistic::Sum => values.iter().sum(),
            Statistic::Average => values.iter().sum::<f64>() / values.len().max(1) as f64,
            Statistic::Minimum => values.iter().copied().fold(f64::INFINITY, f64::min),
            Statistic::Maximum => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Statistic::SampleCount => values.len() as f64,
            Statistic::Percentile(percent) => percentile(values, percent),
        };
        match self.comparison {
            Comparison::Greater => value > self.threshold,
            Comparison::GreaterOrEqual => value >= self.threshold,
            Comparison::Less => value < self.threshold,
            Comparison::LessOrEqual => value <= self.threshold,
        }
    }
}

/// The dimensions: a list of names and values, or members.
fn dimensions(properties: &Value) -> BTreeMap<String, String> {
    let pair = |item: &Value| Some((text(item, "Name")?.to_owned(), text(item, "Value")?.to_owned()));
    match member(properties, "Dimensions") {
        Some(Value::Array(items)) => items.iter().filter_map(pair).collect(),
        Some(Value::Object(members)) => members
            .iter()
            .filter_map(|(name, value)| Some((name.to_string(), value.as_str()?.to_owned())))
            .collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => BTreeMap::new(),
    }
}

fn statistic(properties: &Value) -> Result<Statistic, String> {
    if let Some(extended) = text(properties, "ExtendedStatistic") {
        let percent = extended.strip_prefix('p').and_then(|percent| percent.parse().ok());
        let percent = percent.filter(|percent| (0.0..=100.0).contains(percent));
        return percent.map(Statistic::Percentile).ok_or_else(|| format!("its statistic is `{extended}`"));
    }
    Ok(match text(properties, "Statistic").unwrap_or("Sum") {
        "Average" => Statistic::Average,
        "Minimum" => Statistic::Minimum,
        "Maximum" => Statistic::Maximum,
        "SampleCount" => Statistic::SampleCount,
        _ => Statistic::Sum,
    })
}

fn percentile(values: &[f64], percent: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (percent / 100.0 * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank - 1).or(sorted.last()).copied().unwrap_or(0.0)
}

impl Watched {
    /// `alarm` without any data.
    #[must_use]
    pub const fn new(alarm: Alarm) -> Self {
        Self { alarm, state: AlarmState::InsufficientData, periods: BTreeMap::new(), next: None }
    }

    /// Takes `point` if it is about it, as one of the moment `at`.
    pub fn add(&mut self, point: &Point, at: Time) {
        if self.alarm.is_about(point) {
            let number = at.millis().div_euclid(self.alarm.period);
            self.periods.entry(number).or_default().push(point.value as f64);
            self.next = self.next.or(Some(number));
        }
    }

    /// Looks at each period that is over at `now`.
    pub fn look(&mut self, now: Time) -> Vec<Change> {
        let mut changes = Vec::new();
        let Some(mut next) = self.next else { return changes };
        while (next + 1).saturating_mul(self.alarm.period) <= now.millis() {
            changes.extend(self.period(next));
            match self.after(next) {
                Some(after) => next = after,
                None => {
                    self.next = None;
                    return changes;
                }
            }
        }
        self.next = Some(next);
        changes
    }

    /// Looks at all periods until the last point has left the range.
    pub fn look_at_all(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        while let Some(next) = self.next {
            changes.extend(self.period(next));
            self.next = self.after(next);
        }
        changes
    }

    /// The period to look at after `last`: periods without data in their whole range change nothing any more.
    fn after(&self, last: i64) -> Option<i64> {
        let (first, _) = self.periods.first_key_value()?;
        Some(if *first > last { *first } else { last + 1 })
    }

    /// Looks at the range that ends with this period, and lets go of what no later one has in it.
    fn period(&mut self, last: i64) -> Option<Change> {
        let range = i64::try_from(self.alarm.evaluation.range()).unwrap_or(i64::MAX);
        let first = last.saturating_sub(range - 1);
        let points: Vec<Option<bool>> = (first..=last)
            .map(|number| self.periods.get(&number).map(|values| self.alarm.breaches(values)))
            .collect();
        let from = self.state;
        self.state = self.alarm.evaluation.evaluate(&points, from);
        self.periods.retain(|number, _| *number >= first);
        let at = Time::from_millis((last + 1).saturating_mul(self.alarm.period));
        (self.state != from).then_some(Change { at, from, to: self.state })
    }
}
