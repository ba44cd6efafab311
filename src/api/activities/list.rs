//! ListActivities: by name.

use crate::api::ApiError;
use crate::api::members::Members;
use crate::api::shape::{Pages, object, seconds};
use crate::api::world::Region;
use crate::base::value::Value;

/// Lists the activities of a region.
pub fn list(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let pages = Pages::asked(&mut members, "ListActivities", 1024);
    members.finish()?;
    let pages = pages?;
    let resources = region.lock();
    let after =
        resources.activities.iter().filter(|(name, _)| pages.after().is_none_or(|after| &***name > after));
    let items = after.map(|(name, activity)| {
        let item = object([
            ("activityArn", Some(activity.arn.clone().into())),
            ("name", Some(name.clone().into())),
            ("creationDate", seconds(activity.created)),
        ]);
        (name.to_string(), item)
    });
    let (page, token) = pages.of("ListActivities", items);
    Ok(object([("activities", Some(page.into())), ("nextToken", token)]))
}
