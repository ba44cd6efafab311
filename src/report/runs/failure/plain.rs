//! Failures that say it all themselves: errors that no Catch took, functions that fail, values of no use.

use std::sync::Arc;

use crate::asl::errors::names;
use crate::asl::machine::{Kind, State, StateId, Workflow};
use crate::base::diag::{Diagnostic, Place};
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::failure::Why;
use crate::engine::{EVENT_QUOTA, EXPRESS_SECONDS, STANDARD_SECONDS};
use crate::report::ink::amount::{count, size};
use crate::report::ink::control::escape_control;
use crate::report::ink::secret::redact;
use crate::report::ink::shorten::{embedded, literal, shorten};
use crate::report::ink::width::{clip, wrap};
use crate::report::runs::{Run, resource};

use super::case::{Case, MARGIN};
use super::codes;
use super::trail::Trail;

const ROOM: usize = 70;
/// Lines of a cause.
const LINES: usize = 6;
/// A cause of fewer columns that is JSON is shown as it is.
const WHOLE: usize = 400;

/// A task's error, or that of a Fail.
pub fn uncaught(case: &Case<'_>) -> Diagnostic {
    let state = case.state;
    let error = match case.failure.error.error.as_deref() {
        None => "without an error name",
        Some("") => "with an empty error name",
        Some(name) => name,
    };
    let headline = match &state.kind {
        Kind::Fail(_) => format!("{} ended the run: {error}", state.name),
        Kind::Task(task) => format!("{} ({}) failed: {error}", state.name, resource(task)),
        Kind::Pass { .. }
        | Kind::Choice(_)
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Parallel { .. }
        | Kind::Map(_) => format!("{} failed: {error}", state.name),
    };
    let mut found = case.error(codes::FAILED, &state.pointer, &headline);
    // Only of the innermost state is it known, which a Map or Parallel around it is not.
    if let (Some(met), Kind::Task(task), names::TIMEOUT) = (case.trail.met(), &state.kind, error) {
        let what = resource(task);
        let headline = format!("{} ({what}) ran out of time: {}", state.name, met.words(case.run, state));
        found.message = case.headline(&headline);
        found.place = met.field(case.run, state).map_or(found.place, Place::Key);
    }
    if let Some(cause) = case.failure.error.cause.as_deref().filter(|cause| !cause.is_empty()) {
        let text = match embedded(cause) {
            Some(value) => match literal(cause, WHOLE, case.marks) {
                Some(literal) => literal.trim_matches('\'').to_owned(),
                None => format!("JSON text {}", shorten(&value, ROOM, case.marks)),
            },
            None => whole(&redact(&escape_control(cause), case.marks), case),
        };
        found = found.note(format!("cause: {text}"));
    }
    if matches!(state.kind, Kind::Task(_) | Kind::Map(_) | Kind::Parallel { .. }) {
        if !case.failure.is_fatal() {
            found = found.note(looked_at(state));
        } else if !(state.retry.is_empty() && state.catch.is_empty()) {
            found = found.note(format!("{error} is never retried and never caught"));
        }
    }
    if error == names::TIMEOUT && state.catch.is_empty() {
        found = found.help("a Catch with `States.Timeout` or `States.ALL` would go on from here");
    }
    found
}

/// A text of a few lines at most, whole: the end of a cause often holds the key that was looked for.
fn whole(text: &str, case: &Case<'_>) -> String {
    let room = case.style.width.saturating_sub(MARGIN + "cause: ".len()).max(ROOM / 2);
    wrap(&clip(text, room * LINES, case.marks.elided), room, room).join("\n       ")
}

/// Which retriers and catchers did not help.
fn looked_at(state: &State) -> String {
    let names = |errors: &[Arc<str>]| format!("[{}]", errors.join(", "));
    let list = |what: &str, verdict: &str, rules: Vec<String>| match rules.len() {
        0 => format!("{what}: none"),
        _ => format!("{what}, {verdict}: {}", rules.join(" ")),
    };
    let retry = state.retry.iter().map(|rule| names(&rule.errors)).collect();
    let catch = state.catch.iter().map(|rule| names(&rule.errors)).collect();
    let retry = list("Retry", "no match or used up", retry);
    format!("{retry}\n{}", list("Catch", "no match", catch))
}

