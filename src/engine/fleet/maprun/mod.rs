//! Map Runs: a distributed Map gives each item, or each batch of items, to a child execution of its own.
//!
//! A [`MapRun`] says what it does next ([`Action`]) and the fleet does it. The events of child executions
//! are in no history of the parent: AWS records only what becomes of the run as a whole. Items are read
//! page by page and children are started as others end, so that memory is bounded by those that run.

mod starting;

mod child_input;
mod items;
mod names;
mod settings;

mod child;
mod export;
mod results;

mod ending;
mod given;
mod redriving;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asl::machine::{State, StateId, Workflow};
use crate::base::value::Value;
use crate::engine::dataset::{DataReply, DataRequest};
use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::core::Execution;
use crate::engine::execution::failure::Failure;
use crate::engine::ids::ExecutionId;
use crate::engine::tally::Tally;

use super::member::Member;
use super::view::MapRunView;

use crate::engine::saving::saved;
use child_input::Batch;
pub use child_input::ChildInput;
use export::{Export, File};
use items::{Items, Taken};
use names::Names;
use results::Results;
use settings::Batching;

/// A Map Run that goes on.
#[derive(Clone, Debug)]
pub struct MapRun {
    /// The strand that waits for it.
    pub strand: StrandId,
    /// What the names and ARNs of its children are made of.
    names: Names,
    arn: Arc<str>,
    /// The first state of the item processor.
    first: StateId,
    /// The workflow type of its children.
    workflow: Workflow,
    /// The most children that run at a time (`MaxConcurrency`).
    at_a_time: usize,
    /// The most items and bytes of a batch, if there is an `ItemBatcher`.
    batching: Option<Batching>,
    /// `BatchInput`, evaluated.
    batch_input: Option<Value>,
    /// The Map's effective input, for its ItemSelector.
    input: Value,
    items: Items,
    /// A batch that waits for items to be read.
    batch: Batch,
    /// The child executions that run, in the order of their start.
    pub children: BTreeSet<ExecutionId>,
    /// The number that the next child gets, from 0.
    next_child: u32,
    /// How many items the running children work on.
    running: usize,
    tally: Tally,
    results: Results,
    /// Requests for data without an answer yet, by number, and whether they write.
    requests: BTreeMap<u64, bool>,
    /// The number that the next request gets.
    next_request: u64,
    /// Answers that were not looked at yet.
    replies: Vec<(u64, DataReply)>,
    /// Where a file was written last.
    written: Option<Arc<str>>,
    /// Whether more items failed than are tolerated.
    is_breaking: bool,
    /// Whether the last files are being written.
    is_closing: bool,
    /// The event that its first event follows.
    map_started: u64,
    /// How often it was redriven.
    redrives: u32,
    /// Children that failed or were stopped, by their numbers, as far as they are kept for a redrive.
    fallen: BTreeMap<u32, (ExecutionId, Arc<Member>)>,
    /// Those of an earlier attempt that are to go on.
    resuming: BTreeMap<u32, (ExecutionId, Arc<Member>)>,
    /// The items that no child was started for when it began to fail, if it may be redriven.
    untouched: Option<(Items, Batch)>,
}

/// What a Map Run does next.
#[derive(Debug)]
pub enum Action {
    /// It starts a child execution.
    Start(ChildInput),
    /// It lets a child of an earlier attempt go on.
    Resume(ExecutionId, Arc<Member>),
    /// It asks for data, or writes some, by a number of its own.
    Request(u64, DataRequest),
    /// It stops all child executions and goes on after that.
    StopChildren,
    /// It succeeds with this result of the Map.
    Succeed(Value),
    /// It fails, and the Map with it.
    Fail(Failure),
    /// It waits for child executions or data.
    Wait,
}

impl MapRun {
    /// The data it holds that its child executions do not.
    pub fn held(&self) -> impl Iterator<Item = &Value> {
        let own = [&self.input].into_iter().chain(&self.batch_input).chain(&self.batch.items);
        own.chain(self.items.held()).chain(self.results.held())
    }

    /// Finds out what to do next. The caller does it and asks again, until the run waits or is over.
    pub fn next(&mut self, parent: &Execution) -> Action {
        self.try_next(parent).unwrap_or_else(Action::Fail)
    }

