//! All calls of a machine that its mock files do not answer: tasks without an answer, Maps without items, buckets
//! without a folder. They are listed together so that one addition to a file mends all, not one run after the
//! other.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::asl::machine::distributed::Reader;
use crate::asl::machine::{Data, FlowId, Kind, State, StateId, StateMachine, Task};
use crate::asl::resource::Target;
use crate::base::glob;
use crate::base::value::Value;
use crate::engine::Span;
use crate::expr::template::Template;
use crate::services::s3::task;

use super::Mocks;
use super::function;
use super::keys;
use super::layer::Layer;

/// Something that no mock file answers.
#[derive(Clone, Debug)]
pub(super) struct Missing {
    /// The state that asks.
    pub state: Arc<str>,
    /// What it calls: `http:invoke`.
    pub service: String,
    /// What to write for it.
    pub entry: MockEntry,
}

/// What is to be added to a mock file.
#[derive(Clone, Debug)]
pub(super) enum MockEntry {
    /// The answer of a task, in `states`.
    State(&'static str),
    /// The items of a Map, in `items`.
    Items,
    /// The folder for a bucket, in `s3`.
    Bucket(Arc<str>),
}

impl Mocks {
    /// All that the part of `machine` which runs may ask for and that has no answer, in the machine's order.
    pub(super) fn missing(&self, machine: &StateMachine) -> Vec<Missing> {
        let within = within(machine, self.context.span);
        let states = within.into_iter().map(|id| machine.state(id));
        let states = states.filter(|state| !self.has_function(state) && !self.has_machine(state));
        states.filter_map(|state| missing(&self.layer, state)).collect()
    }

    /// Whether an execution of the run answers the calls of `state`, as far as that is known before they are made.
    fn has_machine(&self, state: &State) -> bool {
        let Kind::Task(task) = &state.kind else { return false };
        let name = task.resource.short_name();
        if name.starts_with("aws-sdk:sfn:sendTask") {
            return true;
        }
        let arn = name.contains("Execution").then(|| literal(arguments(state)?, "StateMachineArn")).flatten();
        arn.is_some_and(|arn| self.context.machines.knows(&arn))
    }

