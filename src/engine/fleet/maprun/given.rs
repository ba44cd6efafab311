//! A Map that runs alone and is given what comes of it: its fields are evaluated as ever, no child runs.

use std::sync::Arc;

use crate::asl::errors::names;
use crate::asl::machine::{Kind, Map, State};
use crate::base::value::{Array, Number, Object, Value};
use crate::engine::alone::{Alone, Inspection, Stage, Unfit, Work, listed};
use crate::engine::execution::agenda::StrandId;
use crate::engine::execution::core::Execution;
use crate::engine::execution::failure::Failure;
use crate::engine::execution::history::Detail;
use crate::engine::execution::states::map as inline;
use crate::engine::execution::variables::Item;
use crate::engine::payload::Payload;
use crate::engine::tally::{Tally, Tolerance};

use super::items::{Items, Source, Taken};
use super::{MapRun, settings};

impl MapRun {
    /// Ends the Map that a strand has entered with what it is given.
    pub fn settle_given(parent: &mut Execution, strand: StrandId, work: Work) {
        let machine = Arc::clone(&parent.machine);
        let state = machine.state(parent.strands[strand].state);
        let Kind::Map(map) = &state.kind else { unreachable!("only a Map starts a Map Run") };
        let begun = match &map.distributed {
            Some(_) => Self::start(parent, strand).map(|(mut run, opened)| {
                let given = opened.and_then(|()| run.given_inputs(parent, state, map));
                (Some(run), given)
            }),
            None => inline_inputs(parent, strand, state, map).map(|iterations| (None, Ok(iterations))),
        };
        let (run, judged) = match begun {
            Err(failure) => return parent.fail(strand, failure),
            Ok((run, Err(failure))) => (run, Judged::Fails(failure)),
            Ok((run, Ok(iterations))) => (run, judge(parent, strand, map, iterations, work)),
        };
        match (judged, run) {
            (Judged::Unfit(unfit), _) => parent.refuse_given(unfit),
            (Judged::Fails(failure), Some(run)) => run.fail(parent, failure),
            (Judged::Fails(failure), None) => parent.fail(strand, failure),
            (Judged::Succeeds(result), Some(run)) => run.succeed(parent, result),
            (Judged::Succeeds(result), None) => parent.settle_given(strand, Work::Result(result)),
        }
    }

    /// Works out what the children would receive; returns how many there would be.
    fn given_inputs(&mut self, parent: &Execution, state: &State, map: &Map) -> Result<usize, Failure> {
        let strand = &parent.strands[self.strand];
        let reader = map.distributed.as_ref().and_then(|distributed| distributed.reader.as_ref());
        if let (Some(reader), Some(items)) = (reader, given_items(parent)) {
            let points = reader.config.as_ref().is_some_and(|config| config.get("ItemsPointer").is_some());
            if points {
                parent.inspect_stage(strand, Stage::AfterItemsPointer, &Value::from(items.clone()).into());
            }
            self.items = Items::new(Source::List(items));
        }
        let (mut inputs, mut selected) = (Vec::new(), Vec::new());
        while let Taken::One(child) = self.next_input(parent, state)? {
            let is_batched = self.batching.is_some();
            match child.input.get("Items").and_then(Value::as_array).filter(|_| is_batched) {
                Some(items) => {
                    selected.extend(items.iter().cloned());
                    inputs.push(batch(&child.input, items));
                }
                None => {
                    selected.push(child.input.clone());
                    inputs.push(child.input);
                }
            }
        }
        self.tally.total = selected.len();
        let iterations = inputs.len();
        if map.item_selector.is_some() {
            parent.inspect_stage(strand, Stage::AfterItemSelector, &listed(&selected));
        }
        if self.batching.is_some() {
            parent.inspect_stage(strand, Stage::AfterItemBatcher, &listed(&inputs));
        }
        Ok(iterations)
    }
}

