//! DeleteActivity. That it was not there is no error (recorded).

use crate::api::ApiError;
use crate::api::members::Members;
use crate::api::world::Region;
use crate::base::value::Value;

/// Deletes an activity.
pub fn delete(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("activityArn")?;
    members.finish()?;
    region.lock().activities.remove(super::named(arn)?);
    Ok(Value::empty_object())
}
