//! `Scopes`: what the records of a run tell of its branches and items.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::{Kind, StateId, StateMachine};
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::{Call, Step};
use crate::engine::history::{Branch, Detail, Note, Record};
use crate::engine::ids::ExecutionId;
use crate::engine::payload::Payload;
use crate::engine::{StrandView, WaitsFor};

use super::place::Behind;

/// A branch or item.
#[derive(Clone, Debug, Default)]
struct Scope {
    parent: Option<Branch>,
    path: Vec<Step>,
    variables: Object,
    /// The state that it is in, and its input.
    state: Option<(StateId, Payload)>,
    /// What the state sees as the context object, if that was recorded.
    context: Option<Value>,
}

/// The branches and items of a run, up to where it was read.
pub struct Scopes {
    machine: Arc<StateMachine>,
    seed: u64,
    known: BTreeMap<Branch, Scope>,
}

impl Scopes {
    pub const fn new(machine: Arc<StateMachine>, seed: u64) -> Self {
        Self { machine, seed, known: BTreeMap::new() }
    }

    /// Forgets all: the records are read again from the beginning.
    pub fn clear(&mut self) {
        self.known.clear();
    }

    /// Takes the next record.
    pub fn see(&mut self, record: &Record) {
        match record {
            Record::Event(event) => {
                if let Detail::StateEntered { state, input } = &event.detail {
                    self.scope(event.branch).state = Some((*state, input.clone()));
                }
                if let Detail::StateExited { assigned, .. } = &event.detail {
                    let scope = self.scope(event.branch);
                    scope.state = None;
                    for (name, value) in assigned.iter().flatten() {
                        scope.variables.insert(Arc::clone(name), value.clone());
                    }
                }
                if let Detail::IterationStarted { state, index, iteration } = &event.detail {
                    self.begin(
                        *iteration,
                        event.branch,
                        Step { state: *state, index: *index, is_item: true },
                    );
                }
            }
            Record::Note(Note::BranchStarted { state, index, parent, branch }) => {
                self.begin(*branch, *parent, Step { state: *state, index: *index, is_item: false });
            }
            Record::Note(Note::Context { branch, context }) => {
                self.scope(*branch).context = Some(context.clone());
            }
            Record::Note(_) => {}
        }
    }

    fn scope(&mut self, branch: Branch) -> &mut Scope {
        self.known.entry(branch).or_default()
    }

    fn begin(&mut self, branch: Branch, parent: Branch, step: Step) {
        let mut path = self.scope(parent).path.clone();
        path.push(step);
        self.known.insert(branch, Scope { parent: Some(parent), path, ..Scope::default() });
    }

    /// The variables that a branch sees, outer ones first.
    fn variables(&self, branch: Branch) -> Object {
        let Some(scope) = self.known.get(&branch) else { return Object::new() };
        let mut all = scope.parent.map_or_else(Object::new, |parent| self.variables(parent));
        for (name, value) in &scope.variables {
            all.insert(Arc::clone(name), value.clone());
        }
        all
    }

    /// The branch that `record` is about, as it is before it.
    pub fn strand(&self, record: &Record) -> Option<StrandView> {
        let Record::Event(event) = record else { return None };
        if let Detail::StateEntered { state, input } = &event.detail {
            return Some(self.view(event.branch, *state, input));
        }
        let (state, input) = self.known.get(&event.branch)?.state.clone()?;
        Some(StrandView { entered_at: Some(event.at), ..self.view(event.branch, state, &input) })
    }

    /// The call that `record` says was made.
    pub fn call(&self, record: &Record) -> Option<Call> {
        let Record::Event(event) = record else { return None };
        let Detail::TaskScheduled(scheduled) = &event.detail else { return None };
        let Kind::Task(task) = &self.machine.state(scheduled.state).kind else { return None };
        let strand = self.strand(record)?;
        Some(Call {
            ticket: scheduled.ticket,
            state: scheduled.state,
            after: None,
            resource: task.resource.clone(),
            args: scheduled.args.value().clone(),
            input: strand.input.value().clone(),
            path: strand.path,
            item: None,
            retry_count: 0,
            error: None,
            context: Value::empty_object(),
            variables: Value::from(strand.variables),
            at: event.at,
            timeout_seconds: scheduled.timeout_seconds,
            heartbeat_seconds: scheduled.heartbeat_seconds,
            token: None,
        })
    }

    fn view(&self, branch: Branch, state: StateId, input: &Payload) -> StrandView {
        StrandView {
            execution: ExecutionId::ROOT,
            branch,
            path: self.known.get(&branch).map(|scope| scope.path.clone()).unwrap_or_default(),
            state,
            input: input.clone(),
            variables: self.variables(branch),
            item: None,
            retries: 0,
            entered_at: None,
            waits_for: WaitsFor::Turn,
        }
    }
}

impl Behind for Scopes {
    fn machine(&self) -> &StateMachine {
        &self.machine
    }

    fn context_of(&self, _execution: ExecutionId, branch: Branch) -> Option<Value> {
        self.known.get(&branch)?.context.clone()
    }

    fn strands(&self) -> Vec<StrandView> {
        let inside = self.known.iter().filter_map(|(branch, scope)| {
            let (state, input) = scope.state.as_ref()?;
            // When it entered does not matter here: it has.
            let entered_at = Some(Time::from_millis(0));
            Some(StrandView { entered_at, ..self.view(*branch, *state, input) })
        });
        inside.collect()
    }

    fn seed(&self) -> u64 {
        self.seed
    }
}
