//! How a Map Run begins: what the fields of the Map say, in the order in which AWS finds out.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::distributed::Distributed;
use crate::asl::machine::{Map, State};

use super::export::Export;
use super::feed::Batch;
use super::naming::Names;
use super::results::Results;
use super::supply::{Source, Supply};
use super::{MapRun, terms};
use crate::engine::execution::Execution;
use crate::engine::execution::failure::Failure;
use crate::engine::execution::history::Detail;
use crate::engine::execution::strand::{Phase, StrandId};
use crate::engine::tally::Tally;

impl Execution {
    /// Starts the run of a distributed Map.
    pub(in crate::engine) fn start_run(
        &mut self,
        id: StrandId,
        state: &State,
        map: &Map,
        distributed: &Distributed,
    ) -> Result<(), Failure> {
        let site = self.site(id, state);
        let received = site.received()?.value().clone();
        // What a reader reads comes before whatever else could be found.
        let items = match &distributed.reader {
            Some(_) => None,
            None => Some(terms::items(&site, map, &received)?),
        };
        let at_a_time = terms::at_a_time(&site, map, &received)?;
        let owner = self.strands[id].state;
        let length = match &items {
            Some(Source::List(items)) => items.len(),
            Some(Source::Members(members)) => members.len(),
            Some(Source::Outside(_)) | None => 0,
        };
        self.event(id, Detail::StateStarted { state: owner, length });
        let site = self.site(id, state);
        let tolerance = terms::tolerance(&site, map, &received)?;
        let max_items = terms::max_items(&site, distributed, &received)?;
        let batcher = distributed.batcher.as_ref();
        let batching = batcher.map(|batcher| terms::batching(&site, batcher, &received)).transpose()?;
        let names = Names::new(&self.setup, distributed.label.as_deref(), &state.name, &self.chance);
        let arn = names.arn();
        self.event(id, Detail::MapRunStarted { state: owner, arn: Arc::clone(&arn) });
        let is_batched = batching.is_some();
        let tally = Tally { arn: Arc::clone(&arn), total: length, tolerance, is_batched, ..Tally::default() };
        self.strands[id].phase = Phase::Run(Box::new(MapRun {
            names,
            arn,
            at_a_time,
            batching,
            batch_input: None,
            input: received,
            supply: Supply::new(items.unwrap_or_default()),
            batch: Batch::default(),
            children: BTreeMap::new(),
            next_child: 0,
            tally,
            results: Results::new(distributed.writer.as_ref(), None),
            asked: BTreeMap::new(),
            told: Vec::new(),
            written: None,
            is_breaking: false,
            is_closing: false,
        }));
        match self.open_run(id, state, distributed, max_items) {
            Ok(()) => self.proceed(id),
            Err(failure) => self.break_run(id, failure),
        }
        Ok(())
    }

    /// Finds out where the items lie and where the results go.
    fn open_run(
        &mut self,
        id: StrandId,
        state: &State,
        distributed: &Distributed,
        max_items: i64,
    ) -> Result<(), Failure> {
        let Phase::Run(run) = &self.strands[id].phase else { return Ok(()) };
        let site = self.site(id, state);
        let dataset = terms::dataset(&site, distributed, max_items, &run.input)?;
        let batch_input = distributed.batcher.as_ref().and_then(|batcher| batcher.input.as_ref());
        let batch_input = batch_input.map(|template| {
            site.template("/ItemBatcher/BatchInput", template, &site.view.bindings(&run.input))
        });
        let batch_input = batch_input.transpose()?;
        let writer = distributed.writer.as_ref();
        let export = match writer.filter(|writer| writer.resource.is_some()) {
            Some(writer) => {
                let args = terms::arguments(&site, "ResultWriter", writer.arguments.as_ref(), &run.input)?;
                Some(Export::new(writer, &args, &run.names.run))
            }
            None => None,
        };
        let results = Results::new(writer, export);
        let Phase::Run(run) = &mut self.strands[id].phase else { return Ok(()) };
        if let Some(dataset) = dataset {
            run.supply = Supply::new(Source::Outside(Arc::new(dataset)));
        }
        run.batch_input = batch_input;
        run.results = results;
        Ok(())
    }
}
