//! The outside world: what answers the engine's calls, and how time passes.
//!
//! A [`Service`] answers a call at once or later, through the [`inbox`]; [`DataStore`] reads and writes what
//! distributed Maps ask for. Who is asked is decided by the room that drives a run.

pub mod clock;
pub mod inbox;
pub mod mock;
pub mod origin;
pub mod refusal;
pub mod s3;

use crate::asl::machine::StateMachine;
use crate::engine::call::{Call, Reply, Ticket};
use crate::engine::dataset::{DataCall, DataReply};

use inbox::Inbox;
use refusal::Refusal;

/// Answers calls.
pub trait Service {
    /// Answers `call`, made by a task of `machine`, or takes it on to answer it later. It must not wait.
    fn call(&mut self, call: &Call, machine: &StateMachine) -> Result<Promise, Box<Refusal>>;

    /// The call of `ticket`, which was taken on, needs no answer any more: its task timed out or was
    /// aborted, or the run has ended. An answer that comes all the same is ignored.
    fn cancel(&mut self, ticket: Ticket) {
        let _ = ticket;
    }
}

/// Reads and writes the data of distributed Maps.
pub trait DataStore {
    /// Reads or writes what a distributed Map of `machine` asks for.
    fn supply(&mut self, request: &DataCall, machine: &StateMachine) -> Result<DataReply, Box<Refusal>>;
}

/// All that a run asks of the world.
pub trait Backend: Service + DataStore {
    /// Where answers arrive that were not given at once.
    fn inbox(&self) -> &Inbox;
}

/// When a call is answered.
#[derive(Clone, Debug)]
pub enum Promise {
    /// Now; the times in the answer are milliseconds after the call.
    Now(Answer),
    /// Later, by a message to the inbox of the run. Until then, virtual time passes as real time does.
    Later,
}

/// What will be heard of a call.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The signals, ascending by time.
    pub reply: Reply,
    /// What answered, for people: `order.sfn.yaml:42 states.Charge Card`; none if it is not worth saying.
    pub by: Option<String>,
}
