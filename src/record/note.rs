//! What a recording says beyond AWS's events: retries, failures with our own reasons, what came of Map Runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::members::{Members, object};
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::failure::Failure;
use crate::engine::history::{Branch, Note};
use crate::engine::tally::{FirstFailed, Tally, Tolerance};

use super::Run;
use super::fields::{Fault, flag, maybe_text, member, number, number_or_0, state, text};

/// Writes a note as one line; nothing for what is only of interest while the run goes on.
pub fn write(run: &Run<'_>, note: &Note, out: &mut Vec<u8>) {
    let name = |state: &StateId| &*run.machine.state(*state).name;
    match note {
        Note::BranchStarted { state, index, parent, branch } => object(out, |m| {
            m.text("note", "BranchStarted").text("state", name(state)).plain("index", index);
            m.plain("parent", parent.0).plain("branch", branch.0);
        }),
        Note::Context { branch, context } => object(out, |m| {
            m.text("note", "Context").plain("branch", branch.0).value("context", context);
        }),
        Note::Retrying { at, branch, state, retrier, retry_number, max_attempts, delay_ms, failure } => {
            object(out, |m| {
                place(m.text("note", "Retrying"), *at, *branch, name(state));
                m.plain("retrier", retrier)
                    .plain("attempt", retry_number)
                    .plain("max_attempts", max_attempts);
                m.plain("delay_ms", delay_ms);
                m.value("failure", &failure.to_value());
            });
        }
        Note::Failed { at, branch, state, failure } => object(out, |m| {
            place(m.text("note", "Failed"), *at, *branch, name(state));
            m.value("failure", &failure.to_value());
        }),
        Note::MapRun { at, branch, state, tally } => object(out, |m| {
            place(m.text("note", "MapRun"), *at, *branch, name(state));
            m.object("tally", |m| write_tally(run, tally, m));
        }),
        Note::MapRunGoesOn { .. } => {}
    }
}

/// Reads what [`write`] wrote.
pub fn read(value: &Value, machine: &Arc<StateMachine>) -> Result<Note, Fault> {
    let branch = || number(value, "branch").map(Branch);
    let at = || number(value, "at").map(Time::from_millis);
    let state = || state(value, "state", machine);
    let failure = || read_failure(value, machine);
    Ok(match text(value, "note")? {
        "BranchStarted" => Note::BranchStarted {
            state: state()?,
            index: number(value, "index")?,
            parent: Branch(number(value, "parent")?),
            branch: Branch(number(value, "branch")?),
        },
        "Context" => Note::Context { branch: branch()?, context: member(value, "context")?.clone() },
        "Retrying" => Note::Retrying {
            at: at()?,
            branch: branch()?,
            state: state()?,
            retrier: number(value, "retrier")?,
            retry_number: number(value, "attempt")?,
            max_attempts: number(value, "max_attempts")?,
            delay_ms: number(value, "delay_ms")?,
            failure: failure()?.into(),
        },
        "Failed" => {
            Note::Failed { at: at()?, branch: branch()?, state: state()?, failure: failure()?.into() }
        }
        "MapRun" => {
            let tally = Box::new(read_tally(member(value, "tally")?, machine)?);
            Note::MapRun { at: at()?, branch: branch()?, state: state()?, tally }
        }
        other => return Err(format!("there is no note `{other}`")),
    })
}

fn place(members: &mut Members<'_>, at: Time, branch: Branch, state: &str) {
    members.plain("at", at.millis()).plain("branch", branch.0).text("state", state);
}

fn write_tally(run: &Run<'_>, tally: &Tally, members: &mut Members<'_>) {
    members.text("arn", &tally.arn).plain("total", tally.total).plain("children", tally.children);
    members.plain("is_batched", tally.is_batched);
    members.plain("succeeded", tally.succeeded).plain("failed", tally.failed);
    members.plain("aborted", tally.aborted).plain("running", tally.running);
    if tally.awaiting > 0 {
        members.plain("awaiting", tally.awaiting);
    }
    members.plain("tolerated_count", tally.tolerance.count);
    members.plain("tolerated_percentage", tally.tolerance.percentage);
    members.object("errors", |m| {
        for (name, items) in &tally.errors {
            m.plain(name, items);
        }
    });
    members.plain("other_errors", tally.other_errors);
    members.plain("calls", tally.calls).plain("failed_calls", tally.failed_calls);
    members.maybe("manifest", tally.manifest.as_deref());
    if let Some(first) = &tally.first {
        members.object("first", |m| {
            m.plain("number", first.number);
            m.maybe("state", first.state.map(|state| &*run.machine.state(state).name));
            m.value("failure", &first.failure.to_value());
        });
    }
}

/// The failure that `value` has.
fn read_failure(value: &Value, machine: &Arc<StateMachine>) -> Result<Failure, Fault> {
    let read = Failure::from_value(member(value, "failure")?, machine);
    read.map_err(|unreadable| format!("`failure`: {unreadable}"))
}

fn read_tally(value: &Value, machine: &Arc<StateMachine>) -> Result<Tally, Fault> {
    let errors = member(value, "errors")?.as_object().into_iter().flatten();
    let errors = errors.map(|(name, _)| Ok((Arc::clone(name), number(member(value, "errors")?, name)?)));
    let first = value.get("first").map(|first| {
        let state = first.get("state").map(|_| state(first, "state", machine)).transpose()?;
        let failure = read_failure(first, machine)?;
        Ok::<_, Fault>(FirstFailed { number: number(first, "number")?, failure, state })
    });
    let percentage = member(value, "tolerated_percentage")?.as_f64().unwrap_or_default();
    Ok(Tally {
        awaiting: number_or_0(value, "awaiting")?,
        arn: text(value, "arn")?.into(),
        total: number(value, "total")?,
        children: number(value, "children")?,
        is_batched: flag(value, "is_batched"),
        succeeded: number(value, "succeeded")?,
        failed: number(value, "failed")?,
        aborted: number(value, "aborted")?,
        running: number(value, "running")?,
        tolerance: Tolerance { count: number_or_0(value, "tolerated_count")?, percentage },
        errors: errors.collect::<Result<BTreeMap<_, _>, Fault>>()?,
        other_errors: number(value, "other_errors")?,
        first: first.transpose()?,
        calls: number(value, "calls")?,
        failed_calls: number(value, "failed_calls")?,
        manifest: maybe_text(value, "manifest"),
    })
}
