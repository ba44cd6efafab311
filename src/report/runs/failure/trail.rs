//! `Trail`: the last visits of every branch that is under way, so that a failure can be explained
//! from where it began. Branches that ended well are forgotten.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::value::Value;
use crate::engine::failure::Failure;
use crate::engine::history::Branch;
use crate::engine::tally::Tally;
use crate::record::visits::{Branches, Ended, Happening, HappeningKind, MapRun, Mark, Visit};
use crate::report::runs::limit::Met;

/// The most visits of a branch that are kept.
const VISITS: usize = 64;

/// Visits whose inputs have more bytes of JSON text than this are kept no longer, but for the last few: in memory a list of
/// numbers needs ten times its text.
const INPUT_BYTES: usize = 4 << 20;
const FEWEST_VISITS: usize = 8;

/// What is kept of a run.
#[derive(Debug, Default)]
pub struct Trail {
    /// The branches that are under way or failed, by their number.
    tracks: Vec<Option<Box<Track>>>,
    /// How many more visits are kept; all of them if it is none.
    left: Option<usize>,
    /// Memory for the next branch, and for the next visits.
    spare: Option<Box<Track>>,
    spare_visits: VecDeque<Arc<Visit>>,
    /// The failure that goes outwards at the moment, innermost state first.
    failing: Vec<(Branch, StateId, Failure)>,
    /// The limit of time that the innermost of them met.
    met: Option<Met>,
    /// How the last Map Run came out.
    map_run: Option<Box<Tally>>,
    /// How often each state was entered.
    entered: Vec<u64>,
    /// How many branches or items of each state began.
    began: Vec<u64>,
}

/// One branch.
#[derive(Debug, Default)]
struct Track {
    /// The visits that are over, latest last.
    done: VecDeque<Arc<Visit>>,
    /// How many bytes of JSON text their inputs have.
    bytes: usize,
    /// The input of the visit under way, once it failed or has children.
    input: Option<Value>,
    /// Its branches or items that did not end well.
    children: Vec<Branch>,
    /// The variables that were assigned on it.
    assigned: BTreeSet<Arc<str>>,
}

impl Trail {
    /// A trail that ends after so many visits: a report that only counts cannot pay for each of a million. What
    /// failed later is explained without what happened before.
    #[must_use]
    pub fn of_first(visits: usize) -> Self {
        Self { left: Some(visits), ..Self::default() }
    }

    /// Whether visits are still kept.
    pub fn follows(&self) -> bool {
        self.left != Some(0)
    }

    /// Takes what happened.
    pub fn step(&mut self, step: &Happening<'_>) {
        match step.what {
            HappeningKind::Entered => {
                self.failing.clear();
                count(&mut self.entered, step.state);
            }
            HappeningKind::Failed => {
                if self.failing.is_empty() {
                    self.met = step.visit.and_then(Visit::call).and_then(Met::by);
                }
                self.learn_input(step);
                let failure = step.visit.and_then(|visit| visit.failure.clone());
                self.failing
                    .extend(step.state.zip(failure).map(|(state, failure)| (step.branch, state, failure)));
            }
            HappeningKind::ChildBegan(..) => count(&mut self.began, step.state),
            // A new try of a Map or Parallel: the branches of the last one are over.
            HappeningKind::ChildrenStarted(_) => {
                self.forget_below(step.branch);
                self.learn_input(step);
            }
            HappeningKind::MapRun(MapRun::Counted(tally)) => self.map_run = Some(Box::new(tally.clone())),
            HappeningKind::Started(_)
            | HappeningKind::ChildEnded(..)
            | HappeningKind::Called
            | HappeningKind::Submitted
            | HappeningKind::Answered
            | HappeningKind::Retrying
            | HappeningKind::Aborted
            | HappeningKind::EvaluationFailed(..)
            | HappeningKind::MapRun(_) => {}
        }
    }

    /// Keeps the input of a state that failed, or that others are inside.
    fn learn_input(&mut self, step: &Happening<'_>) {
        if self.follows() {
            self.track(step.branch).input = step.visit.map(|visit| visit.input.value().clone());
        }
    }

    /// Takes a visit that is over, and gives back memory that it does not need.
    pub fn keep(&mut self, visit: Arc<Visit>) -> Option<Arc<Visit>> {
        if visit.way.is_none() {
            return Some(visit);
        }
        self.failing.clear();
        if !self.follows() {
            return Some(visit);
        }
        self.left = self.left.map(|left| left - 1);
        if !self.follows() {
            (self.tracks, self.spare, self.spare_visits) = (Vec::new(), None, VecDeque::new());
            return Some(visit);
        }
        self.forget_below(visit.branch);
        let track = self.track(visit.branch);
        if let Some(names) = &visit.assigned {
            track.assigned.extend(names.keys().cloned());
        }
        track.input = None;
        let oldest = track.add(visit);
        oldest.or_else(|| self.spare_visits.pop_back())
    }

