//! CreateStateMachine. A second request that says the same answers as the first did (API reference; with versions
//! recorded 2026-09).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api::ApiError;
use crate::api::arn::check_name;
use crate::api::members::Members;
use crate::api::shape::{object, seconds};
use crate::api::tags::asked_tags;
use crate::api::world::{Encryption, Logging, Machine, Region, Revision, tracing};
use crate::asl::machine::Workflow;
use crate::base::time::Time;
use crate::base::value::Value;

use super::definition::{self, compile};

/// The words for the two types.
pub const TYPES: [(&str, Workflow); 2] = [("STANDARD", Workflow::Standard), ("EXPRESS", Workflow::Express)];

struct Request<'v> {
    name: &'v str,
    definition: &'v str,
    role: &'v str,
    workflow: Workflow,
    logging: Logging,
    traces: bool,
    encryption: Encryption,
    tags: BTreeMap<String, String>,
    publishes: bool,
    description: Option<&'v str>,
}

impl<'v> Request<'v> {
    fn read(value: &'v Value) -> Result<Self, ApiError> {
        let mut members = Members::of(value, "")?;
        let name = members.required("name", 1, 80)?;
        let definition = members.text_within("definition", 1, definition::MAX)?;
        if definition.is_none() {
            members.missing("definition");
        }
        let role = members.arn("roleArn")?;
        let workflow = members.word("type", &TYPES)?.unwrap_or(Workflow::Standard);
        let logging = Logging::asked(&mut members)?.unwrap_or_default();
        let traces = tracing(&mut members)?.unwrap_or(false);
        let encryption = Encryption::asked(&mut members)?.unwrap_or(Encryption::Owned);
        let tags = asked_tags(&mut members)?;
        let publishes = members.flag("publish")?.unwrap_or(false);
        let description = members.text("versionDescription", 256)?;
        members.finish()?;
        let definition = definition.unwrap_or_default();
        Ok(Self {
            name,
            definition,
            role,
            workflow,
            logging,
            traces,
            encryption,
            tags: tags?,
            publishes,
            description,
        })
    }
}

/// Makes a machine.
pub fn create(region: &Arc<Region>, request: &Value) -> Result<Value, ApiError> {
    let request = Request::read(request)?;
    check_name(request.name)?;
    if !request.role.starts_with("arn:") {
        return Err(ApiError::arn(format!("Invalid ARN prefix: {}", request.role)));
    }
    if request.description.is_some() && !request.publishes {
        return Err(ApiError::validation("Version description can only be set when publish is true"));
    }
    request.logging.check()?;
    if let Some(known) = region.lock().machines.get(request.name) {
        known.alive()?;
        return again(known, &request);
    }
    let names = (request.name, request.definition, request.role);
    let compiled = compile(region, names, request.workflow)?;
    let now = region.now();
    let mut resources = region.lock();
    // Another client may have made it meanwhile.
    if let Some(known) = resources.machines.get(request.name) {
        return again(known, &request);
    }
    let Request { name, definition, role, workflow, logging, traces, encryption, tags, .. } = request;
    let revision = Revision {
        number: resources.next_revision(),
        id: None,
        definition: definition.into(),
        role: role.into(),
        logging,
        traces,
        encryption,
        updated: now,
        compiled,
    };
    let mut machine = Machine {
        arn: region.arn("stateMachine", name),
        workflow,
        created: now,
        current: resources.note_revision(revision),
        versions: BTreeMap::new(),
        last_version: 0,
        aliases: BTreeMap::new(),
        tags,
        executions: BTreeMap::new(),
        deleting: None,
    };
    let version = request.publishes.then(|| Arc::clone(&machine.publish(request.description, now).arn));
    let response = response(&machine.arn, now, version);
    resources.machines.insert(name.into(), machine);
    Ok(response)
}

/// The answer to a request for a machine that is there.
fn again(machine: &Machine, request: &Request<'_>) -> Result<Value, ApiError> {
    let exists = |why: &str| {
        Err(ApiError::new("StateMachineAlreadyExists", format!("State Machine Already Exists: {why}")))
    };
    let current = &machine.current;
    let is_same = machine.workflow == request.workflow
        && &*current.definition == request.definition
        && current.logging == request.logging
        && current.traces == request.traces
        && current.encryption == request.encryption;
    if !is_same {
        return exists(&format!("'{}'", machine.arn));
    }
    let Some(first) = machine.versions.values().next() else {
        if request.publishes {
            return exists(&format!("'{}'", machine.arn));
        }
        return Ok(response(&machine.arn, machine.created, None));
    };
    if !request.publishes {
        return exists("This state machine was already created with a published version.");
    }
    if first.description.as_deref() != request.description {
        return exists(
            "This state machine was already created with a published version using a different description.",
        );
    }
    Ok(response(&machine.arn, machine.created, Some(Arc::clone(&first.arn))))
}

fn response(arn: &Arc<str>, created: Time, version: Option<Arc<str>>) -> Value {
    object([
        ("stateMachineArn", Some(Arc::clone(arn).into())),
        ("creationDate", seconds(created)),
        ("stateMachineVersionArn", version.map(Value::from)),
    ])
}
