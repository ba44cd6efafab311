//! What data each state can receive, followed through the whole machine; and the paths that cannot find
//! anything in it.
//!
//! Members are only ever added where ways meet, so a path is blamed only if no way can have made what it
//! looks for. Where the definition does not tell what comes, anything is possible.

mod shape;

use std::collections::VecDeque;

use crate::asl::machine::expressions::{AppliedTo, Expression};
use crate::asl::machine::{
    Catcher, Choice, Data, Filter, Filters, Kind, Operator, Quality, ResultPath, State, StateId,
    StateMachine, Task, Test,
};
use crate::asl::resource::Pattern;
use crate::base::pointer::Pointer;
use crate::expr::jsonpath::Path;

pub(super) use shape::Loss;
use shape::Shape;

/// A path that cannot find anything.
pub(super) struct Miss {
    /// The state that reads.
    pub state: StateId,
    /// JSON Pointer to the path.
    pub pointer: Pointer,
    /// The path as written.
    pub path: String,
    /// The name that is not there.
    pub name: String,
    /// Where it may have been lost.
    pub loss: Loss,
}

/// How often a state is looked at before anything is taken to be possible.
const PATIENCE: u32 = 40;

/// Every path of JSONPath states that must fail.
pub(super) fn misses(machine: &StateMachine) -> Vec<Miss> {
    let inputs = inputs(machine);
    let mut found = Vec::new();
    for (at, state) in machine.states.iter().enumerate() {
        if let (Some(input), Data::JsonPath(filters)) = (&inputs[at], &state.data) {
            reads(StateId(at as u32), state, filters, input, &mut found);
        }
    }
    found
}

/// What each state can receive; `None` for one that nothing leads to.
fn inputs(machine: &StateMachine) -> Vec<Option<Shape>> {
    let mut inputs: Vec<Option<Shape>> = vec![None; machine.states.len()];
    let mut seen = vec![0; machine.states.len()];
    let mut open = VecDeque::from([(machine.root().start, Shape::Any)]);
    while let Some((id, arriving)) = open.pop_front() {
        let at = id.0 as usize;
        let known = inputs[at].clone();
        let arriving = if seen[at] < PATIENCE { arriving.shallow() } else { Shape::Any };
        let input = match known.clone() {
            Some(known) => known.or(arriving),
            None => arriving,
        };
        if known.as_ref() != Some(&input) {
            seen[at] += 1;
            let state = machine.state(id);
            successors(machine, id, state, &input, &mut |next, shape| open.push_back((next, shape)));
            inputs[at] = Some(input);
        }
    }
    inputs
}

/// Sends to each successor of `state` the shape it gets, when `state` receives `input`.
fn successors(
    machine: &StateMachine,
    id: StateId,
    state: &State,
    input: &Shape,
    send: &mut dyn FnMut(StateId, Shape),
) {
    let (received, output) = match &state.data {
        Data::JsonPath(filters) => {
            let received = received(filters, input);
            let output = output(id, state, filters, input, &received);
            (received, output)
        }
        Data::Jsonata(data) => {
            let arguments = data.arguments.as_ref();
            let received = arguments.map_or_else(|| input.clone(), |given| Shape::of_template(given, input));
            let result = if produces(&state.kind) { Shape::Any } else { input.clone() };
            let output =
                data.output.as_ref().map_or(result, |output| Shape::of_template(output, &Shape::Any));
            (received, output)
        }
    };
    match &state.kind {
        Kind::Parallel { branches } => {
            for branch in branches {
                send(machine.flow(*branch).start, received.clone());
            }
        }
        Kind::Map(map) => {
            let item = match (&map.item_selector, &map.distributed) {
                (Some(selector), None) => Shape::of_template(selector, &received),
                (_, _) => Shape::Any,
            };
            send(machine.flow(map.processor).start, item);
        }
        Kind::Choice(choice) => choose(choice, &output, send),
        Kind::Task(_) | Kind::Pass { .. } | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_) => {}
    }
    for catcher in &state.catch {
        send(catcher.next, caught(id, state, catcher, input));
    }
    if let Some(next) = state.next {
        send(next, output);
    }
}

fn choose(choice: &Choice, output: &Shape, send: &mut dyn FnMut(StateId, Shape)) {
    for rule in &choice.rules {
        let own = rule.output.as_ref().map(|own| Shape::of_template(own, &Shape::Any));
        send(rule.next, own.unwrap_or_else(|| output.clone()));
    }
    if let Some(default) = choice.default {
        send(default, output.clone());
    }
}

