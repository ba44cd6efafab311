//! `StateMachine`: a definition that was checked and compiled. It cannot hold an error: every path,
//! template and name in it is parsed, every transition points to a state.
//!
//! All states of all scopes stand in one table, so that a transition is an index.

use std::sync::{Arc, OnceLock};

use crate::base::pointer::Pointer;
use crate::base::value::{Number, Value};
use crate::expr::jsonpath::{Path, ReferencePath};
use crate::expr::template::Template;

use super::call_model::CallModel;
use super::distributed::Distributed;
use super::resource::Resource;

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

    /// The states that stand at the top level.
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
    /// The scope it stands in.
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
}

/// The data fields of a state, by language.
#[derive(Clone, Debug)]
pub enum Data {
    /// InputPath, Parameters, ResultSelector, ResultPath, OutputPath.
    JsonPath(Filters),
    /// Arguments, Output.
    Jsonata(Arguments),
}

/// The JSONPath fields through which data flows, in AWS's order. Absent paths mean `$`.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// `InputPath`.
    pub input_path: Filter,
    /// `Parameters`; for a Map this is `ItemSelector` and stands there.
    pub parameters: Option<Template>,
    /// `ResultSelector`.
    pub result_selector: Option<Template>,
    /// `ResultPath`.
    pub result_path: ResultPath,
    /// `OutputPath`.
    pub output_path: Filter,
}

/// `InputPath` or `OutputPath`.
#[derive(Clone, Debug, Default)]
pub enum Filter {
    /// `$`, or absent: everything.
    #[default]
    All,
    /// `null`: an empty object.
    Nothing,
    /// A path.
    Path(Path),
}

/// `ResultPath`.
#[derive(Clone, Debug, Default)]
pub enum ResultPath {
    /// `$`, or absent: the result replaces the input.
    #[default]
    Replace,
    /// `null`: the result is dropped.
    Discard,
    /// The result goes there.
    Put(ReferencePath),
}

/// The JSONata fields through which data flows.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// `Arguments`.
    pub arguments: Option<Template>,
    /// `Output`.
    pub output: Option<Template>,
}

/// A field that is written down or found out at run time.
#[derive(Clone, Debug)]
pub enum Dynamic<T> {
    /// Written in the definition.
    Fixed(T),
    /// The `…Path` form.
    Path(Path),
    /// A JSONata expression, or JSON that holds one.
    Expression(Template),
}

/// What a state does: a closed set, matched without `_` everywhere.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Calls somebody.
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

/// A Task.
#[derive(Clone, Debug)]
pub struct Task {
    /// Who is called.
    pub resource: Resource,
    /// `TimeoutSeconds`, `TimeoutSecondsPath`.
    pub timeout: Option<Dynamic<u32>>,
    /// `HeartbeatSeconds`, `HeartbeatSecondsPath`.
    pub heartbeat: Option<Dynamic<u32>>,
    /// `Credentials`: an object with `RoleArn`.
    pub credentials: Option<Template>,
    /// What the call can be given, once that was asked.
    pub(super) model: OnceLock<Option<CallModel>>,
}

impl Task {
    /// What the call can be given, if it is known. Looked up in the catalogue when it is first asked for, so
    /// that neither checking a definition nor the start of a run pays for it.
    #[must_use]
    pub fn model(&self) -> Option<&CallModel> {
        self.model.get_or_init(|| CallModel::of(&self.resource)).as_ref()
    }
}

/// A Choice.
#[derive(Clone, Debug)]
pub struct Choice {
    /// `Choices`, in order.
    pub rules: Vec<Rule>,
    /// `Default`.
    pub default: Option<StateId>,
}

/// One of `Choices`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// When it applies.
    pub test: Test,
    /// Where it leads.
    pub next: StateId,
    /// Its own `Assign`.
    pub assign: Option<Template>,
    /// Its own `Output` (JSONata).
    pub output: Option<Template>,
    /// JSON Pointer to the rule.
    pub pointer: Pointer,
}

/// A condition.
#[derive(Clone, Debug)]
pub enum Test {
    /// All hold.
    And(Vec<Test>),
    /// One holds.
    Or(Vec<Test>),
    /// It does not hold.
    Not(Box<Test>),
    /// `Variable` and an operator.
    Compare(Box<Comparison>),
    /// JSONata's `Condition`.
    Condition(Template),
}

