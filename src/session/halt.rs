//! `Halt`: why a run stopped before its execution ended, as data. The words and the exit code for it are for
//! the front end to choose.

use std::io;
use std::time::Duration;

use crate::asl::machine::StateId;
use crate::base::time::Time;
use crate::services::refusal::Refusal;

/// Why a run stopped before the execution ended.
#[derive(Debug)]
pub enum Halt {
    /// No service answered a call.
    Refused(Box<Refused>),
    /// Every task waits for an answer that will never come: the states that wait, each once, in order.
    Stuck(Vec<StateId>),
    /// There were more events than allowed; the limit.
    Events(u64),
    /// It held more memory than allowed: the limit in bytes, and the state that held most of it.
    Memory {
        /// The limit.
        most: usize,
        /// The state, if one is in it.
        state: Option<StateId>,
        /// Whether what is kept to be shown is most of it.
        is_shown: bool,
    },
    /// It took more real time than allowed; the limit.
    Wall(Duration),
    /// A message to the inbox stopped it: the user pressed Ctrl-C.
    Stopped,
    /// An observer could not write.
    Output(io::Error),
}

/// A call that was refused, with what its message needs.
#[derive(Debug)]
pub struct Refused {
    /// The reason.
    pub refusal: Box<Refusal>,
    /// The state that makes the call.
    pub state: StateId,
    /// The state before it.
    pub after: Option<StateId>,
    /// When, on the clock of the run.
    pub at: Time,
}
