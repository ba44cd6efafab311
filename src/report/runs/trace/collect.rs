//! Sorts visits into the steps of a trace, branch by branch. Keeps what is to be shown and
//! forgets the rest: items alike are kept once, loops by their first and last round.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::engine::history::{Branch, Transition};
use crate::record::visits::{BranchStart, Ended, Happening, HappeningKind, Visit};

use super::sequence::Sequence;
use super::steps::{Block, Groups, TraceStep};

/// How often data that is shown whole is held at a time: beside itself, as the lines of its fields.
const WRITTEN: usize = 3;

/// The steps of a run, as they come together.
#[derive(Debug)]
pub struct Collector {
    tracks: BTreeMap<Branch, Track>,
    keep: Keep,
    /// States of the machine itself that were visited.
    pub states: BTreeSet<StateId>,
    /// Transitions that were taken, catchers' excepted.
    pub taken: BTreeSet<(StateId, Option<StateId>)>,
    /// States that were left, whichever way.
    pub left: BTreeSet<StateId>,
    /// How each state was left last, by its number: mostly the next time it is the same.
    last_ways: Vec<Option<Transition>>,
    /// Errors that were caught.
    pub caught: usize,
    /// About how many bytes all that is kept takes, and will take once it is written out.
    pub held: usize,
}

/// What is kept to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// So many different kinds of items or branches of one state; loops by their first and last round.
    Kinds(usize),
    /// Every step of every item and branch; loops of the machine itself as before.
    Items,
    /// Everything.
    All,
}

impl Keep {
    const fn kinds(self) -> usize {
        match self {
            Self::Kinds(kinds) => kinds,
            Self::Items | Self::All => usize::MAX,
        }
    }

    /// Whether no loop of `branch` is summed up.
    fn is_whole(self, branch: Branch) -> bool {
        match self {
            Self::Kinds(_) => false,
            Self::Items => branch != Branch(0),
            Self::All => true,
        }
    }
}

/// One branch.
#[derive(Debug)]
struct Track {
    sequence: Sequence,
    /// The branches or items of the visit under way.
    groups: Option<Groups>,
}

impl Collector {
    /// Keeps what `keep` says.
    pub const fn new(keep: Keep) -> Self {
        Self {
            tracks: BTreeMap::new(),
            keep,
            states: BTreeSet::new(),
            taken: BTreeSet::new(),
            left: BTreeSet::new(),
            last_ways: Vec::new(),
            caught: 0,
            held: 0,
        }
    }

    /// Takes the steps of the machine itself that are done.
    pub fn take(&mut self) -> Vec<TraceStep> {
        let track = self.tracks.get_mut(&Branch(0)).filter(|track| track.sequence.is_ready());
        let taken = track.map(|track| track.sequence.take());
        let (steps, bytes) = taken.unwrap_or_default();
        self.held = self.held.saturating_sub(bytes);
        steps
    }

    /// Takes the steps that are left.
    pub fn finish(&mut self) -> Vec<TraceStep> {
        self.tracks.remove(&Branch(0)).map_or_else(Vec::new, |track| track.sequence.finish())
    }

    /// Takes what happened.
    pub fn step(&mut self, step: &Happening<'_>) {
        match step.what {
            HappeningKind::Entered if step.branch == Branch(0) => {
                self.states.extend(step.state.filter(|state| !self.knows(*state)));
            }
            HappeningKind::ChildrenStarted(_) => self.track(step.branch).groups = Some(Groups::default()),
            HappeningKind::ChildBegan(_, branch) => {
                self.track(branch);
            }
            HappeningKind::Started(_)
            | HappeningKind::Entered
            | HappeningKind::ChildEnded(..)
            | HappeningKind::Called
            | HappeningKind::Submitted
            | HappeningKind::Answered
            | HappeningKind::Retrying
            | HappeningKind::Failed
            | HappeningKind::Aborted
            | HappeningKind::EvaluationFailed(..)
            | HappeningKind::MapRun(_) => {}
        }
    }

    /// Takes a visit that is over.
    pub fn over(&mut self, visit: Arc<Visit>) {
        if let Some(way) = visit.way {
            self.went(visit.state, way);
        }
        let own = visit.weight() * if self.keep == Keep::All { WRITTEN } else { 1 };
        let track = self.track(visit.branch);
        let groups = track.groups.take();
        let weight = own + groups.as_ref().map_or(0, |groups| groups.weight);
        let dropped = track.sequence.push(Block { visit, groups, weight });
        self.held = (self.held + own).saturating_sub(dropped);
    }

    /// Takes note that a branch or item is over.
    pub fn child_over(&mut self, child: Branch, origin: BranchStart, ended: Ended) {
        let Some(track) = self.tracks.remove(&child) else { return };
        let most = self.keep.kinds();
        if let Some(groups) = self.tracks.get_mut(&origin.parent).and_then(|parent| parent.groups.as_mut()) {
            let dropped = groups.ended(origin.index, ended, track.sequence, most);
            self.held = self.held.saturating_sub(dropped);
        }
    }

    fn went(&mut self, state: StateId, way: Transition) {
        self.caught += usize::from(matches!(way, Transition::Caught(..)));
        let at = state.0 as usize;
        if self.last_ways.len() <= at {
            self.last_ways.resize(at + 1, None);
        }
        if self.last_ways[at].replace(way) == Some(way) {
            return;
        }
        self.left.insert(state);
        match way {
            Transition::Next(next) => self.taken.insert((state, next)),
            Transition::Rule(_, next) | Transition::Default(next) => self.taken.insert((state, Some(next))),
            Transition::Caught(..) => false,
        };
    }

    /// Whether the state was left before.
    fn knows(&self, state: StateId) -> bool {
        self.last_ways.get(state.0 as usize).is_some_and(Option::is_some)
    }

    fn track(&mut self, branch: Branch) -> &mut Track {
        let whole = self.keep.is_whole(branch);
        self.tracks.entry(branch).or_insert_with(|| Track { sequence: Sequence::new(whole), groups: None })
    }
}
