//! `Needs`: the permissions that were found, each with the state that needs it, and what there is to say of them.

use std::sync::Arc;

use crate::asl::machine::State;
use crate::base::pointer::Pointer;
use crate::base::value::Value;

/// Where a machine is deployed.
#[derive(Clone, Debug)]
pub struct Home {
    /// `aws`.
    pub partition: String,
    /// `eu-west-1`.
    pub region: String,
    /// The account's twelve digits.
    pub account: String,
    /// The machine's name.
    pub machine: String,
}

impl Home {
    /// The ARN of `resource` of `service` here; S3 and IAM have none of the region, S3 none of the account.
    #[must_use]
    pub fn arn(&self, service: &str, resource: &str) -> String {
        let Self { partition, region, account, .. } = self;
        match service {
            "s3" => format!("arn:{partition}:s3:::{resource}"),
            "iam" => format!("arn:{partition}:iam::{account}:{resource}"),
            _ => format!("arn:{partition}:{service}:{region}:{account}:{resource}"),
        }
    }

    /// The ARN of the machine itself.
    #[must_use]
    pub fn machine(&self) -> String {
        self.arn("states", &format!("stateMachine:{}", self.machine))
    }
}

/// A condition of a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    /// `StringEquals`.
    pub operator: &'static str,
    /// `iam:PassedToService`.
    pub key: &'static str,
    /// What it is compared with.
    pub value: String,
}

impl Condition {
    /// A condition.
    #[must_use]
    pub fn new(operator: &'static str, key: &'static str, value: impl Into<String>) -> Self {
        Self { operator, key, value: value.into() }
    }
}

/// When a permission is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// When the machine is created or updated: it is refused without.
    Create,
    /// When a run comes to the state.
    Run,
    /// When a job's end is looked for, or the job is stopped: a run may come to its end without.
    Follow,
    /// When it is run again after a failure, or as pages of older dates have it: most runs never ask.
    Rarely,
}

/// One permission.
#[derive(Clone, Debug)]
pub struct Need {
    /// `dynamodb:PutItem`.
    pub action: String,
    /// The ARN that it is for, `*` in it for what is not known or is any.
    pub resource: String,
    /// What narrows it further.
    pub conditions: Vec<Condition>,
    /// The state that needs it; none if it is the machine itself.
    pub state: Option<Arc<str>>,
    /// When.
    pub when: Moment,
    /// Whether a run finds out which resource it is, so that a narrower permission may do.
    pub is_open: bool,
}

/// Something to say about the permissions of a state.
#[derive(Clone, Debug)]
pub struct Note {
    /// The state; none for the machine itself.
    pub state: Option<Arc<str>>,
    /// Where it is written.
    pub pointer: Pointer,
    /// What there is to say.
    pub text: String,
}

/// What a machine needs.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Its permissions, by state.
    pub all: Vec<Need>,
    /// What there is to say of them.
    pub notes: Vec<Note>,
}

/// Collects what the states of one machine need.
pub(super) struct Collector<'m> {
    pub(super) home: &'m Home,
    pub(super) definition: &'m Value,
    found: Needs,
    state: Option<(Arc<str>, Pointer)>,
}

impl<'m> Collector<'m> {
    pub(super) fn new(home: &'m Home, definition: &'m Value) -> Self {
        Self { home, definition, found: Needs::default(), state: None }
    }

    /// What follows is about `state`.
    pub(super) fn enter(&mut self, state: &State) {
        self.state = Some((Arc::clone(&state.name), state.pointer.clone()));
    }

    /// What follows is about the machine.
    pub(super) fn leave(&mut self) {
        self.state = None;
    }

    pub(super) fn done(self) -> Needs {
        self.found
    }

    /// `actions`, with commas between them, on `resource`, when a run comes there.
    pub(super) fn need(&mut self, actions: &str, resource: &str) {
        self.at(Moment::Run, actions, resource);
    }

    /// The same at another moment.
    pub(super) fn at(&mut self, when: Moment, actions: &str, resource: &str) {
        self.add(when, actions, resource, false, &[]);
    }

    /// The same under a condition.
    pub(super) fn need_if(&mut self, actions: &str, resource: &str, condition: Condition) {
        self.add(Moment::Run, actions, resource, false, &[condition]);
    }

    pub(super) fn add(
        &mut self,
        when: Moment,
        actions: &str,
        resource: &str,
        open: bool,
        conditions: &[Condition],
    ) {
        for action in actions.split(',') {
            self.found.all.push(Need {
                action: action.to_owned(),
                resource: resource.to_owned(),
                conditions: conditions.to_vec(),
                state: self.state.as_ref().map(|(name, _)| Arc::clone(name)),
                when,
                is_open: open,
            });
        }
    }

    /// Says something of the state that was entered, once.
    pub(super) fn note(&mut self, text: impl Into<String>) {
        let (state, pointer) = match &self.state {
            Some((name, pointer)) => (Some(Arc::clone(name)), pointer.clone()),
            None => (None, Pointer::root()),
        };
        let note = Note { state, pointer, text: text.into() };
        let is_known = |known: &Note| known.text == note.text && known.state == note.state;
        if !self.found.notes.iter().any(is_known) {
            self.found.notes.push(note);
        }
    }
}
