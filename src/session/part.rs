//! A part of a workflow: the state a run begins with, and the one it ends with.

use crate::asl::machine::{StateId, StateMachine};
use crate::base::near::near;
use crate::engine::Span;
use crate::project::Error;
use crate::services::mock::TestCase;

use super::order::Order;

/// The part that the order asks for, else the test case.
pub(super) fn part(order: &Order, case: Option<&TestCase>, machine: &StateMachine) -> Result<Span, Error> {
    let named = |flag: &str, key: &str, given: Option<&str>, of_case: Option<&str>| match (given, of_case) {
        (Some(name), _) => state(flag, name, machine).map(Some),
        (None, Some(name)) => state(&format!("`{key}` of the test case"), name, machine).map(Some),
        (None, None) => Ok(None),
    };
    let from = named("--from", "from", order.from.as_deref(), case.and_then(|case| case.from.as_deref()))?;
    let until =
        named("--until", "until", order.until.as_deref(), case.and_then(|case| case.until.as_deref()))?;
    let flow = machine.state(from.unwrap_or(machine.root().start)).flow;
    if let Some(until) = until.map(|until| machine.state(until)).filter(|until| until.flow != flow) {
        let owner = machine.flow(until.flow).owner.map(|owner| &machine.state(owner).name);
        let begins = &machine.state(from.unwrap_or(machine.root().start)).name;
        let message =
            format!("--until: `{}` is not beside `{begins}`, the state the run begins with", until.name);
        let help = owner.map_or_else(
            || "name a state of the same branch or item processor".to_owned(),
            |owner| format!("it is inside `{owner}`: name that, or begin with a state beside it (--from)"),
        );
        return Err(Error::usage(message).help(help));
    }
    Ok(Span { from, until })
}

/// The state called `name`; `flag` is what the message of the error begins with.
pub fn state(flag: &str, name: &str, machine: &StateMachine) -> Result<StateId, Error> {
    machine.find(name).ok_or_else(|| {
        let near = near(name, machine.states.iter().map(|known| &*known.name));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        Error::usage(format!("{flag}: the machine has no state `{name}`")).maybe_help(help)
    })
}
