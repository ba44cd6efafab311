//! DeleteStateMachine: its versions and aliases go with it. That it was not there is no error (recorded).

use crate::api::ApiError;
use crate::api::arn::{Arn, labelled};
use crate::api::members::Members;
use crate::api::world::Region;
use crate::base::value::Value;

/// Deletes a machine.
pub fn delete(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("stateMachineArn")?;
    members.finish()?;
    match Arn::parse(arn)? {
        Arn::Machine(name) => {
            region.delete_machine(name);
            Ok(Value::empty_object())
        }
        Arn::Version(..) | Arn::Alias(..) => Err(ApiError::validation(format!(
            "This API does not support the ARN of a version or an alias: {arn}"
        ))),
        Arn::Labelled(..) => Err(labelled("State Machine")),
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            Err(other.refused())
        }
    }
}
