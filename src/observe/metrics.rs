//! Metrics of the namespace `AWS/States`, made of the events of an execution: names, dimensions and units as
//! CloudWatch has them. A set of dimensions is a metric of its own: each count of an execution is published for the
//! machine and once more for the account, without any.
//!
//! Of each execution AWS publishes all five counts twice, at its start and at its end, with 1 only for what happened
//! (captured): who counts samples counts too much, and an alarm on a sum goes back to OK with the next run.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use super::Subject;
use crate::asl::machine::{Kind, StateId, Workflow};
use crate::asl::resource::Target;
use crate::base::members::{array, object};
use crate::base::time::Time;
use crate::engine::history::{Branch, Detail, Event};
use crate::record::Run;

/// The unit of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// How often something happened.
    Count,
    /// How long something took.
    Milliseconds,
    /// How much memory something had.
    Bytes,
}

impl Unit {
    /// CloudWatch's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Milliseconds => "Milliseconds",
            Self::Bytes => "Bytes",
        }
    }
}

/// The dimensions of a metric with their values; none for the account.
pub type Dimensions = Vec<(&'static str, Arc<str>)>;

/// A data point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The metric: `ExecutionsFailed`.
    pub name: Cow<'static, str>,
    /// Its dimensions. Each set of them is a metric of its own.
    pub dimensions: Dimensions,
    /// Its unit.
    pub unit: Unit,
    /// Its value.
    pub value: i64,
    /// When.
    pub at: Time,
}

/// The counts of executions, of which one is 1 at the start and at most one at the end.
const COUNTS: [&str; 5] = [
    "ExecutionsStarted",
    "ExecutionsSucceeded",
    "ExecutionsFailed",
    "ExecutionsAborted",
    "ExecutionsTimedOut",
];

/// A call under way.
#[derive(Clone, Copy)]
struct Call {
    scheduled: Time,
    started: Option<Time>,
}

/// The memory that AWS bills at least, in bytes: 64 MB.
const MEMORY: i64 = 64 << 20;

/// The branch that is the machine itself.
const MACHINE: Branch = Branch(0);

/// Gathers the data points of one execution.
#[derive(Clone)]
pub struct Metrics {
    /// The dimensions that its own counts are published for.
    sets: Vec<Dimensions>,
    start: Time,
    /// The call of the machine itself, which most executions have no other beside.
    call: Option<Call>,
    /// Those of branches and items. Never gone through, so that their order means nothing.
    calls: HashMap<Branch, Call>,
    /// Whether the execution was redriven.
    is_redriven: bool,
    /// In the order of their moments.
    pub points: Vec<Point>,
}

impl Metrics {
    /// None yet, of the execution `subject`, which began at `start`.
    #[must_use]
    pub fn new(subject: &Subject<'_>, start: Time) -> Self {
        let machine = ("StateMachineArn", Arc::from(subject.machine_arn));
        let sets = vec![vec![machine], Vec::new()];
        Self { sets, start, call: None, calls: HashMap::new(), is_redriven: false, points: Vec::new() }
    }

    /// The same for an execution that was started by a version, or by an alias that chose one: those are counted, too.
    #[must_use]
    pub fn routed(mut self, version: Option<&str>, alias: Option<&str>) -> Self {
        for (name, qualifier) in [("Version", version), ("Alias", alias)] {
            let last = qualifier.and_then(|arn| arn.rsplit(':').next());
            self.sets.extend(last.map(|last| vec![self.sets[0][0].clone(), (name, Arc::from(last))]));
        }
        self
    }

    /// Takes the next event of `run`.
    pub fn event(&mut self, run: &Run<'_>, event: &Event) {
        match &event.detail {
            Detail::ExecutionStarted { .. } => self.counts("ExecutionsStarted", event.at),
            Detail::ExecutionSucceeded { .. } => self.ended(run, "ExecutionsSucceeded", event.at),
            Detail::ExecutionFailed(_) => self.ended(run, "ExecutionsFailed", event.at),
            Detail::ExecutionAborted(_) => self.ended(run, "ExecutionsAborted", event.at),
            Detail::ExecutionTimedOut => self.ended(run, "ExecutionsTimedOut", event.at),
            Detail::ExecutionRedriven { .. } => self.redriven(event.at),
            Detail::TaskScheduled(scheduled) => {
                let call = Call { scheduled: event.at, started: None };
                match event.branch {
                    MACHINE => self.call = Some(call),
                    branch => _ = self.calls.insert(branch, call),
                }
                self.call_point(run, scheduled.state, "Scheduled", event.at);
            }
            Detail::TaskStarted { state, .. } => self.started(run, *state, event),
            Detail::TaskSucceeded { state, .. } => self.closed(run, *state, "Succeeded", event),
            Detail::TaskFailed { state, .. } => self.closed(run, *state, "Failed", event),
            Detail::TaskTimedOut { state } => self.closed(run, *state, "TimedOut", event),
            Detail::TaskSubmitted { .. }
            | Detail::TaskSubmitFailed { .. }
            | Detail::StateEntered { .. }
            | Detail::StateExited { .. }
            | Detail::StateStarted { .. }
            | Detail::StateSucceeded { .. }
            | Detail::StateFailed { .. }
            | Detail::StateAborted { .. }
            | Detail::EvaluationFailed { .. }
            | Detail::IterationStarted { .. }
            | Detail::IterationSucceeded { .. }
            | Detail::IterationFailed { .. }
            | Detail::IterationAborted { .. }
            | Detail::MapRunStarted { .. }
            | Detail::MapRunSucceeded { .. }
            | Detail::MapRunFailed { .. }
            | Detail::MapRunAborted { .. }
            | Detail::MapRunRedriven { .. } => {}
        }
    }

