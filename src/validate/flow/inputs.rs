//! What each state can receive, and what each scope gives: followed from state to state until nothing new
//! comes.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::asl::call_model::Answer;
use crate::asl::machine::{
    Catcher, Choice, Data, Filter, Filters, FlowId, Kind, Map, ResultPath, State, StateId, StateMachine,
};

use super::shape::{Items, Loss, Shape};

/// How often a state is looked at before anything is taken to be possible.
const MAX_VISITS: u32 = 40;

/// What is known of every state and scope. Nothing is known of what nothing leads to.
pub(super) struct Inputs<'m> {
    machine: &'m StateMachine,
    states: Vec<Known>,
    flows: Vec<Known>,
    /// What the calls of Tasks answer.
    answers: Vec<Option<Answer>>,
    open: Queue,
}

/// The states that are to be looked at, each once: a Parallel goes on when all its branches have, not once for each.
struct Queue {
    states: VecDeque<StateId>,
    holds: Vec<bool>,
}

impl Queue {
    fn push(&mut self, id: StateId) {
        if !std::mem::replace(&mut self.holds[id.0 as usize], true) {
            self.states.push_back(id);
        }
    }

    fn pop(&mut self) -> Option<StateId> {
        let id = self.states.pop_front()?;
        self.holds[id.0 as usize] = false;
        Some(id)
    }
}

#[derive(Clone, Default)]
struct Known {
    shape: Option<Shape>,
    changes: u32,
}

impl Known {
    /// Takes in what comes; whether that is new.
    fn join(&mut self, arriving: Shape) -> bool {
        let arriving = if self.changes < MAX_VISITS { arriving.shallow() } else { Shape::Any };
        let joined = match self.shape.clone() {
            Some(known) => known.or(arriving),
            None => arriving,
        };
        let is_new = self.shape.as_ref() != Some(&joined);
        if is_new {
            self.changes += 1;
            self.shape = Some(joined);
        }
        is_new
    }
}

impl<'m> Inputs<'m> {
    pub(super) fn of(machine: &'m StateMachine) -> Self {
        let states = vec![Known::default(); machine.states.len()];
        let flows = vec![Known::default(); machine.flows.len()];
        let open = Queue { states: VecDeque::new(), holds: vec![false; machine.states.len()] };
        let mut inputs = Self { machine, states, flows, answers: answers(machine), open };
        inputs.send(machine.root().start, Shape::Any);
        while let Some(id) = inputs.open.pop() {
            inputs.visit(id);
        }
        inputs
    }

    /// What the state can receive; none if nothing leads to it.
    pub(super) fn input(&self, id: StateId) -> Option<&Shape> {
        self.states[id.0 as usize].shape.as_ref()
    }

    fn send(&mut self, to: StateId, shape: Shape) {
        if self.states[to.0 as usize].join(shape) {
            self.open.push(to);
        }
    }

    /// A scope that ends with `shape`: its owner may give more by that.
    fn end(&mut self, flow: FlowId, shape: Shape) {
        // What was lost inside is no loss of the owner.
        if self.flows[flow.0 as usize].join(shape.losing(Loss::None))
            && let Some(owner) = self.machine.flow(flow).owner
        {
            self.open.push(owner);
        }
    }

