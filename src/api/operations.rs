//! The table of operations: what a client names, and what does it.

use std::sync::Arc;

use crate::base::value::Value;
use crate::session::Order;
use crate::session::order::Text;

use super::error::{ApiError, Origin};
use super::reply::Reply::{self, Now};
use super::teststate::{self, NoResponse};
use super::world::Region;
use super::{activities, aliases, executions, machines, mapruns, tags, tasks, versions};

/// What an operation does with a request.
type Operation = fn(&Arc<Region>, &Value) -> Result<Reply, ApiError>;

/// All operations, by name.
const OPERATIONS: &[(&str, Operation)] = &[
    ("CreateActivity", |region, request| activities::create::create(region, request).map(Now)),
    ("CreateStateMachine", |region, request| machines::create::create(region, request).map(Now)),
    ("CreateStateMachineAlias", |region, request| aliases::create::create(region, request).map(Now)),
    ("DeleteActivity", |region, request| activities::delete::delete(region, request).map(Now)),
    ("DeleteStateMachine", |region, request| machines::delete::delete(region, request).map(Now)),
    ("DeleteStateMachineAlias", |region, request| aliases::delete::delete(region, request).map(Now)),
    ("DeleteStateMachineVersion", |region, request| versions::delete::delete(region, request).map(Now)),
    ("DescribeActivity", |region, request| activities::describe::describe(region, request).map(Now)),
    ("DescribeExecution", |region, request| executions::describe::describe(region, request).map(Now)),
    ("DescribeMapRun", |region, request| mapruns::describe::describe(region, request).map(Now)),
    ("DescribeStateMachine", |region, request| machines::describe::describe(region, request).map(Now)),
    ("DescribeStateMachineAlias", |region, request| aliases::describe::describe(region, request).map(Now)),
    ("DescribeStateMachineForExecution", |region, request| {
        executions::machine_of::describe(region, request).map(Now)
    }),
    ("GetActivityTask", tasks::poll::poll),
    ("GetExecutionHistory", |region, request| executions::history::history(region, request).map(Now)),
    ("ListActivities", |region, request| activities::list::list(region, request).map(Now)),
    ("ListExecutions", |region, request| executions::list::list(region, request).map(Now)),
    ("ListMapRuns", |region, request| mapruns::list::list(region, request).map(Now)),
    ("ListStateMachineAliases", |region, request| aliases::list::list(region, request).map(Now)),
    ("ListStateMachineVersions", |region, request| versions::list::list(region, request).map(Now)),
    ("ListStateMachines", |region, request| machines::list::list(region, request).map(Now)),
    ("ListTagsForResource", |region, request| tags::list(region, request).map(Now)),
    ("PublishStateMachineVersion", |region, request| versions::publish::publish(region, request).map(Now)),
    ("RedriveExecution", |region, request| executions::redrive::redrive(region, request).map(Now)),
    ("SendTaskFailure", |region, request| tasks::send::failure(region, request)),
    ("SendTaskHeartbeat", |region, request| tasks::send::heartbeat(region, request)),
    ("SendTaskSuccess", |region, request| tasks::send::success(region, request)),
    ("StartExecution", |region, request| executions::start::start(region, request).map(Now)),
    ("StartSyncExecution", executions::start_sync::start_sync),
    ("StopExecution", |region, request| executions::stop::stop(region, request)),
    ("TagResource", |region, request| tags::tag(region, request).map(Now)),
    ("TestState", |region, request| test_state(region, request).map(Now)),
    ("UntagResource", |region, request| tags::untag(region, request).map(Now)),
    ("UpdateMapRun", mapruns::update::update),
    ("UpdateStateMachine", |region, request| machines::update::update(region, request).map(Now)),
    ("UpdateStateMachineAlias", |region, request| aliases::update::update(region, request).map(Now)),
    ("ValidateStateMachineDefinition", |_, request| machines::validate::validate(request).map(Now)),
];

/// Does what the operation of this name does with `request`, for a client of `region`.
pub fn call(region: &Arc<Region>, operation: &str, request: &Value) -> Result<Reply, ApiError> {
    let found = OPERATIONS.binary_search_by(|(name, _)| (*name).cmp(operation));
    match found {
        Ok(at) => region.keep((operation, request), || OPERATIONS[at].1(region, request)),
        Err(_) => Err(ApiError::new("UnknownOperationException", "").from(Origin::Common)),
    }
}

/// TestState over the API: the mock files of the server answer what the request does not.
fn test_state(region: &Region, request: &Value) -> Result<Value, ApiError> {
    let config = &region.config;
    let mut base = Order::new(Text::File(String::new()));
    base.mocks = config.mock_files.iter().cloned().map(Text::File).collect();
    base.seed = Some(region.lock().chance.bits());
    base.names.account = Some(region.account.clone());
    base.names.region = Some(region.name.clone());
    match teststate::test_state(request, &base, &config.settings) {
        Ok((response, _)) => Ok(response),
        Err(NoResponse::Refused(error)) => Err(error),
        Err(NoResponse::World(_) | NoResponse::Stopped(..) | NoResponse::Output(_)) => {
            let words = "no mock file of the server answers the call of this state";
            Err(ApiError::new("InternalServerError", words).from(Origin::Common))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OPERATIONS;

    #[test]
    fn the_table_is_sorted() {
        assert!(OPERATIONS.windows(2).all(|two| two[0].0 < two[1].0));
    }
}
