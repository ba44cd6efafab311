//! DescribeStateMachineAlias.

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::arn::Arn;
use crate::api::members::Members;
use crate::api::shape::{object, seconds};
use crate::api::world::Region;
use crate::base::value::Value;

use super::routing::shown;

/// Describes an alias.
pub fn describe(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("stateMachineAliasArn")?;
    members.finish()?;
    let (name, alias) = match Arn::parse(arn)? {
        Arn::Alias(name, alias) => (name, alias),
        Arn::Machine(_) | Arn::Version(..) | Arn::Labelled(..) => return Err(ApiError::resource(arn)),
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            return Err(other.refused());
        }
    };
    let resources = region.lock();
    let machine = resources.machines.get(name).ok_or_else(|| ApiError::resource(arn))?;
    let known = machine.aliases.get(alias).ok_or_else(|| ApiError::resource(arn))?;
    Ok(object([
        ("stateMachineAliasArn", Some(Arc::clone(&known.arn).into())),
        ("name", Some(alias.into())),
        ("description", known.description.as_deref().map(Value::from)),
        ("routingConfiguration", Some(shown(machine, &known.routes))),
        ("creationDate", seconds(known.created)),
        ("updateDate", known.updated.and_then(seconds)),
    ]))
}
