//! How a Map Run ends: with the results of all children, because too many items failed, because it could
//! not read or write, or from outside.

use std::sync::Arc;

use crate::asl::machine::State;

use crate::engine::dataset::Want;
use crate::engine::execution::Execution;
use crate::engine::execution::failure::{Failure, Reason, names};
use crate::engine::execution::history::{Detail, Note};
use crate::engine::execution::quota::{PAYLOAD, too_large};
use crate::engine::execution::strand::{Phase, StrandId};
use crate::engine::tally::Tally;

impl Execution {
    /// All children have ended: writes what is left to be written, then ends the run.
    pub(super) fn close(&mut self, id: StrandId, state: &State) -> Result<(), Failure> {
        let Phase::Run(run) = &mut self.strands[id].phase else { return Ok(()) };
        if !run.is_closing {
            run.is_closing = true;
            let arn = Arc::clone(&run.arn);
            let chunks = run.results.export.as_mut().map(|export| {
                export.finish(&arn);
                export.ready()
            });
            for chunk in chunks.unwrap_or_default() {
                self.ask(id, Want::Write(chunk));
            }
        }
        let Phase::Run(run) = &mut self.strands[id].phase else { return Ok(()) };
        if run.writes() > 0 {
            return Ok(());
        }
        // The manifest comes last.
        run.tally.manifest = run.written.take();
        if run.is_breaking {
            let cause = "The specified tolerated failure threshold was exceeded";
            return Err(Failure::new(names::EXCEED_TOLERATED_FAILURE_THRESHOLD, cause));
        }
        let result = match &run.results.export {
            Some(export) => export.result(&run.arn),
            None => run.results.inline().map_err(|size| {
                let failure = Failure { beyond_all: true, ..too_large(&state.name) };
                let owner = self.strands[id].state;
                failure.because(owner, state.pointer.clone(), Reason::TooLarge { size, quota: PAYLOAD })
            })?,
        };
        self.take_run(id);
        let (cursor, owner) = (self.strands[id].cursor, self.strands[id].state);
        self.aside(id, cursor, Detail::MapRunSucceeded { state: owner });
        self.gathered(id, result.into(), self.history.last_id());
        Ok(())
    }

    /// The run fails, and the Map with it.
    pub(super) fn break_run(&mut self, id: StrandId, failure: Failure) {
        self.abort_children_of_run(id);
        self.take_run(id);
        let state = self.strands[id].state;
        self.event(id, Detail::MapRunFailed { state, error: failure.error.clone() });
        if failure.is_fatal() {
            self.event(id, Detail::StateFailed { state });
        }
        self.fail(id, Failure { broke_run: true, ..failure });
    }

    /// The run is ended from outside.
    pub(in crate::engine) fn abort_run(&mut self, id: StrandId, broken_at: u64) {
        self.abort_children_of_run(id);
        if self.take_run(id) {
            let state = self.strands[id].state;
            self.aside(id, broken_at, Detail::MapRunAborted { state });
        }
    }

    /// The execution has ended: tells how far its runs have come.
    pub(in crate::engine) fn end_runs(&mut self) {
        self.routes.clear();
        let runs = self.strands.iter().filter_map(|strand| match &strand.phase {
            Phase::Run(run) => {
                let running = run.children.values().map(|child| child.feed.items).sum();
                Some((strand.line, strand.state, Tally { running, ..run.tally.clone() }))
            }
            Phase::Ready | Phase::Inside | Phase::Task(_) | Phase::Joining(_) => None,
        });
        let at = self.now;
        for (line, state, tally) in runs.collect::<Vec<_>>() {
            self.history.note(Note::MapRun { at, line, state, tally: Box::new(tally) });
        }
    }

    pub(super) fn abort_children_of_run(&mut self, id: StrandId) {
        let Phase::Run(run) = &mut self.strands[id].phase else { return };
        let wants_record = run.results.tells_records();
        for (number, mut child) in std::mem::take(&mut run.children) {
            child.stop(self.now, &mut run.tally);
            run.results.take(number, child.ended(wants_record));
            self.events_of_children -= child.events();
            for ticket in &child.tickets {
                self.routes.remove(ticket);
            }
        }
        self.forget_unawaited();
    }

    /// Forgets calls and requests that nobody was asked yet and whose askers are gone.
    fn forget_unawaited(&mut self) {
        let Self { calls, requests, tickets, routes, .. } = self;
        calls.retain(|call| tickets.contains_key(&call.ticket) || routes.contains_key(&call.ticket));
        requests.retain(|request| routes.contains_key(&request.ticket));
    }

    /// Takes the run off its strand and tells what came of it; false if there is none.
    fn take_run(&mut self, id: StrandId) -> bool {
        let strand = &mut self.strands[id];
        let (line, state) = (strand.line, strand.state);
        let run = match std::mem::replace(&mut strand.phase, Phase::Inside) {
            Phase::Run(run) => run,
            other @ (Phase::Ready | Phase::Inside | Phase::Task(_) | Phase::Joining(_)) => {
                strand.phase = other;
                return false;
            }
        };
        self.strands.move_on(id);
        for ticket in run.asked.keys() {
            self.routes.remove(ticket);
        }
        self.forget_unawaited();
        self.history.note(Note::MapRun { at: self.now, line, state, tally: Box::new(run.tally) });
        true
    }
}
