//! The outside world: what answers the engine's calls, and how time passes.
//!
//! A [`Service`] answers a call at once or later, through the [`inbox`]; [`DataStore`] reads and writes what
//! distributed Maps ask for. Who is asked is decided by the room that drives a run.

pub mod answer;
pub mod aws;
pub mod clock;
pub mod executions;
pub mod inbox;
pub mod local;
pub mod location;
pub mod mock;
pub mod refusal;
pub mod remote;
pub mod s3;

use crate::asl::machine::StateMachine;
use crate::base::interrupt::Interrupt;
use crate::engine::call::{Call, Reply, Ticket};
use crate::engine::dataset::{DataCall, DataReply};

pub use answer::{Answer, Promise};
use inbox::{Inbox, Sender};
use mock::Mocks;
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

/// How far services may go.
#[derive(Clone, Debug, Default)]
pub struct Bounds {
    /// Ends expressions and reading in the middle.
    pub interrupt: Interrupt,
    /// The most bytes of memory that one answer or dataset may take.
    pub memory: usize,
}

/// All that a run asks of the world.
pub trait Backend: Service + DataStore {
    /// Where answers arrive that were not given at once.
    fn inbox(&self) -> &Inbox;

    /// Where answers are sent that are not given at once, if not to its own inbox: for an execution that another one
    /// started, to that of the run.
    fn answer_to(&mut self, sender: Sender) {
        let _ = sender;
    }

    /// About how many bytes it holds of what the run wrote.
    fn held(&self) -> usize {
        0
    }

    /// The task of the call of `ticket`, which was taken on, was ended by its token, as `reply` says.
    fn returned(&mut self, ticket: Ticket, reply: &Reply) {
        let _ = (ticket, reply);
    }

    /// The answers that were written down, with how often each was used, if it has any.
    fn mocks(&self) -> Option<&Mocks> {
        None
    }

    /// Takes what [`Self::mocks`] was at an earlier moment.
    fn set_mocks(&mut self, mocks: Mocks) {
        let _ = mocks;
    }

    /// Sets how long and how large answers may get. Once the interrupt is triggered, nothing more is asked.
    fn bound(&mut self, bounds: Bounds) {
        let _ = bounds;
    }
}
