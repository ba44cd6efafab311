//! Whether what a test case expects of its run holds.

use std::sync::Arc;

use crate::base::interrupt::Interrupt;
use crate::base::value::Value;
use crate::expr::jsonata::Expression;
use crate::expr::property::{Property, eval, source};
use crate::report::ink::amount::{plural, span};
use crate::report::tests::{Mark, Mismatch};
use crate::services::mock::{
    Expectations, ExpectedCalls, ExpectedError, ExpectedStatus, Extent, TestCase, TimeLimit, TimeOperator,
};

use super::compare::{Differences, differences, hidden};
use super::facts::Facts;
use super::seen::Seen;
use super::why::{Lines, add};

/// Everything that `case` expects and `facts` do not hold, and the `properties` that they break. A case that says
/// nothing of how it ends expects that it succeeds.
///
/// `interrupt` ends assertions; once it was triggered, the result is worth nothing.
pub fn mismatches(
    case: &TestCase,
    facts: &Facts,
    properties: &[Arc<Property>],
    interrupt: &Interrupt,
) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let Expectations {
        status,
        output,
        output_exact,
        error,
        path,
        path_exact,
        visited,
        not_visited,
        next,
        calls,
        duration,
        events,
        variables,
        alarms,
        assert,
    } = &case.expect;
    let status = status.or_else(|| error.is_none().then_some(ExpectedStatus::Succeeded));
    found.extend(status.and_then(|status| self::status(status, facts)));
    if let Some(error) = error {
        self::error(error, facts, &mut found);
    }
    found.extend(output.as_ref().and_then(|wanted| self::output("output", wanted, Extent::Subset, facts)));
    found.extend(
        output_exact.as_ref().and_then(|wanted| self::output("output_exact", wanted, Extent::Whole, facts)),
    );
    found.extend(path.as_ref().and_then(|wanted| path_in_order(wanted, facts)));
    found.extend(path_exact.as_ref().and_then(|wanted| whole_path(wanted, facts)));
    for state in visited.iter().filter(|state| !facts.visited.contains(*state)) {
        found.push(never_entered("visited", state, facts));
    }
    for state in not_visited.iter().filter(|state| facts.visited.contains(*state)) {
        found.push(Mismatch {
            lines: facts.why.turns(),
            ..mismatch("not_visited", format!("{state} was entered"))
        });
    }
    found.extend(next.as_ref().and_then(|wanted| self::next(wanted, facts)));
    for (state, wanted) in calls {
        self::calls(state, wanted, facts, &mut found);
    }
    found.extend(duration.and_then(|limit| self::duration(limit, facts)));
    if let Some(wanted) = events.filter(|wanted| *wanted != facts.events) {
        found.push(mismatch("events", format!("{wanted} expected, {} were recorded", facts.events)));
    }
    if let Some(wanted) = variables {
        let differ = differences(&Value::from(facts.variables.clone()), wanted, Extent::Subset);
        found.extend(differing("variables", differ, |pointers| facts.why.variables(pointers)));
    }
    if let Some(wanted) = alarms {
        found.extend(facts.alarms.mismatches(wanted).into_iter().map(|words| mismatch("alarms", words)));
    }
    found.extend(facts.unused.iter().map(|unused| mismatch("defaults.unused", unused.as_str())));
    if !assert.is_empty() || !properties.is_empty() {
        found.extend(untrue(assert, properties, &Seen::of(facts, interrupt)));
    }
    once(&mut found);
    found
}

/// Says each reason once, at the first thing that it explains.
fn once(found: &mut [Mismatch]) {
    let mut given: Vec<String> = Vec::new();
    for mismatch in found {
        mismatch.lines.retain(|(_, line)| {
            let is_new = !line.starts_with("why: ") || !given.contains(line);
            if is_new {
                given.push(line.clone());
            }
            is_new
        });
    }
}

fn mismatch(key: &str, message: impl Into<String>) -> Mismatch {
    Mismatch { key: key.to_owned(), message: message.into(), lines: Vec::new() }
}

/// What differs, and `why`, which is asked for the places of the differences.
fn differing(key: &str, differ: Differences, why: impl FnOnce(&[String]) -> Lines) -> Option<Mismatch> {
    let Differences { mut lines, pointers } = differ;
    if lines.is_empty() {
        return None;
    }
    let message = match pointers.len() {
        1 => "differs".to_owned(),
        places => format!("differs at {}", plural(places, "place")),
    };
    lines.extend(why(&pointers));
    Some(Mismatch { key: key.to_owned(), message, lines })
}