/// What comes of the Map.
enum Judged {
    Unfit(Unfit),
    Fails(Failure),
    Succeeds(Payload),
}

/// Counts failed iterations and the items of the result, in TestState's order: more that failed than are
/// tolerated come before a result of another length (seen on AWS).
fn judge(parent: &Execution, strand: StrandId, map: &Map, iterations: usize, work: Work) -> Judged {
    let failed = parent.alone(&parent.strands[strand]).and_then(|alone| alone.failed_items);
    let failed = failed.map_or(0, |failed| failed as usize);
    let result = match work {
        Work::Error(error) => return Judged::Fails(error.into()),
        Work::Result(result) => result,
    };
    if failed > iterations {
        return Judged::Unfit(Unfit::TooManyFailed);
    }
    // Without a field that says how many may fail, any number may (recorded).
    let tolerates = map.tolerated_count.is_some() || map.tolerated_percentage.is_some();
    let tolerance = parent.inspector.with(|seen| {
        let count = number(seen, Stage::ToleratedFailureCount).and_then(|number| number.as_i64());
        let percentage = number(seen, Stage::ToleratedFailurePercentage);
        Tolerance {
            count: count.map_or(0, |count| u32::try_from(count).unwrap_or(u32::MAX)),
            percentage: percentage.map_or(0.0, |number| number.as_f64()),
        }
    });
    let tally = Tally { total: iterations, failed, tolerance, ..Tally::default() };
    if tolerates && tally.is_exceeded() {
        let cause = "The specified tolerated failure threshold was exceeded";
        return Judged::Fails(Failure::new(names::EXCEED_TOLERATED_FAILURE_THRESHOLD, cause));
    }
    match result.value() {
        Value::Array(items) if items.len() != iterations => Judged::Unfit(Unfit::Length),
        Value::Array(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Object(_) => Judged::Succeeds(result),
    }
}

fn number(seen: &Inspection, stage: Stage) -> Option<Number> {
    seen.stage(stage).and_then(|data| data.value().as_number())
}

/// A batch as TestState shows it, whose items are JSON text (seen on AWS).
fn batch(input: &Value, items: &Array) -> Value {
    let mut shown = input.as_object().cloned().unwrap_or_else(Object::new);
    let texts = items.iter().map(|item| Value::from(item.to_json()));
    shown.insert("Items", Value::from(texts.collect::<Vec<_>>()));
    shown.into()
}

/// The items that the reader is said to have read.
fn given_items(parent: &Execution) -> Option<Array> {
    let alone: &Alone = parent.setup.alone.as_deref()?;
    alone.items.as_ref().and_then(Value::as_array).cloned()
}

/// Evaluates the fields of an inline Map; returns how many iterations there would be.
fn inline_inputs(
    parent: &mut Execution,
    strand: StrandId,
    state: &State,
    map: &Map,
) -> Result<usize, Failure> {
    let eval = parent.eval(strand, state);
    let received = eval.received()?;
    let items = inline::items(&eval, map, received.value())?;
    settings::at_a_time(&eval, map, received.value())?;
    let owner = parent.strands[strand].state;
    parent.event(strand, Detail::StateStarted { state: owner, length: items.len() });
    let eval = parent.eval(strand, state);
    settings::tolerance(&eval, map, received.value())?;
    if let Some(template) = &map.item_selector {
        let mut selected = Vec::with_capacity(items.len());
        for (index, value) in items.iter().enumerate() {
            let item = Item { index, value: value.clone(), ..Item::default() };
            let eval = parent.eval(strand, state).with_item(&item);
            let bindings = eval.view.bindings(received.value());
            let input = Payload::from(eval.template("/ItemSelector", template, &bindings)?);
            eval.within_quota(&input)?;
            selected.push(input.value().clone());
        }
        parent.inspect_stage(&parent.strands[strand], Stage::AfterItemSelector, &listed(&selected));
    }
    Ok(items.len())
}