    fn visit(&mut self, id: StateId) {
        let machine = self.machine;
        let state = machine.state(id);
        let Some(input) = self.input(id).cloned() else { return };
        let received = received(state, &input);
        match &state.kind {
            Kind::Parallel { branches } => {
                for branch in branches {
                    self.send(machine.flow(*branch).start, received.clone());
                }
            }
            Kind::Map(map) => self.send(machine.flow(map.processor).start, item(map, &received)),
            Kind::Task(_)
            | Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_) => {}
        }
        for catcher in &state.catch {
            self.send(catcher.next, caught(id, state, catcher, &input));
        }
        let Some(output) = self.output(id, state, &input, received) else { return };
        match (&state.kind, state.next) {
            (Kind::Choice(choice), _) => self.choose(choice, &output),
            (Kind::Fail(_), _) => {}
            (_, Some(next)) => self.send(next, output),
            (_, None) => self.end(state.flow, output),
        }
    }

    fn choose(&mut self, choice: &Choice, output: &Shape) {
        for rule in &choice.rules {
            let own = rule.output.as_ref().map(|own| Shape::of_template(own, &Shape::Any));
            self.send(rule.next, own.unwrap_or_else(|| output.clone()));
        }
        if let Some(default) = choice.default {
            self.send(default, output.clone());
        }
    }

    /// What the work of a state gives before `ResultSelector`; none if it cannot end well so far.
    pub(super) fn result(&self, id: StateId, received: &Shape) -> Option<Shape> {
        let of_flow = |flow: &FlowId| self.flows[flow.0 as usize].shape.clone();
        Some(match &self.machine.state(id).kind {
            Kind::Task(_) => match self.answers[id.0 as usize] {
                Some(answer) => Shape::Answer(answer, Loss::None),
                None => Shape::Any,
            },
            Kind::Parallel { branches } => {
                let results = branches.iter().map(of_flow).collect::<Option<Vec<_>>>()?;
                Shape::List(Items::Branches(results), Some(id))
            }
            Kind::Map(map) => match &map.distributed {
                // What is written says in its place where it was written.
                Some(distributed) if distributed.writer.is_some() => Shape::Any,
                Some(_) => Shape::list(Shape::Any, Some(id)),
                None => Shape::list(of_flow(&map.processor)?, Some(id)),
            },
            Kind::Pass { result: Some(result) } => Shape::of_value(result),
            Kind::Pass { result: None } | Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => {
                received.clone()
            }
        })
    }

    /// What `ResultPath` makes of the result and the input; for other states what they pass on.
    pub(super) fn merged(
        &self,
        id: StateId,
        filters: &Filters,
        input: &Shape,
        received: &Shape,
    ) -> Option<Shape> {
        let result = self.result(id, received)?;
        let state = self.machine.state(id);
        if !produces(&state.kind) && !matches!(state.kind, Kind::Pass { .. }) {
            return Some(result);
        }
        let result = match &filters.result_selector {
            Some(selector) => Shape::of_template(selector, &result),
            None => result,
        };
        let passes_on = matches!(state.kind, Kind::Pass { result: None }) && filters.parameters.is_none();
        if passes_on && matches!(filters.result_path, ResultPath::Replace) {
            return Some(result);
        }
        Some(placed(input, &filters.result_path, result, Loss::Result(id)))
    }

    fn output(&self, id: StateId, state: &State, input: &Shape, received: Shape) -> Option<Shape> {
        match &state.data {
            Data::JsonPath(filters) => {
                Some(filtered(&filters.output_path, &self.merged(id, filters, input, &received)?))
            }
            Data::Jsonata(data) => {
                let result = match produces(&state.kind) {
                    true => self.result(id, &received)?.losing(Loss::Result(id)),
                    false => input.clone(),
                };
                Some(data.output.as_ref().map_or(result, |output| Shape::of_template(output, &Shape::Any)))
            }
        }
    }
}

/// What the Tasks of `machine` are answered, by state. Large workflows call few APIs, and often.
fn answers(machine: &StateMachine) -> Vec<Option<Answer>> {
    let mut known = BTreeMap::new();
    let mut answer = |state: &State| match &state.kind {
        Kind::Task(task) => {
            *known.entry(Arc::clone(&task.resource.arn)).or_insert_with(|| Answer::of(&task.resource))
        }
        Kind::Pass { .. }
        | Kind::Choice(_)
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Fail(_)
        | Kind::Parallel { .. }
        | Kind::Map(_) => None,
    };
    machine.states.iter().map(&mut answer).collect()
}

/// What InputPath and Parameters, or Arguments, make of the input.
pub(super) fn received(state: &State, input: &Shape) -> Shape {
    let (selected, given) = match &state.data {
        Data::JsonPath(filters) => (filtered(&filters.input_path, input), &filters.parameters),
        Data::Jsonata(data) => (input.clone(), &data.arguments),
    };
    match given {
        Some(given) => Shape::of_template(given, &selected),
        None => selected,
    }
}

pub(super) fn filtered(filter: &Filter, shape: &Shape) -> Shape {
    match filter {
        Filter::All => shape.clone(),
        Filter::Nothing => Shape::empty(),
        Filter::Path(path) => shape.at(path),
    }
}

/// What each item of a Map is.
fn item(map: &Map, received: &Shape) -> Shape {
    if map.distributed.is_some() {
        return Shape::Any;
    }
    if let Some(selector) = &map.item_selector {
        return Shape::of_template(selector, received);
    }
    let items = match (&map.items, &map.items_path) {
        (Some(_), _) => Shape::Any,
        (None, Some(path)) => received.at(path),
        (None, None) => received.clone(),
    };
    match items {
        Shape::List(items, _) => items.item(),
        Shape::Any | Shape::Scalar | Shape::Object(..) | Shape::Answer(..) => Shape::Any,
    }
}

fn caught(id: StateId, state: &State, catcher: &Catcher, input: &Shape) -> Shape {
    let error = Shape::of_names(&["Error", "Cause"]);
    match (&state.data, &catcher.output) {
        (Data::Jsonata(_), Some(output)) => Shape::of_template(output, &Shape::Any),
        (Data::Jsonata(_), None) => error.losing(Loss::Error(id)),
        (Data::JsonPath(_), _) => placed(input, &catcher.result_path, error, Loss::Error(id)),
    }
}

fn placed(input: &Shape, path: &ResultPath, result: Shape, loss: Loss) -> Shape {
    match path {
        ResultPath::Replace => result.losing(loss),
        ResultPath::Discard => input.clone(),
        ResultPath::Put(path) => match path.names() {
            Some(names) => input.clone().put(&names, result),
            None => Shape::Any,
        },
    }
}

/// Whether the work of such a state gives a result of its own.
const fn produces(kind: &Kind) -> bool {
    match kind {
        Kind::Task(_) | Kind::Parallel { .. } | Kind::Map(_) => true,
        Kind::Pass { .. } | Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => false,
    }
}