fn next(wanted: &Arc<str>, facts: &Facts) -> Option<Mismatch> {
    let actual = facts.next.as_ref();
    (actual != Some(wanted)).then(|| {
        let actual = actual.map_or("nothing", |actual| &**actual);
        let message = format!("{wanted} expected, {actual} would come next");
        Mismatch { lines: facts.why.turns(), ..mismatch("next", message) }
    })
}

fn status(wanted: ExpectedStatus, facts: &Facts) -> Option<Mismatch> {
    let wanted = wanted.word();
    (wanted != facts.status).then(|| {
        let mut found = mismatch("status", format!("{wanted} expected, was {}", facts.status));
        if let Some(error) = &facts.error.error {
            let state = facts.error_state.as_deref().map_or_else(String::new, |state| format!(" in {state}"));
            found.lines.push((Mark::Same, format!("{error}{state}")));
            let cause = facts.error.cause.as_deref().unwrap_or_default();
            found.lines.extend(cause.lines().take(3).map(|line| (Mark::Same, hidden(line))));
            found.lines.extend(facts.why.error(facts.error_state.as_deref()));
        }
        found
    })
}

fn error(wanted: &ExpectedError, facts: &Facts, found: &mut Vec<Mismatch>) {
    let name = facts.error.error.as_deref();
    if facts.status == "SUCCEEDED" {
        found.push(mismatch("error", "an error expected, the run succeeded"));
        return;
    }
    if let Some(wanted) = wanted.name.as_deref().filter(|wanted| Some(*wanted) != name) {
        let message = format!("{wanted} expected, was {}", name.unwrap_or("without a name"));
        let lines = facts.why.error(facts.error_state.as_deref());
        found.push(Mismatch { lines, ..mismatch("error.name", message) });
    }
    if let Some(wanted) =
        wanted.state.as_deref().filter(|wanted| Some(*wanted) != facts.error_state.as_deref())
    {
        let actual = facts.error_state.as_deref().unwrap_or("no state");
        found.push(mismatch("error.state", format!("{wanted} expected, {actual} raised it")));
    }
    if let Some(wanted) = &wanted.cause {
        let text = facts.error.cause.as_deref().unwrap_or_default();
        let actual = match wanted {
            Value::String(_) => Value::from(text),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                Value::parse(text).unwrap_or_else(|_| Value::from(text))
            }
        };
        let differ = differences(&actual, wanted, Extent::Subset);
        let why = |_: &[String]| facts.why.error(facts.error_state.as_deref());
        found.extend(differing("error.cause", differ, why));
    }
}

fn output(key: &str, wanted: &Value, extent: Extent, facts: &Facts) -> Option<Mismatch> {
    match &facts.output {
        Some(actual) => {
            differing(key, differences(actual, wanted, extent), |pointers| facts.why.output(pointers, actual))
        }
        None => Some(mismatch(key, format!("there is none: the run ended {}", facts.status))),
    }
}

/// States that are entered in this order, others between them.
fn path_in_order(wanted: &[Arc<str>], facts: &Facts) -> Option<Mismatch> {
    let mut rest = facts.path.iter();
    let missing = wanted.iter().find(|state| !rest.any(|entered| entered == *state))?;
    let mut found = if facts.path.contains(missing) {
        mismatch("path", format!("{missing} was not entered at that point"))
    } else {
        never_entered("path", missing, facts)
    };
    found.lines = diff(wanted, &facts.path, true).into_iter().chain(found.lines).collect();
    let before = wanted.iter().take_while(|state| *state != missing);
    let mut way = facts.path.iter().enumerate();
    let last = before.filter_map(|state| way.find(|(_, entered)| *entered == state)).last();
    add(&mut found.lines, facts.why.parting(last.map_or(0, |(at, _)| at)));
    Some(found)
}

fn whole_path(wanted: &[Arc<str>], facts: &Facts) -> Option<Mismatch> {
    (wanted != facts.path).then(|| {
        let mut found = mismatch("path_exact", "another way was taken");
        found.lines = diff(wanted, &facts.path, false);
        let same = wanted.iter().zip(&facts.path).take_while(|(wanted, entered)| wanted == entered).count();
        add(&mut found.lines, facts.why.parting(same.saturating_sub(1)));
        found
    })
}

