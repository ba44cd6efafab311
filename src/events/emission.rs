//! Which machines an event starts, with what input, and why the other rules do nothing.

use super::input::{Delivery, Origin};
use super::pattern::{Mismatch, read_event};
use super::trigger::Rule;
use crate::base::time::Time;
use crate::base::value::{Object, Value};

/// What a rule does with an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Reaction {
    /// It starts its machine with this input, a JSON text.
    Starts(String),
    /// It takes the event, and no execution comes of it, because of what it hands over.
    NoStart(NoStart),
    /// It does not take the event: these fields of its pattern do not match.
    Differs(Vec<Mismatch>),
    /// It is switched off.
    Disabled,
    /// It listens to another bus.
    OtherBus,
    /// It has no pattern: it is due by a schedule, called by clients, or fed by a queue.
    NoPattern,
}

/// Why nothing starts though the pattern matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoStart {
    /// Nothing is handed over: an empty constant, or a template that is nothing but a value that is not there.
    Nothing,
    /// This is not JSON: it goes to the dead-letter queue, or is dropped.
    NotJson(String),
    /// This is several JSON values, which StartExecution does not take as an input.
    Several(String),
    /// It is longer than the 256 kB that StartExecution takes.
    TooLong,
}

/// An event on its way to a bus.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// The event as rules and targets see it.
    pub event: Value,
    /// The bus it is put on; none if nobody says which.
    pub bus: Option<String>,
}

/// What AWS adds to an event that is put.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'e> {
    /// The account.
    pub account: &'e str,
    /// The region.
    pub region: &'e str,
    /// The time, if the event has none.
    pub time: Time,
}

impl Emitted {
    /// Reads `value`: an event, or an entry of PutEvents (`Source`, `DetailType`, `Detail` as text). What is not there
    /// of an envelope is added. The error says what is wrong with the value.
    pub fn read(value: &Value, envelope: &Envelope<'_>) -> Result<Self, String> {
        let Value::Object(members) = value else {
            return Err(format!("an event is an object, not {}", with_article(value)));
        };
        let is_entry =
            members.contains("DetailType") || members.contains("Detail") || members.contains("Source");
        let event = if is_entry { event_of(members)? } else { members.clone() };
        let bus = members.get("EventBusName").filter(|_| is_entry).and_then(Value::as_str);
        let bus = bus.or(is_entry.then_some("default"));
        let bus = bus.map(|bus| bus.rsplit('/').next().unwrap_or(bus).to_owned());
        Ok(Self { event: complete(event, envelope).into(), bus })
    }
}

fn with_article(value: &Value) -> String {
    let name = value.type_name();
    match value {
        Value::Null => name.to_owned(),
        Value::Array(_) | Value::Object(_) => format!("an {name}"),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => format!("a {name}"),
    }
}

/// The event that AWS makes of an entry; errors are AWS's messages.
fn event_of(entry: &Object) -> Result<Object, String> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let needed = |name: &str| {
        let message = format!("Parameter {name} is not valid. Reason: {name} is a required argument.");
        text(name).ok_or(message)
    };
    let (source, kind) = (needed("Source")?, needed("DetailType")?);
    let detail = needed("Detail")?;
    let detail = read_event(detail).ok().filter(|detail| detail.as_object().is_some());
    let mut event = Object::from_iter([
        ("detail-type", kind.into()),
        ("source", source.into()),
        ("detail", detail.ok_or("Detail is malformed.")?),
    ]);
    if let Some(resources) = entry.get("Resources") {
        event.insert("resources", resources.clone());
    }
    if let Some(time) = entry.get("Time") {
        let seconds = time.as_f64().map(|seconds| Time::from_millis((seconds * 1000.0) as i64));
        let time = seconds.map_or_else(|| time.clone(), |time| time.iso().into());
        event.insert("time", time);
    }
    Ok(event)
}

/// `event` with all that AWS puts around a detail.
fn complete(event: Object, envelope: &Envelope<'_>) -> Object {
    const ID: &str = "00000000-0000-4000-8000-000000000000";
    let time = Time::from_millis(envelope.time.millis().div_euclid(1000) * 1000);
    let made: [(&str, Value); 7] = [
        ("version", "0".into()),
        ("id", ID.into()),
        ("account", envelope.account.into()),
        ("time", time.iso().into()),
        ("region", envelope.region.into()),
        ("resources", Vec::new().into()),
        ("detail", Value::empty_object()),
    ];
    let mut event = event;
    for (name, value) in made {
        if !event.contains(name) {
            event.insert(name, value);
        }
    }
    event
}

/// What `rule` does with an event that is put on its bus.
#[must_use]
pub fn react(rule: &Rule, emitted: &Emitted, envelope: &Envelope<'_>) -> Reaction {
    let Some(pattern) = &rule.pattern else { return Reaction::NoPattern };
    if !rule.is_enabled {
        return Reaction::Disabled;
    }
    if emitted.bus.as_ref().is_some_and(|bus| *bus != rule.bus) {
        return Reaction::OtherBus;
    }
    let mismatches = pattern.mismatches(&emitted.event);
    if !mismatches.is_empty() {
        return Reaction::Differs(mismatches);
    }
    match rule.input.deliver(&emitted.event, &rule.origin(envelope)) {
        Delivery::Body(body) if read_event(&body).is_ok() => Reaction::Starts(body),
        Delivery::Body(body) => Reaction::NoStart(NoStart::Several(body)),
        Delivery::Nothing => Reaction::NoStart(NoStart::Nothing),
        Delivery::TooLong => Reaction::NoStart(NoStart::TooLong),
        Delivery::NotJson(body) => Reaction::NoStart(NoStart::NotJson(body)),
    }
}

impl Rule {
    /// What templates may ask for: `arn:aws:events:REGION:ACCOUNT:rule/NAME`, or `rule/BUS/NAME`.
    #[must_use]
    pub fn origin(&self, envelope: &Envelope<'_>) -> Origin {
        let bus = if self.bus == "default" { String::new() } else { format!("{}/", self.bus) };
        let Envelope { account, region, time } = envelope;
        Origin {
            rule_arn: format!("arn:aws:events:{region}:{account}:rule/{bus}{}", self.name),
            rule_name: self.name.clone(),
            ingested: *time,
        }
    }
}
