//! `StateMachine`: a definition that was checked and compiled. It cannot hold an error: every path,
//! template and name in it is parsed, every transition points to a state.
//!
//! All states of all scopes are in one table, so that a transition is an index. Each type of this folder says
//! beside its fields which of them hold expressions ([`State::expressions`]).

mod choice;
mod data;
pub mod distributed;
pub mod expressions;
mod fail;
mod handlers;
mod map;
mod task;
mod wait;

use std::sync::Arc;

use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::expr::template::Template;

pub use choice::{Choice, Comparison, Operand, Operator, Quality, Relation, Rule, Test};
pub use data::{Arguments, Data, Dynamic, Filter, Filters, ResultPath};
pub use fail::{Fail, TextField};
pub use handlers::{Catcher, Retrier};
pub use map::Map;
pub use task::Task;
pub use wait::WaitFor;

use distributed::Distributed;
use expressions::{AppliedTo, Fields, Visit};

/// A checked, compiled state machine.
#[derive(Clone, Debug)]
pub struct StateMachine {
    /// Standard or Express.
    pub workflow: Workflow,
    /// `Comment` of the machine.
    pub comment: Option<Arc<str>>,
    /// The language of states that name none.
    pub language: QueryLanguage,
    /// `TimeoutSeconds` of the machine.
    pub timeout_seconds: Option<u32>,
    /// Every state of every scope.
    pub states: Vec<State>,
    /// Every scope: the machine itself first, then branches and item processors.
    pub flows: Vec<Flow>,
}

/// The two workflow types of AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workflow {
    /// Exactly once, up to a year, 25,000 history events.
    Standard,
    /// Up to five minutes, no event quota.
    Express,
}

impl Workflow {
    /// AWS's word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Standard => "STANDARD",
            Self::Express => "EXPRESS",
        }
    }
}

/// The language in which a state transforms data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryLanguage {
    /// JSONPath with intrinsic functions.
    JsonPath,
    /// JSONata.
    Jsonata,
}

impl QueryLanguage {
    /// AWS's word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::JsonPath => "JSONPath",
            Self::Jsonata => "JSONata",
        }
    }
}

/// Index of a state in [`StateMachine::states`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateId(pub u32);

/// Index of a scope in [`StateMachine::flows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowId(pub u32);

/// One `States` map with its `StartAt`.
#[derive(Clone, Copy, Debug)]
pub struct Flow {
    /// `StartAt`.
    pub start: StateId,
    /// The Parallel or Map it belongs to; `None` for the machine itself.
    pub owner: Option<StateId>,
}

impl StateMachine {
    /// The state `id` names.
    #[must_use]
    pub fn state(&self, id: StateId) -> &State {
        &self.states[id.0 as usize]
    }

    /// The scope `id` names.
    #[must_use]
    pub fn flow(&self, id: FlowId) -> &Flow {
        &self.flows[id.0 as usize]
    }

    /// The scope of the machine itself.
    #[must_use]
    pub fn root(&self) -> &Flow {
        &self.flows[0]
    }

    /// The state called `name`; names are unique over all scopes.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<StateId> {
        let at = self.states.iter().position(|state| &*state.name == name)?;
        u32::try_from(at).ok().map(StateId)
    }

    /// The states at the top level.
    pub fn top_level(&self) -> impl Iterator<Item = &State> {
        self.states.iter().filter(|state| state.flow == FlowId(0))
    }
}

/// One state.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name.
    pub name: Arc<str>,
    /// JSON Pointer to it in the definition.
    pub pointer: Pointer,
    /// The scope it is in.
    pub flow: FlowId,
    /// Its `Comment`.
    pub comment: Option<Arc<str>>,
    /// How it transforms data.
    pub data: Data,
    /// `Assign` of the state itself.
    pub assign: Option<Template>,
    /// What it does.
    pub kind: Kind,
    /// Where it goes; `None` for `End`, for terminal states and for Choice.
    pub next: Option<StateId>,
    /// `Retry`, in order.
    pub retry: Vec<Retrier>,
    /// `Catch`, in order.
    pub catch: Vec<Catcher>,
}

impl State {
    /// The language of its fields.
    #[must_use]
    pub const fn language(&self) -> QueryLanguage {
        match self.data {
            Data::JsonPath(_) => QueryLanguage::JsonPath,
            Data::Jsonata(_) => QueryLanguage::Jsonata,
        }
    }

    /// Visits every expression of the state itself, not of the states inside it: with its place as a JSON
    /// Pointer from the definition, and what it is applied to.
    pub fn expressions<'m>(&'m self, visit: Visit<'_, 'm>) {
        // No `..`: the compiler leads here whoever adds a field.
        let Self { name: _, pointer, flow: _, comment: _, data, assign, kind, next: _, retry: _, catch } =
            self;
        let mut fields = Fields::new(pointer.clone(), visit);
        data.expressions(&mut fields);
        fields.template("Assign", AppliedTo::Result, assign.as_ref());
        match kind {
            Kind::Task(task) => task.expressions(&mut fields),
            Kind::Choice(choice) => choice.expressions(&mut fields),
            Kind::Wait(wait) => wait.expressions(&mut fields),
            Kind::Fail(fail) => fail.expressions(self.language(), &mut fields),
            Kind::Map(map) => map.expressions(self.language(), &mut fields),
            Kind::Pass { result: _ } | Kind::Succeed | Kind::Parallel { branches: _ } => {}
        }
        for (index, catcher) in catch.iter().enumerate() {
            catcher.expressions(&mut fields.at(pointer.key("Catch").index(index)));
        }
    }
}

/// What a state does: a closed set, matched without `_` everywhere.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Calls a service.
    Task(Box<Task>),
    /// Passes its input on, or a fixed `Result`.
    Pass {
        /// `Result`; `null` counts as absent.
        result: Option<Value>,
    },
    /// Chooses the next state.
    Choice(Choice),
    /// Waits.
    Wait(WaitFor),
    /// Ends its scope well.
    Succeed,
    /// Fails its scope.
    Fail(Fail),
    /// Runs branches side by side.
    Parallel {
        /// One scope a branch.
        branches: Vec<FlowId>,
    },
    /// Runs a scope once per item.
    Map(Box<Map>),
}

impl Kind {
    /// AWS's word for it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Task(_) => "Task",
            Self::Pass { .. } => "Pass",
            Self::Choice(_) => "Choice",
            Self::Wait(_) => "Wait",
            Self::Succeed => "Succeed",
            Self::Fail(_) => "Fail",
            Self::Parallel { .. } => "Parallel",
            Self::Map(_) => "Map",
        }
    }

    /// What a distributed Map has beyond an inline one; nothing if it is none.
    #[must_use]
    pub fn distributed(&self) -> Option<&Distributed> {
        match self {
            Self::Map(map) => map.distributed.as_deref(),
            Self::Task(_)
            | Self::Pass { .. }
            | Self::Choice(_)
            | Self::Wait(_)
            | Self::Succeed
            | Self::Fail(_)
            | Self::Parallel { .. } => None,
        }
    }
}
