//! DescribeMapRun: its limits, and how items and child executions have fared (members recorded 2026-09).

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::members::Members;
use crate::api::shape::{object, seconds, text};
use crate::api::world::{MapRun, Region};
use crate::base::value::{Number, Value};

/// What AWS says where a Map sets no `MaxConcurrency`.
const UNLIMITED: usize = 2_147_483_647;

/// So many children run at a time at most, whatever a Map says.
const MOST: usize = 10_000;

/// Describes a Map Run.
pub fn describe(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.required("mapRunArn", 1, 2000)?;
    members.finish()?;
    let execution = super::around(region, arn)?;
    let progress = execution.progress();
    let run = progress.children.runs.iter().find(|run| &*run.arn == arn);
    let run = run.ok_or_else(|| ApiError::resource(arn))?;
    let tolerance = run.tally.tolerance;
    let status = run.end.map_or("RUNNING", |(status, _)| status.name());
    let at_a_time = run.at_a_time.filter(|most| *most < MOST).unwrap_or(UNLIMITED);
    Ok(object([
        ("mapRunArn", text(arn)),
        ("executionArn", Some(Arc::clone(&run.execution).into())),
        ("status", text(status)),
        ("startDate", seconds(run.start)),
        ("stopDate", run.end.and_then(|(_, at)| seconds(at))),
        ("maxConcurrency", Some(at_a_time.into())),
        ("toleratedFailurePercentage", Number::from_f64(tolerance.percentage).map(Value::from)),
        ("toleratedFailureCount", Some(i64::from(tolerance.count).into())),
        ("itemCounts", Some(counts(&items(run)))),
        ("executionCounts", Some(counts(&executions(run, &progress.children)))),
        ("redriveCount", Some(i64::from(run.redrives.0).into())),
        ("redriveDate", run.redrives.1.and_then(seconds)),
    ]))
}

/// Items or executions by what became of them.
#[derive(Default)]
struct Counts {
    pending: usize,
    running: usize,
    succeeded: usize,
    failed: usize,
    timed_out: usize,
    aborted: usize,
    total: usize,
    written: usize,
    awaiting: usize,
}

fn items(run: &MapRun) -> Counts {
    let tally = &run.tally;
    let is_over = run.end.is_some();
    // What still ran when the run ended was cut off with it.
    let (running, cut) = if is_over { (0, tally.running) } else { (tally.running, 0) };
    Counts {
        pending: tally.pending(),
        running,
        succeeded: tally.succeeded,
        failed: tally.failed,
        timed_out: 0,
        aborted: tally.aborted + cut,
        total: tally.total,
        written: if is_over { tally.succeeded + tally.failed } else { 0 },
        awaiting: if is_over { 0 } else { tally.awaiting },
    }
}

/// Without batches each item has an execution; else those that were started are counted, and the items that wait as those
/// that AWS would start for them.
fn executions(run: &MapRun, children: &crate::api::world::Children) -> Counts {
    use crate::services::executions::Status;
    if !run.tally.is_batched {
        return items(run);
    }
    let mut counts = Counts::default();
    for child in children.executions.values().filter(|child| child.run == run.arn) {
        let place = match child.end().map(|end| end.status) {
            None | Some(Status::Running) => &mut counts.running,
            Some(Status::Succeeded) => &mut counts.succeeded,
            Some(Status::Failed) => &mut counts.failed,
            Some(Status::TimedOut) => &mut counts.timed_out,
            Some(Status::Aborted) => &mut counts.aborted,
        };
        *place += 1;
    }
    let started = run.tally.children.max(1);
    let done = run.tally.total.saturating_sub(run.tally.pending()).max(1);
    counts.pending = (run.tally.pending() * started).div_ceil(done);
    counts.total = counts.pending
        + counts.running
        + counts.succeeded
        + counts.failed
        + counts.timed_out
        + counts.aborted;
    counts.written = if run.end.is_some() { counts.succeeded + counts.failed + counts.timed_out } else { 0 };
    counts
}

fn counts(counts: &Counts) -> Value {
    object([
        ("pending", Some(counts.pending.into())),
        ("running", Some(counts.running.into())),
        ("succeeded", Some(counts.succeeded.into())),
        ("failed", Some(counts.failed.into())),
        ("timedOut", Some(counts.timed_out.into())),
        ("aborted", Some(counts.aborted.into())),
        ("total", Some(counts.total.into())),
        ("resultsWritten", Some(counts.written.into())),
        ("failuresNotRedrivable", Some(0_i64.into())),
        ("pendingRedrive", Some(counts.awaiting.into())),
    ])
}