    /// All five counts, with 1 for `happened`.
    fn counts(&mut self, happened: &str, at: Time) {
        for name in COUNTS {
            self.of_execution(name, Unit::Count, i64::from(name == happened), at);
        }
    }

    /// It was redriven: how it ends now counts twice.
    fn redriven(&mut self, at: Time) {
        self.is_redriven = true;
        self.of_execution("ExecutionsRedriven", Unit::Count, 1, at);
    }

    fn ended(&mut self, run: &Run<'_>, happened: &str, at: Time) {
        self.counts(happened, at);
        if self.is_redriven {
            self.of_execution(format!("Redriven{happened}"), Unit::Count, 1, at);
        }
        let took = at.since(self.start);
        self.of_execution("ExecutionTime", Unit::Milliseconds, took, at);
        if run.machine.workflow == Workflow::Express {
            // Billed by 100 ms and 64 MB; by version and alias they are not published.
            let sets = std::mem::take(&mut self.sets);
            self.sets = sets[..2].to_vec();
            let billed = took.max(1).saturating_add(99) / 100 * 100;
            self.of_execution("ExpressExecutionBilledDuration", Unit::Milliseconds, billed, at);
            self.of_execution("ExpressExecutionBilledMemory", Unit::Bytes, MEMORY, at);
            self.sets.truncate(1);
            self.of_execution("ExpressExecutionMemory", Unit::Bytes, MEMORY, at);
            self.sets = sets;
        }
    }

    /// A point of each set of dimensions.
    fn of_execution(&mut self, name: impl Into<Cow<'static, str>>, unit: Unit, value: i64, at: Time) {
        let name = name.into();
        let point = |dimensions: &Dimensions| Point {
            name: name.clone(),
            dimensions: dimensions.clone(),
            unit,
            value,
            at,
        };
        self.points.extend(self.sets.iter().map(point));
    }

    fn started(&mut self, run: &Run<'_>, state: StateId, event: &Event) {
        let call = match event.branch {
            MACHINE => self.call.as_mut(),
            branch => self.calls.get_mut(&branch),
        };
        if let Some(call) = call {
            call.started = Some(event.at);
            let took = event.at.since(call.scheduled);
            self.call_point(run, state, "Started", event.at);
            self.call_time(run, state, ("ScheduleTime", took), event.at);
        }
    }

    fn closed(&mut self, run: &Run<'_>, state: StateId, how: &str, event: &Event) {
        let call = match event.branch {
            MACHINE => self.call.take(),
            branch => self.calls.remove(&branch),
        };
        let Some(call) = call else { return };
        self.call_point(run, state, how, event.at);
        if let Some(started) = call.started {
            self.call_time(run, state, ("RunTime", event.at.since(started)), event.at);
        }
        self.call_time(run, state, ("Time", event.at.since(call.scheduled)), event.at);
    }

    fn call_point(&mut self, run: &Run<'_>, state: StateId, what: &str, at: Time) {
        let Some((family, dimension)) = called(run, state) else { return };
        let many = if family == "Activity" { "Activities".to_owned() } else { format!("{family}s") };
        self.calls_point((format!("{many}{what}"), dimension), Unit::Count, 1, at);
    }

    fn call_time(&mut self, run: &Run<'_>, state: StateId, (what, took): (&str, i64), at: Time) {
        let Some((family, dimension)) = called(run, state) else { return };
        self.calls_point((format!("{family}{what}"), dimension), Unit::Milliseconds, took, at);
    }

    fn calls_point(
        &mut self,
        (name, dimension): (String, (&'static str, Arc<str>)),
        unit: Unit,
        value: i64,
        at: Time,
    ) {
        let name: Cow<'static, str> = Cow::Owned(name);
        // Activities alone are counted for the account, too.
        if dimension.0 == "ActivityArn" {
            self.points.push(Point { name: name.clone(), dimensions: Vec::new(), unit, value, at });
        }
        self.points.push(Point { name, dimensions: vec![dimension], unit, value, at });
    }
}

/// The family of metrics of what a Task calls, and its dimension.
fn called(run: &Run<'_>, state: StateId) -> Option<(&'static str, (&'static str, Arc<str>))> {
    let Kind::Task(task) = &run.machine.state(state).kind else { return None };
    let (family, dimension) = match &task.resource.target {
        Target::Function(_) => ("LambdaFunction", "LambdaFunctionArn"),
        Target::Activity(_) => ("Activity", "ActivityArn"),
        Target::Service { .. } => ("ServiceIntegration", "ServiceIntegrationResourceArn"),
    };
    Some((family, (dimension, Arc::clone(&task.resource.arn))))
}

/// Writes points as Embedded Metric Format, a line each. Real accounts take none for `AWS/…`: give another namespace.
pub fn emf(out: &mut dyn Write, namespace: &str, points: &[Point]) -> io::Result<()> {
    for point in points {
        let mut line = Vec::new();
        object(&mut line, |m| {
            m.object("_aws", |m| {
                m.plain("Timestamp", point.at.millis()).put("CloudWatchMetrics", |out| {
                    array(out, [point], |out, point| object(out, |m| directive(m, namespace, point)));
                });
            });
            for (name, value) in &point.dimensions {
                m.text(name, value);
            }
            m.plain(&point.name, point.value);
        });
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}

fn directive(members: &mut crate::base::members::Members<'_>, namespace: &str, point: &Point) {
    members.text("Namespace", namespace).put("Dimensions", |out| {
        array(out, [&point.dimensions], |out, dimensions| {
            array(out, dimensions, |out, (name, _)| crate::base::members::text(out, name));
        });
    });
    members.put("Metrics", |out| {
        array(out, [point], |out, point| {
            object(out, |m| _ = m.text("Name", &point.name).text("Unit", point.unit.name()));
        });
    });
}
