//! `Place`: where a run stands still, and what is to be seen there.

use crate::asl::machine::{StateId, StateMachine};
use crate::base::chance::Chance;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::engine::call::{Call, Step, TaskError};
use crate::engine::history::Branch;
use crate::engine::ids::ExecutionId;
use crate::engine::{Fleet, Outcome, StrandView};
use crate::expr::{Bindings, Scope};
use crate::report::evaluation::{self, Language, Question};

use super::breakpoint::Breakpoint;
use super::log::Log;

/// What a place is looked at in: a run, or the records of one.
pub trait Behind {
    /// The machine.
    fn machine(&self) -> &StateMachine;

    /// The context object as a branch sees it, if it is known.
    fn context_of(&self, execution: ExecutionId, branch: Branch) -> Option<Value>;

    /// All branches and items that run.
    fn strands(&self) -> Vec<StrandView>;

    /// The seed of everything random.
    fn seed(&self) -> u64;
}

impl Behind for Fleet {
    fn machine(&self) -> &StateMachine {
        Self::machine(self)
    }

    fn context_of(&self, execution: ExecutionId, branch: Branch) -> Option<Value> {
        Self::context_of(self, execution, branch)
    }

    fn strands(&self) -> Vec<StrandView> {
        Self::strands(self)
    }

    fn seed(&self) -> u64 {
        self.setup().seed
    }
}

/// Why a run stands still.
#[derive(Clone, Debug)]
pub enum Stop<'p> {
    /// A state is about to be entered.
    Entry(StateId),
    /// A state has made a call that has no answer yet: with who would answer, or why nobody does.
    Call(&'p Call, Result<Option<String>, String>),
    /// A state is about to fail with this error.
    Failing(StateId, TaskError),
    /// The execution has ended.
    End(&'p Outcome),
}

/// Where a run stands still.
pub struct Place<'p> {
    /// Why.
    pub stop: Stop<'p>,
    /// The breakpoint that was met, if one was.
    pub met: Option<&'p Breakpoint>,
    /// The branch or item that is looked at; none at the end.
    pub strand: Option<StrandView>,
    /// The run.
    pub behind: &'p dyn Behind,
    /// The moment it is.
    pub now: Time,
    /// What was recorded so far.
    pub log: &'p Log,
    /// The breakpoints that are set.
    pub breakpoints: &'p [Breakpoint],
}

impl Place<'_> {
    /// The machine.
    #[must_use]
    pub fn machine(&self) -> &StateMachine {
        self.behind.machine()
    }

    /// The state that is looked at.
    #[must_use]
    pub fn state(&self) -> Option<StateId> {
        match &self.stop {
            Stop::Entry(state) | Stop::Failing(state, _) => Some(*state),
            Stop::Call(call, _) => Some(call.state),
            Stop::End(_) => None,
        }
    }

    /// The branches and items that are looked into, outermost first.
    #[must_use]
    pub fn path(&self) -> &[Step] {
        self.strand.as_ref().map_or(&[], |strand| &strand.path)
    }

    /// The input of the state; at the end, the output of the execution.
    #[must_use]
    pub fn input(&self) -> Value {
        match (&self.strand, &self.stop) {
            (Some(strand), _) => strand.input.value().clone(),
            (None, Stop::End(Outcome::Succeeded(output))) => output.value().clone(),
            (None, Stop::End(_) | Stop::Entry(_) | Stop::Call(..) | Stop::Failing(..)) => Value::Null,
        }
    }

    /// The variables in scope.
    #[must_use]
    pub fn variables(&self) -> Object {
        self.strand.as_ref().map(|strand| strand.variables.clone()).unwrap_or_default()
    }

    /// The context object.
    #[must_use]
    pub fn context(&self) -> Value {
        let strand = self.strand.as_ref();
        let context = strand.and_then(|strand| self.behind.context_of(strand.execution, strand.branch));
        context.unwrap_or_else(Value::empty_object)
    }

    /// Whether `breakpoint` is met here, where a state is about to be entered.
    #[must_use]
    pub fn meets(&self, breakpoint: &Breakpoint) -> bool {
        match breakpoint {
            Breakpoint::State(state, _) => self.state() == Some(*state),
            Breakpoint::Error(_) => false,
            Breakpoint::Condition(state, _) if state.is_some() && *state != self.state() => false,
            Breakpoint::Condition(_, text) => {
                matches!(self.evaluate(&format!("{{% {text} %}}")), Ok(Some(Value::Bool(true))))
            }
        }
    }

    /// The value of an expression here: a JSONPath, an intrinsic function, or JSONata in which `$` is the input.
    ///
    /// # Errors
    /// Why it has none, in words.
    pub fn evaluate(&self, text: &str) -> Result<Option<Value>, String> {
        let (bare, _) = evaluation::bare(text);
        let language = Language::of(text);
        let question = Question { text: bare, language, aws: false, has_input: true };
        let (input, chance) = (self.input(), Chance::new(self.behind.seed()));
        let bindings = Bindings {
            input: &input,
            result: None,
            error_output: None,
            scope: self,
            chance: &chance,
            now: self.now,
        };
        question.answer(&bindings).map_err(|error| error.message)
    }
}

impl Scope for Place<'_> {
    fn context(&self) -> Value {
        Place::context(self)
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.strand.as_ref()?.variables.get(name).cloned()
    }
}
