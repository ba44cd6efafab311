//! What children are given: items as the ItemSelector makes them, alone or in batches.

use std::sync::Arc;

use crate::asl::machine::{Kind, Map, State};
use crate::base::value::{Object, Value};

use super::supply::{Taken, plain};
use super::terms::Batching;
use crate::engine::execution::Execution;
use crate::engine::execution::failure::Failure;
use crate::engine::execution::quota::PAYLOAD;
use crate::engine::execution::scope::Item;
use crate::engine::execution::strand::{Phase, StrandId};
use crate::engine::payload::Payload;

/// What one child is given.
#[derive(Clone, Debug)]
pub(super) struct Feed {
    pub input: Value,
    /// How many items are in it.
    pub items: usize,
    /// The item, or the input if it is a batch.
    pub item: Value,
}

impl Feed {
    /// What is written down if no child is started for it.
    pub(super) fn pending(&self) -> Value {
        let included = Object::from_iter([("Included", Value::from(true))]);
        Value::from(Object::from_iter([
            ("Input", Value::from(self.input.to_json())),
            ("InputDetails", Value::from(included)),
            ("Status", Value::from("PENDING")),
        ]))
    }
}

/// Items that are put together.
#[derive(Clone, Debug, Default)]
pub(super) struct Batch {
    items: Vec<Value>,
    /// The length of their JSON text, each with a comma.
    size: usize,
}

impl Batch {
    /// Whether an item of this size can be added.
    fn has_room(&self, size: usize, shell: usize, limits: Batching) -> bool {
        self.items.is_empty() || shell + self.size + size <= limits.bytes
    }

    fn feed(self, shared: Option<Value>) -> Feed {
        let items = self.items.len();
        let mut input = Object::new();
        shared.into_iter().for_each(|shared| input.insert("BatchInput", shared));
        input.insert("Items", Value::from(self.items));
        let input = Value::from(input);
        Feed { item: input.clone(), input, items }
    }
}

impl Execution {
    /// What the next child of the run is given.
    pub(super) fn next_feed(&mut self, id: StrandId) -> Result<Taken<Feed>, Failure> {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(self.strands[id].state);
        let Kind::Map(map) = &state.kind else { return Ok(Taken::Nothing) };
        let Phase::Run(run) = &mut self.strands[id].phase else { return Ok(Taken::Nothing) };
        if let Some(limits) = run.batching {
            return self.next_batch(id, state, map, limits);
        }
        let item = match run.supply.take() {
            Taken::One(item) => item,
            Taken::Later => return Ok(Taken::Later),
            Taken::Nothing => return Ok(Taken::Nothing),
        };
        let input = self.selected(id, state, map, &item)?;
        self.site(id, state).within_quota(&Payload::from(input.clone()))?;
        Ok(Taken::One(Feed { input, items: 1, item: item.value }))
    }

    /// The next batch: as many items as both limits allow, but at least one.
    fn next_batch(
        &mut self,
        id: StrandId,
        state: &State,
        map: &Map,
        limits: Batching,
    ) -> Result<Taken<Feed>, Failure> {
        loop {
            let Phase::Run(run) = &mut self.strands[id].phase else { return Ok(Taken::Nothing) };
            let is_full = run.batch.items.len() >= limits.items;
            let item = match if is_full { Taken::Nothing } else { run.supply.take() } {
                Taken::One(item) => item,
                Taken::Later => return Ok(Taken::Later),
                Taken::Nothing if run.batch.items.is_empty() => return Ok(Taken::Nothing),
                Taken::Nothing => return self.full_batch(id, state, limits),
            };
            let shared = run.batch_input.clone();
            let shell = Batch::default().feed(shared).input.json_size();
            let value = self.selected(id, state, map, &item)?;
            let size = value.json_size();
            let Phase::Run(run) = &mut self.strands[id].phase else { return Ok(Taken::Nothing) };
            if !run.batch.has_room(size, shell, limits) {
                run.supply.give_back(item);
                return self.full_batch(id, state, limits);
            }
            run.batch.items.push(value);
            run.batch.size += size + 1;
        }
    }

    fn full_batch(&mut self, id: StrandId, state: &State, limits: Batching) -> Result<Taken<Feed>, Failure> {
        let Phase::Run(run) = &mut self.strands[id].phase else { return Ok(Taken::Nothing) };
        let feed = std::mem::take(&mut run.batch).feed(run.batch_input.clone());
        let field = if limits.bytes < PAYLOAD { "/ItemBatcher" } else { "" };
        self.site(id, state).within(field, &Payload::from(feed.input.clone()), limits.bytes)?;
        Ok(Taken::One(feed))
    }

    /// An item as the ItemSelector makes it.
    fn selected(&self, id: StrandId, state: &State, map: &Map, item: &Item) -> Result<Value, Failure> {
        let (Some(template), Phase::Run(run)) = (&map.item_selector, &self.strands[id].phase) else {
            return Ok(plain(item));
        };
        let site = self.site(id, state).with_item(item);
        let bindings = site.view.bindings(&run.input);
        site.template(site.selector_field(), template, &bindings)
    }
}
