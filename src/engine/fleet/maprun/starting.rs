//! How a Map Run begins: the fields of the Map are evaluated in the order in which AWS finds out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asl::machine::distributed::Distributed;
use crate::asl::machine::{Kind, Map, State};
use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::core::Execution;
use crate::engine::execution::failure::Failure;
use crate::engine::execution::history::Detail;
use crate::engine::tally::Tally;

use super::child_input::Batch;
use super::export::Export;
use super::items::{Items, Source};
use super::names::Names;
use super::results::Results;
use super::{MapRun, settings};

/// A Map Run that has begun, and whether the places of its items and results could be found out: if not, the
/// failure it ends with at once.
pub type Begun = (MapRun, Result<(), Failure>);

impl MapRun {
    /// Starts the run of the distributed Map that the strand has entered. The Map fails without a run if
    /// one of the numbers it goes by cannot be used.
    pub fn start(parent: &mut Execution, strand: StrandId) -> Result<Begun, Failure> {
        let machine = Arc::clone(&parent.machine);
        let state = machine.state(parent.strands[strand].state);
        let Kind::Map(map) = &state.kind else { unreachable!("only a Map starts a Map Run") };
        let Some(distributed) = &map.distributed else { unreachable!("only a distributed Map starts one") };
        let (mut run, max_items) = Self::begin(parent, strand, state, map, distributed)?;
        let opened = run.open(parent, state, distributed, max_items);
        Ok((run, opened))
    }

    fn begin(
        parent: &mut Execution,
        strand: StrandId,
        state: &State,
        map: &Map,
        distributed: &Distributed,
    ) -> Result<(Self, i64), Failure> {
        let eval = parent.eval(strand, state);
        let received = eval.received()?.value().clone();
        // What a reader reads comes before whatever else could be found.
        let items = match &distributed.reader {
            Some(_) => None,
            None => Some(settings::items(&eval, map, &received)?),
        };
        let at_a_time = settings::at_a_time(&eval, map, &received)?;
        let owner = parent.strands[strand].state;
        let length = items.as_ref().map_or(0, Source::len);
        let map_started = parent.event(strand, Detail::StateStarted { state: owner, length });
        let eval = parent.eval(strand, state);
        let tolerance = settings::tolerance(&eval, map, &received)?;
        let max_items = settings::max_items(&eval, distributed, &received)?;
        let batcher = distributed.batcher.as_ref();
        let batching = batcher.map(|batcher| settings::batching(&eval, batcher, &received)).transpose()?;
        let names = Names::new(&parent.setup, distributed.label.as_deref(), &state.name, &parent.chance);
        let arn = names.arn();
        parent.event(strand, Detail::MapRunStarted { state: owner, arn: Arc::clone(&arn) });
        let is_batched = batching.is_some();
        let tally = Tally { arn: Arc::clone(&arn), total: length, tolerance, is_batched, ..Tally::default() };
        let run = Self {
            strand,
            names,
            arn,
            first: parent.machine.flow(map.processor).start,
            workflow: distributed.children,
            at_a_time,
            batching,
            batch_input: None,
            input: received,
            items: Items::new(items.unwrap_or_default()),
            batch: Batch::default(),
            children: BTreeSet::new(),
            next_child: 0,
            running: 0,
            tally,
            results: Results::new(distributed.writer.as_ref(), None, false),
            requests: BTreeMap::new(),
            next_request: 0,
            replies: Vec::new(),
            written: None,
            is_breaking: false,
            is_closing: false,
            map_started,
            redrives: 0,
            fallen: BTreeMap::new(),
            resuming: BTreeMap::new(),
            untouched: None,
        };
        Ok((run, max_items))
    }

    /// Finds out where the items are and where the results go.
    fn open(
        &mut self,
        parent: &Execution,
        state: &State,
        distributed: &Distributed,
        max_items: i64,
    ) -> Result<(), Failure> {
        let eval = parent.eval(self.strand, state);
        let dataset = settings::dataset(&eval, distributed, max_items, &self.input)?;
        let batch_input = distributed.batcher.as_ref().and_then(|batcher| batcher.input.as_ref());
        let batch_input = batch_input.map(|template| {
            eval.template("/ItemBatcher/BatchInput", template, &eval.view.bindings(&self.input))
        });
        let batch_input = batch_input.transpose()?;
        let writer = distributed.writer.as_ref();
        let export = match writer.filter(|writer| writer.resource.is_some()) {
            Some(writer) => {
                let args =
                    settings::arguments(&eval, "ResultWriter", writer.arguments.as_ref(), &self.input)?;
                Some(Export::new(writer, &args, &self.names.run))
            }
            None => None,
        };
        if let Some(dataset) = dataset {
            self.items = Items::new(Source::Outside(Arc::new(dataset)));
        }
        self.batch_input = batch_input;
        self.results = Results::new(writer, export, parent.setup.keep_failed);
        Ok(())
    }
}
