//! How strands go on: leaving a state, coming to the end of a scope, joining.

use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::value::{Object, Value};

use super::Execution;
use super::agenda::{Wake, What};
use super::data::Work;
use super::history::{Detail, Way};
use super::outcome::Outcome;
use super::strand::{Phase, StrandId};
use crate::engine::call::Step;
use crate::engine::payload::Payload;

impl Execution {
    /// The state's work is done: gives its output, assigns, and goes on by its `Next`.
    pub(in crate::engine) fn complete(&mut self, id: StrandId, work: &Work) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(self.strands[id].state);
        match self.site(id, state).give(work) {
            Ok(given) => self.leave(id, given.output, given.assigned, Way::On(state.next)),
            Err(failure) => self.fail(id, failure),
        }
    }

    /// Records that the strand leaves its state and sends it on.
    pub(in crate::engine) fn leave(
        &mut self,
        id: StrandId,
        output: Payload,
        assigned: Option<Object>,
        way: Way,
    ) {
        if let Some(assigned) = &assigned {
            Arc::make_mut(&mut self.strands[id].variables).assign(assigned);
        }
        let state = self.strands[id].state;
        self.event(id, Detail::StateExited { state, output: output.clone(), assigned, way });
        if self.setup.part.until == Some(state) {
            return self.finish(id, output);
        }
        match way {
            Way::On(Some(next)) | Way::Rule(_, next) | Way::Default(next) | Way::Caught(_, next) => {
                self.stand_before(id, next, output);
            }
            Way::On(None) => self.finish(id, output),
        }
    }

    fn stand_before(&mut self, id: StrandId, state: StateId, input: Payload) {
        let strand = &mut self.strands[id];
        strand.before = Some(strand.state);
        strand.state = state;
        strand.input = input;
        strand.phase = Phase::Ready;
        self.queue(id, What::Enter);
    }

    /// Notes that the strand has something to do as soon as the others had their turn.
    pub(in crate::engine) fn queue(&mut self, id: StrandId, what: What) {
        self.strands.move_on(id);
        let epoch = self.strands.epoch(id);
        self.agenda.now(Wake { strand: id, epoch, what });
    }

    /// Records an event that follows the strand's last one and becomes its last one.
    pub(in crate::engine) fn event(&mut self, id: StrandId, detail: Detail) -> u64 {
        let strand = &mut self.strands[id];
        strand.cursor = self.history.event(strand.line, strand.cursor, self.now, detail);
        strand.cursor
    }

    /// Records an event that others do not follow.
    pub(in crate::engine) fn aside(&mut self, id: StrandId, previous: u64, detail: Detail) {
        let line = self.strands[id].line;
        self.history.event(line, previous, self.now, detail);
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
            let line = self.strands[child].line;
            let succeeded = self.history.event(line, cursor, self.now, detail);
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
    pub(in crate::engine) fn joined(&mut self, id: StrandId) {
        let results = self.take_join(id).expect("only a joining strand is joined").results;
        let cursor = self.strands[id].cursor;
        self.gathered(id, Value::from(results).into(), cursor);
    }

    /// The state has the results of all that ran in it; `after` is the event its success follows.
    pub(in crate::engine) fn gathered(&mut self, id: StrandId, results: Payload, after: u64) {
        let machine = Arc::clone(&self.machine);
        let owner = self.strands[id].state;
        let state = machine.state(owner);
        self.aside(id, after, Detail::StateSucceeded { state: owner });
        let succeeded = self.history.last_id();
        match self.site(id, state).give(&Work::Result(results)) {
            Ok(given) => {
                self.leave(id, given.output, given.assigned, Way::On(state.next));
            }
            Err(failure) => {
                // What fails after the children follows the success, unlike the state's exit.
                self.strands[id].cursor = succeeded;
                self.fail(id, failure);
            }
        }
    }
}
