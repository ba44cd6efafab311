//! Metrics of all executions: added up for `/metrics`, as EMF lines, and for alarms.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::api::world::{MachineCount, Onlooker, Seen};
use crate::asl::machine::Workflow;
use crate::engine::history::{Detail, Record};
use crate::engine::{ChildRecords, Outcome};
use crate::observe::Subject;
use crate::observe::alarm::{Alarm, Change, Watched};
use crate::observe::metrics::{Metrics, Point, emf};
use crate::observe::totals::{Totals, write_gauge};
use crate::server::outlet::Outlet;
use crate::services::clock::today;

/// The namespace of EMF lines: real accounts take none for `AWS/…`.
const NAMESPACE: &str = "Sfn/States";

/// What all executions have in common.
#[derive(Default)]
pub struct Meter {
    totals: Mutex<Totals>,
    has_alarms: AtomicBool,
    alarms: Mutex<Vec<Watched>>,
    /// Gets points as EMF, a line each.
    emf: Option<Arc<Outlet>>,
}

impl Meter {
    /// One that measured nothing yet; `emf` gets its points as EMF.
    #[must_use]
    pub fn new(emf: Option<Arc<Outlet>>) -> Self {
        Self { emf, ..Self::default() }
    }

    /// The totals, and what there is of `machines`, in the text format of Prometheus. Nothing is throttled here, so that
    /// there are none of the metrics about that.
    #[must_use]
    pub fn shown(&self, machines: &[MachineCount]) -> Vec<u8> {
        let mut out = Vec::new();
        let of = |machine: &MachineCount, number: usize| {
            (vec![("ResourceArn", Arc::clone(&machine.arn))], i64::try_from(number).unwrap_or(i64::MAX))
        };
        // Memory takes everything.
        let _ = self.totals.lock().unwrap_or_else(PoisonError::into_inner).write(&mut out);
        if !machines.is_empty() {
            let aliases = machines.iter().map(|machine| of(machine, machine.aliases));
            let versions = machines.iter().map(|machine| of(machine, machine.versions));
            let _ = write_gauge(&mut out, "AliasCount", aliases);
            let _ = write_gauge(&mut out, "VersionCount", versions);
        }
        out
    }

    /// Watches these alarms; one that is known keeps its state.
    pub fn watch(&self, alarms: Vec<Alarm>) {
        let mut known = self.alarms.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::take(&mut *known);
        *known = alarms
            .into_iter()
            .map(|alarm| {
                let state = before.iter().find(|one| one.alarm.name == alarm.name).map(|one| one.state);
                let mut new = Watched::new(alarm);
                new.state = state.unwrap_or(new.state);
                new
            })
            .collect();
        self.has_alarms.store(!known.is_empty(), Ordering::Relaxed);
    }

    /// Looks at the periods that are over: the names of alarms that change with what they are about.
    pub fn look(&self) -> Vec<(String, Change)> {
        let mut alarms = self.alarms.lock().unwrap_or_else(PoisonError::into_inner);
        let now = today();
        let look = |watched: &mut Watched| {
            let name = watched.alarm.name.clone();
            watched.look(now).into_iter().map(move |change| (name.clone(), change)).collect::<Vec<_>>()
        };
        alarms.iter_mut().flat_map(look).collect()
    }

    fn take(&self, points: Vec<Point>) {
        let mut totals = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        points.iter().for_each(|point| totals.add(point));
        drop(totals);
        if self.has_alarms.load(Ordering::Relaxed) {
            let (now, mut alarms) = (today(), self.alarms.lock().unwrap_or_else(PoisonError::into_inner));
            for watched in alarms.iter_mut() {
                points.iter().for_each(|point| watched.add(point, now));
            }
        }
        if let Some(outlet) = &self.emf {
            let mut lines = Vec::new();
            // Memory takes everything.
            let _ = emf(&mut lines, NAMESPACE, &points);
            String::from_utf8_lossy(&lines).lines().for_each(|line| outlet.line(line.to_owned()));
        }
    }

    fn shift(&self, name: &'static str, by: i64) {
        self.totals.lock().unwrap_or_else(PoisonError::into_inner).shift(name, by);
    }
}

/// Measures one execution.
pub struct Measured {
    meter: Arc<Meter>,
    metrics: Metrics,
    map_runs: i64,
}

impl Measured {
    /// For the execution `seen`.
    pub fn of(meter: Option<&Arc<Meter>>, seen: &Seen<'_>) -> Option<Box<dyn Onlooker>> {
        let (execution_arn, machine_arn) = (&*seen.facts.arn, &*seen.facts.machine);
        let subject = Subject { execution_arn, machine_arn, redrive_count: 0 };
        let metrics = Metrics::new(&subject, seen.facts.start).routed(seen.version, seen.alias);
        let meter = Arc::clone(meter?);
        if seen.facts.workflow == Workflow::Standard {
            meter.shift("OpenExecutionCount", 1);
        }
        Some(Box::new(Self { meter, metrics, map_runs: 0 }))
    }

    /// Counts Map Runs that begin or end.
    fn map_run(&mut self, detail: &Detail) {
        let ends = matches!(
            detail,
            Detail::MapRunSucceeded { .. } | Detail::MapRunFailed { .. } | Detail::MapRunAborted { .. }
        );
        let by = i64::from(matches!(detail, Detail::MapRunStarted { .. })) - i64::from(ends);
        if by != 0 {
            self.map_runs += by;
            self.meter.shift("ApproximateOpenMapRunCount", by);
        }
    }
}

impl Onlooker for Measured {
    fn records(&mut self, seen: &Seen<'_>, records: &[Record]) {
        for record in records {
            if let Record::Event(event) = record {
                self.metrics.event(&seen.run, event);
                self.map_run(&event.detail);
                if matches!(event.detail, Detail::ExecutionRedriven { .. }) {
                    self.meter.shift("OpenExecutionCount", 1);
                }
            }
        }
        let points = std::mem::take(&mut self.metrics.points);
        if !points.is_empty() {
            self.meter.take(points);
        }
    }

    fn children(&mut self, _seen: &Seen<'_>, children: &[ChildRecords]) {
        for record in children.iter().flat_map(|child| &child.records) {
            if let Record::Event(event) = record {
                self.map_run(&event.detail);
            }
        }
    }

    fn ended(&mut self, seen: &Seen<'_>, _outcome: &Outcome) {
        if seen.facts.workflow == Workflow::Standard {
            self.meter.shift("OpenExecutionCount", -1);
        }
        // A run that was cut off with its execution has no end of its own.
        self.meter.shift("ApproximateOpenMapRunCount", -self.map_runs);
        self.map_runs = 0;
    }
}