/// An intrinsic function that could not work.
pub fn intrinsic(case: &Case<'_>, why: &Why, name: &str, detail: Option<&str>, input: &Value) -> Diagnostic {
    let headline = format!("{name} cannot work with these arguments in {}", case.state.name);
    let found = case.error(codes::INTRINSIC, &why.pointer, &headline);
    let found = match detail {
        Some(detail) => found.label(redact(&escape_control(detail), case.marks)),
        None => found,
    };
    found.note(format!("input {}", shorten(input, ROOM, case.marks)))
}

/// A value that a field cannot use.
pub fn unusable(case: &Case<'_>, why: &Why, value: &Value) -> Diagnostic {
    let name = &case.state.name;
    let field = case.field(&why.pointer);
    let what = if field.is_empty() { "the data".to_owned() } else { format!("`{field}`") };
    let found =
        case.error(codes::UNUSABLE, &why.pointer, &format!("{what} of {name} is not what it can use"));
    let found = found.label(found_value(case, value));
    match WANTED.iter().find(|(name, _)| *name == field) {
        Some((_, wanted)) => found.help(*wanted),
        None => found,
    }
}

/// Arguments that the called API does not take.
pub fn refused(case: &Case<'_>, why: &Why, reasons: &str, inside: &Pointer, value: &Value) -> Diagnostic {
    let headline = format!("{} cannot call with these arguments", case.state.name);
    let way: Vec<_> = inside.tokens().collect();
    let what = found_value(case, value);
    let label =
        if way.is_empty() { what } else { format!("in it, {}: {what}", escape_control(&way.join(" / "))) };
    let found = case.error(codes::UNUSABLE, &why.pointer, &headline).label(label);
    found.note(redact(&escape_control(reasons), case.marks)).note("no Retry and no Catch sees this error")
}

/// What fields that are resolved by a path take.
const WANTED: &[(&str, &str)] = &[
    ("CausePath", "it takes text: States.JsonToString makes some of anything"),
    ("ErrorPath", "it takes text: an error's name"),
    ("HeartbeatSecondsPath", "it takes a whole number of seconds"),
    ("ItemBatcher", "a limit of batches takes a whole number, 0 for no limit"),
    ("ItemReader", "`MaxItems` takes a whole number, 0 for no limit"),
    ("ItemsPath", "a Map takes an array, a distributed one an object too: States.Array makes an array"),
    ("MaxConcurrencyPath", "it takes a whole number, 0 for no limit"),
    ("ResultPath", "it steps into what is no object, or past the end of an array: choose another key"),
    ("SecondsPath", "it takes a whole number of seconds from 0"),
    ("TimeoutSecondsPath", "it takes a whole number of seconds"),
    ("TimestampPath", "it takes a timestamp like \"2026-01-31T12:00:00Z\""),
    ("ToleratedFailureCountPath", "it takes a whole number from 0"),
    ("ToleratedFailurePercentagePath", "it takes a number from 0 to 100"),
];

fn found_value(case: &Case<'_>, value: &Value) -> String {
    format!("it is {} ({})", shorten(value, ROOM / 2, case.marks), value.type_name())
}

/// A Wait beyond what AWS takes.
pub fn too_long(case: &Case<'_>, why: &Why, seconds: i64, most: i64) -> Diagnostic {
    let number = |seconds: i64| count(usize::try_from(seconds).unwrap_or(usize::MAX));
    let found =
        case.error(codes::UNUSABLE, &why.pointer, &format!("{} would wait too long", case.state.name));
    let found = found.label(format!("{} seconds", number(seconds)));
    found.note(format!("AWS waits at most {} seconds, 68 years", number(most)))
}

/// Data beyond AWS's quota.
pub fn too_large(case: &Case<'_>, why: &Why, bytes: usize, quota: usize) -> Diagnostic {
    let headline =
        format!("the data of {} is too large: {} of {}", case.state.name, size(bytes), size(quota));
    let found = case.error(codes::TOO_LARGE, &why.pointer, &headline);
    if why.pointer.ends_with("/ItemBatcher") {
        return found
            .help("raise `MaxInputBytesPerBatch`, or let an ItemSelector leave out what nobody reads");
    }
    found.help("keep large data in S3 and pass its key, or leave out what nobody reads")
}

