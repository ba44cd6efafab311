//! `Ending`: a way to its end, as findings look at it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::asl::machine::{State, StateId, StateMachine};
use crate::engine::Outcome;
use crate::engine::failure::Failure;
use crate::suite::suggest::{Material, Start};

use super::kept::{Close, Kept};
use super::node::{End, Node};
use super::outcome::{Answered, What};
use super::path::{Happened, Segment, Told};
use super::survey::{Failing, Survey};

/// A way to its end.
pub struct Ending<'e> {
    /// What the search begins with.
    pub material: &'e Material,
    /// What was learned so far.
    pub survey: &'e Survey,
    /// How many faults are on it.
    pub faults: u8,
    /// All that happened, in order.
    pub happened: Vec<&'e Happened>,
    way: &'e Arc<Segment>,
    start: usize,
    close: Close,
}

impl<'e> Ending<'e> {
    /// The way that `node` came, and its end.
    pub fn new(material: &'e Material, node: &'e Node, end: &End, survey: &'e Survey) -> Self {
        Self {
            material,
            survey,
            faults: node.faults,
            happened: node.way.happened(),
            way: &node.way,
            start: node.start,
            close: Close::Ended(end.clone()),
        }
    }

    /// The way that `node` came, which goes round through `states` for as long as answers stay the same.
    pub fn circle(material: &'e Material, node: &'e Node, states: Vec<StateId>, survey: &'e Survey) -> Self {
        let close = Close::Circle(states);
        let (happened, way) = (node.way.happened(), &node.way);
        Self { material, survey, faults: node.faults, happened, way, start: node.start, close }
    }

    /// What it says about failures; nothing if nothing failed on it.
    pub fn lesson(&self) -> Option<(Failing, Kept)> {
        let (mut done, mut ran, mut failed) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for one in &self.happened {
            match one {
                Happened::Called(answered) if !answered.what.is_failure() => _ = done.insert(answered.state),
                Happened::Entered(state) if self.survey.recovery.contains(state) => _ = ran.insert(*state),
                Happened::Failed(state, _) => _ = failed.insert(*state),
                Happened::Called(_)
                | Happened::Entered(_)
                | Happened::Items(..)
                | Happened::Retrying(..)
                | Happened::Left(..) => {}
            }
        }
        let is_failing = !failed.is_empty() || !matches!(self.outcome(), Some(Outcome::Succeeded(_)));
        let key = (done, ran, failed);
        (is_failing && !self.survey.failing.contains_key(&key)).then(|| (key, self.kept()))
    }

    /// What there is to keep of it.
    pub fn kept(&self) -> Kept {
        Kept { way: Arc::clone(self.way), start: self.start, faults: self.faults, close: self.close.clone() }
    }

    /// The way that was kept.
    pub fn again(material: &'e Material, survey: &'e Survey, kept: &'e Kept) -> Self {
        let Kept { way, start, faults, close } = kept;
        let happened = way.happened();
        Self { material, survey, faults: *faults, happened, way, start: *start, close: close.clone() }
    }

    /// What was recorded on it, in order.
    pub fn told(&self) -> Vec<&'e Told> {
        let parts: Vec<&Segment> = self.way.backwards().collect();
        parts.into_iter().rev().flat_map(|part| &part.told).collect()
    }

    /// The machine.
    pub fn machine(&self) -> &'e StateMachine {
        &self.material.machine
    }

    /// The state with this number.
    pub fn state(&self, id: StateId) -> &'e State {
        self.machine().state(id)
    }

    /// What it began with.
    pub fn start(&self) -> &'e Start {
        &self.material.starts[self.start]
    }

    /// The number of what it began with.
    pub const fn start_number(&self) -> usize {
        self.start
    }

    /// How it ended, if it did as on AWS.
    pub const fn outcome(&self) -> Option<&Outcome> {
        match &self.close {
            Close::Ended(End::Outcome(outcome)) => Some(outcome),
            Close::Ended(End::Stuck | End::Runaway) | Close::Circle(_) => None,
        }
    }

    /// What it failed with, if it failed.
    pub const fn failure(&self) -> Option<&Failure> {
        match self.outcome() {
            Some(Outcome::Failed(failure)) => Some(failure),
            Some(Outcome::Succeeded(_) | Outcome::TimedOut | Outcome::Aborted(_)) | None => None,
        }
    }

    /// Whether it records events for ever, or more than any execution may.
    pub const fn is_runaway(&self) -> bool {
        matches!(self.close, Close::Ended(End::Runaway))
    }

    /// The states of the loop that it is in, if it is in one.
    pub fn loop_states(&self) -> Option<&[StateId]> {
        match &self.close {
            Close::Circle(states) => Some(states),
            Close::Ended(_) => None,
        }
    }

    /// The states in the order in which they were entered.
    pub fn path(&self) -> impl DoubleEndedIterator<Item = StateId> + '_ {
        self.happened.iter().filter_map(|one| one.entered())
    }

    /// What calls came to, in order.
    pub fn answers(&self) -> impl DoubleEndedIterator<Item = &'e Arc<Answered>> + '_ {
        self.happened.iter().filter_map(|one| match one {
            Happened::Called(answered) => Some(answered),
            Happened::Entered(_)
            | Happened::Items(..)
            | Happened::Retrying(..)
            | Happened::Failed(..)
            | Happened::Left(..) => None,
        })
    }

    /// Whether all data on it is somebody's: written in a test or a mock file, or given.
    pub fn is_of_given_data(&self) -> bool {
        let is_given = |answered: &Arc<Answered>| match &answered.what {
            What::Returned { is_given, without, .. } => *is_given && without.is_none(),
            What::Failed(_) | What::TimedOut | What::Silent => true,
        };
        self.start().is_given && self.answers().all(is_given)
    }

    /// Whether a member is left out of an answer on it.
    pub fn lacks(&self) -> Option<(&'e State, &'e str)> {
        self.answers().find_map(|answered| match &answered.what {
            What::Returned { without: Some(name), .. } => Some((self.state(answered.state), &**name)),
            What::Returned { .. } | What::Failed(_) | What::TimedOut | What::Silent => None,
        })
    }
}
