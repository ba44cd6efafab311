//! CreateActivity: a second request for a name answers as the first did (recorded).

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::arn::check_name;
use crate::api::members::Members;
use crate::api::shape::{object, seconds};
use crate::api::tags::asked_tags;
use crate::api::world::{Activity, Encryption, Region};
use crate::base::value::Value;

/// Makes an activity.
pub fn create(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let name = members.required("name", 1, 80)?;
    let tags = asked_tags(&mut members)?;
    let encryption = Encryption::asked(&mut members)?.unwrap_or(Encryption::Owned);
    members.finish()?;
    check_name(name)?;
    let tags = tags?;
    let now = region.now();
    let mut resources = region.lock();
    if let Some(known) = resources.activities.get(name) {
        if known.encryption != encryption {
            let words = format!("Activity Already Exists: '{}'", known.arn);
            return Err(ApiError::new("ActivityAlreadyExists", words));
        }
        return Ok(response(known));
    }
    let arn = region.arn("activity", name);
    let (offers, pollers) = Default::default();
    let activity = Activity { arn, created: now, encryption, tags, offers, pollers };
    let response = response(&activity);
    resources.activities.insert(name.into(), activity);
    Ok(response)
}

fn response(activity: &Activity) -> Value {
    object([
        ("activityArn", Some(Arc::clone(&activity.arn).into())),
        ("creationDate", seconds(activity.created)),
    ])
}
