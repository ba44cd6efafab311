//! A trigger of a template, read: its pattern, its schedule, what it hands over. What AWS would refuse of it is a
//! finding at its place in the template.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::codes;
use super::input::{BadTarget, TargetInput, Written};
use super::pattern::Pattern;
use super::schedule::{self, Dialect, Expression, Schedule};
use crate::base::diag::{Code, Diagnostic, Place};
use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::load::{Trigger, TriggerKind};

/// A trigger that AWS takes.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name: the property `Name`, else what names it in the template.
    pub name: String,
    /// What it is.
    pub kind: TriggerKind,
    /// The machine that it starts, by its name.
    pub machine: String,
    /// The ARN of what it starts: the machine, a version or an alias.
    pub target: String,
    /// The name of its bus, `default` if it names none. Schedules have none.
    pub bus: String,
    /// Whether it is switched on.
    pub is_enabled: bool,
    /// Which events it takes.
    pub pattern: Option<Pattern>,
    /// When it is due.
    pub schedule: Option<Schedule>,
    /// What the machine gets.
    pub input: TargetInput,
    /// Where it is written.
    pub properties: Document,
    /// Where its pattern is written.
    pub written: Option<Document>,
}

/// What is wrong with a trigger, and where.
pub type Finding = (Document, Diagnostic);

/// The same on its way out.
type Refused = Box<Finding>;

impl Rule {
    /// Reads `trigger`, made at `created`. The error is what AWS would refuse.
    pub fn read(trigger: &Trigger, created: Time) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let text = |name: &str| trigger.properties.value().get(name).and_then(Value::as_str);
        let pattern = trigger.pattern.as_ref().and_then(|written| keep(pattern(written), &mut findings));
        let schedule = keep(schedule(trigger, created), &mut findings).flatten();
        let input = keep(input(trigger), &mut findings);
        let Some(input) = input.filter(|_| findings.is_empty()) else { return Err(findings) };
        let bus = text("EventBusName").unwrap_or("default");
        Ok(Self {
            name: text("Name").unwrap_or(&trigger.id).to_owned(),
            kind: trigger.kind,
            machine: trigger.machine().to_owned(),
            target: trigger.target.clone(),
            bus: bus.rsplit('/').next().unwrap_or(bus).to_owned(),
            is_enabled: text("State").is_none_or(|state| state != "DISABLED"),
            pattern,
            schedule,
            input,
            properties: trigger.properties.clone(),
            written: trigger.pattern.clone(),
        })
    }
}

fn keep<T>(read: Result<T, Refused>, findings: &mut Vec<Finding>) -> Option<T> {
    read.map_err(|finding| findings.push(*finding)).ok()
}

fn refused(code: Code, document: &Document, place: Place, message: &str) -> Refused {
    // The lines about the place are for texts in a request; here is a place of its own.
    let first = message.lines().next().unwrap_or_default();
    let found = Diagnostic::error(code, place, format!("AWS refuses this: {first}"));
    Box::new((document.clone(), found.help(format!("`sfn explain {code}` says what it takes"))))
}

fn pattern(written: &Document) -> Result<Pattern, Refused> {
    Pattern::read(&written.read().text).map_err(|bad| {
        let message = format!("Event pattern is not valid. Reason: {}", bad.reason);
        refused(codes::PATTERN, written, Place::Value(bad.at), &message)
    })
}

fn member(name: &str) -> Place {
    Place::Value(Pointer::root().key(name))
}

fn schedule(trigger: &Trigger, created: Time) -> Result<Option<Schedule>, Refused> {
    let properties = &trigger.properties;
    let value = properties.value();
    let Some(expression) = value.get("ScheduleExpression") else { return Ok(None) };
    let text = expression.as_str().map_or_else(|| expression.to_json(), str::to_owned);
    let dialect = if trigger.kind == TriggerKind::Schedule { Dialect::Scheduler } else { Dialect::Rule };
    // What is known only when it is deployed is not looked at.
    if text.contains("${") {
        return Ok(None);
    }
    let Some(expression) = Expression::read(&text, dialect) else {
        let place = member("ScheduleExpression");
        return Err(refused(codes::SCHEDULE, properties, place, &dialect.refusal(&text)));
    };
    let zone = match value.get("ScheduleExpressionTimezone").and_then(Value::as_str) {
        None => TimeZone::UTC,
        Some(name) => schedule::zone(name).ok_or_else(|| {
            let place = member("ScheduleExpressionTimezone");
            refused(
                codes::SCHEDULE,
                properties,
                place,
                &format!("`{name}` is not the IANA name of a time zone"),
            )
        })?,
    };
    let moment = |name: &str| match value.get(name) {
        None => Ok(None),
        Some(written) => match written.as_str().and_then(Time::parse) {
            Some(time) => Ok(Some(time)),
            None => {
                let message = format!("`{name}` is not a time such as 2030-01-02T03:04:05Z");
                Err(refused(codes::SCHEDULE, properties, member(name), &message))
            }
        },
    };
    let (start, end) = (moment("StartDate")?, moment("EndDate")?);
    Ok(Some(Schedule { expression, dialect, zone, start, end, created }))
}

fn input(trigger: &Trigger) -> Result<TargetInput, Refused> {
    let properties = &trigger.properties;
    let value = properties.value();
    let id = value.get("Id").and_then(Value::as_str).unwrap_or("Target0");
    let text = |name: &str| match value.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(Arc::clone(text))),
        Some(_) => {
            let message = format!("`{name}` has to be text: the text of a JSON value");
            Err(refused(codes::INPUT, properties, member(name), &message))
        }
    };
    let (constant, path) = (text("Input")?, text("InputPath")?);
    let transformer = value.get("InputTransformer");
    let template = transformer.and_then(|one| one.get("InputTemplate")).map(|template| match template {
        Value::String(text) => Ok(Arc::clone(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            let message = "`InputTemplate` has to be text";
            Err(refused(codes::INPUT, properties, member("InputTransformer"), message))
        }
    });
    let template = template.transpose()?;
    let paths = transformer.and_then(|one| one.get("InputPathsMap")).and_then(Value::as_object);
    let written = Written {
        input: constant.as_deref(),
        input_path: path.as_deref(),
        transformer: template.as_deref().map(|template| (paths, template)),
    };
    let name = ["InputTransformer", "InputPath", "Input"].into_iter().find(|name| value.get(name).is_some());
    TargetInput::read(id, written).map_err(|BadTarget(message)| {
        let place = name.map_or_else(|| Place::Value(Pointer::root()), member);
        refused(codes::INPUT, properties, place, &message)
    })
}
