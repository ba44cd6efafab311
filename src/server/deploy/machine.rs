//! One machine of a template: made or changed by the operations of the API.

use std::sync::Arc;

use crate::api::operations::call;
use crate::api::world::Origin;
use crate::api::{ApiError, Region, Reply, World, refresh};
use crate::asl::machine::Workflow;
use crate::base::value::{Object, Value};
use crate::project::Error;
use crate::project::deployed::DeployedMachine;
use crate::services::mock::MockFile;

/// Finds the mock files of the machine that a reference names, and reads them.
pub type MocksOf = Box<dyn Fn(&str) -> Result<(Arc<MockFile>, Vec<String>), Error> + Send + Sync>;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// There was none.
    Made,
    /// It has a new revision.
    Changed,
    /// It is as it was.
    Same,
}

/// Makes `machine`, or makes it what it is to be now. The error says in one line why not.
pub fn put(world: &World, machine: &DeployedMachine, mocks: &MocksOf) -> Result<Done, String> {
    let region = world.region(None, None);
    let config = world.config();
    let arn = arn(&region, &machine.name);
    let (file, mock_files) = mocks(&machine.reference).map_err(|error| first(&error))?;
    let origin = Origin { reference: machine.reference.clone(), mocks: file, mock_files };
    config.hooks.origins.note(&arn, origin);
    let known = ask(&region, "DescribeStateMachine", [("stateMachineArn", Some(arn.as_str().into()))]);
    let done = match known {
        Err(_) => make(&region, machine)?,
        Ok(before) => change(&region, machine, &arn, &before)?,
    };
    for (alias, description) in &machine.aliases {
        lead(&region, &arn, alias, description.as_deref())?;
    }
    Ok(done)
}

/// The ARN of the machine of this name.
pub fn arn(region: &Region, name: &str) -> String {
    region.machine_arn(name).to_string()
}

fn make(region: &Arc<Region>, machine: &DeployedMachine) -> Result<Done, String> {
    let kind = if machine.workflow == Workflow::Express { "EXPRESS" } else { "STANDARD" };
    let own = [
        ("name", Some(Value::from(machine.name.as_str()))),
        ("type", Some(kind.into())),
        ("tags", machine.tags.clone()),
    ];
    ask(region, "CreateStateMachine", own.into_iter().chain(both(region, machine)))
        .map(|_| Done::Made)
        .map_err(words)
}

fn change(
    region: &Arc<Region>,
    machine: &DeployedMachine,
    arn: &str,
    before: &Value,
) -> Result<Done, String> {
    let kind = if machine.workflow == Workflow::Express { "EXPRESS" } else { "STANDARD" };
    if before.get("type").and_then(Value::as_str) != Some(kind) {
        return Err(format!("its type is {kind} now, which no update can make of it: start the server anew"));
    }
    let own = [("stateMachineArn", Some(Value::from(arn)))];
    let after =
        ask(region, "UpdateStateMachine", own.into_iter().chain(both(region, machine))).map_err(words)?;
    let is_same = after.get("revisionId") == before.get("revisionId");
    if is_same {
        // Its mock files may be others.
        refresh(region, &machine.name).map_err(words)?;
    }
    Ok(if is_same { Done::Same } else { Done::Changed })
}

/// What making and changing have in common.
fn both<'m>(region: &Region, machine: &'m DeployedMachine) -> impl Iterator<Item = (&'m str, Option<Value>)> {
    let role = format!("arn:aws:iam::{}:role/sfn", region.account);
    let has_role = machine.settings.contains("roleArn");
    let version = machine.version.as_ref();
    let description = version.and_then(|description| description.as_deref());
    let settings = machine.settings.iter().map(|(name, value)| (&**name, Some(value.clone())));
    [
        ("definition", Some(Value::from(machine.definition.as_str()))),
        ("roleArn", (!has_role).then(|| role.into())),
        ("publish", version.map(|_| true.into())),
        ("versionDescription", description.map(Value::from)),
    ]
    .into_iter()
    .chain(settings)
}

/// Lets an alias lead to the newest version, at once: a server has no deployments that take their time.
fn lead(region: &Arc<Region>, arn: &str, alias: &str, description: Option<&str>) -> Result<(), String> {
    let versions =
        ask(region, "ListStateMachineVersions", [("stateMachineArn", Some(arn.into()))]).map_err(words)?;
    let newest = versions.get("stateMachineVersions").and_then(|all| all.as_array()?.iter().next().cloned());
    let version = newest.and_then(|newest| newest.get("stateMachineVersionArn").cloned());
    let route = Object::from_iter([
        ("stateMachineVersionArn", version.unwrap_or_default()),
        ("weight", Value::from(100_i64)),
    ]);
    let routing: Value = vec![Value::from(route)].into();
    let (alias_arn, description) = (format!("{arn}:{alias}"), description.map(Value::from));
    let asked = [("stateMachineAliasArn", Some(Value::from(alias_arn)))];
    let (operation, own) = match ask(region, "DescribeStateMachineAlias", asked.clone()) {
        Ok(_) => ("UpdateStateMachineAlias", asked),
        Err(_) => ("CreateStateMachineAlias", [("name", Some(Value::from(alias)))]),
    };
    let more = [("routingConfiguration", Some(routing)), ("description", description)];
    ask(region, operation, own.into_iter().chain(more)).map(|_| ()).map_err(words)
}

/// What an operation answers to the members that are there.
fn ask<'n>(
    region: &Arc<Region>,
    operation: &str,
    members: impl IntoIterator<Item = (&'n str, Option<Value>)>,
) -> Result<Value, ApiError> {
    let there = members.into_iter().filter_map(|(name, value)| Some((name, value?)));
    match call(region, operation, &there.collect::<Object>().into())? {
        Reply::Now(value) => Ok(value),
        Reply::Later(_) => Ok(Value::Null),
    }
}

fn words(error: ApiError) -> String {
    format!("{}: {}", error.code, error.message)
}

/// The first thing that an error says.
fn first(error: &Error) -> String {
    match error {
        Error::Found(found) => {
            found.first().map_or_else(String::new, |(_, found)| found.sentence().into_owned())
        }
        Error::Load { message, .. } | Error::Usage { message, .. } | Error::Late { message, .. } => {
            message.clone()
        }
    }
}
