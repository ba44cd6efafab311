//! How states fail: retried, caught, or taken up by the scope around them and at last by the execution.

use std::sync::Arc;

use crate::asl::errors::{RaisedIn, Trigger, names};
use crate::asl::machine::{Kind, State};

use super::agenda::StrandId;
use super::agenda::{Wake, WakeKind};
use super::core::Execution;
use super::data::field_name;
use super::failure::{Failure, Reason};
use super::history::{Branch, Detail, Note, Transition};
use super::outcome::Outcome;
use super::retry;
use super::strand::Phase;
use crate::engine::call::Signal;

impl Execution {
    /// The strand's state failed: a retrier, a catcher, or the scope around it takes over.
    pub fn fail(&mut self, id: StrandId, failure: Failure) {
        self.drop_task(id);
        self.strands.invalidate_wakes(id);
        self.inspect(&self.strands[id], |seen| seen.error = Some(failure.error.clone()));
        if failure.is_fatal() {
            return self.fail_execution(id, failure);
        }
        if self.is_evaluation(id, &failure) {
            self.evaluation_failed(id, &failure);
        }
        let machine = Arc::clone(&self.machine);
        let state = machine.state(self.strands[id].state);
        let join = self.take_join(id);
        if let Some(join) = &join {
            self.abort_children(id, join, state, self.strands[id].cursor);
            self.forget_inner(id);
        }
        if self.retry(id, state, &failure) {
            self.fallen.clear();
            return;
        }
        let broken_at = self.strands[id].cursor;
        if matches!(state.kind, Kind::Parallel { .. } | Kind::Map(_)) {
            let state = self.strands[id].state;
            self.event(id, Detail::StateFailed { state });
        }
        match self.catch(id, state, &failure, broken_at) {
            Ok(()) => self.fallen.clear(),
            Err(failure) => self.fail_scope(id, failure),
        }
    }

    /// Whether the state's own expressions or assignments failed; AWS has an event for these. A failure that
    /// came up from a branch or an iteration has had its event there.
    fn is_evaluation(&self, id: StrandId, failure: &Failure) -> bool {
        failure.why.as_ref().filter(|_| failure.origin.trigger() != Trigger::MapRun).is_some_and(|why| {
            why.state == self.strands[id].state
                && (matches!(why.reason, Reason::Variables { .. })
                    || failure.error.error.as_deref() == Some(names::QUERY_EVALUATION_ERROR))
        })
    }

    fn evaluation_failed(&mut self, id: StrandId, failure: &Failure) {
        let state = self.strands[id].state;
        let location = failure.why.as_ref().and_then(|why| {
            let field = why.pointer.strip(&self.machine.state(why.state).pointer)?;
            Some(Arc::from(field_name(&field))).filter(|name: &Arc<str>| !name.is_empty())
        });
        self.event(id, Detail::EvaluationFailed { state, error: failure.error.clone().into(), location });
    }

