//! CreateStateMachineAlias. A second request that says the same answers as the first did (recorded).

use std::sync::Arc;

use crate::api::ApiError;
use crate::api::members::Members;
use crate::api::shape::{object, seconds};
use crate::api::world::{Alias, Region};
use crate::base::value::Value;

use super::routing::{Routing, asked};

/// The most aliases of a machine.
const MOST: usize = 100;

/// What the name of an alias looks like, as AWS says it.
const PATTERN: &str = r"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$";

/// Makes an alias.
pub fn create(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let mut members = Members::of(request, "")?;
    let name = members.required("name", 1, 80)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let is_plain = name.chars().all(is_name) && name.contains(|c: char| !c.is_ascii_digit());
    if !is_plain && !name.is_empty() {
        members.breaks(
            "name",
            Some(name),
            &format!("Member must satisfy regular expression pattern: {PATTERN}"),
        );
    }
    let description = members.text("description", 256)?;
    let entries = asked(&mut members)?;
    if entries.is_none() {
        members.missing("routingConfiguration");
    }
    members.finish()?;
    let routing = Routing::of(&entries.unwrap_or_default())?;
    let now = region.now();
    let mut resources = region.lock();
    let first = routing.arns.first().map_or("", String::as_str);
    let machine = resources.machines.get_mut(&*routing.machine).ok_or_else(|| ApiError::resource(first))?;
    routing.check(machine)?;
    if let Some(known) = machine.aliases.get(name) {
        if known.routes == routing.routes && known.description.as_deref() == description {
            return Ok(response(known));
        }
        let words = "Failed to create alias because an alias with the same name and a different routing \
                     configuration already exists.";
        return Err(ApiError::new("ConflictException", words));
    }
    if machine.aliases.len() >= MOST {
        let words = format!("The state machine has {MOST} aliases, the most it may have: {}", machine.arn);
        return Err(ApiError::new("ServiceQuotaExceededException", words));
    }
    let alias = Alias {
        arn: format!("{}:{name}", machine.arn).into(),
        description: description.map(str::to_owned),
        routes: routing.routes,
        created: now,
        updated: None,
    };
    let response = response(&alias);
    machine.aliases.insert(name.into(), alias);
    Ok(response)
}

fn response(alias: &Alias) -> Value {
    object([
        ("stateMachineAliasArn", Some(Arc::clone(&alias.arn).into())),
        ("creationDate", seconds(alias.created)),
    ])
}
