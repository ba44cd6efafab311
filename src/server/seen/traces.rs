//! Traces: the spans of an execution, written when it has ended. Its records are kept until then.

use std::sync::Arc;

use crate::api::world::{Onlooker, Seen};
use crate::engine::history::Record;
use crate::engine::{ChildRecords, Outcome};
use crate::observe::Subject;
use crate::observe::otlp::Traced;
use crate::server::outlet::Outlet;

/// Keeps the records of one execution.
pub struct Traces {
    outlet: Arc<Outlet>,
    /// None once it has ended: of a redrive AWS traces nothing more.
    records: Option<Vec<Record>>,
}

impl Traces {
    /// For one execution, if traces are wanted.
    pub fn of(outlet: Option<&Arc<Outlet>>) -> Option<Box<dyn Onlooker>> {
        Some(Box::new(Self { outlet: Arc::clone(outlet?), records: Some(Vec::new()) }))
    }
}

impl Onlooker for Traces {
    fn records(&mut self, _seen: &Seen<'_>, records: &[Record]) {
        self.records.iter_mut().for_each(|kept| kept.extend_from_slice(records));
    }

    fn children(&mut self, _seen: &Seen<'_>, _children: &[ChildRecords]) {}

    fn ended(&mut self, seen: &Seen<'_>, _outcome: &Outcome) {
        let Some(records) = self.records.take() else { return };
        let (execution_arn, machine_arn) = (&*seen.facts.arn, &*seen.facts.machine);
        let subject = Subject { execution_arn, machine_arn, redrive_count: 0 };
        let mut written = Vec::new();
        let document = Traced::begin(&mut written, seen.run, &subject).and_then(|mut traced| {
            traced.records(&records)?;
            traced.close()
        });
        // Memory takes everything.
        if document.is_ok() {
            self.outlet.line(String::from_utf8_lossy(&written).replace('\n', ""));
        }
    }
}
