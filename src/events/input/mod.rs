//! What a target of a rule is handed of an event: all of it, a constant, a part, or a template that is filled.

mod keys;
mod path;
mod template;

pub use path::InputPath;
pub use template::Transformer;

use super::reader;
use crate::base::time::Time;
use crate::base::value::{Object, Value};

/// The members of an event in the order in which AWS hands them over.
const ORDER: [&str; 9] =
    ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"];

/// Why PutTargets refuses a target: the message of its ValidationException.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTarget(pub String);

/// What a target gets.
#[derive(Clone, Debug)]
pub enum TargetInput {
    /// The event.
    Event,
    /// This text, byte for byte.
    Constant(String),
    /// What this path finds in the event; none for the path `""`.
    Path(Option<InputPath>),
    /// A template, filled.
    Transformer(Transformer),
}

/// The members of a target that say what it gets, as they are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Written<'v> {
    /// `Input`
    pub input: Option<&'v str>,
    /// `InputPath`
    pub input_path: Option<&'v str>,
    /// `InputTransformer`: `InputPathsMap` and `InputTemplate`.
    pub transformer: Option<(Option<&'v Object>, &'v str)>,
}

/// Where an event comes from: what a template may ask for beside the event.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The rule's ARN.
    pub rule_arn: String,
    /// The rule's name.
    pub rule_name: String,
    /// When the bus took the event.
    pub ingested: Time,
}

/// What arrives at a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// This text.
    Body(String),
    /// Nothing, and nobody hears of it.
    Nothing,
    /// The text is not JSON: it goes to the dead-letter queue with the code `INVALID_JSON`.
    NotJson(String),
    /// The text is longer than an input may be.
    TooLong,
}

impl TargetInput {
    /// Reads the members of the target `id`; errors are those of PutTargets.
    pub fn read(id: &str, written: Written<'_>) -> Result<Self, BadTarget> {
        let refuse = |message: String| Err(BadTarget(message));
        match (written.input, written.input_path, written.transformer) {
            (None, None, None) => Ok(Self::Event),
            (Some(input), None, None) => match reader::check_values(input) {
                Err((line, column)) if !input.is_empty() => refuse(format!(
                    "JSON syntax error in input for target {id}: [Source: (String)\"{input}\"; line: {line}, column: \
                     {column}]"
                )),
                Ok(()) | Err(_) => Ok(Self::Constant(input.to_owned())),
            },
            (None, Some(""), None) => Ok(Self::Path(None)),
            (None, Some(path), None) => match InputPath::read(path) {
                Some(path) => Ok(Self::Path(Some(path))),
                None => refuse(format!("InputPath for target {id} is invalid.")),
            },
            (None, None, Some((paths, template))) => {
                Transformer::read(id, paths, template).map(Self::Transformer)
            }
            (Some(_), Some(_), _) | (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => refuse(format!(
                "Only one of Input, InputPath, or InputTransformer must be provided for target {id}."
            )),
        }
    }

    /// What arrives of `event`.
    #[must_use]
    pub fn deliver(&self, event: &Value, origin: &Origin) -> Delivery {
        match self {
            Self::Event => Delivery::Body(ordered(event).to_json()),
            Self::Constant(text) if text.is_empty() => Delivery::Nothing,
            Self::Constant(text) => Delivery::Body(text.clone()),
            Self::Path(path) => {
                let event = ordered(event);
                let found = path.as_ref().and_then(|path| path.find(&event));
                // Null is as good as nothing (recorded).
                let found = found.filter(|value| !value.is_null()).unwrap_or_else(Value::empty_object);
                Delivery::Body(found.to_json())
            }
            Self::Transformer(transformer) => {
                let Some(text) = transformer.fill(&ordered(event), origin) else { return Delivery::TooLong };
                match reader::check_values(&text) {
                    Ok(()) if text.trim().is_empty() => Delivery::Nothing,
                    Ok(()) => Delivery::Body(text),
                    Err(_) => Delivery::NotJson(text),
                }
            }
        }
    }
}

/// `event` with its members in AWS's order; others behind them.
#[must_use]
pub fn ordered(event: &Value) -> Value {
    let Value::Object(members) = event else { return event.clone() };
    let known = ORDER.iter().filter_map(|key| Some(((*key).into(), members.get(key)?.clone())));
    let others = members.iter().filter(|(key, _)| !ORDER.contains(&&**key)).cloned();
    Object::from_iter(known.chain(others).collect::<Vec<(std::sync::Arc<str>, Value)>>()).into()
}

impl Origin {
    /// What the reserved `name` of a template stands for.
    fn value(&self, name: &str, event: &Value) -> Option<Value> {
        match name {
            "aws.events.rule-arn" => Some(self.rule_arn.as_str().into()),
            "aws.events.rule-name" => Some(self.rule_name.as_str().into()),
            "aws.events.event.ingestion-time" => Some(self.ingested.iso_millis().into()),
            "aws.events.event.json" => Some(event.clone()),
            "aws.events.event" => Some(without_detail(event)),
            _ => None,
        }
    }
}

/// The event as `<aws.events.event>` has it: other names, another order, the time in milliseconds.
fn without_detail(event: &Value) -> Value {
    const MEMBERS: [(&str, &str); 8] = [
        ("id", "id"),
        ("account", "account"),
        ("detailType", "detail-type"),
        ("time", "time"),
        ("source", "source"),
        ("region", "region"),
        ("resources", "resources"),
        ("version", "version"),
    ];
    let member = |(name, key): &(&'static str, &str)| {
        let value = event.get(key)?.clone();
        let time = value.as_str().filter(|_| *name == "time").and_then(Time::parse);
        Some((*name, time.map_or(value, |time| time.millis().into())))
    };
    Object::from_iter(MEMBERS.iter().filter_map(member)).into()
}
