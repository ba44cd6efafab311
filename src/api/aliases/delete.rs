//! DeleteStateMachineAlias. That it was not there is no error (recorded).

use crate::api::ApiError;
use crate::api::arn::Arn;
use crate::api::members::Members;
use crate::api::world::Region;
use crate::base::value::Value;

/// Deletes an alias.
pub fn delete(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("stateMachineAliasArn")?;
    members.finish()?;
    match Arn::parse(arn)? {
        Arn::Alias(name, alias) => {
            if let Some(machine) = region.lock().machines.get_mut(name) {
                machine.aliases.remove(alias);
            }
            Ok(Value::empty_object())
        }
        Arn::Machine(_) | Arn::Version(..) | Arn::Labelled(..) => Err(ApiError::resource(arn)),
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            Err(other.refused())
        }
    }
}
