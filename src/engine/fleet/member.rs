//! `Member`: a child execution and its place in the fleet.

use crate::asl::machine::StateId;
use crate::base::value::Value;
use crate::engine::call::{Call, Ticket};
use crate::engine::dataset::DataCall;
use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::core::Execution;
use crate::engine::ids::{ExecutionId, GroupId};
use crate::engine::saving::saved;

/// Names a group of child executions in a fleet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupKey {
    /// The execution that waits for the group.
    pub parent: ExecutionId,
    pub group: GroupId,
}

/// Names the visit of a distributed Map: the execution, and the event with which it entered the state.
pub type MapVisit = (ExecutionId, u64);

/// A child execution that runs.
#[derive(Clone, Debug)]
pub struct Member {
    pub execution: Execution,
    pub group: GroupKey,
    /// The strand of the parent that waits for the group.
    pub strand: StrandId,
    /// Its number in the group, from 0.
    pub number: u32,
    /// How many items it works on.
    pub items: usize,
    /// The item it works on, or its whole input if it works on a batch.
    pub item: Value,
    /// Counts its turns, so that a wake meant for an earlier one is recognised.
    pub turn: u32,
    /// Calls and requests for data that were not handed to its parent yet.
    pub outbox: Outbox,
    /// The fleet's tickets for its calls and requests.
    pub tickets: Vec<Ticket>,
    /// The state that failed last in it.
    pub failed_in: Option<StateId>,
    /// Its events, as far as the fleet has counted them.
    pub events: u64,
}

/// Calls and requests for data of an execution and its child executions, to be answered from outside the fleet.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    pub calls: Vec<(Requester, Call)>,
    pub requests: Vec<(Requester, DataCall)>,
}

/// Who made a call or a request for data, by its own ticket or number.
#[derive(Clone, Copy, Debug)]
pub enum Requester {
    /// A task.
    Task(ExecutionId, Ticket),
    /// The Map Run of a group, with the number of its request.
    Group(GroupKey, u64),
}

impl Outbox {
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.requests.is_empty()
    }

    /// Takes over the calls of the execution itself, which come after what is here already.
    pub fn collect(&mut self, id: ExecutionId, execution: &mut Execution) {
        let calls = execution.calls.drain(..);
        self.calls.extend(calls.map(|call| (Requester::Task(id, call.ticket), call)));
    }
}

saved!(struct GroupKey { parent, group });
saved!(struct Member {
    execution,
    group,
    strand,
    number,
    items,
    item,
    turn,
    outbox,
    tickets,
    failed_in,
    events,
});
saved!(struct Outbox { calls, requests });
saved!(
    enum Requester {
        Task(id, ticket),
        Group(key, number),
    }
);
