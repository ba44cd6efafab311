//! What a state is and did, in a few words: `Task sns:publish`, `Map 3 items, 2 at a time`.

use crate::asl::machine::{Choice, Data, Dynamic, Kind, ResultPath, Task};
use crate::base::value::Value;
use crate::engine::failure::Reason;
use crate::engine::history::Transition;
use crate::record::aws::HISTORY;
use crate::record::visits::Visit;
use crate::report::ink::amount::{count, plural, span};
use crate::report::ink::marks::Marks;
use crate::report::ink::width::{clip, columns};
use crate::report::runs::diff::MadeBy;
use crate::report::runs::rule::rule;
use crate::report::runs::{Run, resource};

/// Arguments that say best whom a task calls.
const TARGETS: &[&str] = &["FunctionName", "StateMachineArn", "TableName", "TopicArn", "QueueUrl", "JobName"];

/// A rule keeps so many columns.
const RULE: usize = 8;

/// The words behind the name of a state, in about `room` columns.
pub fn what(run: &Run<'_>, visit: &Visit, room: usize, marks: &Marks) -> String {
    let kind = &run.machine.state(visit.state).kind;
    let name = kind.name();
    match kind {
        Kind::Task(task) => called(task, visit, room, marks),
        // Its failure says what was missing.
        Kind::Choice(_) if visit.way.is_none() && !found_no_rule(visit) => name.to_owned(),
        Kind::Choice(choice) => {
            format!("{name} {}", chosen(run, choice, visit, room.saturating_sub(columns(name) + 1), marks))
        }
        Kind::Wait(_) if visit.failure.is_some() => name.to_owned(),
        Kind::Wait(_) if visit.way.is_none() => format!("{name}, cut short"),
        Kind::Wait(_) => {
            let clock = if matches!(run.clock, "real" | HISTORY) {
                String::new()
            } else {
                format!(" ({})", run.clock)
            };
            format!("{name} {}{clock}", span(visit.took()))
        }
        Kind::Map(_) if visit.children.is_none() => name.to_owned(),
        Kind::Map(map) => {
            let tally = visit.map_run.as_deref();
            let length = visit.children.map_or(0, |children| children.length);
            let length = tally.map_or(length, |tally| tally.total);
            let at_a_time = match map.max_concurrency {
                Some(Dynamic::Fixed(most)) if most > 0 && (most as usize) < length => {
                    format!(", {most} at a time")
                }
                Some(Dynamic::Fixed(_) | Dynamic::Path(_) | Dynamic::Expression(_)) | None => String::new(),
            };
            // Nothing was read, or too little to know.
            let reads = map.distributed.as_ref().is_some_and(|own| own.reader.is_some());
            if length == 0 && reads && (visit.output.is_none() || visit.failure.is_some()) {
                return name.to_owned();
            }
            let batches = tally.filter(|tally| tally.is_batched).map_or_else(String::new, |tally| {
                format!(
                    " in {}",
                    if tally.children == 1 {
                        "1 batch".to_owned()
                    } else {
                        format!("{} batches", count(tally.children))
                    }
                )
            });
            format!("{name} {}{batches}{at_a_time}", plural(length, "item"))
        }
        Kind::Parallel { branches } if branches.len() == 1 => format!("{name} 1 branch"),
        Kind::Parallel { branches } => format!("{name} {} branches", count(branches.len())),
        Kind::Pass { .. } | Kind::Succeed | Kind::Fail(_) => name.to_owned(),
    }
}

/// What a task calls, with the target its arguments name. Without room for all of it the target gives way, then
/// the beginning of what is called: its last part stays.
fn called(task: &Task, visit: &Visit, room: usize, marks: &Marks) -> String {
    let args = visit.attempts.last().and_then(|attempt| attempt.args.as_ref());
    let target = args.and_then(|args| TARGETS.iter().find_map(|key| args.get(key)?.as_str())).map(last_part);
    let resource = resource(task);
    let whole =
        target.map_or_else(|| format!("Task {resource}"), |target| format!("Task {resource} {target}"));
    let without_target = format!("Task {resource} {}", marks.elided);
    let last = resource.rsplit(':').next().unwrap_or(&resource);
    let shorter = [without_target, format!("Task {resource}"), format!("Task {}:{last}", marks.elided)];
    let fits = |text: &String| columns(text) <= room;
    let shortest = || format!("Task {last}");
    std::iter::once(whole).chain(shorter).find(fits).unwrap_or_else(shortest)
}

/// The name at the end of an ARN or URL, without `:$LATEST`.
fn last_part(target: &str) -> &str {
    let target = target.trim_end_matches(":$LATEST");
    target.rsplit([':', '/']).next().unwrap_or(target)
}

fn found_no_rule(visit: &Visit) -> bool {
    let why = visit.failure.as_ref().and_then(|failure| failure.why.as_deref());
    why.is_some_and(|why| matches!(why.reason, Reason::NoRule { .. }))
}

/// Which rule decided. The rule gives way first if there is no room: where it leads matters more.
fn chosen(run: &Run<'_>, choice: &Choice, visit: &Visit, room: usize, marks: &Marks) -> String {
    let name = |state| &run.machine.state(state).name;
    match visit.way {
        Some(Transition::Rule(at, next)) => {
            let text = choice.rules.get(at).map_or(String::new(), |found| rule(run.definition, found, marks));
            let (before, behind) = (format!("rule {}: ", at + 1), format!(" {} {}", marks.next, name(next)));
            let room = room.saturating_sub(columns(&before) + columns(&behind)).max(RULE);
            format!("{before}{}{behind}", clip(&text, room, marks.elided))
        }
        Some(Transition::Default(next)) => format!("default {} {}", marks.next, name(next)),
        Some(Transition::Caught(..) | Transition::Next(_)) | None => {
            let why = visit.failure.as_ref().and_then(|failure| failure.why.as_deref());
            match why {
                Some(why) if !matches!(why.reason, Reason::NoRule { .. }) => "a rule fails".to_owned(),
                Some(_) | None => "no rule matches".to_owned(),
            }
        }
    }
}

/// Whether a state builds its output anew or edits its input.
pub fn origin(run: &Run<'_>, visit: &Visit) -> MadeBy {
    let state = run.machine.state(visit.state);
    let path = match (&state.data, visit.way) {
        (Data::Jsonata(_), _) => return MadeBy::New,
        (Data::JsonPath(_), Some(Transition::Caught(at, _))) => {
            state.catch.get(at).map(|catcher| &catcher.result_path)
        }
        (Data::JsonPath(filters), _) => match &state.kind {
            Kind::Pass { result } if result.is_none() && filters.parameters.is_none() => None,
            Kind::Pass { .. } | Kind::Task(_) | Kind::Map(_) | Kind::Parallel { .. } => {
                Some(&filters.result_path)
            }
            Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => None,
        },
    };
    match path {
        Some(ResultPath::Replace) => MadeBy::New,
        Some(ResultPath::Discard | ResultPath::Put(_)) | None => MadeBy::Edited,
    }
}

/// Keys or elements of a value, in words.
pub fn extent(value: &Value) -> String {
    match value {
        Value::Object(members) => plural(members.len(), "key"),
        Value::Array(items) => plural(items.len(), "element"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.type_name().to_owned(),
    }
}
