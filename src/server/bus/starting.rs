//! Starts the machine of a rule, as EventBridge does.

use crate::api::operations::call;
use crate::api::{Reply, World};
use crate::base::value::{Object, Value};
use crate::events::trigger::Rule;

use crate::server::journal::{Journal, Weight};

/// Starts the machine of `rule` with `input`, for the event `id`. The name of the execution is made of that id, as on
/// AWS, where a second delivery of an event finds it taken.
pub fn start(world: &World, journal: &Journal, rule: &Rule, id: &str, input: &str) {
    let region = world.region(None, None);
    let name = format!("{id}_{}", region.request_id());
    let request = Object::from_iter([
        ("stateMachineArn", Value::from(rule.target.as_str())),
        ("name", name.into()),
        ("input", input.into()),
    ]);
    let machine = rule.machine.as_str();
    match call(&region, "StartExecution", &request.into()) {
        Ok(Reply::Now(started)) => {
            let arn = started.get("executionArn").cloned().unwrap_or_default();
            let words = format!("{} started {machine}: {}", rule.name, arn.as_str().unwrap_or_default());
            let members = [("rule", rule.name.as_str().into()), ("executionArn", arn)];
            journal.say(Weight::Info, &words, members);
        }
        Ok(Reply::Later(_)) => {}
        Err(error) => {
            let words = format!("{} cannot start {machine}: {}: {}", rule.name, error.code, error.message);
            let members = [("rule", rule.name.as_str().into()), ("errorCode", error.code.into())];
            journal.say(Weight::Warning, &words, members);
        }
    }
}