    /// Waits and tries again, if a retrier says so.
    fn retry(&mut self, id: StrandId, state: &State, failure: &Failure) -> bool {
        let mut uses = std::mem::take(&mut self.strands[id].retrier_uses);
        let alone = self.alone(&self.strands[id]).map(|alone| alone.retries);
        if let Some(retries) = alone {
            uses = vec![retries; state.retry.len()];
            self.note_retrier(id, state, failure);
        }
        let found = retry::use_retrier(state, failure, &mut uses);
        let strand = &mut self.strands[id];
        strand.retrier_uses = uses;
        let Some((index, retrier, retry_number)) = found else {
            return false;
        };
        strand.retry_count += 1;
        strand.retried = Some(failure.clone());
        strand.phase = Phase::Inside;
        let (branch, owner) = (strand.branch, strand.state);
        let delay_ms = retry::delay_ms(retrier, retry_number, &self.chance);
        self.history.note(Note::Retrying {
            at: self.now,
            branch,
            state: owner,
            retrier: index,
            retry_number,
            max_attempts: retrier.max_attempts,
            delay_ms,
            failure: failure.clone().into(),
        });
        if alone.is_some() {
            self.inspect(&self.strands[id], |seen| seen.backoff_ms = Some(delay_ms));
            self.note_failed(id, failure);
            self.fail_execution(id, failure.clone());
            return true;
        }
        let epoch = self.strands.epoch(id);
        self.agenda.at(self.now.after(delay_ms), Wake { strand: id, epoch, what: WakeKind::Retry });
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
        self.note_failed(id, failure);
        let Some((index, catcher)) = retry::catcher(state, failure) else {
            return Err(failure.clone());
        };
        match self.eval(id, state).caught(catcher, index, failure) {
            Ok(given) => {
                self.leave(id, given.output, given.assigned, Transition::Caught(index, catcher.next));
                Ok(())
            }
            Err(failure) if !self.is_evaluation(id, &failure) => Err(failure),
            Err(failure) => {
                // AWS records the evaluation beside the state's own failure, then that failure again.
                let joined = matches!(state.kind, Kind::Parallel { .. } | Kind::Map(_));
                self.strands[id].cursor = broken_at;
                self.evaluation_failed(id, &failure);
                self.note_failed(id, &failure);
                if joined {
                    let state = self.strands[id].state;
                    self.event(id, Detail::StateFailed { state });
                }
                Err(failure)
            }
        }
    }

    /// Whether this wake would let an execution enter or leave a state that is to do neither any more.
    pub fn is_doomed(&self, wake: &Wake) -> bool {
        if self.doom.is_none() {
            return false;
        }
        match wake.what {
            WakeKind::TaskStarts | WakeKind::Heartbeat | WakeKind::Data | WakeKind::Child { .. } => false,
            WakeKind::Enter
            | WakeKind::Retry
            | WakeKind::Resume
            | WakeKind::TaskTimeout
            | WakeKind::TimedOut { .. } => true,
            WakeKind::Signal => match &self.strands[wake.strand].phase {
                Phase::Task(run) => match run.signals.front() {
                    Some((_, Signal::Succeeded(_) | Signal::Failed(_) | Signal::SubmitFailed(_))) => true,
                    Some((_, Signal::Started { .. } | Signal::Submitted(_) | Signal::Heartbeat)) | None => {
                        false
                    }
                },
                Phase::Ready | Phase::Inside | Phase::Joining(_) | Phase::Children(_) => false,
            },
        }
    }

    /// Fails the execution with what it was doomed to.
    pub fn meet_doom(&mut self, id: StrandId) {
        if let Some(error) = self.doom.take() {
            self.fail_execution(id, error.into());
        }
    }

    fn note_failed(&mut self, id: StrandId, failure: &Failure) {
        let (branch, state) = (self.strands[id].branch, self.strands[id].state);
        self.history.note(Note::Failed { at: self.now, branch, state, failure: failure.clone().into() });
    }

    /// Nothing in the state took the failure: it fails its branch, its iteration or the execution.
    fn fail_scope(&mut self, id: StrandId, mut failure: Failure) {
        match self.strands[id].parent {
            None => self.fail_execution(id, failure),
            Some(_) if failure.is_fatal() => self.fail_execution(id, failure),
            Some((parent, step)) => {
                let trigger = failure.origin.trigger();
                failure.origin =
                    if step.is_item { RaisedIn::State(trigger) } else { RaisedIn::Branch(trigger) };
                // The failing child stays listed in the join, which records how it ended.
                let cursor = self.strands[id].cursor;
                self.keep_fallen(parent);
                self.strands[parent].cursor = cursor;
                self.fail(parent, failure);
            }
        }
    }

    /// `ExecutionFailed` follows the chain that broke; everything else is left as it is.
    fn fail_execution(&mut self, id: StrandId, failure: Failure) {
        if failure.is_fatal() {
            self.note_failed(id, &failure);
        }
        let cursor = self.strands[id].cursor;
        self.history.event(Branch(0), cursor, self.now, Detail::ExecutionFailed(failure.error.clone()));
        self.end(Outcome::Failed(failure));
    }
}
