//! What each type of state does, one file a type. A turn enters a state and lets it work as far as it
//! gets without waiting.

mod choice;
mod fail;
pub(in crate::engine) mod map;
mod parallel;
mod pass;
mod task;
mod wait;

use std::sync::Arc;

pub use choice::satisfies;

use crate::asl::machine::{Kind, StateMachine};
use crate::engine::alone::Stage;
use crate::expr::Scope as _;

use super::agenda::StrandId;
use super::core::Execution;
use super::data::StateResult;
use super::failure::Failure;
use super::history::{Detail, Note};
use super::strand::Phase;

impl Execution {
    /// Enters the next state of the strand, and tries it.
    pub(super) fn enter(&mut self, id: StrandId, machine: &StateMachine) {
        let strand = &mut self.strands[id];
        strand.retrier_uses.clear();
        strand.retry_count = 0;
        strand.retried = None;
        strand.phase = Phase::Inside;
        strand.entered_at = self.now;
        let detail = Detail::StateEntered { state: strand.state, input: strand.input.clone() };
        let entered = self.event(id, detail);
        self.strands[id].entered_event = entered;
        self.inspect_stage(&self.strands[id], Stage::Input, &self.strands[id].input);
        if self.setup.record_context {
            self.record_context(id);
        }
        self.attempt(id, machine);
    }

    fn record_context(&mut self, id: StrandId) {
        let machine = Arc::clone(&self.machine);
        let eval = self.eval(id, machine.state(self.strands[id].state));
        let context = eval.view.context();
        self.history.note(Note::Context { branch: self.strands[id].branch, context });
    }

    /// Lets the state work: the first time, or once more after a retrier's delay.
    pub(super) fn attempt(&mut self, id: StrandId, machine: &StateMachine) {
        let state = machine.state(self.strands[id].state);
        let worked: Result<(), Failure> = match &state.kind {
            Kind::Task(task) => self.schedule(id, state, task),
            Kind::Pass { result } => self.pass(id, state, result.as_ref()),
            Kind::Choice(choice) => self.choose(id, state, choice),
            Kind::Wait(wait) => self.wait(id, state, wait),
            Kind::Succeed => self.succeed(id, state),
            Kind::Fail(fail) => Err(self.fail_state(id, state, fail)),
            Kind::Parallel { branches } => self.fork(id, state, branches),
            Kind::Map(map) => self.map(id, state, map),
        };
        if let Err(failure) = worked {
            self.fail(id, failure);
        }
    }

    fn succeed(&mut self, id: StrandId, state: &crate::asl::machine::State) -> Result<(), Failure> {
        let received = self.eval(id, state).received()?;
        self.complete(id, state, StateResult::PassThrough(received));
        Ok(())
    }
}
