//! Events in files, and the triggers of templates: what `sfn emit` works with.

use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::source::Source;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::events::pattern::read_event;
use crate::events::trigger::Rule;
use crate::load::{self, Reach};

use super::Error;
use super::targets::Target;

/// How many events are read at most.
const MOST: usize = 10_000;

/// The events of `source`: one, a list of such, `Entries` of PutEvents, or one a line.
pub fn events(source: &Source) -> Result<Vec<Value>, Error> {
    let one = match read_event(&source.text) {
        Ok(value) => vec![value],
        Err(error) => lines(source).ok_or_else(|| not_json(source, &error))?,
    };
    let all: Vec<Value> = one.into_iter().flat_map(within).collect();
    match all.len() {
        0 => Err(Error::load(format!("there is no event in {}", source.shown))),
        1..=MOST => Ok(all),
        _ => Err(Error::load(format!("{} has more than {MOST} events", source.shown))),
    }
}

/// One JSON value a line; none if a line is none.
fn lines(source: &Source) -> Option<Vec<Value>> {
    let lines = source.text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| read_event(line).ok()).collect()
}

fn not_json(source: &Source, error: &str) -> Error {
    match load::json(source) {
        Err(rejected) => rejected.as_error().into(),
        Ok(_) => Error::load(format!("{} is not JSON: {error}", source.shown)),
    }
}

/// The events in a list or in the request of PutEvents.
fn within(value: Value) -> Vec<Value> {
    let list = value.get("Entries").unwrap_or(&value).as_array();
    list.map_or_else(|| vec![value.clone()], |items| items.as_slice().to_vec())
}

/// The triggers of a file that AWS takes, and what is wrong with the others.
pub type Triggers = (Vec<Rule>, Vec<(Document, Diagnostic)>);

/// The triggers that the file of `target` declares, made at `created`.
pub fn triggers(target: &Target, options: &load::Options, created: Time) -> Result<Triggers, Error> {
    let source = target.source(options)?;
    Ok(source.map(|source| triggers_of(&source, options, created)).unwrap_or_default())
}

/// The triggers that `source` declares.
pub fn triggers_of(source: &Source, options: &load::Options, created: Time) -> Triggers {
    let found = load::triggers(source, options, &mut Reach::around(&source.name, &options.readable));
    let (mut rules, mut findings) = (Vec::new(), Vec::new());
    for trigger in &found {
        match Rule::read(trigger, created) {
            Ok(rule) => rules.push(rule),
            Err(found) => findings.extend(found),
        }
    }
    (rules, findings)
}

/// What AWS would refuse of the triggers of the file of `target`. Files without a word of triggers are not read again.
pub fn findings(target: &Target, options: &load::Options) -> Vec<(Document, Diagnostic)> {
    const WORDS: [&str; 6] =
        ["EventPattern", "Schedule", "EventBridge", "events", "event_pattern", "schedule_expression"];
    let Ok(Some(source)) = target.source(options) else { return Vec::new() };
    if !WORDS.iter().any(|word| source.text.contains(word)) {
        return Vec::new();
    }
    triggers_of(&source, options, Time::default()).1
}
