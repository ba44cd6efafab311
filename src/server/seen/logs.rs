//! Log records of CloudWatch, as the machine of an execution asks for them. Those of children of a Map Run are written by
//! the settings of the machine around it.

use std::sync::Arc;

use crate::api::world::{Onlooker, Seen};
use crate::engine::history::{Detail, Record};
use crate::engine::{ChildRecords, Outcome};
use crate::observe::Subject;
use crate::observe::logs::{Level, Logging, record};
use crate::server::outlet::Outlet;

/// Writes the records of one execution.
pub struct Logs {
    outlet: Arc<Outlet>,
    logging: Logging,
    /// How often it was redriven.
    redrives: u32,
}

impl Logs {
    /// For the execution `seen`, if its machine logs anything.
    pub fn of(outlet: Option<&Arc<Outlet>>, seen: &Seen<'_>) -> Option<Box<dyn Onlooker>> {
        let level = Level::of(seen.logging.level).filter(|level| *level != Level::Off)?;
        let logging = Logging { level, includes_data: seen.logging.includes_data };
        Some(Box::new(Self { outlet: Arc::clone(outlet?), logging, redrives: 0 }))
    }

    fn write(&self, seen: &Seen<'_>, execution_arn: &str, records: &[Record]) {
        let redrive_count = self.redrives;
        let subject = Subject { execution_arn, machine_arn: &seen.facts.machine, redrive_count };
        for one in records {
            let Record::Event(event) = one else { continue };
            if let Some(line) = record(&seen.run, &subject, event, self.logging) {
                self.outlet.line(line);
            }
        }
    }
}

/// How often an execution was redriven with this record, if it is about that.
fn redrive(record: &Record) -> Option<u32> {
    let Record::Event(event) = record else { return None };
    if let Detail::ExecutionRedriven { count } = event.detail { Some(count) } else { None }
}

impl Onlooker for Logs {
    fn records(&mut self, seen: &Seen<'_>, records: &[Record]) {
        self.redrives = records.iter().find_map(redrive).unwrap_or(self.redrives);
        self.write(seen, &seen.facts.arn, records);
    }

    fn children(&mut self, seen: &Seen<'_>, children: &[ChildRecords]) {
        children.iter().for_each(|child| self.write(seen, &child.arn, &child.records));
    }

    fn ended(&mut self, _seen: &Seen<'_>, _outcome: &Outcome) {}
}
