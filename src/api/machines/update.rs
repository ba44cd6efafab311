//! UpdateStateMachine. What changes nothing answers the date of the last change, and names no revision as long as there
//! was none (recorded).

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::arn::{Arn, labelled};
use crate::api::members::Members;
use crate::api::shape::{object, seconds};
use crate::api::world::{Encryption, Logging, Machine, Region, Revision, no_machine, tracing};
use crate::base::value::Value;

use super::definition::{self, compile};

struct Request<'v> {
    arn: &'v str,
    definition: Option<&'v str>,
    role: Option<&'v str>,
    logging: Option<Logging>,
    traces: Option<bool>,
    encryption: Option<Encryption>,
    publishes: bool,
    description: Option<&'v str>,
}

impl<'v> Request<'v> {
    fn read(value: &'v Value) -> Result<Self, ApiError> {
        let mut members = Members::of(value, "")?;
        let request = Self {
            arn: members.arn("stateMachineArn")?,
            definition: members.text_within("definition", 1, definition::MAX)?,
            role: members.shown("roleArn", 1, 256)?,
            logging: Logging::asked(&mut members)?,
            traces: tracing(&mut members)?,
            encryption: Encryption::asked(&mut members)?,
            publishes: members.flag("publish")?.unwrap_or(false),
            description: members.text("versionDescription", 256)?,
        };
        members.finish()?;
        Ok(request)
    }

    fn check(&self) -> Result<(), ApiError> {
        let missing = |words: &str| Err(ApiError::new("MissingRequiredParameter", words));
        if self.encryption.is_some() && self.definition.is_none() {
            return missing("The definition must be specified when updating the EncryptionConfiguration");
        }
        if self.definition.is_none() && self.role.is_none() && self.logging.is_none() && self.traces.is_none()
        {
            return missing(
                "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be \
                 specified",
            );
        }
        if self.description.is_some() && !self.publishes {
            return Err(ApiError::validation("Version description can only be set when publish is true"));
        }
        if let Some(role) = self.role.filter(|role| !role.starts_with("arn:")) {
            return Err(ApiError::arn(format!("Invalid ARN prefix: {role}")));
        }
        self.logging.as_ref().map_or(Ok(()), Logging::check)
    }
}

/// Changes a machine.
pub fn update(region: &Arc<Region>, request: &Value) -> Result<Value, ApiError> {
    let request = Request::read(request)?;
    let name = match Arn::parse(request.arn)? {
        Arn::Machine(name) => name,
        Arn::Version(..) | Arn::Alias(..) => return Err(no_machine(request.arn)),
        Arn::Labelled(..) => return Err(labelled("State Machine")),
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            return Err(other.refused());
        }
    };
    request.check()?;
    let (current, workflow) = {
        let resources = region.lock();
        let machine = resources.machine(name, request.arn)?;
        (Arc::clone(&machine.current), machine.workflow)
    };
    let next = changed(region, &current, (name, &request), workflow)?;
    let mut resources = region.lock();
    resources.machine(name, request.arn)?.alive()?;
    let next = next.map(|next| {
        let number = resources.next_revision();
        let id = region.uuid(&format!("{} {number}", request.arn));
        resources.note_revision(Revision { number, id: Some(id), ..next })
    });
    let machine = resources.machine_mut(name, request.arn)?;
    if let Some(next) = next {
        machine.current = next;
    }
    Ok(answer(region, machine, &request))
}

/// What the machine becomes; none if nothing changes.
fn changed(
    region: &Arc<Region>,
    current: &Revision,
    (name, request): (&str, &Request<'_>),
    workflow: crate::asl::machine::Workflow,
) -> Result<Option<Revision>, ApiError> {
    let definition = request.definition.unwrap_or(&current.definition);
    let role = request.role.unwrap_or(&current.role);
    let logging = request.logging.clone().unwrap_or_else(|| current.logging.clone());
    let traces = request.traces.unwrap_or(current.traces);
    let encryption = request.encryption.clone().unwrap_or_else(|| current.encryption.clone());
    let has_compiled = definition == &*current.definition && role == &*current.role;
    if has_compiled
        && logging == current.logging
        && traces == current.traces
        && encryption == current.encryption
    {
        return Ok(None);
    }
    let compiled = if has_compiled {
        Arc::clone(&current.compiled)
    } else {
        compile(region, (name, definition, role), workflow)?
    };
    Ok(Some(Revision {
        number: 0,
        id: None,
        definition: definition.into(),
        role: role.into(),
        logging,
        traces,
        encryption,
        updated: region.now(),
        compiled,
    }))
}

fn answer(region: &Arc<Region>, machine: &mut Machine, request: &Request<'_>) -> Value {
    let version = request.publishes.then(|| {
        let version = machine.publish(request.description, region.now());
        Value::from(Arc::clone(&version.arn))
    });
    object([
        ("updateDate", seconds(machine.current.updated)),
        ("revisionId", machine.current.id.as_deref().map(Value::from)),
        ("stateMachineVersionArn", version),
    ])
}
