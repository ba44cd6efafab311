//! Map Runs: a distributed Map gives each item, or each batch of items, to a child execution of its own.
//!
//! A child is an [`Execution`] that the strand of the Map holds and lets go on. Its events stand in no
//! history here: AWS records only what becomes of the run as a whole. Items are read page by page and
//! children are started as others end, so that memory is bounded by those that run.

mod starting;

mod feed;
mod supply;
mod terms;

mod child;
mod naming;
mod passing;

mod export;
mod results;

mod ending;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::{Kind, Workflow};
use crate::base::value::Value;

use crate::engine::call::Ticket;
use crate::engine::dataset::{Request, Told, Want};
use crate::engine::execution::Execution;
use crate::engine::execution::failure::Failure;
use crate::engine::execution::strand::{Phase, StrandId};
use crate::engine::tally::Tally;

use child::Child;
use export::{Export, File};
use feed::{Batch, Feed};
use naming::Names;
pub(in crate::engine) use passing::Route;
use results::Results;
use supply::{Supply, Taken};
use terms::Batching;

/// A Map Run that goes on.
#[derive(Clone, Debug)]
pub(in crate::engine) struct MapRun {
    names: Names,
    arn: Arc<str>,
    at_a_time: usize,
    batching: Option<Batching>,
    batch_input: Option<Value>,
    /// The Map's effective input, for its ItemSelector.
    input: Value,
    supply: Supply,
    /// A batch that waits for items to be read.
    batch: Batch,
    children: BTreeMap<u32, Child>,
    next_child: u32,
    tally: Tally,
    results: Results,
    /// Requests nobody has answered yet, and whether they write.
    asked: BTreeMap<Ticket, bool>,
    /// What the world has told and nobody has looked at.
    told: Vec<(Ticket, Told)>,
    /// Where a file was written last.
    written: Option<Arc<str>>,
    /// Whether more items failed than are tolerated.
    is_breaking: bool,
    /// Whether the last files are being written.
    is_closing: bool,
}

impl MapRun {
    /// Whether the child `number` waits for this turn.
    pub(in crate::engine) fn expects(&self, number: u32, turn: u32) -> bool {
        self.children.get(&number).is_some_and(|child| child.turn() == turn)
    }

    fn writes(&self) -> usize {
        self.asked.values().filter(|writes| **writes).count()
    }
}

impl Execution {
    /// Lets the run do what it can at the moment: start children, ask for items, come to its end.
    fn proceed(&mut self, id: StrandId) {
        if let Err(failure) = self.try_to_proceed(id) {
            self.break_run(id, failure);
        }
    }

    fn try_to_proceed(&mut self, id: StrandId) -> Result<(), Failure> {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(self.strands[id].state);
        let Phase::Run(run) = &mut self.strands[id].phase else { return Ok(()) };
        if !run.is_breaking && run.tally.is_exceeded() {
            run.is_breaking = true;
            // Express children run to their end; nobody could stop them.
            if children_of(&state.kind) == Workflow::Standard {
                self.abort_children_of_run(id);
            }
        }
        let more = self.start_children(id)?;
        let Phase::Run(run) = &mut self.strands[id].phase else { return Ok(()) };
        let chunks = run.results.export.as_mut().map(Export::ready).unwrap_or_default();
        let is_over = !more && run.children.is_empty();
        for chunk in chunks {
            self.ask(id, Want::Write(chunk));
        }
        if is_over { self.close(id, state) } else { Ok(()) }
    }

    /// Starts children as long as there are items and room; `false` when no item is left. Items that no
    /// child is started for any more are only written down.
    fn start_children(&mut self, id: StrandId) -> Result<bool, Failure> {
        loop {
            let Phase::Run(run) = &self.strands[id].phase else { return Ok(false) };
            let is_breaking = run.is_breaking;
            if is_breaking && (run.results.export.is_none() || !run.children.is_empty()) {
                return Ok(false);
            }
            if run.children.len() >= run.at_a_time {
                return Ok(true);
            }
            let feed = match self.next_feed(id) {
                // The run fails already.
                Err(_) if is_breaking => continue,
                feed => feed?,
            };
            match feed {
                Taken::One(feed) if is_breaking => self.leave_pending(id, &feed),
                Taken::One(feed) => self.start_child(id, feed),
                Taken::Nothing => return Ok(false),
                Taken::Later => {
                    let Phase::Run(run) = &mut self.strands[id].phase else { return Ok(false) };
                    if let Some((dataset, from, most)) = run.supply.ask() {
                        self.ask(id, Want::Items { dataset, from, most });
                    }
                    return Ok(true);
                }
            }
        }
    }

    fn leave_pending(&mut self, id: StrandId, feed: &Feed) {
        let Phase::Run(run) = &mut self.strands[id].phase else { return };
        if let Some(export) = &mut run.results.export {
            export.add(File::Pending, &feed.pending());
        }
    }

    fn ask(&mut self, id: StrandId, want: Want) {
        let ticket = self.new_ticket();
        self.routes.insert(ticket, Route::Run(id));
        let (state, path) = (self.strands[id].state, self.path(id));
        if let Phase::Run(run) = &mut self.strands[id].phase {
            run.asked.insert(ticket, matches!(want, Want::Write(_)));
        }
        self.requests.push(Request { ticket, state, path, at: self.now, want });
    }

    /// Looks at what the world has told.
    pub(in crate::engine) fn hear_told(&mut self, id: StrandId) {
        let Phase::Run(run) = &mut self.strands[id].phase else { return };
        for (ticket, told) in std::mem::take(&mut run.told) {
            run.asked.remove(&ticket);
            match told {
                Told::Items { total, items } => {
                    run.supply.receive(total, items);
                    run.tally.total = run.supply.total().unwrap_or(total);
                }
                Told::Written(place) => run.written = Some(place),
                Told::Failed(error) => return self.break_run(id, error.into()),
            }
        }
        self.proceed(id);
    }
}

/// The type of the children of a distributed Map.
fn children_of(kind: &Kind) -> Workflow {
    kind.distributed().map_or(Workflow::Standard, |own| own.children)
}