    /// A branch or an item is over. One that ended well is forgotten.
    pub fn child_over(&mut self, child: Branch, parent: Branch, ended: Ended) {
        if !self.follows() {
            return;
        }
        match ended.mark {
            Mark::Good | Mark::Caught => self.forget(child),
            Mark::Failed | Mark::Cut => self.track(parent).children.push(child),
        }
    }

    /// The failure that goes outwards at the moment, innermost state first.
    pub fn failing(&self) -> &[(Branch, StateId, Failure)] {
        &self.failing
    }

    /// The state that was entered most often, with how often that was.
    pub fn most_entered(&self) -> Option<(StateId, u64)> {
        let most =
            self.entered.iter().enumerate().max_by_key(|(at, count)| (**count, std::cmp::Reverse(*at)));
        most.filter(|(_, count)| **count > 0).map(|(at, count)| (StateId(at as u32), *count))
    }

    /// How many branches or items of a state began.
    pub fn began(&self, state: StateId) -> u64 {
        self.began.get(state.0 as usize).copied().unwrap_or(0)
    }

    /// The limit of time that the innermost failing state met.
    pub fn met(&self) -> Option<&Met> {
        self.met.as_ref()
    }

    /// How the last Map Run came out.
    pub fn map_run(&self) -> Option<&Tally> {
        self.map_run.as_deref()
    }

    /// The visits of a branch that are over, latest first.
    pub fn visits(&self, branch: Branch) -> impl Iterator<Item = &Visit> {
        self.known(branch).into_iter().flat_map(|track| track.done.iter().rev().map(|visit| &**visit))
    }

    /// The raw input of the state a branch is in.
    pub fn input(&self, branch: Branch) -> Option<&Value> {
        self.known(branch)?.input.as_ref()
    }

    /// The variables that were assigned on a branch and on those around it.
    pub fn assigned(&self, branch: Branch, branches: &Branches) -> BTreeSet<&str> {
        let around = std::iter::successors(Some(branch), |branch| Some(branches.origin(*branch)?.parent));
        around
            .filter_map(|branch| self.known(branch))
            .flat_map(|track| track.assigned.iter().map(|name| &**name))
            .collect()
    }

    fn known(&self, branch: Branch) -> Option<&Track> {
        self.tracks.get(branch.0 as usize)?.as_deref()
    }

    fn track(&mut self, branch: Branch) -> &mut Track {
        let at = branch.0 as usize;
        if self.tracks.len() <= at {
            self.tracks.resize_with(at + 1, || None);
        }
        let spare = &mut self.spare;
        self.tracks[at].get_or_insert_with(|| spare.take().unwrap_or_default())
    }

    fn forget_below(&mut self, branch: Branch) {
        let track = self.tracks.get_mut(branch.0 as usize).and_then(Option::as_mut);
        let Some(track) = track.filter(|track| !track.children.is_empty()) else { return };
        for child in std::mem::take(&mut track.children) {
            self.forget(child);
        }
    }

    fn forget(&mut self, branch: Branch) {
        self.forget_below(branch);
        let Some(mut track) = self.tracks.get_mut(branch.0 as usize).and_then(Option::take) else { return };
        let room = VISITS.saturating_sub(self.spare_visits.len());
        let freed = track.done.len().min(room);
        self.spare_visits.extend(track.done.drain(..freed));
        track.done.clear();
        track.bytes = 0;
        track.assigned.clear();
        track.input = None;
        self.spare = Some(track);
    }
}

impl Track {
    /// Keeps one more visit, and gives back the last of those that go for it.
    fn add(&mut self, visit: Arc<Visit>) -> Option<Arc<Visit>> {
        self.bytes += visit.input.size();
        self.done.push_back(visit);
        let mut oldest = None;
        while self.done.len() > VISITS || (self.bytes > INPUT_BYTES && self.done.len() > FEWEST_VISITS) {
            oldest = self.done.pop_front();
            self.bytes -= oldest.as_ref().map_or(0, |visit| visit.input.size());
        }
        oldest
    }
}

fn count(counts: &mut Vec<u64>, state: Option<StateId>) {
    let Some(at) = state.map(|state| state.0 as usize) else { return };
    if counts.len() <= at {
        counts.resize(at + 1, 0);
    }
    counts[at] += 1;
}
