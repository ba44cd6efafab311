//! The table of operations: what a client names, and what does it.

use std::sync::Arc;

use crate::base::value::Value;
use crate::session::Order;
use crate::session::order::Text;

use super::error::{ApiError, Origin};
use super::teststate::{self, NoResponse};
use super::world::Region;
use super::{activities, aliases, machines, tags, versions};

/// What an operation does with a request.
type Operation = fn(&Arc<Region>, &Value) -> Result<Value, ApiError>;

/// All operations, by name.
const OPERATIONS: &[(&str, Operation)] = &[
    ("CreateActivity", |region, request| activities::create::create(region, request)),
    ("CreateStateMachine", |region, request| machines::create::create(region, request)),
    ("CreateStateMachineAlias", |region, request| aliases::create::create(region, request)),
    ("DeleteActivity", |region, request| activities::delete::delete(region, request)),
    ("DeleteStateMachine", |region, request| machines::delete::delete(region, request)),
    ("DeleteStateMachineAlias", |region, request| aliases::delete::delete(region, request)),
    ("DeleteStateMachineVersion", |region, request| versions::delete::delete(region, request)),
    ("DescribeActivity", |region, request| activities::describe::describe(region, request)),
    ("DescribeStateMachine", |region, request| machines::describe::describe(region, request)),
    ("DescribeStateMachineAlias", |region, request| aliases::describe::describe(region, request)),
    ("ListActivities", |region, request| activities::list::list(region, request)),
    ("ListStateMachineAliases", |region, request| aliases::list::list(region, request)),
    ("ListStateMachineVersions", |region, request| versions::list::list(region, request)),
    ("ListStateMachines", |region, request| machines::list::list(region, request)),
    ("ListTagsForResource", |region, request| tags::list(region, request)),
    ("PublishStateMachineVersion", |region, request| versions::publish::publish(region, request)),
    ("TagResource", |region, request| tags::tag(region, request)),
    ("TestState", |region, request| test_state(region, request)),
    ("UntagResource", |region, request| tags::untag(region, request)),
    ("UpdateStateMachine", |region, request| machines::update::update(region, request)),
    ("UpdateStateMachineAlias", |region, request| aliases::update::update(region, request)),
    ("ValidateStateMachineDefinition", |_, request| machines::validate::validate(request)),
];

/// Does what the operation of this name does with `request`, for a client of `region`.
pub fn call(region: &Arc<Region>, operation: &str, request: &Value) -> Result<Value, ApiError> {
    let found = OPERATIONS.binary_search_by(|(name, _)| (*name).cmp(operation));
    match found {
        Ok(at) => OPERATIONS[at].1(region, request),
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
