//! How a Map Run ends: with the results of all children, because too many items failed, or because it could
//! not read or write.

use crate::asl::errors::{Trigger, names};
use crate::asl::machine::State;
use crate::engine::dataset::DataRequest;
use crate::engine::execution::core::Execution;
use crate::engine::execution::failure::{Failure, Reason};
use crate::engine::execution::history::Detail;
use crate::engine::execution::quota::{PAYLOAD, too_large};
use crate::engine::execution::strand::Phase;
use crate::engine::payload::Payload;

use super::export::Export;
use super::{Action, MapRun};

impl MapRun {
    /// All children have ended: writes what is left to be written, then ends the run.
    pub fn close(&mut self, parent: &Execution, state: &State) -> Result<Action, Failure> {
        if !self.is_closing {
            self.is_closing = true;
            if let Some(export) = &mut self.results.export {
                export.finish(&self.arn);
            }
        }
        if let Some(chunk) = self.results.export.as_mut().and_then(Export::ready) {
            return Ok(self.request(DataRequest::Write(chunk)));
        }
        if self.requests.values().any(|writes| *writes) {
            return Ok(Action::Wait);
        }
        // The manifest comes last.
        self.tally.manifest = self.written.take();
        if self.is_breaking {
            let cause = "The specified tolerated failure threshold was exceeded";
            return Err(Failure::new(names::EXCEED_TOLERATED_FAILURE_THRESHOLD, cause));
        }
        let result = match &self.results.export {
            Some(export) => export.result(&self.arn),
            None => self.results.inline().map_err(|size| {
                let failure = too_large(&state.name).triggered_by(Trigger::Quota);
                let owner = parent.strands[self.strand].state;
                failure.because(owner, state.pointer.clone(), Reason::TooLarge { size, quota: PAYLOAD })
            })?,
        };
        Ok(Action::Succeed(result))
    }

    /// The run succeeds, and the Map has its result.
    pub fn succeed(self, parent: &mut Execution, result: Payload) {
        let strand = self.strand;
        self.leave(parent);
        let (cursor, state) = (parent.strands[strand].cursor, parent.strands[strand].state);
        parent.event_apart(strand, cursor, Detail::MapRunSucceeded { state });
        parent.gathered(strand, result, parent.history.last_id());
    }

    /// The run fails, and the Map with it. Its children were stopped.
    pub fn fail(self, parent: &mut Execution, failure: Failure) {
        let strand = self.strand;
        self.leave(parent);
        let state = parent.strands[strand].state;
        parent.event(strand, Detail::MapRunFailed { state, error: failure.error.clone() });
        if failure.is_fatal() {
            parent.event(strand, Detail::StateFailed { state });
        }
        // Data that outgrew a quota stays what it is: no `States.ALL` means it.
        let failure = match failure.origin.trigger() {
            Trigger::Quota => failure,
            Trigger::Work | Trigger::Heartbeat | Trigger::MapRun => failure.triggered_by(Trigger::MapRun),
        };
        parent.fail(strand, failure);
    }

    /// The strand waits no longer; what came of the run is recorded.
    fn leave(self, parent: &mut Execution) {
        parent.strands[self.strand].phase = Phase::Inside;
        parent.strands.invalidate_wakes(self.strand);
        parent.note_map_run(self.strand, self.tally);
    }
}
