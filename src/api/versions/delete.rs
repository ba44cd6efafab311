//! DeleteStateMachineVersion: not while an alias leads to it. That it was not there is no error (recorded).

use crate::api::ApiError;
use crate::api::arn::Arn;
use crate::api::members::Members;
use crate::api::world::Region;
use crate::base::value::Value;

/// Deletes a version.
pub fn delete(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.required("stateMachineVersionArn", 1, 2000)?;
    members.finish()?;
    let (name, number) = match Arn::parse(arn)? {
        Arn::Version(name, number) => (name, number),
        Arn::Machine(_) | Arn::Alias(..) | Arn::Labelled(..) => {
            return Err(ApiError::validation(format!("This is not the ARN of a version: {arn}")));
        }
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            return Err(other.refused());
        }
    };
    let mut resources = region.lock();
    let Some(machine) = resources.machines.get_mut(name) else { return Ok(Value::empty_object()) };
    let aliases: Vec<String> = machine.aliases_of(number).map(|(name, _)| name.to_string()).collect();
    if !aliases.is_empty() {
        let words = format!(
            "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this \
             version: [{}]",
            aliases.join(", ")
        );
        return Err(ApiError::new("ConflictException", words));
    }
    machine.versions.remove(&number);
    Ok(Value::empty_object())
}
