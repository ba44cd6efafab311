//! How much memory a run holds, counted from what it is made of: the same on every machine, whatever the
//! allocator does. Data that several hold is counted once.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::value::{Array, Value};
use crate::engine::call::Signal;
use crate::engine::execution::core::Execution;
use crate::engine::execution::strand::{Phase, STRAND_BYTES, Strand};

use super::{Crew, Fleet};

/// About what a child execution takes beside its strands, in bytes.
const CHILD_BYTES: usize = 4096;
/// The bytes that a branch or an item takes in the strand that waits for it: a result and the number of a strand.
const SLOT_BYTES: usize = size_of::<Value>() + size_of::<Option<u32>>();
/// The bytes that a container or a text takes beside what is in it.
const CONTAINER_BYTES: usize = 64;
/// Once records that were not taken yet hold more bytes of new data than this, the caller comes next.
const MUCH_BYTES: usize = 4 << 20;

/// What a run holds in memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct Held {
    /// About how many bytes.
    pub bytes: usize,
    /// How many things were counted, which is what counting again would cost.
    pub parts: usize,
    /// The state whose strands hold most.
    pub most: Option<StateId>,
}

impl Fleet {
    /// About how many bytes of new data were recorded since [`Self::records`] were taken.
    #[must_use]
    pub fn new_bytes(&self) -> usize {
        self.root.history.weight().saturating_add(self.crew.fresh)
    }

    /// Counts what it holds.
    #[must_use]
    pub fn held(&self) -> Held {
        let mut count = Count::default();
        count.execution(&self.root);
        for (_, member) in self.crew.members.iter() {
            count.bytes += CHILD_BYTES;
            count.value(&member.item);
            count.execution(&member.execution);
        }
        for run in self.crew.groups.values() {
            run.held().for_each(|value| count.value(value));
        }
        let most = count.states.iter().max_by_key(|(_, bytes)| **bytes).map(|(state, _)| *state);
        Held { bytes: count.bytes, parts: count.parts, most }
    }
}

impl Crew {
    /// Whether child executions have recorded much new data.
    pub const fn holds_much_new(&self) -> bool {
        self.fresh > MUCH_BYTES
    }
}

/// A sum under way.
#[derive(Default)]
struct Count<'a> {
    bytes: usize,
    parts: usize,
    /// What the strands hold, by the state they are in.
    states: BTreeMap<StateId, usize>,
    /// The addresses of the data that was counted.
    seen: HashSet<usize>,
    /// Values that are still to be counted.
    left: Vec<&'a Value>,
}

impl<'a> Count<'a> {
    fn execution(&mut self, execution: &'a Execution) {
        for (_, strand) in execution.strands.iter() {
            let before = self.bytes;
            self.strand(strand);
            *self.states.entry(strand.state).or_default() += self.bytes - before;
        }
    }

    fn strand(&mut self, strand: &'a Strand) {
        self.bytes += STRAND_BYTES;
        self.parts += 1;
        self.value(strand.input.value());
        if let Some(item) = &strand.item {
            self.value(&item.value);
        }
        let variables = &strand.variables;
        if variables.size > 0 && self.is_new(Arc::strong_count(variables), Arc::as_ptr(variables).addr()) {
            self.bytes += strand.variables.size;
        }
        match &strand.phase {
            Phase::Ready | Phase::Inside | Phase::Children(_) => {}
            Phase::Task(run) => run.signals.iter().for_each(|(_, signal)| match signal {
                Signal::Submitted(data) | Signal::Succeeded(data) => self.value(data.value()),
                Signal::SubmitFailed(_) | Signal::Failed(_) | Signal::Started { .. } | Signal::Heartbeat => {}
            }),
            Phase::Joining(join) => {
                self.bytes += SLOT_BYTES * join.running.len();
                self.parts += join.ended;
                // While none has ended, there is no result to look at.
                let ended = if join.ended > 0 { &join.results[..join.next] } else { &[] };
                ended.iter().for_each(|result| self.value(result));
                self.list(&join.items);
                self.value(&join.input);
            }
        }
    }

    /// Counts a value with all that is in it.
    fn value(&mut self, value: &'a Value) {
        self.left.push(value);
        self.rest();
    }

    /// Counts what is left.
    fn rest(&mut self) {
        while let Some(value) = self.left.pop() {
            match value {
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
                Value::String(text) => {
                    if self.is_new(Arc::strong_count(text), text.as_ptr().addr()) {
                        self.parts += 1;
                        self.bytes += CONTAINER_BYTES + text.len();
                    }
                }
                Value::Array(items) => self.items(items),
                Value::Object(members) => {
                    if self.is_new(members.holders(), members.address()) {
                        self.parts += 1 + members.len();
                        self.bytes += CONTAINER_BYTES + members.len() * 2 * size_of::<Value>();
                        self.left.extend(members.values());
                    }
                }
            }
        }
    }

    /// Counts a list with all that is in it.
    fn list(&mut self, items: &'a Array) {
        self.items(items);
        self.rest();
    }

    /// Counts a list, and puts what is in it on the list of what is left.
    fn items(&mut self, items: &'a Array) {
        if self.is_new(items.holders(), items.address()) {
            self.parts += 1 + items.len();
            self.bytes += CONTAINER_BYTES + size_of_val(items.as_slice());
            self.left.extend(items.iter());
        }
    }

    /// Whether what is at `address` was not counted yet; what has only one owner comes up once.
    fn is_new(&mut self, holders: usize, address: usize) -> bool {
        holders == 1 || self.seen.insert(address)
    }
}
