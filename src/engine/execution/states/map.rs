//! Map, inline: its item processor runs once per item, at most 40 items at a time.

use std::sync::Arc;

use crate::asl::errors::names;
use crate::asl::machine::{Kind, Map, State};
use crate::base::value::{Array, Value};

use crate::engine::alone::Stage;
use crate::engine::call::Step;
use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::agenda::WakeKind;
use crate::engine::execution::core::{Execution, FleetCommand};
use crate::engine::execution::data::{StateEval, reference};
use crate::engine::execution::failure::{Failure, Reason};
use crate::engine::execution::history::Detail;
use crate::engine::execution::strand::{Join, Phase, STRAND_BYTES, Strand};
use crate::engine::execution::variables::{Item, Variables};
use crate::engine::payload::Payload;

/// How many iterations of an inline Map AWS runs at a time.
const MOST_AT_A_TIME: usize = 40;

impl Execution {
    pub(super) fn map(&mut self, id: StrandId, state: &State, map: &Map) -> Result<(), Failure> {
        if map.distributed.is_some() || self.given_work(id).is_some() {
            self.commands.push(FleetCommand::Start(id));
            return Ok(());
        }
        let eval = self.eval(id, state);
        let received = eval.received()?;
        let items = items(&eval, map, received.value())?;
        let at_a_time = at_a_time(&eval, map, received.value())?;
        let owner = self.strands[id].state;
        let length = items.len();
        self.event(id, Detail::StateStarted { state: owner, length });
        check_tolerance(&self.eval(id, state), map, received.value())?;
        // The places for results are memory that no record shows.
        self.history.weigh(length);
        self.strands[id].phase = Phase::Joining(Box::new(Join {
            results: vec![Value::Null; length],
            running: vec![None; length],
            ended: 0,
            next: 0,
            items,
            input: received.value().clone(),
        }));
        if length == 0 {
            self.joined(id);
            return Ok(());
        }
        let started = self.strands[id].cursor;
        for _ in 0..at_a_time.min(length) {
            self.start_iteration(id, state, map, started)?;
        }
        Ok(())
    }

    /// Starts the next item after the one whose last event is `after`; `false` if none is left.
    pub fn start_next_iteration(&mut self, id: StrandId, after: u64) -> Result<bool, Failure> {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(self.strands[id].state);
        let Kind::Map(map) = &state.kind else {
            return Ok(false);
        };
        let Phase::Joining(join) = &self.strands[id].phase else {
            return Ok(false);
        };
        if join.next == join.items.len() {
            return Ok(false);
        }
        self.start_iteration(id, state, map, after)?;
        Ok(true)
    }

    fn start_iteration(&mut self, id: StrandId, state: &State, map: &Map, after: u64) -> Result<(), Failure> {
        let Phase::Joining(join) = &mut self.strands[id].phase else {
            return Ok(());
        };
        let index = join.next;
        join.next += 1;
        let item = Item { index, value: join.items[index].clone(), ..Item::default() };
        let received = join.input.clone();
        let input = match &map.item_selector {
            Some(template) => {
                let eval = self.eval(id, state).with_item(&item);
                let bindings = eval.view.bindings(&received);
                let selected = Payload::from(eval.template("/ItemSelector", template, &bindings)?);
                eval.within_quota(&selected)?;
                selected
            }
            None => Payload::from(item.value.clone()),
        };
        let branch = self.history.branch();
        let parent = &self.strands[id];
        let (parent_branch, owner) = (parent.branch, parent.state);
        let variables = Variables::inside(&parent.variables);
        let detail = Detail::IterationStarted { state: owner, index, iteration: branch };
        let started = self.history.event(parent_branch, after, self.now, detail);
        let step = Step { state: owner, index, is_item: true };
        let start = self.machine.flow(map.processor).start;
        self.history.weigh(STRAND_BYTES);
        let item = Some(Arc::new(item));
        let child =
            self.strands.add(Strand::ready(branch, Some((id, step)), start, input, started, variables, item));
        if let Phase::Joining(join) = &mut self.strands[id].phase {
            join.running[index] = Some(child);
        }
        self.queue(child, WakeKind::Enter);
        Ok(())
    }
}

/// The items, which must be an array: an inline Map takes nothing else.
pub fn items(eval: &StateEval<'_>, map: &Map, received: &Value) -> Result<Array, Failure> {
    if let Some(items) = eval.jsonata_items(map)? {
        return Ok(items);
    }
    let (value, path) = match &map.items_path {
        Some(path) => (eval.path("/ItemsPath", path, received)?, reference(path)),
        None => (received.clone(), "$"),
    };
    match value {
        Value::Array(items) => {
            eval.see_items(Stage::AfterItemsPath, &items);
            Ok(items)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            let cause = format!("Reference path \"{path}\" must point to array.");
            Err(Failure::new(names::RUNTIME, cause).because(
                eval.view.strand.state,
                eval.state.pointer.key("ItemsPath"),
                Reason::Unusable { value },
            ))
        }
    }
}

fn at_a_time(eval: &StateEval<'_>, map: &Map, received: &Value) -> Result<usize, Failure> {
    let most = match &map.max_concurrency {
        Some(given) => eval.whole("MaxConcurrency", given, received)?,
        None => 0,
    };
    eval.see(Stage::MaxConcurrency, &Value::from(i64::from(most)).into());
    Ok(if most == 0 { MOST_AT_A_TIME } else { MOST_AT_A_TIME.min(most as usize) })
}

/// Resolves the tolerated failures, as AWS does once the Map has started: a bad number fails it although
/// an inline Map tolerates no failure whatever they say.
fn check_tolerance(eval: &StateEval<'_>, map: &Map, received: &Value) -> Result<(), Failure> {
    if let Some(given) = &map.tolerated_count {
        eval.whole("ToleratedFailureCount", given, received)?;
    }
    if let Some(given) = &map.tolerated_percentage {
        eval.percentage("ToleratedFailurePercentage", given, received)?;
    }
    Ok(())
}
