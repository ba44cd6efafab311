//! How strands go on: leaving a state, coming to the end of a scope, joining.

use std::sync::Arc;

use crate::asl::machine::{State, StateId};
use crate::base::value::{Object, Value};

use super::agenda::StrandId;
use super::agenda::WakeKind;
use super::core::Execution;
use super::data::StateResult;
use super::history::{Detail, Transition};
use super::outcome::Outcome;
use super::strand::Phase;
use crate::engine::call::Step;
use crate::engine::payload::Payload;

impl Execution {
    /// The state's work is done: gives its output, assigns, and goes on by its `Next`.
    pub fn complete(&mut self, id: StrandId, state: &State, result: StateResult) {
        match self.eval(id, state).give(result) {
            Ok(given) => self.leave(id, given.output, given.assigned, Transition::Next(state.next)),
            Err(failure) => self.fail(id, failure),
        }
    }

    /// Records that the strand leaves its state and sends it on.
    pub fn leave(&mut self, id: StrandId, output: Payload, assigned: Option<Object>, way: Transition) {
        if let Some(assigned) = &assigned {
            Arc::make_mut(&mut self.strands[id].variables).assign(assigned);
        }
        self.inspect(&self.strands[id], |seen| seen.way = Some(way));
        let state = self.strands[id].state;
        self.history.weigh(output.fresh_size());
        self.event(id, Detail::StateExited { state, output: output.clone(), assigned, way });
        if self.setup.span.until == Some(state) {
            return self.finish(id, output);
        }
        match way {
            Transition::Next(Some(next))
            | Transition::Rule(_, next)
            | Transition::Default(next)
            | Transition::Caught(_, next) => {
                self.goto(id, next, output);
            }
            Transition::Next(None) => self.finish(id, output),
        }
    }

    fn goto(&mut self, id: StrandId, state: StateId, input: Payload) {
        let strand = &mut self.strands[id];
        strand.before = Some(strand.state);
        strand.state = state;
        strand.input = input;
        strand.phase = Phase::Ready;
        self.queue(id, WakeKind::Enter);
    }

    /// The strand came to the end of its scope.
    fn finish(&mut self, id: StrandId, output: Payload) {
        match self.strands[id].parent {
            Some((parent, step)) => self.join(id, parent, step, &output),
            None => {
                self.ended_with = Some(self.strands[id].state);
                self.event(id, Detail::ExecutionSucceeded { output: output.clone() });
                self.end(Outcome::Succeeded(output));
            }
        }
    }

    /// A branch or an iteration came to its end.
    fn join(&mut self, child: StrandId, parent: StrandId, step: Step, output: &Payload) {
        let owner = self.strands[parent].state;
        let (all, map) = {
            let Phase::Joining(join) = &mut self.strands[parent].phase else {
                unreachable!("a strand whose children run is joining")
            };
            join.results[step.index] = output.value().clone();
            join.running[step.index] = None;
            join.ended += 1;
            (join.ended == join.results.len(), step.is_item)
        };
        let mut cursor = self.strands[child].cursor;
        if map {
            let detail = Detail::IterationSucceeded { state: owner, index: step.index };
            let branch = self.strands[child].branch;
            let succeeded = self.history.event(branch, cursor, self.now, detail);
            match self.start_next_iteration(parent, cursor) {
                Ok(true) => {}
                Ok(false) => cursor = succeeded,
                Err(failure) => {
                    self.strands.remove(child);
                    self.strands[parent].cursor = succeeded;
                    return self.fail(parent, failure);
                }
            }
        }
        self.strands.remove(child);
        if all {
            self.strands[parent].cursor = cursor;
            self.joined(parent);
        }
    }

    /// Every branch or iteration has ended well.
    pub fn joined(&mut self, id: StrandId) {
        let results = self.take_join(id).expect("only a joining strand is joined").results;
        let cursor = self.strands[id].cursor;
        self.gathered(id, Value::from(results).into(), cursor);
    }

    /// The state has the results of all that ran in it; `after` is the event its success follows.
    pub fn gathered(&mut self, id: StrandId, results: Payload, after: u64) {
        let machine = Arc::clone(&self.machine);
        let owner = self.strands[id].state;
        let state = machine.state(owner);
        self.event_apart(id, after, Detail::StateSucceeded { state: owner });
        let succeeded = self.history.last_id();
        match self.eval(id, state).give(StateResult::Output(results)) {
            Ok(given) => {
                self.leave(id, given.output, given.assigned, Transition::Next(state.next));
            }
            Err(failure) => {
                // What fails after the children follows the success, unlike the state's exit.
                self.strands[id].cursor = succeeded;
                self.fail(id, failure);
            }
        }
    }
}