    /// Whether a function of the template answers the calls of `state`, as far as that is known before they are made.
    fn has_function(&self, state: &State) -> bool {
        let (functions, Kind::Task(task)) = (&self.context.functions, &state.kind) else { return false };
        let name = functions.may_run().then(|| called(state, task)).flatten();
        let found = name.and_then(|name| functions.named(function::plain_name(&name)));
        found.is_some_and(|declared| declared.function.is_ok())
    }
}

/// What `state` asks for and `layer` does not have.
fn missing(layer: &Layer, state: &State) -> Option<Missing> {
    let (service, entry) = match &state.kind {
        Kind::Task(task) if !may_answer(layer, state, task) => {
            (task.resource.short_name(), MockEntry::State(keys::sample(&task.resource)))
        }
        Kind::Map(map) => {
            let reader = map.distributed.as_ref()?.reader.as_ref()?;
            let service = reader.resource.rsplit(":::").next().unwrap_or(&reader.resource).to_owned();
            (service, unread(layer, &state.name, reader)?)
        }
        Kind::Task(_)
        | Kind::Pass { .. }
        | Kind::Choice(_)
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Fail(_)
        | Kind::Parallel { .. } => return None,
    };
    Some(Missing { state: Arc::clone(&state.name), service, entry })
}

/// Whether something may answer the calls of `task`, as far as that is known without their arguments.
fn may_answer(layer: &Layer, state: &State, task: &Task) -> bool {
    if is_in_folder(layer, state, task) {
        return true;
    }
    if layer.states.keys().any(|key| glob::matches(key, &state.name)) {
        return true;
    }
    let names = keys::names(&task.resource, &Value::Null);
    // Which function or machine is called is known only with the arguments: a key for one may be meant.
    let is_open = matches!(task.resource.target, Target::Service { .. });
    let by_argument = |key: &str| {
        let started = task.resource.short_name().contains("tartExecution");
        let invoked = task.resource.short_name().ends_with("lambda:invoke");
        key.starts_with("lambda:function:") && invoked
            || key.starts_with("states:machine:") && started
            || key.starts_with("arn:") && (invoked || started)
    };
    layer
        .services
        .keys()
        .any(|key| names.iter().any(|name| glob::matches(key, name)) || is_open && by_argument(key))
}

/// The function that `task` always calls; none if it calls something else, or one that is computed.
fn called(state: &State, task: &Task) -> Option<Arc<str>> {
    if matches!(task.resource.target, Target::Function(_)) {
        return Some(Arc::clone(&task.resource.arn));
    }
    if !task.resource.short_name().ends_with("lambda:invoke") {
        return None;
    }
    literal(arguments(state)?, "FunctionName")
}

/// Whether the folder of a bucket answers the calls of `task`, or may.
fn is_in_folder(layer: &Layer, state: &State, task: &Task) -> bool {
    let named = arguments(state).and_then(bucket);
    task::answers(&task.resource)
        && named.map_or(!layer.buckets.is_empty(), |bucket| layer.buckets.contains_key(&bucket))
}

/// What to add for the items of a Map; none if the mock files give them, or may give them.
fn unread(layer: &Layer, state: &str, reader: &Reader) -> Option<MockEntry> {
    if layer.items.contains_key(state) {
        return None;
    }
    match reader.arguments.as_ref().and_then(bucket) {
        Some(bucket) if layer.buckets.contains_key(&bucket) => None,
        Some(bucket) => Some(MockEntry::Bucket(bucket)),
        None if layer.buckets.is_empty() => Some(MockEntry::Items),
        // A bucket that is only known when the Map runs may be one of them.
        None => None,
    }
}

/// The arguments of a call, as they are written.
const fn arguments(state: &State) -> Option<&Template> {
    match &state.data {
        Data::JsonPath(filters) => filters.parameters.as_ref(),
        Data::Jsonata(data) => data.arguments.as_ref(),
    }
}

/// The bucket that `arguments` name, unless it is computed when the Map runs.
fn bucket(arguments: &Template) -> Option<Arc<str>> {
    literal(arguments, "Bucket")
}

/// The text that `arguments` have under `key`, unless it is computed when the state runs.
fn literal(arguments: &Template, key: &str) -> Option<Arc<str>> {
    let text = |value: &Value| value.as_str().map(Arc::from);
    match arguments {
        Template::Fixed(value) => value.get(key).and_then(text),
        Template::Object(members) => {
            let member = members.iter().find(|member| &*member.key == key)?;
            if let Template::Fixed(value) = &member.value { text(value) } else { None }
        }
        Template::Path(_) | Template::Call(_) | Template::Jsonata(_) | Template::Array(_) => None,
    }
}

/// The states that a run of `span` may enter, in the machine's order.
fn within(machine: &StateMachine, span: Span) -> BTreeSet<StateId> {
    let mut seen = BTreeSet::new();
    let mut open = vec![span.from.unwrap_or(machine.root().start)];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let state = machine.state(id);
        let start = |flow: &FlowId| machine.flow(*flow).start;
        match &state.kind {
            Kind::Parallel { branches } => open.extend(branches.iter().map(start)),
            Kind::Map(map) => open.push(start(&map.processor)),
            Kind::Choice(choice) if span.until != Some(id) => {
                open.extend(choice.rules.iter().map(|rule| rule.next).chain(choice.default));
            }
            Kind::Task(_)
            | Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_) => {}
        }
        if span.until != Some(id) {
            open.extend(state.next.into_iter().chain(state.catch.iter().map(|catcher| catcher.next)));
        }
    }
    seen
}
