//! The machines of a file as a deployment makes them: definition, role, logging, tags, versions and aliases.

use crate::asl::machine::Workflow;
use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::base::source::Source;
use crate::base::value::{Object, Value};
use crate::load::{self, Declaration, DeclarationKind, Reach};

use super::Error;
use super::definitions::{self, CheckedMachine};
use super::targets::Target;

/// A machine that is to be deployed.
#[derive(Clone, Debug)]
pub struct DeployedMachine {
    /// What names it: `template.yaml#Order`.
    pub reference: String,
    /// What names it in its file.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub workflow: Workflow,
    /// Its definition, JSON text.
    pub definition: String,
    /// Further members of CreateStateMachine and UpdateStateMachine: `roleArn`, `loggingConfiguration`,
    /// `tracingConfiguration`, as far as they are given.
    pub settings: Object,
    /// `tags` of CreateStateMachine.
    pub tags: Option<Value>,
    /// Whether a version is published, and with which description.
    pub version: Option<Option<String>>,
    /// Its aliases, which lead to that version, with their descriptions.
    pub aliases: Vec<(String, Option<String>)>,
}

/// What is wrong with a machine: it cannot be deployed.
pub type Findings = Vec<(Document, Diagnostic)>;

/// Machines that can be deployed, and the names of the others with what is wrong with them.
pub type Found = (Vec<DeployedMachine>, Vec<(String, Findings)>);

/// The machines of `target`, and what is wrong with the others.
pub fn machines(target: &Target, options: &load::Options) -> Result<Found, Error> {
    let around = declarations(target, options)?;
    let (mut machines, mut refused) = (Vec::new(), Vec::new());
    for machine in target.read("-", options, None)? {
        let errors: Findings = machine.findings();
        let is_error = |(_, found): &(Document, Diagnostic)| found.severity == Severity::Error;
        match &machine.definition {
            Ok(definition) if !definition.is_refused() => {
                machines.push(deployed(&machine, definition, &around))
            }
            Ok(_) => refused.push((machine.name, errors.into_iter().filter(is_error).collect())),
            Err(_) => refused.push((machine.name, errors)),
        }
    }
    Ok((machines, refused))
}

/// What the file of `target` declares beside machines.
fn declarations(target: &Target, options: &load::Options) -> Result<Vec<Declaration>, Error> {
    let source = target.source(options)?;
    let of = |source: &Source| {
        load::declarations(source, options, &mut Reach::around(&source.name, &options.readable))
    };
    Ok(source.as_ref().map(of).unwrap_or_default())
}

/// The alarms that the file of `target` declares, by name, with their properties.
pub fn alarms(target: &Target, options: &load::Options) -> Result<Vec<(String, Value)>, Error> {
    let around = declarations(target, options)?;
    let alarms = around.into_iter().filter(|one| one.kind == DeclarationKind::Alarm);
    Ok(alarms.map(|one| (one.name, one.properties)).collect())
}

fn deployed(
    machine: &CheckedMachine,
    definition: &definitions::Definition,
    around: &[Declaration],
) -> DeployedMachine {
    let loaded = &definition.loaded;
    let of = |kind| around.iter().filter(move |one| one.kind == kind);
    let own = of(DeclarationKind::Machine).find(|one| one.id == loaded.resource);
    let none = Value::Null;
    let properties = own.map_or(&none, |own| &own.properties);
    let is_meant = |one: &&Declaration| names(one, &loaded.name);
    let mut version =
        of(DeclarationKind::Version).find(is_meant).map(|one| text(&one.properties, "description"));
    let mut aliases: Vec<_> = of(DeclarationKind::Alias)
        .filter(is_meant)
        .map(|one| (one.name.clone(), text(&one.properties, "description")))
        .collect();
    aliases.extend(text(properties, "autoPublishAlias").map(|alias| (alias, None)));
    if version.is_none() && (!aliases.is_empty() || is_true(properties, "publish")) {
        version = Some(None);
    }
    DeployedMachine {
        reference: machine.reference.clone(),
        id: loaded.resource.clone(),
        name: loaded.name.clone(),
        workflow: definition.workflow,
        definition: written(&loaded.document),
        settings: settings(properties),
        tags: tags(properties),
        version,
        aliases,
    }
}

/// The text of a definition; that of YAML or of JSON with comments is made JSON.
fn written(document: &Document) -> String {
    let text = &document.read().text;
    if Value::parse(text).is_ok() { text.to_string() } else { document.value().to_json() }
}