/// The two paths side by side, as a text diff has it. Where others may come between, those are no difference.
fn diff(wanted: &[Arc<str>], actual: &[Arc<str>], may_be_more: bool) -> Vec<(Mark, String)> {
    const MOST: usize = 60;
    let ops = similar::capture_diff_slices(similar::Algorithm::Myers, wanted, actual);
    let mut lines: Vec<(Mark, String)> = ops
        .iter()
        .flat_map(|op| op.iter_changes(wanted, actual))
        .map(|change| {
            let mark = match change.tag() {
                similar::ChangeTag::Equal => Mark::Same,
                similar::ChangeTag::Delete => Mark::Missing,
                similar::ChangeTag::Insert if may_be_more => Mark::Same,
                similar::ChangeTag::Insert => Mark::Extra,
            };
            (mark, change.value().to_string())
        })
        .collect();
    if lines.len() > MOST {
        let more = lines.len() - MOST;
        lines.truncate(MOST);
        lines.push((Mark::Same, format!("and {more} more")));
    }
    lines
}

fn never_entered(key: &str, state: &str, facts: &Facts) -> Mismatch {
    let mut found = mismatch(key, format!("{state} was never entered"));
    found.lines.extend(facts.path.last().map(|last| (Mark::Same, format!("the last state was {last}"))));
    add(&mut found.lines, facts.why.turns());
    found
}

fn calls(state: &str, wanted: &ExpectedCalls, facts: &Facts, found: &mut Vec<Mismatch>) {
    let key = format!("calls.{state}");
    let none = Vec::new();
    let made = facts.calls.get(state).unwrap_or(&none);
    if let Some(times) = wanted.times.filter(|times| *times != made.len() as u64) {
        let message = format!("{} expected, {} made", plural(times as usize, "call"), made.len());
        found.push(Mismatch { lines: facts.why.turns(), ..mismatch(&key, message) });
    }
    if let Some(args) = &wanted.args {
        if made.is_empty() {
            found.push(mismatch(&key, "it was never called"));
        }
        let differs = made.iter().enumerate().find_map(|(at, actual)| {
            let differ = differences(actual, args, Extent::Subset);
            (!differ.lines.is_empty()).then_some((at, differ))
        });
        if let Some((at, Differences { mut lines, pointers })) = differs {
            lines.extend(facts.why.arguments(state, at, &pointers));
            let message = format!("the arguments of call {} differ", at + 1);
            found.push(Mismatch { key: key.clone(), message, lines });
        }
    }
    if let Some(all) = &wanted.all_args {
        let differ = differences(&Value::from(made.clone()), &Value::from(all.clone()), Extent::Subset);
        found.extend(differing(&format!("{key}.all_args"), differ, |pointers| {
            facts.why.all_arguments(state, pointers)
        }));
    }
}

fn duration(limit: TimeLimit, facts: &Facts) -> Option<Mismatch> {
    let (took, ms) = (facts.duration_ms, limit.ms);
    let (holds, sign) = match limit.operator {
        TimeOperator::Less => (took < ms, "<"),
        TimeOperator::AtMost => (took <= ms, "<="),
        TimeOperator::Equal => (took == ms, "="),
        TimeOperator::AtLeast => (took >= ms, ">="),
        TimeOperator::More => (took > ms, ">"),
    };
    (!holds).then(|| Mismatch {
        lines: facts.why.duration(),
        ..mismatch("duration", format!("{sign} {} expected, took {}", span(ms), span(took)))
    })
}

/// The assertions and properties that are not true of what is `seen`.
fn untrue(assert: &[Arc<str>], properties: &[Arc<Property>], seen: &Seen<'_>) -> Vec<Mismatch> {
    let mut found: Vec<Mismatch> =
        assert.iter().enumerate().filter_map(|(at, text)| asserted(seen, at, text)).collect();
    // What the test says itself is said once.
    let is_said = |property: &Property| assert.iter().any(|text| source(text).0 == property.text());
    let others = properties.iter().filter(|property| !is_said(property));
    found.extend(others.filter_map(|property| kept(seen, property)));
    found
}

/// What the assertion with this number gives, if it is not true.
fn asserted(seen: &Seen<'_>, at: usize, text: &str) -> Option<Mismatch> {
    let key = format!("assert[{at}]");
    let (inner, _) = source(text);
    let why = match Expression::of_either_level(inner) {
        Ok(expression) => seen.fault(inner, eval(&expression, seen.bound(), Seen::now())),
        Err(error) => Some(format!(": {}", error.message)),
    };
    why.map(|why| mismatch(&key, format!("{}{why}", hidden(inner))))
}

/// What `property` gives, if it is not true.
fn kept(seen: &Seen<'_>, property: &Property) -> Option<Mismatch> {
    let (output, scope) = seen.bound();
    let why = seen.fault(property.text(), property.eval(output, scope, Seen::now()))?;
    let message = format!("{}{why}", hidden(property.text()));
    let written = (Mark::Same, format!("it is written at {}", property.place()));
    Some(Mismatch { lines: vec![written], ..mismatch(&format!("properties.{}", property.name), message) })
}
