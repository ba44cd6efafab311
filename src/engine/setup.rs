//! `Setup`: everything about an execution but the machine and the input.

use std::sync::Arc;

use crate::asl::machine::{StateId, Workflow};
use crate::base::chance::Chance;
use crate::base::time::Time;
use crate::base::value::Value;
use crate::engine::alone::Alone;
use crate::engine::saving::{Loader, Saved, Saver, Unreadable, saved};

/// Everything about an execution but the machine and the input.
#[derive(Clone, Debug)]
pub struct Setup {
    /// `$$.Execution.Id` and `$$.Execution.Name`.
    pub called: Called,
    /// `$$.StateMachine.Id`
    pub machine_arn: Arc<str>,
    /// `$$.StateMachine.Name`
    pub machine_name: Arc<str>,
    /// `$$.Execution.RoleArn`
    pub role_arn: Arc<str>,
    /// When it starts.
    pub start: Time,
    /// Seed for UUIDs, random numbers and jitter.
    pub seed: u64,
    /// Members of the context object (`$$`) that the user gave, which replace those the engine makes; an object.
    pub context: Option<Value>,
    /// Variables assigned before the first state, if the user says so.
    pub variables: Option<Value>,
    /// Whether it records the context object of every state it enters.
    pub record_context: bool,
    /// Which part of the machine it runs.
    pub span: Span,
    /// Whether time in Wait states counts towards the five minutes of an Express execution. It does on
    /// AWS; where waits take no time, leaving it out lets a long workflow be tried as Express.
    pub count_waits: bool,
    /// Whether the records of child executions of distributed Maps are kept, for
    /// [`Fleet::child_records`](super::Fleet::child_records). Only what becomes of them is kept if not.
    pub keep_children: bool,
    /// Whether what a redrive needs is kept when states fail ([`Fleet::redrive`](super::Fleet::redrive)).
    pub keep_failed: bool,
    /// How the state runs with which the span begins and ends, if it runs alone.
    pub alone: Option<Arc<Alone>>,
}

/// What an execution is called.
#[derive(Clone, Debug)]
pub enum Called {
    /// Its ARN and its name.
    Given(Arc<str>, Arc<str>),
    /// A child of a Map Run has names that are made when somebody asks: of a million children hardly one is looked at.
    Child(ChildName),
}

/// What the names of a child execution are made of.
#[derive(Clone, Debug)]
pub struct ChildName {
    /// `arn:aws:states:us-east-1:123456789012`
    pub prefix: Arc<str>,
    /// `machine/label`
    pub labelled: Arc<str>,
    /// The workflow type of the children.
    pub workflow: Workflow,
    /// Where the chance begins that the names are drawn from.
    pub seed: u64,
}

impl Called {
    /// `$$.Execution.Id`
    #[must_use]
    pub fn arn(&self) -> Arc<str> {
        match self {
            Self::Given(arn, _) => Arc::clone(arn),
            Self::Child(child) => {
                let kind = match child.workflow {
                    Workflow::Standard => "execution",
                    Workflow::Express => "express",
                };
                [&*child.prefix, kind, &*child.labelled, &*child.name()].join(":").into()
            }
        }
    }

    /// `$$.Execution.Name`
    #[must_use]
    pub fn name(&self) -> Arc<str> {
        match self {
            Self::Given(_, name) => Arc::clone(name),
            Self::Child(child) => child.name().into(),
        }
    }
}

impl ChildName {
    fn name(&self) -> String {
        let chance = Chance::new(self.seed);
        match self.workflow {
            Workflow::Standard => chance.name_uuid(),
            Workflow::Express => [chance.name_uuid(), chance.name_uuid()].join(":"),
        }
    }

    /// The seed that the child's own chance begins with: what comes behind its names.
    #[must_use]
    pub fn seed_behind(&self) -> u64 {
        let chance = Chance::new(self.seed);
        let uuids = match self.workflow {
            Workflow::Standard => 1,
            Workflow::Express => 2,
        };
        (0..uuids).for_each(|_| chance.pass_uuid());
        chance.bits()
    }
}

/// Saved as the names that they are.
impl Saved for Called {
    fn save(&self, to: &mut Saver) -> Value {
        (self.arn(), self.name()).save(to)
    }

    fn load(from: &Value, with: &Loader) -> Result<Self, Unreadable> {
        let (arn, name) = Saved::load(from, with)?;
        Ok(Self::Given(arn, name))
    }
}

impl Setup {
    /// Whether it is a child execution of a Map Run, whose machine has a label behind its name.
    #[must_use]
    pub fn is_child(&self) -> bool {
        self.machine_arn.rsplit(':').next().is_some_and(|name| name.contains('/'))
    }
}

/// A part of a state machine: where an execution begins and ends. AWS always runs all of it, the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// The state it begins with, which may be inside a Map or Parallel; else the machine's own.
    pub from: Option<StateId>,
    /// The state it ends with, whichever transition leaves it.
    pub until: Option<StateId>,
}

saved!(struct Setup {
    called,
    machine_arn,
    machine_name,
    role_arn,
    start,
    seed,
    context,
    variables,
    record_context,
    span,
    count_waits,
    keep_children,
    keep_failed,
    alone,
});
saved!(struct Span { from, until });