    fn try_next(&mut self, parent: &Execution) -> Result<Action, Failure> {
        let machine = Arc::clone(&parent.machine);
        let state = machine.state(parent.strands[self.strand].state);
        if !self.is_breaking && self.tally.is_exceeded() {
            self.is_breaking = true;
            self.untouched = parent.setup.keep_failed.then(|| (self.items.clone(), self.batch.clone()));
            // Express children run to their end: AWS has no way to stop them.
            if self.workflow == Workflow::Standard {
                return Ok(Action::StopChildren);
            }
        }
        if let Some(action) = self.resume_next() {
            return Ok(action);
        }
        let has_more = match self.next_child(parent, state)? {
            Taken::One(input) => return Ok(Action::Start(input)),
            Taken::Later => true,
            Taken::Nothing => false,
        };
        if has_more && let Some(page) = self.next_page() {
            return Ok(page);
        }
        if let Some(chunk) = self.results.export.as_mut().and_then(Export::ready) {
            return Ok(self.request(DataRequest::Write(chunk)));
        }
        if has_more || !self.children.is_empty() || !self.resuming.is_empty() {
            return Ok(Action::Wait);
        }
        self.close(parent, state)
    }

    /// The input of the next child execution if there is an item and room for it; nothing if no item is
    /// left. Items that no child is started for any more are only written down.
    fn next_child(&mut self, parent: &Execution, state: &State) -> Result<Taken<ChildInput>, Failure> {
        loop {
            if self.is_breaking && (self.results.export.is_none() || !self.children.is_empty()) {
                return Ok(Taken::Nothing);
            }
            if self.children.len() >= self.at_a_time {
                return Ok(Taken::Later);
            }
            match self.next_input(parent, state) {
                // The run fails already.
                Err(_) if self.is_breaking => {}
                Ok(Taken::One(input)) if self.is_breaking => {
                    if let Some(export) = &mut self.results.export {
                        export.add(File::Pending, &input.pending());
                    }
                }
                other => return other,
            }
        }
    }

    /// The request for the next page of items, if items are missing and were not asked for yet.
    fn next_page(&mut self) -> Option<Action> {
        if self.children.len() >= self.at_a_time {
            return None;
        }
        let (dataset, from, most) = self.items.next_page()?;
        Some(self.request(DataRequest::Read { dataset, from, most }))
    }

    fn request(&mut self, request: DataRequest) -> Action {
        let number = self.next_request;
        self.next_request += 1;
        self.requests.insert(number, matches!(request, DataRequest::Write(_)));
        Action::Request(number, request)
    }

    /// Whether it waits for the answer to the request with this number.
    pub fn awaits(&self, number: u64) -> bool {
        self.requests.contains_key(&number)
    }

    /// Keeps an answer until it is its turn.
    pub fn supply(&mut self, number: u64, reply: DataReply) {
        self.replies.push((number, reply));
    }

    /// Looks at the answers that have come.
    pub fn on_data(&mut self) -> Result<(), Failure> {
        for (number, reply) in std::mem::take(&mut self.replies) {
            self.requests.remove(&number);
            match reply {
                DataReply::Items { total, items } => {
                    self.items.receive(total, items);
                    self.tally.total = self.items.total().unwrap_or(total);
                }
                DataReply::Written(place) => self.written = Some(place),
                DataReply::Failed(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// What there is to see of it.
    pub fn view(&self) -> MapRunView {
        MapRunView { at_a_time: self.at_a_time, tally: Tally { arn: Arc::clone(&self.arn), ..self.tally() } }
    }

    /// How its items have fared so far.
    pub fn tally(&self) -> Tally {
        Tally { running: self.running, awaiting: self.awaiting(), ..self.tally.clone() }
    }
}

saved!(struct MapRun {
    strand,
    names,
    arn,
    first,
    workflow,
    at_a_time,
    batching,
    batch_input,
    input,
    items,
    batch,
    children,
    next_child,
    running,
    tally,
    results,
    requests,
    next_request,
    replies,
    written,
    is_breaking,
    is_closing,
    map_started,
    redrives,
    fallen,
    resuming,
    untouched,
});
