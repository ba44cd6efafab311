//! UpdateStateMachineAlias.

use crate::api::ApiError;
use crate::api::arn::Arn;
use crate::api::members::Members;
use crate::api::shape::{object, seconds};
use crate::api::world::Region;
use crate::base::value::Value;

use super::routing::{Routing, asked};

/// Changes what an alias leads to, or what is said of it.
pub fn update(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("stateMachineAliasArn")?;
    let description = members.text("description", 256)?;
    let entries = asked(&mut members)?;
    members.finish()?;
    // The words for an alias that is not there are recorded here and differ from those of other operations.
    let gone = || ApiError::new("ResourceNotFound", "Request references a resource that does not exist.");
    let (name, alias) = match Arn::parse(arn)? {
        Arn::Alias(name, alias) => (name, alias),
        Arn::Machine(_) | Arn::Version(..) | Arn::Labelled(..) => return Err(gone()),
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            return Err(other.refused());
        }
    };
    if description.is_none() && entries.is_none() {
        return Err(ApiError::validation("Either description or routing configuration must be specified"));
    }
    let routing = entries.map(|entries| Routing::of(&entries)).transpose()?;
    let now = region.now();
    let mut resources = region.lock();
    let machine = resources.machines.get_mut(name).ok_or_else(gone)?;
    if !machine.aliases.contains_key(alias) {
        return Err(gone());
    }
    if let Some(routing) = &routing {
        if routing.machine != name {
            let words = format!(
                "Routing configuration must contain state machine version ARNs for the same state machine. Received: \
                 [{}]",
                routing.arns.join(", ")
            );
            return Err(ApiError::validation(words).because("INVALID_ROUTING_CONFIGURATION"));
        }
        routing.check(machine)?;
    }
    let known = machine.aliases.get_mut(alias).ok_or_else(gone)?;
    if let Some(description) = description {
        known.description = Some(description.to_owned());
    }
    if let Some(routing) = routing {
        known.routes = routing.routes;
    }
    known.updated = Some(now);
    Ok(object([("updateDate", seconds(now))]))
}
