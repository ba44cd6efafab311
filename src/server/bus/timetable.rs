//! When rules with schedules are due, on the clock of the server: real time, or time that passes N times as fast. Where
//! waits of executions take no time (`--clock virtual`), schedules still follow real time: else a schedule that comes
//! again would be due without end.

use std::time::Duration;

use crate::base::time::Time;
use crate::events::schedule::Schedule;
use crate::events::trigger::Rule;
use crate::project::clock::ClockSpeed;
use crate::services::clock::{Clock, Passing, today};

/// The rules that are due at some time.
pub struct Timetable {
    clock: Passing,
    entries: Vec<(Rule, Time)>,
}

impl Timetable {
    /// Nothing is due.
    pub fn new(speed: ClockSpeed) -> Self {
        let factor = match speed {
            ClockSpeed::Virtual => 1.0,
            ClockSpeed::Scaled(factor) => factor,
        };
        Self { clock: Passing::new(today(), factor), entries: Vec::new() }
    }

    /// From now on these rules are due when their schedules say so. What was known keeps its next moment, if it still
    /// has the same schedule: a rate does not begin anew with every change of a template.
    pub fn replace(&mut self, rules: &[Rule]) {
        let now = self.clock.now();
        let before = std::mem::take(&mut self.entries);
        let is_due = |rule: &&Rule| rule.is_enabled && rule.schedule.is_some();
        for rule in rules.iter().filter(is_due) {
            let same = before.iter().find(|(known, _)| is_same(known, rule));
            self.entries.extend(match same {
                Some((known, next)) => {
                    Some((Rule { schedule: known.schedule.clone(), ..rule.clone() }, *next))
                }
                None => begun(rule, now),
            });
        }
    }

    /// How much real time to wait until a rule is due; none if none ever is.
    pub fn wait(&self) -> Option<Duration> {
        let next = self.entries.iter().map(|(_, next)| *next).min()?;
        Some(self.clock.wait_for(next))
    }

    /// The rules that are due, and since when. Each is due once, however much time has passed.
    pub fn due(&mut self) -> Vec<(Rule, Time)> {
        let now = self.clock.now();
        let mut due = Vec::new();
        self.entries.retain_mut(|(rule, next)| {
            if *next > now {
                return true;
            }
            due.push((rule.clone(), *next));
            match rule.schedule.as_ref().and_then(|schedule| schedule.next(now)) {
                Some(later) => *next = later,
                None => return false,
            }
            true
        });
        due
    }
}

/// `rule`, made now, and when it is due first.
fn begun(rule: &Rule, now: Time) -> Option<(Rule, Time)> {
    let schedule = Schedule { created: now, ..rule.schedule.clone()? };
    let next = schedule.next(now.after(-1))?;
    Some((Rule { schedule: Some(schedule), ..rule.clone() }, next))
}

/// Whether two rules are the same one with the same schedule.
fn is_same(one: &Rule, other: &Rule) -> bool {
    let written = |rule: &Rule| {
        let properties = rule.properties.value();
        ["ScheduleExpression", "ScheduleExpressionTimezone", "StartDate", "EndDate"]
            .map(|name| properties.get(name).cloned())
    };
    one.name == other.name && one.target == other.target && written(one) == written(other)
}
