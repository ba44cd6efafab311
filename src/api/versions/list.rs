//! ListStateMachineVersions: the newest first (recorded).

use crate::api::ApiError;
use crate::api::arn::Arn;
use crate::api::members::Members;
use crate::api::shape::{Pages, object, seconds};
use crate::api::world::{Region, no_machine};
use crate::base::value::Value;

/// Lists the versions of a machine.
pub fn list(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("stateMachineArn")?;
    let pages = Pages::asked(&mut members, "ListStateMachineVersions", 1024);
    members.finish()?;
    let pages = pages?;
    let name = match Arn::parse(arn)? {
        Arn::Machine(name) => name,
        Arn::Version(..) | Arn::Alias(..) | Arn::Labelled(..) => return Err(no_machine(arn)),
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            return Err(other.refused());
        }
    };
    let resources = region.lock();
    let machine = resources.machine(name, arn)?;
    let before = pages.after().and_then(|number| number.parse::<u32>().ok()).unwrap_or(u32::MAX);
    let items = machine.versions.range(..before).rev().map(|(number, version)| {
        let item = object([
            ("stateMachineVersionArn", Some(version.arn.clone().into())),
            ("creationDate", seconds(version.created)),
        ]);
        (number.to_string(), item)
    });
    let (page, token) = pages.of("ListStateMachineVersions", items);
    Ok(object([("stateMachineVersions", Some(page.into())), ("nextToken", token)]))
}