/// Whether a version or an alias belongs to the machine `name`, by any ARN in it.
fn names(one: &Declaration, name: &str) -> bool {
    fn any(value: &Value, is_it: &dyn Fn(&str) -> bool) -> bool {
        match value {
            Value::String(text) => is_it(text),
            Value::Array(items) => items.iter().any(|item| any(item, is_it)),
            Value::Object(members) => members.values().any(|value| any(value, is_it)),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
    any(&one.properties, &|text| {
        let rest = text.split_once(":stateMachine:").map(|(_, rest)| rest);
        rest.is_some_and(|rest| rest.split(':').next() == Some(name))
    })
}

/// The member that is called so, in whichever way templates write names: `LoggingConfiguration`,
/// `logging_configuration`, `loggingConfiguration`. Terraform makes a list of one of a block.
pub(super) fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let wanted = plain(name);
    let (_, found) = value.as_object()?.iter().find(|(key, _)| plain(key) == wanted)?;
    match found {
        Value::Array(items) if items.len() == 1 && items.iter().all(|item| item.as_object().is_some()) => {
            items.iter().next()
        }
        Value::Null => None,
        Value::Array(_) | Value::Object(_) | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Some(found)
        }
    }
}

pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    member(value, name)?.as_str().filter(|text| !text.contains("${")).map(str::to_owned)
}

fn is_true(value: &Value, name: &str) -> bool {
    member(value, name).is_some_and(|flag| flag.as_bool() == Some(true) || flag.as_str() == Some("true"))
}

pub(super) fn settings(properties: &Value) -> Object {
    let mut settings = Object::new();
    let role = text(properties, "roleArn").or_else(|| text(properties, "role"));
    if let Some(role) = role.filter(|role| role.starts_with("arn:")) {
        settings.insert("roleArn", Value::from(role));
    }
    let logging = ["loggingConfiguration", "logging"].iter().find_map(|name| member(properties, name));
    if let Some(logging) = logging {
        settings.insert("loggingConfiguration", self::logging(logging));
    }
    let tracing = ["tracingConfiguration", "tracing"].iter().find_map(|name| member(properties, name));
    if let Some(tracing) = tracing {
        let enabled = Value::from(is_true(tracing, "enabled"));
        settings.insert("tracingConfiguration", Value::from(Object::from_iter([("enabled", enabled)])));
    }
    settings
}

/// `loggingConfiguration` of the API. Where records go on AWS is of no interest here, but the API wants one place.
fn logging(written: &Value) -> Value {
    let level = text(written, "level").unwrap_or_else(|| "OFF".to_owned());
    let group = Object::from_iter([("logGroupArn", Value::from(group(written)))]);
    let destination = Object::from_iter([("cloudWatchLogsLogGroup", Value::from(group))]);
    Object::from_iter([
        ("level", Value::from(level)),
        ("includeExecutionData", is_true(written, "includeExecutionData").into()),
        ("destinations", vec![Value::from(destination)].into()),
    ])
    .into()
}

/// The ARN of the log group, wherever it is written.
fn group(written: &Value) -> String {
    const NONE: &str = "arn:aws:logs:us-east-1:123456789012:log-group:sfn:*";
    fn find(value: &Value) -> Option<String> {
        match value {
            Value::String(text) if text.contains(":log-group:") => Some(text.to_string()),
            Value::Array(items) => items.iter().find_map(find),
            Value::Object(members) => members.values().find_map(find),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => None,
        }
    }
    let found = find(written).unwrap_or_else(|| NONE.to_owned());
    if found.ends_with(":*") { found } else { format!("{found}:*") }
}

/// `tags` of the API: a list in CloudFormation, members in SAM, Terraform and Serverless.
fn tags(properties: &Value) -> Option<Value> {
    let tag = |key: &str, value: &Value| {
        let value = value.as_str().map_or_else(|| value.to_json(), str::to_owned);
        Value::from(Object::from_iter([("key", Value::from(key)), ("value", value.into())]))
    };
    let (_, written) = properties.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case("tags"))?;
    match written {
        Value::Object(members) => {
            Some(members.iter().map(|(key, value)| tag(key, value)).collect::<Vec<_>>().into())
        }
        Value::Array(items) => {
            let pair = |item: &Value| Some(tag(member(item, "key")?.as_str()?, member(item, "value")?));
            Some(items.iter().filter_map(pair).collect::<Vec<_>>().into())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
