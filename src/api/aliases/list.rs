//! ListStateMachineAliases: by name; of a version, those that lead to it (recorded).

use crate::api::ApiError;
use crate::api::arn::Arn;
use crate::api::members::Members;
use crate::api::shape::{Pages, object, seconds};
use crate::api::world::{Region, no_machine};
use crate::base::value::Value;

/// Lists the aliases of a machine or of a version.
pub fn list(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let arn = members.arn("stateMachineArn")?;
    let pages = Pages::asked(&mut members, "ListStateMachineAliases", 1024);
    members.finish()?;
    let pages = pages?;
    let (name, version) = match Arn::parse(arn)? {
        Arn::Machine(name) => (name, None),
        Arn::Version(name, number) => (name, Some(number)),
        Arn::Alias(..) | Arn::Labelled(..) => return Err(no_machine(arn)),
        other @ (Arn::Execution(..) | Arn::Express(_) | Arn::Activity(_) | Arn::MapRun(_)) => {
            return Err(other.refused());
        }
    };
    let resources = region.lock();
    let machine = match version {
        None => resources.machine(name, arn)?,
        Some(number) => resources.version(name, number, arn)?.0,
    };
    let leads = |routes: &[crate::api::world::Route]| {
        version.is_none_or(|version| routes.iter().any(|route| route.version == version))
    };
    let meant = machine
        .aliases
        .iter()
        .filter(|(name, alias)| pages.after().is_none_or(|after| &***name > after) && leads(&alias.routes));
    let items = meant.map(|(name, alias)| {
        let item = object([
            ("stateMachineAliasArn", Some(alias.arn.clone().into())),
            ("creationDate", seconds(alias.created)),
        ]);
        (name.to_string(), item)
    });
    let (page, token) = pages.of("ListStateMachineAliases", items);
    Ok(object([("stateMachineAliases", Some(page.into())), ("nextToken", token)]))
}
