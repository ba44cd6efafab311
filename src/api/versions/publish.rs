//! PublishStateMachineVersion: gives the current revision a number, unless it has one (recorded).

use crate::api::ApiError;
use crate::api::arn::Arn;
use crate::api::members::Members;
use crate::api::shape::{object, seconds};
use crate::api::world::{Region, no_machine};
use crate::base::value::Value;

/// The most versions of a machine.
const MOST: usize = 1000;

/// Publishes a version.
pub fn publish(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("stateMachineArn")?;
    let revision = members.text("revisionId", usize::MAX)?;
    let description = members.text("description", 256)?;
    members.finish()?;
    let name = match Arn::parse(arn)? {
        Arn::Machine(name) => name,
        Arn::Version(..) | Arn::Alias(..) | Arn::Labelled(..) => return Err(no_machine(arn)),
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            return Err(other.refused());
        }
    };
    let now = region.now();
    let mut resources = region.lock();
    let machine = resources.machine_mut(name, arn)?;
    machine.alive()?;
    let current = machine.current.shown_id();
    if let Some(given) = revision.filter(|given| *given != current) {
        let words = format!(
            "Failed to publish the State Machine version for revision {given}. The current State Machine revision is \
             {current}."
        );
        return Err(ApiError::new("ConflictException", words));
    }
    if machine.versions.len() >= MOST {
        let words = format!("The state machine has {MOST} versions, the most it may have: {arn}");
        return Err(ApiError::new("ServiceQuotaExceededException", words));
    }
    let version = machine.publish(description, now);
    Ok(object([
        ("creationDate", seconds(version.created)),
        ("stateMachineVersionArn", Some(version.arn.clone().into())),
    ]))
}
