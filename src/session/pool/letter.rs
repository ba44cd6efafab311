//! What may be put into the box of a process.

use std::sync::Arc;

use crate::base::time::Time;
use crate::engine::MapRunChange;
use crate::engine::call::{Reply, TaskError, Ticket};
use crate::services::executions::Fault;
use crate::services::inbox::Message;

/// Something for an execution.
pub enum Letter {
    /// A service says something.
    Service(Message),
    /// Signals for the task of this ticket.
    Signals {
        /// The task.
        ticket: Ticket,
        /// The moment it is for whoever sends them, if that may be later than for the execution.
        at: Option<Time>,
        /// The signals; their times count from their arrival.
        reply: Reply,
        /// Is told whether the task waited for them.
        told: Box<dyn FnOnce(bool) + Send>,
    },
    /// The Map Run of this ARN goes by something else from now on; is told whether it goes on at the moment.
    MapRun(Arc<str>, MapRunChange, Box<dyn FnOnce(bool) + Send>),
    /// It is to fail with this as soon as it would enter or leave a state.
    Doom(TaskError),
    /// It is to stop, as StopExecution does; and who is told once it has.
    Stop(TaskError, Box<dyn FnOnce() + Send>),
}

impl Letter {
    /// Nobody waits for it any more.
    pub(super) fn return_to_sender(self) {
        match self {
            Self::Service(Message::Token { answer, .. }) => (answer.0)(Err(Fault::TimedOut(None))),
            Self::Service(
                Message::Answer { .. } | Message::Log { .. } | Message::Over { .. } | Message::Stop,
            ) => {}
            Self::Signals { told, .. } | Self::MapRun(_, _, told) => told(false),
            Self::Doom(_) => {}
            Self::Stop(_, told) => told(),
        }
    }
}