/// `Variable` and an operator with its right side.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// `Variable`.
    pub variable: Path,
    /// The operator.
    pub operator: Operator,
    /// Its operand.
    pub operand: Operand,
    /// The operator as written, for instance `NumericLessThanPath`.
    pub written: Arc<str>,
    /// JSON Pointer to the rule.
    pub pointer: Pointer,
}

/// The right side of a comparison.
#[derive(Clone, Debug)]
pub enum Operand {
    /// Written in the definition.
    Fixed(Value),
    /// The `…Path` form.
    Path(Path),
}

/// What a comparison compares, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `String…`
    String(Order),
    /// `Numeric…`
    Numeric(Order),
    /// `Timestamp…`
    Timestamp(Order),
    /// `BooleanEquals`
    Boolean,
    /// `StringMatches`
    Matches,
    /// `Is…`
    Is(Quality),
}

/// The five ways to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `…Equals`
    Equals,
    /// `…LessThan`
    Less,
    /// `…GreaterThan`
    Greater,
    /// `…LessThanEquals`
    LessOrEqual,
    /// `…GreaterThanEquals`
    GreaterOrEqual,
}

/// What an `Is…` operator asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// `IsNull`
    Null,
    /// `IsPresent`
    Present,
    /// `IsNumeric`
    Numeric,
    /// `IsString`
    String,
    /// `IsBoolean`
    Boolean,
    /// `IsTimestamp`
    Timestamp,
}

/// A Wait: exactly one of its four forms.
#[derive(Clone, Debug)]
pub enum WaitFor {
    /// `Seconds`, `SecondsPath`.
    Seconds(Dynamic<u32>),
    /// `Timestamp`, `TimestampPath`.
    Timestamp(Dynamic<crate::base::time::Time>),
}

/// A Fail.
#[derive(Clone, Debug, Default)]
pub struct Fail {
    /// `Error`, `ErrorPath`.
    pub error: Option<TextField>,
    /// `Cause`, `CausePath`.
    pub cause: Option<TextField>,
}

/// Text of a Fail state: written, a path, an intrinsic function, or an expression.
#[derive(Clone, Debug)]
pub enum TextField {
    /// Written in the definition.
    Fixed(Arc<str>),
    /// `ErrorPath`, `CausePath`, or a JSONata expression.
    Found(Template),
}

/// A Map.
#[derive(Clone, Debug)]
pub struct Map {
    /// `ItemProcessor` or `Iterator`.
    pub processor: FlowId,
    /// `ItemsPath`; absent means `$`.
    pub items_path: Option<Path>,
    /// `Items` (JSONata).
    pub items: Option<Template>,
    /// `ItemSelector`, or the older `Parameters`.
    pub item_selector: Option<Template>,
    /// `MaxConcurrency`, `MaxConcurrencyPath`; 0 means no limit of its own.
    pub max_concurrency: Option<Dynamic<u32>>,
    /// `ToleratedFailureCount`, `ToleratedFailureCountPath`.
    pub tolerated_count: Option<Dynamic<u32>>,
    /// `ToleratedFailurePercentage`, `ToleratedFailurePercentagePath`.
    pub tolerated_percentage: Option<Dynamic<Number>>,
    /// What a distributed Map has beyond an inline one.
    pub distributed: Option<Box<Distributed>>,
}

/// One of `Retry`.
#[derive(Clone, Debug)]
pub struct Retrier {
    /// `ErrorEquals`.
    pub errors: Vec<Arc<str>>,
    /// `IntervalSeconds`, default 1.
    pub interval_seconds: u32,
    /// `MaxAttempts`, default 3.
    pub max_attempts: u32,
    /// `BackoffRate`, default 2.0.
    pub backoff_rate: f64,
    /// `MaxDelaySeconds`.
    pub max_delay_seconds: Option<u32>,
    /// `JitterStrategy: FULL`.
    pub full_jitter: bool,
}

/// One of `Catch`.
#[derive(Clone, Debug)]
pub struct Catcher {
    /// `ErrorEquals`.
    pub errors: Vec<Arc<str>>,
    /// `Next`.
    pub next: StateId,
    /// `ResultPath` (JSONPath).
    pub result_path: ResultPath,
    /// `Assign`.
    pub assign: Option<Template>,
    /// `Output` (JSONata).
    pub output: Option<Template>,
}
