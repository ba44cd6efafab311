//! The outside world: who answers the engine's calls, and how time passes.

pub mod clock;
pub mod mock;
pub mod origin;
pub mod refusal;
pub mod s3;

use crate::asl::machine::StateMachine;
use crate::engine::call::{Call, Reply};
use crate::engine::dataset::{DataCall, DataReply};

use origin::Origin;
use refusal::Refusal;

/// Answers calls.
pub trait Service {
    /// What will be heard of `call`, made by a task of `machine`.
    fn answer(&mut self, call: &Call, machine: &StateMachine) -> Result<Answer, Box<Refusal>>;

    /// Reads or writes what a distributed Map of `machine` asks for.
    fn tell(&mut self, request: &DataCall, machine: &StateMachine) -> Result<DataReply, Box<Refusal>>;
}

/// What will be heard of a call.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The signals.
    pub reply: Reply,
    /// Where that is written, if it is.
    pub source: Option<Origin>,
}
