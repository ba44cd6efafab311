//! DescribeActivity.

use crate::api::ApiError;
use crate::api::members::Members;
use crate::api::shape::{object, seconds, text};
use crate::api::world::Region;
use crate::base::value::Value;

/// Describes an activity.
pub fn describe(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("activityArn")?;
    members.finish()?;
    let name = super::named(arn)?;
    let resources = region.lock();
    let activity = resources.activities.get(name).ok_or_else(|| super::no_activity(arn))?;
    Ok(object([
        ("activityArn", Some(activity.arn.clone().into())),
        ("name", text(name)),
        ("creationDate", seconds(activity.created)),
        ("encryptionConfiguration", Some(activity.encryption.shown())),
    ]))
}