/// Variables beyond one of AWS's quotas.
pub fn variables(case: &Case<'_>, why: &Why, bytes: usize, quota: usize) -> Diagnostic {
    let headline = format!("{} assigns too much: {} of {}", case.state.name, size(bytes), size(quota));
    let found = case.error(codes::TOO_LARGE, &why.pointer, &headline);
    found.help("keep large data in S3 and assign its key")
}

/// The machine's own limit of time, if it is what ends its executions.
fn own_limit(run: &Run<'_>) -> Option<i64> {
    let own = run.machine.timeout_seconds.map(i64::from);
    own.filter(|own| *own <= longest(run))
}

/// How many seconds AWS lets an execution run.
const fn longest(run: &Run<'_>) -> i64 {
    match run.machine.workflow {
        Workflow::Standard => STANDARD_SECONDS,
        Workflow::Express => EXPRESS_SECONDS,
    }
}

/// Which limit of time it was.
fn limit(run: &Run<'_>, own: Option<i64>) -> String {
    match (own, run.machine.workflow) {
        (Some(own), _) => format!("its TimeoutSeconds is {own}"),
        (None, Workflow::Standard) => "a Standard execution may take one year".to_owned(),
        (None, Workflow::Express) => "an Express execution may take five minutes".to_owned(),
    }
}

/// A run that failed as a whole.
pub fn without_state(run: &Run<'_>, error: &TaskError, trail: &Trail) -> Diagnostic {
    let name = error.error.as_deref().unwrap_or("without an error name");
    let cause = error.cause.as_deref().unwrap_or("");
    let too_long = name == names::RUNTIME && cause.contains("history events");
    let own = own_limit(run);
    let headline = match name {
        names::TIMEOUT => format!("the state machine ran out of time: {}", limit(run, own)),
        _ if too_long => format!("{} reached AWS's limit of {EVENT_QUOTA} history events", run.name),
        _ => format!("{} failed: {name}", run.name),
    };
    let place = match own {
        Some(_) if name == names::TIMEOUT => "/TimeoutSeconds",
        Some(_) | None => "/States",
    };
    let found = Diagnostic::error(codes::FAILED, Place::Key(place.into()), headline).aws(
        name,
        escape_control(cause),
        "",
    );
    match trail.most_entered().filter(|_| too_long) {
        Some((state, times)) => too_many_events(run, found, state, times, trail),
        None => found,
    }
}

/// More visits an item than this are a loop.
const LOOP: u64 = 10;

/// What filled the history: the items of a Map, or a loop around the state that was entered most often.
fn too_many_events(
    run: &Run<'_>,
    found: Diagnostic,
    state: StateId,
    times: u64,
    trail: &Trail,
) -> Diagnostic {
    let machine = run.machine;
    let around = |state: &StateId| machine.flow(machine.state(*state).flow).owner;
    let owners = std::iter::successors(around(&state), around);
    let map = owners.filter(|owner| matches!(machine.state(*owner).kind, Kind::Map(_)));
    // The outermost Map, but for one around it that has a single item.
    let map = map.filter(|map| trail.began(*map) > 1).last();
    let Some(items) = map.map(|map| trail.began(map)).filter(|items| times <= items.saturating_mul(LOOP))
    else {
        let name = &machine.state(state).name;
        let place = Place::Key(machine.state(state).pointer.clone());
        return Diagnostic { place, ..found }
            .note(format!("{name} was entered {} times", count(times as usize)))
            .help("end the loop, or go on in a new execution before the limit");
    };
    let Some(map) = map.map(|map| machine.state(map)) else { return found };
    let each = (EVENT_QUOTA / items.max(1)).max(1);
    Diagnostic { place: Place::Key(map.pointer.clone()), ..found }
        .note(format!("{} began {} items, about {each} events each", map.name, count(items as usize)))
        .help("in a distributed Map (Mode DISTRIBUTED) every item has a history of its own")
}
