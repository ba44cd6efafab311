//! What becomes of what executions do: events for rules, log records, metrics, traces.

mod alarms;
mod ledger;
mod logs;
mod metrics;
mod status;
mod traces;

use std::sync::Arc;

use crate::api::world::{Onlooker, Seen, Witness};
use crate::engine::history::Record;
use crate::engine::{ChildRecords, Outcome};

use super::bus::Bus;
use super::outlet::Outlet;
pub use alarms::Alarms;
pub use ledger::Ledger;
pub use metrics::Meter;

/// Who gets what.
#[derive(Default)]
pub struct Eyes {
    /// Gets the events about changes of status.
    pub bus: Option<Arc<Bus>>,
    /// Gets them, too, as lines.
    pub events: Option<Arc<Outlet>>,
    /// Gets log records.
    pub logs: Option<Arc<Outlet>>,
    /// Gets traces, a document of OTLP a line.
    pub traces: Option<Arc<Outlet>>,
    /// Gets metrics.
    pub meter: Option<Arc<Meter>>,
    /// Keeps what ran.
    pub ledger: Option<Arc<Ledger>>,
}

/// Sees one execution.
struct Looking {
    parts: Vec<Box<dyn Onlooker>>,
}

impl Witness for Eyes {
    fn begin(&self, seen: &Seen<'_>) -> Option<Box<dyn Onlooker>> {
        let parts: Vec<Box<dyn Onlooker>> = [
            metrics::Measured::of(self.meter.as_ref(), seen),
            ledger::Noted::of(self.ledger.as_ref(), seen),
            logs::Logs::of(self.logs.as_ref(), seen),
            status::Status::of(self, seen),
            traces::Traces::of(self.traces.as_ref()),
        ]
        .into_iter()
        .flatten()
        .collect();
        if parts.is_empty() { None } else { Some(Box::new(Looking { parts })) }
    }
}

impl Onlooker for Looking {
    fn records(&mut self, seen: &Seen<'_>, records: &[Record]) {
        self.parts.iter_mut().for_each(|part| part.records(seen, records));
    }

    fn children(&mut self, seen: &Seen<'_>, children: &[ChildRecords]) {
        self.parts.iter_mut().for_each(|part| part.children(seen, children));
    }

    fn ended(&mut self, seen: &Seen<'_>, outcome: &Outcome) {
        self.parts.iter_mut().for_each(|part| part.ended(seen, outcome));
    }
}
