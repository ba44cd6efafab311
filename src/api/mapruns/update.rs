//! UpdateMapRun: how many children run at a time, and how many items may fail, while it goes on.

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::members::Members;
use crate::api::reply::Reply;
use crate::api::world::Region;
use crate::base::value::Value;
use crate::engine::MapRunChange;
use crate::session::pool::Letter;

/// The largest whole number of the model.
const MOST: i64 = 2_147_483_647;

/// Changes a Map Run.
pub fn update(region: &Arc<Region>, request: &Value) -> Result<Reply, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.required("mapRunArn", 1, 2000)?;
    let whole = |number: i64| u32::try_from(number).unwrap_or(0);
    let at_a_time = members.within("maxConcurrency", 0, MOST)?.map(whole);
    let tolerated_percentage = members.percentage("toleratedFailurePercentage")?;
    let tolerated_count = members.within("toleratedFailureCount", 0, MOST)?.map(whole);
    members.finish()?;
    let execution = super::around(region, arn)?;
    let over = || {
        ApiError::validation("Map Run has ended and cannot be updated")
            .because("CANNOT_UPDATE_COMPLETED_MAP_RUN")
    };
    let process = execution.process().ok_or_else(over)?;
    let (reply, answering) = Reply::later();
    let told = Box::new(move |goes_on: bool| {
        let _ = answering.send(if goes_on { Ok(Value::empty_object()) } else { Err(over()) });
    });
    let change = MapRunChange { at_a_time, tolerated_count, tolerated_percentage };
    process.send(Letter::MapRun(arn.into(), change, told));
    Ok(reply)
}
