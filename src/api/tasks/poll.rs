//! GetActivityTask: waits up to a minute for a task of an activity.

use std::sync::Arc;
use std::time::Duration;

use crate::api::ApiError;
use crate::api::activities::{named, no_activity};
use crate::api::members::Members;
use crate::api::reply::Reply;
use crate::api::world::{Poller, Region};
use crate::base::value::Value;

/// How long a worker waits for a task.
const PATIENCE: Duration = Duration::from_secs(60);

/// The most workers that wait for tasks of one activity.
const MOST: usize = 1000;

/// Waits for a task.
pub fn poll(region: &Arc<Region>, request: &Value) -> Result<Reply, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("activityArn")?;
    let worker = members.shown("workerName", 1, 80)?.map(Into::into);
    members.finish()?;
    let name = named(arn)?;
    let (mut reply, answering) = Reply::later();
    {
        let mut resources = region.lock();
        let activity = resources.activities.get_mut(name).ok_or_else(|| no_activity(arn))?;
        activity.pollers.retain(|poller| !poller.answering.is_closed());
        if activity.pollers.len() >= MOST {
            let words =
                "The maximum number of workers concurrently polling for activity tasks has been reached.";
            return Err(ApiError::new("ActivityWorkerLimitExceeded", words));
        }
        activity.pollers.push_back(Poller { answering, worker });
    }
    region.hand_out(name);
    if let Reply::Later(later) = &mut reply {
        later.patience = Some((PATIENCE, Value::empty_object()));
    }
    Ok(reply)
}
