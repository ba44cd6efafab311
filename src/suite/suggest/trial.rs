//! Trying a test out: what it covers, how it ends, and what each state saw and gave when it was first entered.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::asl::machine::StateId;
use crate::base::value::{Object, Value};
use crate::engine::ChildRecords;
use crate::engine::history::{Branch, Record};
use crate::engine::ids::ExecutionId;
use crate::record::visits::{Happening, HappeningKind, Scene, Visit, VisitReader, Visits};
use crate::services::mock::TestCase;
use crate::session::{Limits, Observer, Order, Stage};
use crate::suite::attempt::prepared;
use crate::suite::coverage::{Marker, Marks};

/// How long one try may go on: a test that runs longer is none to suggest.
const LIMITS: Limits = Limits { wall: Some(Duration::from_secs(10)), events: 5_000, memory: None };

/// What a try was.
#[derive(Clone, Debug)]
pub struct Log {
    /// What it covers.
    pub marks: Marks,
    /// AWS's word for how it ended.
    pub status: &'static str,
    /// The name of its error, if it failed with one.
    pub error: Option<Arc<str>>,
    /// What each state saw when it was first entered.
    pub seen: BTreeMap<StateId, Seen>,
    /// The states in the order in which they were first entered.
    pub order: Vec<StateId>,
}

/// What a state saw and gave when it was first entered.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its raw input.
    pub input: Value,
    /// The variables of the machine itself.
    pub variables: Object,
    /// The result of its first call that succeeded.
    pub result: Option<Value>,
}

/// Runs `case`; none if it does not run to its end.
pub fn run(stage: &Stage<'_>, order: &Order, case: &TestCase) -> Option<Log> {
    let order = Order { limits: LIMITS, ..order.clone() };
    let mut prepared = prepared(stage, &order, case).ok()?;
    prepared.setup.keep_children = true;
    let mut execution = prepared.start();
    let mut watch = Watch {
        visits: Visits::new(prepared.setup.start),
        children: BTreeMap::new(),
        reader: Reader {
            marker: Marker::new(Arc::clone(&prepared.machine)),
            seen: BTreeMap::new(),
            order: Vec::new(),
            variables: Object::new(),
        },
    };
    prepared.world.drive(&mut execution, prepared.limits, &mut watch).ok()?;
    watch.finish()
}

struct Watch {
    visits: Visits,
    /// Those of the child executions of distributed Maps.
    children: BTreeMap<ExecutionId, Visits>,
    reader: Reader,
}

struct Reader {
    marker: Marker,
    seen: BTreeMap<StateId, Seen>,
    order: Vec<StateId>,
    variables: Object,
}

impl Watch {
    fn finish(mut self) -> Option<Log> {
        for mut visits in std::mem::take(&mut self.children).into_values() {
            visits.finish(&mut self.reader).ok()?;
        }
        self.visits.finish(&mut self.reader).ok()?;
        let end = self.visits.end().cloned()?;
        let Reader { marker, seen, order, .. } = self.reader;
        Some(Log { marks: marker.finish().ok()?, status: end.status, error: end.error.error, seen, order })
    }
}

impl Observer for Watch {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        records.iter().try_for_each(|record| self.visits.record(record, &mut self.reader))
    }

    fn children(&mut self, children: &[ChildRecords]) -> io::Result<()> {
        for child in children {
            let new = || Visits::new(self.visits.now());
            let visits = self.children.entry(child.execution).or_insert_with(new);
            child.records.iter().try_for_each(|record| visits.record(record, &mut self.reader))?;
        }
        Ok(())
    }
}

impl VisitReader for Reader {
    fn step(&mut self, _scene: Scene<'_>, step: &Happening<'_>) -> io::Result<()> {
        self.marker.note_step(step);
        let is_entry = matches!(step.what, HappeningKind::Entered);
        if let (Some(id), Some(visit), true) = (step.state, step.visit, is_entry)
            && !self.seen.contains_key(&id)
        {
            let (input, variables) = (visit.input.value().clone(), self.variables.clone());
            self.seen.insert(id, Seen { input, variables, result: None });
            self.order.push(id);
        }
        Ok(())
    }

    fn over(&mut self, _scene: Scene<'_>, visit: Arc<Visit>) -> io::Result<Option<Arc<Visit>>> {
        self.marker.note_visit(&visit);
        let result = visit.attempts.iter().find_map(|attempt| attempt.outcome.as_ref()?.as_ref().ok());
        if let Some(seen) = self.seen.get_mut(&visit.state) {
            seen.result = seen.result.take().or_else(|| result.cloned());
        }
        if visit.branch == Branch(0) {
            for (key, value) in visit.assigned.iter().flatten() {
                self.variables.insert(Arc::clone(key), value.clone());
            }
        }
        Ok(Some(visit))
    }
}
