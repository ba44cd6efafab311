//! How strands and the execution end: leaving a state, failing, retrying, catching, aborting, timing out.

use std::sync::Arc;

use crate::asl::machine::{Kind, State, StateId};
use crate::base::value::Object;

use super::agenda::{Wake, What};
use super::call::{Step, TaskError};
use super::data::{Work, assign, field_name};
use super::failure::{Failure, names};
use super::history::{Detail, Line, Note, Way};
use super::payload::Payload;
use super::strand::{Join, Phase, StrandId};
use super::{Execution, retry};

/// How an execution ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// With this output.
    Succeeded(Payload),
    /// Nothing caught this.
    Failed(Failure),
    /// The execution ran out of time.
    TimedOut,
    /// It was stopped.
    Aborted(TaskError),
}

impl Outcome {
    /// AWS's word for it.
    #[must_use]
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Succeeded(_) => "SUCCEEDED",
            Self::Failed(_) => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted(_) => "ABORTED",
        }
    }
}

impl Execution {
    /// The state's work is done: gives its output, assigns, and goes on by its `Next`.
    pub(super) fn complete(&mut self, id: StrandId, work: &Work) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(self.strands[id].state);
        match self.site(id, state).give(work) {
            Ok(given) => self.leave(id, given.output, given.assigned, Way::On(state.next)),
            Err(failure) => self.fail(id, failure),
        }
    }

    /// Records that the strand leaves its state and sends it on.
    pub(super) fn leave(&mut self, id: StrandId, output: Payload, assigned: Option<Object>, way: Way) {
        if let Some(assigned) = &assigned {
            assign(&mut self.strands[id].variables, assigned);
        }
        let state = self.strands[id].state;
        self.event(id, Detail::StateExited { state, output: output.clone(), assigned, way });
        match way {
            Way::On(Some(next)) | Way::Rule(_, next) | Way::Default(next) | Way::Caught(_, next) => {
                self.stand_before(id, next, output);
            }
            Way::On(None) => self.finish(id, output),
        }
    }

    fn stand_before(&mut self, id: StrandId, state: StateId, input: Payload) {
        let strand = &mut self.strands[id];
        strand.state = state;
        strand.input = input;
        strand.phase = Phase::Ready;
        self.queue(id, What::Enter);
    }

    /// Notes that the strand has something to do as soon as the others had their turn.
    pub(super) fn queue(&mut self, id: StrandId, what: What) {
        self.strands.move_on(id);
        let epoch = self.strands.epoch(id);
        self.agenda.now(Wake { strand: id, epoch, what });
    }

    /// Records an event that follows the strand's last one and becomes its last one.
    pub(super) fn event(&mut self, id: StrandId, detail: Detail) -> u64 {
        let strand = &mut self.strands[id];
        strand.cursor = self.history.event(strand.line, strand.cursor, self.now, detail);
        strand.cursor
    }

    /// Records an event that others do not follow.
    pub(super) fn aside(&mut self, id: StrandId, previous: u64, detail: Detail) {
        let line = self.strands[id].line;
        self.history.event(line, previous, self.now, detail);
    }

    /// The strand came to the end of its scope.
    fn finish(&mut self, id: StrandId, output: Payload) {
        match self.strands[id].parent {
            Some((parent, step)) => self.join(id, parent, step, &output),
            None => {
                self.event(id, Detail::ExecutionSucceeded { output: output.clone() });
                self.end(Outcome::Succeeded(output));
            }
        }
    }

    /// The strand's state failed: a retrier, a catcher, or the scope around it takes over.
    pub(super) fn fail(&mut self, id: StrandId, failure: Failure) {
        self.drop_task(id);
        self.strands.move_on(id);
        if failure.is_fatal() {
            return self.fail_execution(id, failure);
        }
        if self.is_evaluation_of(id, &failure) {
            self.evaluation_failed(id, &failure);
        }
        let machine = Arc::clone(&self.machine);
        let state = machine.state(self.strands[id].state);
        let join = self.take_join(id);
        if let Some(join) = &join {
            self.abort_children(id, join, state);
        }
        if self.retry(id, state, &failure) {
            return;
        }
        let broken_at = self.strands[id].cursor;
        if matches!(state.kind, Kind::Parallel { .. } | Kind::Map(_)) {
            let state = self.strands[id].state;
            self.event(id, Detail::StateFailed { state });
        }
        if let Err(failure) = self.catch(id, state, &failure, broken_at) {
            self.fail_scope(id, failure);
        }
    }

    /// Whether the failure is one that AWS records as `EvaluationFailed`, and happened in this very state:
    /// what comes out of a branch or an iteration was recorded there.
    fn is_evaluation_of(&self, id: StrandId, failure: &Failure) -> bool {
        let own = failure.why.as_ref().is_some_and(|why| why.state == self.strands[id].state);
        let evaluated = failure.error.error.as_deref() == Some(names::QUERY_EVALUATION_ERROR);
        own && (evaluated || is_assign_limit(failure))
    }

    fn evaluation_failed(&mut self, id: StrandId, failure: &Failure) {
        let state = self.strands[id].state;
        let location = failure.why.as_ref().and_then(|why| {
            let field = why.pointer.strip_prefix(&*self.machine.state(why.state).pointer)?;
            Some(Arc::from(field_name(field))).filter(|name: &Arc<str>| !name.is_empty())
        });
        self.event(id, Detail::EvaluationFailed { state, error: failure.error.clone(), location });
    }

    /// Waits and tries again, if a retrier says so.
    fn retry(&mut self, id: StrandId, state: &State, failure: &Failure) -> bool {
        let mut attempts = std::mem::take(&mut self.strands[id].attempts);
        let found = retry::retrier(state, failure, &mut attempts);
        let strand = &mut self.strands[id];
        strand.attempts = attempts;
        let Some((index, retrier, attempt)) = found else {
            return false;
        };
        strand.retry_count += 1;
        strand.retried = Some(failure.clone());
        strand.phase = Phase::Inside;
        let note_line = strand.line;
        let note_state = strand.state;
        let delay_ms = retry::delay_ms(retrier, attempt, &self.chance);
        self.history.note(Note::Retrying {
            at: self.now,
            line: note_line,
            state: note_state,
            retrier: index,
            attempt,
            max_attempts: retrier.max_attempts,
            delay_ms,
            failure: failure.clone(),
        });
        let epoch = self.strands.epoch(id);
        self.agenda.at(self.now.after(delay_ms), Wake { strand: id, epoch, what: What::Retry });
        true
    }

    /// Goes where a catcher leads; gives the failure back if none takes it.
    fn catch(
        &mut self,
        id: StrandId,
        state: &State,
        failure: &Failure,
        broken_at: u64,
    ) -> Result<(), Failure> {
        self.history.note(Note::Failed {
            at: self.now,
            line: self.strands[id].line,
            state: self.strands[id].state,
            failure: failure.clone(),
        });
        let Some((index, catcher)) = retry::catcher(state, failure) else {
            return Err(failure.clone());
        };
        match self.site(id, state).caught(catcher, index, failure) {
            Ok(given) => {
                self.leave(id, given.output, given.assigned, Way::Caught(index, catcher.next));
                Ok(())
            }
            Err(failure) if failure.is_fatal() => Err(failure),
            Err(failure) => {
                // AWS records the evaluation beside the state's own failure, then that failure again.
                let joined = matches!(state.kind, Kind::Parallel { .. } | Kind::Map(_));
                self.strands[id].cursor = broken_at;
                self.evaluation_failed(id, &failure);
                if joined {
                    let state = self.strands[id].state;
                    self.event(id, Detail::StateFailed { state });
                }
                Err(failure)
            }
        }
    }

    /// Nothing in the state took the failure: it fails its branch, its iteration or the execution.
    fn fail_scope(&mut self, id: StrandId, mut failure: Failure) {
        match self.strands[id].parent {
            None => self.fail_execution(id, failure),
            Some(_) if failure.is_fatal() => self.fail_execution(id, failure),
            Some((parent, step)) => {
                failure.from_branch = !step.is_item;
                // The failing child stays listed in the join, which records how it ended.
                let cursor = self.strands[id].cursor;
                self.strands[parent].cursor = cursor;
                self.fail(parent, failure);
            }
        }
    }

    /// `ExecutionFailed` follows the chain that broke; everything else is left as it stands.
    fn fail_execution(&mut self, id: StrandId, failure: Failure) {
        if failure.is_fatal() {
            let (line, state) = (self.strands[id].line, self.strands[id].state);
            self.history.note(Note::Failed { at: self.now, line, state, failure: failure.clone() });
        }
        let cursor = self.strands[id].cursor;
        self.history.event(Line(0), cursor, self.now, Detail::ExecutionFailed(failure.error.clone()));
        self.end(Outcome::Failed(failure));
    }

    fn take_join(&mut self, id: StrandId) -> Option<Box<Join>> {
        match std::mem::replace(&mut self.strands[id].phase, Phase::Inside) {
            Phase::Joining(join) => Some(join),
            Phase::Ready | Phase::Inside | Phase::Task(_) => None,
        }
    }

    /// Ends the children of a state that failed. All events follow the one that failed first, in the
    /// order of the children's indexes; in a Parallel the failing one comes first.
    fn abort_children(&mut self, id: StrandId, join: &Join, state: &State) {
        let broken_at = self.strands[id].cursor;
        let owner = self.strands[id].state;
        let failing = |execution: &Self, child: StrandId| execution.strands[child].cursor == broken_at;
        let mut running: Vec<(usize, StrandId)> =
            join.running.iter().enumerate().filter_map(|(index, child)| Some((index, (*child)?))).collect();
        let is_map = matches!(state.kind, Kind::Map(_));
        if !is_map {
            running.sort_by_key(|(_, child)| !failing(self, *child));
        }
        for (index, child) in running {
            if is_map {
                let detail = if failing(self, child) {
                    Detail::IterationFailed { state: owner, index }
                } else {
                    Detail::IterationAborted { state: owner, index }
                };
                self.aside(id, broken_at, detail);
            }
            self.abort(child, broken_at);
        }
    }

    /// Ends a strand from outside: what it was in is recorded as aborted, children first.
    fn abort(&mut self, id: StrandId, broken_at: u64) {
        let machine = Arc::clone(&self.machine);
        let state = self.strands[id].state;
        let entered = !matches!(self.strands[id].phase, Phase::Ready);
        if let Some(join) = self.take_join(id) {
            self.abort_children_quietly(&join, broken_at);
        }
        let records = match machine.state(state).kind {
            Kind::Task(_) | Kind::Wait(_) | Kind::Parallel { .. } | Kind::Map(_) => true,
            Kind::Pass { .. } | Kind::Choice(_) | Kind::Succeed | Kind::Fail(_) => false,
        };
        // A Parallel or Map that failed itself has said so already.
        let failed_itself =
            self.strands[id].cursor == broken_at && !matches!(machine.state(state).kind, Kind::Task(_));
        if entered && records && !failed_itself {
            self.aside(id, broken_at, Detail::StateAborted { state });
        }
        self.drop_task(id);
        self.strands.remove(id);
    }

    fn abort_children_quietly(&mut self, join: &Join, broken_at: u64) {
        for child in join.running.iter().flatten() {
            self.abort(*child, broken_at);
        }
    }

    /// Forgets the task a strand waits for.
    pub(super) fn drop_task(&mut self, id: StrandId) {
        if let Phase::Task(run) = &self.strands[id].phase {
            self.tickets.remove(&run.ticket);
            self.strands[id].phase = Phase::Inside;
        }
    }

    /// The execution itself ran out of time: recorded after nothing, and nothing is aborted.
    pub(super) fn time_out(&mut self) {
        self.now = self.deadline;
        self.history.event(Line(0), 0, self.now, Detail::ExecutionTimedOut);
        self.end(Outcome::TimedOut);
    }

    /// The history is full: its last event says so.
    pub(super) fn exceed_history(&mut self) {
        let quota = super::EVENT_QUOTA;
        let cause = format!("The execution reached the maximum number of history events ({quota}).");
        let failure = Failure::new(names::RUNTIME, cause);
        let last = self.history.last_id();
        self.history.event(Line(0), last, self.now, Detail::ExecutionFailed(failure.error.clone()));
        self.end(Outcome::Failed(failure));
    }

    pub(super) fn end(&mut self, outcome: Outcome) {
        self.outcome = Some(outcome);
        self.calls.clear();
        self.tickets.clear();
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
            let id = self.history.event(line, cursor, self.now, detail);
            if self.start_next_iteration(parent, cursor) {
                self.strands.remove(child);
                return;
            }
            cursor = id;
        }
        self.strands.remove(child);
        if all {
            self.strands[parent].cursor = cursor;
            self.joined(parent);
        }
    }
}

/// Whether a variable outgrew AWS's limits, which AWS records like an evaluation that failed.
fn is_assign_limit(failure: &Failure) -> bool {
    failure.error.cause.as_deref().is_some_and(|cause| cause.contains("ariable size limit exceeded"))
}