fn caught(id: StateId, state: &State, catcher: &Catcher, input: &Shape) -> Shape {
    let error = Shape::of_names(&["Error", "Cause"]);
    match (&state.data, &catcher.output) {
        (Data::Jsonata(_), Some(output)) => Shape::of_template(output, &Shape::Any),
        (Data::Jsonata(_), None) => error.losing(Loss::Error(id)),
        (Data::JsonPath(_), _) => merged(input, &catcher.result_path, error, Loss::Error(id)),
    }
}

/// What InputPath and Parameters make of the input.
fn received(filters: &Filters, input: &Shape) -> Shape {
    let selected = filtered(&filters.input_path, input);
    filters.parameters.as_ref().map_or_else(|| selected.clone(), |given| Shape::of_template(given, &selected))
}

fn output(id: StateId, state: &State, filters: &Filters, input: &Shape, received: &Shape) -> Shape {
    if !produces(&state.kind) && !matches!(state.kind, Kind::Pass { .. }) {
        return filtered(&filters.output_path, received);
    }
    let result = match &state.kind {
        Kind::Pass { result: Some(result) } => Shape::of_value(result),
        Kind::Pass { result: None } => received.clone(),
        Kind::Task(task) => answer(task),
        Kind::Choice(_)
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Fail(_)
        | Kind::Parallel { .. }
        | Kind::Map(_) => Shape::Any,
    };
    let selector = filters.result_selector.as_ref();
    let result = selector.map_or_else(|| result.clone(), |given| Shape::of_template(given, &result));
    filtered(&filters.output_path, &merged(input, &filters.result_path, result, Loss::Result(id)))
}

fn filtered(filter: &Filter, shape: &Shape) -> Shape {
    match filter {
        Filter::All => shape.clone(),
        Filter::Nothing => Shape::empty(),
        Filter::Path(path) => shape.at(path),
    }
}

fn merged(input: &Shape, path: &ResultPath, result: Shape, loss: Loss) -> Shape {
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

/// What the answer of a service can have in it, where that is known.
fn answer(task: &Task) -> Shape {
    const META: [&str; 2] = ["SdkHttpMetadata", "SdkResponseMetadata"];
    const KNOWN: [(&str, &str, &[&str]); 5] = [
        ("lambda", "invoke", &["ExecutedVersion", "Payload", "StatusCode", "LogResult", "FunctionError"]),
        ("sns", "publish", &["MessageId", "SequenceNumber"]),
        (
            "sqs",
            "sendMessage",
            &[
                "MD5OfMessageAttributes",
                "MD5OfMessageBody",
                "MD5OfMessageSystemAttributes",
                "MessageId",
                "SequenceNumber",
            ],
        ),
        ("states", "startExecution", &["ExecutionArn", "StartDate"]),
        ("events", "putEvents", &["Entries", "FailedEntryCount"]),
    ];
    let known = KNOWN.iter().find(|(service, action, _)| task.resource.is(service, action));
    match (known, task.resource.pattern) {
        (Some((_, _, names)), Pattern::RequestResponse) => Shape::of_names(&[*names, &META].concat()),
        (_, _) => Shape::Any,
    }
}

fn reads(id: StateId, state: &State, filters: &Filters, input: &Shape, found: &mut Vec<Miss>) {
    let mut look = |pointer: &Pointer, path: &Path, shape: &Shape| {
        // One finding an expression is enough.
        let told = found.last().is_some_and(|miss| miss.pointer == *pointer);
        if let Some((name, loss)) = shape.missing(path).filter(|_| !told) {
            let (pointer, path, name) = (pointer.clone(), path.text().to_owned(), name.to_owned());
            found.push(Miss { state: id, pointer, path, name, loss });
        }
    };
    if let Filter::Path(path) = &filters.input_path {
        look(&state.pointer.key("InputPath"), path, input);
    }
    // Rules that ask whether something is there know what they do.
    if matches!(&state.kind, Kind::Choice(choice) if choice.rules.iter().any(|rule| asks(&rule.test))) {
        return;
    }
    let selected = filtered(&filters.input_path, input);
    state.expressions(&mut |pointer, applied_to, expression| {
        if applied_to != AppliedTo::Filtered {
            return;
        }
        match expression {
            Expression::Path(path) => look(pointer, path, &selected),
            Expression::Call(call) => call.paths().for_each(|path| look(pointer, path, &selected)),
            Expression::Jsonata(_) => {}
        }
    });
}

fn asks(test: &Test) -> bool {
    match test {
        Test::And(all) | Test::Or(all) => all.iter().any(asks),
        Test::Not(one) => asks(one),
        Test::Compare(comparison) => comparison.operator == Operator::Is(Quality::Present),
        Test::Condition(_) => false,
    }
}
