//! Metrics of the namespace `AWS/States`, made of the events of an execution: names, dimensions and units as
//! CloudWatch has them. A set of dimensions is a metric of its own: each count of an execution is published for the
//! machine and once more for the account, without any.
//!
//! Of each execution AWS publishes all five counts twice, at its start and at its end, with 1 only for what happened
//! (captured): who counts samples counts too much, and an alarm on a sum goes back to OK with the next run.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Subject;
use crate::asl::machine::{Kind, StateId};
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
}

impl Unit {
    /// CloudWatch's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Milliseconds => "Milliseconds",
        }
    }
}

/// A data point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The metric: `ExecutionsFailed`.
    pub name: String,
    /// The only dimension and its value; none for the account.
    pub dimension: Option<(&'static str, String)>,
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

/// Gathers the data points of one execution.
pub struct Metrics<'r> {
    run: Run<'r>,
    machine_arn: String,
    calls: BTreeMap<Branch, Call>,
    /// Whether the execution was redriven.
    is_redriven: bool,
    /// In the order of their moments.
    pub points: Vec<Point>,
}

impl<'r> Metrics<'r> {
    /// None yet, of `run`, which is the execution `subject`.
    #[must_use]
    pub fn new(run: Run<'r>, subject: &Subject<'_>) -> Self {
        let machine_arn = subject.machine_arn.to_owned();
        Self { run, machine_arn, calls: BTreeMap::new(), is_redriven: false, points: Vec::new() }
    }

    /// Takes the next event.
    pub fn event(&mut self, event: &Event) {
        match &event.detail {
            Detail::ExecutionStarted { .. } => self.counts("ExecutionsStarted", event.at),
            Detail::ExecutionSucceeded { .. } => self.ended("ExecutionsSucceeded", event.at),
            Detail::ExecutionFailed(_) => self.ended("ExecutionsFailed", event.at),
            Detail::ExecutionAborted(_) => self.ended("ExecutionsAborted", event.at),
            Detail::ExecutionTimedOut => self.ended("ExecutionsTimedOut", event.at),
            Detail::ExecutionRedriven { .. } => self.redriven(event.at),
            Detail::TaskScheduled(scheduled) => {
                let call = Call { scheduled: event.at, started: None };
                self.calls.insert(event.branch, call);
                self.call_point(scheduled.state, "Scheduled", event.at);
            }
            Detail::TaskStarted { state, .. } => self.started(*state, event),
            Detail::TaskSucceeded { state, .. } => self.closed(*state, "Succeeded", event),
            Detail::TaskFailed { state, .. } => self.closed(*state, "Failed", event),
            Detail::TaskTimedOut { state } => self.closed(*state, "TimedOut", event),
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
            self.of_machine(name, Unit::Count, i64::from(name == happened), at);
        }
    }

    /// It was redriven: how it ends now counts twice.
    fn redriven(&mut self, at: Time) {
        self.is_redriven = true;
        self.of_machine("ExecutionsRedriven", Unit::Count, 1, at);
    }

    fn ended(&mut self, happened: &str, at: Time) {
        self.counts(happened, at);
        if self.is_redriven {
            self.of_machine(&format!("Redriven{happened}"), Unit::Count, 1, at);
        }
        self.of_machine("ExecutionTime", Unit::Milliseconds, at.since(self.run.start), at);
    }

    /// A point of the machine, and the same of the account.
    fn of_machine(&mut self, name: &str, unit: Unit, value: i64, at: Time) {
        for dimension in [Some(("StateMachineArn", self.machine_arn.clone())), None] {
            self.points.push(Point { name: name.to_owned(), dimension, unit, value, at });
        }
    }

    fn started(&mut self, state: StateId, event: &Event) {
        if let Some(call) = self.calls.get_mut(&event.branch) {
            call.started = Some(event.at);
            let took = event.at.since(call.scheduled);
            self.call_point(state, "Started", event.at);
            self.call_time(state, "ScheduleTime", took, event.at);
        }
    }

    fn closed(&mut self, state: StateId, how: &str, event: &Event) {
        let Some(call) = self.calls.remove(&event.branch) else { return };
        self.call_point(state, how, event.at);
        if let Some(started) = call.started {
            self.call_time(state, "RunTime", event.at.since(started), event.at);
        }
        self.call_time(state, "Time", event.at.since(call.scheduled), event.at);
    }

    fn call_point(&mut self, state: StateId, what: &str, at: Time) {
        let Some((family, dimension, arn)) = self.called(state) else { return };
        let many = if family == "Activity" { "Activities".to_owned() } else { format!("{family}s") };
        self.calls_point(format!("{many}{what}"), dimension, arn, Unit::Count, 1, at);
    }

    fn call_time(&mut self, state: StateId, what: &str, took: i64, at: Time) {
        let Some((family, dimension, arn)) = self.called(state) else { return };
        self.calls_point(format!("{family}{what}"), dimension, arn, Unit::Milliseconds, took, at);
    }

    fn calls_point(
        &mut self,
        name: String,
        dimension: &'static str,
        arn: String,
        unit: Unit,
        value: i64,
        at: Time,
    ) {
        // Activities alone are counted for the account, too.
        if dimension == "ActivityArn" {
            self.points.push(Point { name: name.clone(), dimension: None, unit, value, at });
        }
        self.points.push(Point { name, dimension: Some((dimension, arn)), unit, value, at });
    }

    /// The family of metrics of what a Task calls, its dimension and the value of that.
    fn called(&self, state: StateId) -> Option<(&'static str, &'static str, String)> {
        let Kind::Task(task) = &self.run.machine.state(state).kind else { return None };
        let (family, dimension) = match &task.resource.target {
            Target::Function(_) => ("LambdaFunction", "LambdaFunctionArn"),
            Target::Activity(_) => ("Activity", "ActivityArn"),
            Target::Service { .. } => ("ServiceIntegration", "ServiceIntegrationResourceArn"),
        };
        Some((family, dimension, task.resource.arn.to_string()))
    }
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
            if let Some((name, value)) = &point.dimension {
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
        array(out, [&point.dimension], |out, dimension| {
            array(out, dimension, |out, (name, _)| crate::base::members::text(out, name));
        });
    });
    members.put("Metrics", |out| {
        array(out, [point], |out, point| {
            object(out, |m| _ = m.text("Name", &point.name).text("Unit", point.unit.name()));
        });
    });
}

/// Writes sums and numbers of samples in the text format of Prometheus, sorted: `aws_states_executions_failed_sum`.
pub fn prometheus(out: &mut dyn Write, points: &[Point]) -> io::Result<()> {
    let mut series: BTreeMap<(String, String), (i64, u64)> = BTreeMap::new();
    for point in points {
        let label = point.dimension.as_ref().map_or_else(String::new, |(name, value)| {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            format!("{{{}=\"{value}\"}}", snake(name))
        });
        let sums = series.entry((snake(&point.name), label)).or_default();
        sums.0 = sums.0.saturating_add(point.value);
        sums.1 += 1;
    }
    let mut last = String::new();
    for ((name, label), (sum, count)) in series {
        if name != last {
            writeln!(out, "# TYPE aws_states_{name} summary")?;
            last.clone_from(&name);
        }
        writeln!(out, "aws_states_{name}_sum{label} {sum}\naws_states_{name}_count{label} {count}")?;
    }
    Ok(())
}

/// `ExecutionsTimedOut` as `executions_timed_out`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}
