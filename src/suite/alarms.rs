//! The alarms of a template in a test: which the run of the test raises.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::Setup;
use crate::engine::history::Record;
use crate::load::DeclarationKind;
use crate::observe::Subject;
use crate::observe::alarm::{Alarm, Watched};
use crate::observe::alarms::AlarmState;
use crate::observe::metrics::Metrics;
use crate::record::{Opening, Run};
use crate::session::Stage;

/// Measures a run for the alarms of its template.
pub struct Measured<'o> {
    run: Run<'o>,
    metrics: Metrics,
    alarms: Vec<Watched>,
    /// What is not evaluated, with why.
    beyond: Vec<String>,
}

/// What a run did to the alarms of its template.
#[derive(Clone, Debug, Default)]
pub struct Alarmed {
    /// The names of all of them.
    known: BTreeSet<String>,
    /// The names of those that were raised, at any time.
    raised: BTreeSet<String>,
    /// What is not evaluated, with why.
    beyond: Vec<String>,
}

impl<'o> Measured<'o> {
    /// For the run that `opening` begins.
    pub fn of(stage: &Stage<'_>, opening: &'o Opening, setup: &Setup) -> Self {
        let (execution_arn, machine_arn) = (&*setup.called.arn(), &*setup.machine_arn);
        let subject = Subject { execution_arn, machine_arn, redrive_count: 0 };
        let (mut alarms, mut beyond) = (Vec::new(), Vec::new());
        for one in stage.declared().into_iter().filter(|one| one.kind == DeclarationKind::Alarm) {
            match Alarm::read(&one.name, &one.properties) {
                Ok(alarm) => alarms.extend(alarm.map(Watched::new)),
                Err(why) => beyond.push(format!("{} is not evaluated: {why}", one.name)),
            }
        }
        Self { run: opening.run(), metrics: Metrics::new(&subject, setup.start), alarms, beyond }
    }

    /// Takes what the run recorded.
    pub fn records(&mut self, records: &[Record]) {
        for record in records {
            if let Record::Event(event) = record {
                self.metrics.event(&self.run, event);
            }
        }
        for point in self.metrics.points.drain(..) {
            self.alarms.iter_mut().for_each(|watched| watched.add(&point, point.at));
        }
    }

    /// What became of the alarms, once all that they saw has passed.
    pub fn finish(self) -> Alarmed {
        let mut alarmed = Alarmed { beyond: self.beyond, ..Alarmed::default() };
        for mut watched in self.alarms {
            let is_raised = watched.look_at_all().iter().any(|change| change.to == AlarmState::Alarm);
            alarmed.raised.extend(is_raised.then(|| watched.alarm.name.clone()));
            alarmed.known.insert(watched.alarm.name);
        }
        alarmed
    }
}

impl Alarmed {
    /// How it differs from what is wanted: exactly these are raised.
    pub fn mismatches(&self, wanted: &[Arc<str>]) -> Vec<String> {
        let mut words = Vec::new();
        for name in wanted.iter().filter(|name| !self.raised.contains(&***name)) {
            words.push(match self.known.contains(&**name) {
                true => format!("{name} was not raised"),
                false => self.unknown(name),
            });
        }
        let is_wanted = |name: &String| wanted.iter().any(|wanted| **wanted == **name);
        words.extend(
            self.raised.iter().filter(|name| !is_wanted(name)).map(|name| format!("{name} was raised")),
        );
        words
    }

    fn unknown(&self, name: &str) -> String {
        if let Some(why) = self.beyond.iter().find(|why| why.starts_with(&format!("{name} "))) {
            return why.clone();
        }
        let known = self.known.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let known = if known.is_empty() { "none".to_owned() } else { known };
        format!("the template has no alarm {name} on AWS/States; there are: {known}")
    }
}
