//! What child executions receive: items as the ItemSelector makes them, alone or in batches.

use crate::asl::machine::{Kind, Map, State};
use crate::base::value::{Object, Value};
use crate::engine::execution::core::Execution;
use crate::engine::execution::failure::Failure;
use crate::engine::execution::quota::PAYLOAD;
use crate::engine::execution::variables::Item;
use crate::engine::payload::Payload;

use super::MapRun;
use super::items::{Taken, plain};
use super::settings::Batching;
use crate::engine::saving::saved;

/// The input of one child execution.
#[derive(Clone, Debug)]
pub struct ChildInput {
    pub input: Value,
    /// How many items are in it.
    pub items: usize,
    /// The item, or the input if it is a batch.
    pub item: Value,
}

impl ChildInput {
    /// What is written down if no child is started for it.
    pub fn pending(&self) -> Value {
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
pub struct Batch {
    pub items: Vec<Value>,
    /// The length of their JSON text, each with a comma.
    pub size: usize,
}

impl Batch {
    /// Whether an item of this size can be added.
    fn has_room(&self, size: usize, shell: usize, limits: Batching) -> bool {
        self.items.is_empty() || shell + self.size + size <= limits.bytes
    }

    fn into_input(self, shared: Option<Value>) -> ChildInput {
        let items = self.items.len();
        let mut input = Object::new();
        shared.into_iter().for_each(|shared| input.insert("BatchInput", shared));
        input.insert("Items", Value::from(self.items));
        let input = Value::from(input);
        ChildInput { item: input.clone(), input, items }
    }
}

impl MapRun {
    /// The input of the next child, as far as items are at hand.
    pub fn next_input(&mut self, parent: &Execution, state: &State) -> Result<Taken<ChildInput>, Failure> {
        let Kind::Map(map) = &state.kind else { return Ok(Taken::Nothing) };
        if let Some(limits) = self.batching {
            return self.next_batch(parent, state, map, limits);
        }
        let item = match self.items.take() {
            Taken::One(item) => item,
            Taken::Later => return Ok(Taken::Later),
            Taken::Nothing => return Ok(Taken::Nothing),
        };
        let input = self.selected(parent, state, map, &item)?;
        parent.eval(self.strand, state).within_quota(&Payload::from(input.clone()))?;
        Ok(Taken::One(ChildInput { input, items: 1, item: item.value }))
    }

    /// The next batch: as many items as both limits allow, but at least one.
    fn next_batch(
        &mut self,
        parent: &Execution,
        state: &State,
        map: &Map,
        limits: Batching,
    ) -> Result<Taken<ChildInput>, Failure> {
        loop {
            let is_full = self.batch.items.len() >= limits.items;
            let item = match if is_full { Taken::Nothing } else { self.items.take() } {
                Taken::One(item) => item,
                Taken::Later => return Ok(Taken::Later),
                Taken::Nothing if self.batch.items.is_empty() => return Ok(Taken::Nothing),
                Taken::Nothing => return self.full_batch(parent, state, limits),
            };
            let shared = self.batch_input.clone();
            let shell = Batch::default().into_input(shared).input.json_size();
            let value = self.selected(parent, state, map, &item)?;
            let size = value.json_size();
            if !self.batch.has_room(size, shell, limits) {
                self.items.give_back(item);
                return self.full_batch(parent, state, limits);
            }
            self.batch.items.push(value);
            self.batch.size += size + 1;
        }
    }

    fn full_batch(
        &mut self,
        parent: &Execution,
        state: &State,
        limits: Batching,
    ) -> Result<Taken<ChildInput>, Failure> {
        let input = std::mem::take(&mut self.batch).into_input(self.batch_input.clone());
        let field = if limits.bytes < PAYLOAD { "/ItemBatcher" } else { "" };
        parent.eval(self.strand, state).within(field, &Payload::from(input.input.clone()), limits.bytes)?;
        Ok(Taken::One(input))
    }

    /// An item as the ItemSelector makes it.
    fn selected(&self, parent: &Execution, state: &State, map: &Map, item: &Item) -> Result<Value, Failure> {
        let Some(template) = &map.item_selector else {
            return Ok(plain(item));
        };
        let eval = parent.eval(self.strand, state).with_item(item);
        let bindings = eval.view.bindings(&self.input);
        eval.template("/ItemSelector", template, &bindings)
    }
}

saved!(struct Batch { items, size });
