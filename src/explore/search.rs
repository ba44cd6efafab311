//! The search: forks of runs, breadth first and those with few faults first, so that what is found first is the
//! shortest way there. Points that are equal are gone on from once. All of a wave is forked side by side and taken in
//! order, so that the report is the same however many cores there are.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

use crate::asl::machine::{Kind, StateId};
use crate::base::threads;
use crate::services::clock::real_now;
use crate::suite::suggest::{Material, Responders};

use super::bounds::{Bounds, Cut};
use super::ending::Ending;
use super::kinds::Findings;
use super::node::{Come, End, Node};
use super::outcome::{Plan, Plans};
use super::path::{Happened, Marks};
use super::survey::Survey;

/// So many nodes are forked side by side before what came of them is taken.
const WAVE: usize = 1024;
/// With more nodes than this to go on from, the newest come first, so that memory stays bounded.
const MOST_OPEN: usize = 16_384;
/// A point of this shape was met so often on one way: from then on the way is followed straight.
const SAME_SHAPE: usize = 3;
/// So many ways are followed straight from calls of one state.
const STRAIGHT: usize = 4;
/// The most calls on a way that is followed straight.
const MOST_STRAIGHT: usize = 30_000;

/// A search under way.
pub struct Search<'m> {
    material: &'m mut Material,
    responders: &'m Responders,
    bounds: Bounds,
    pub end: Option<Instant>,
    /// Nodes to go on from, by their faults.
    open: BTreeMap<u8, Vec<Node>>,
    seen: HashSet<u64>,
    plans: BTreeMap<StateId, Plans>,
    straight: BTreeMap<StateId, usize>,
    pub survey: Survey,
    pub findings: Findings,
}

impl<'m> Search<'m> {
    /// A search from all starts of `material`.
    pub fn new((material, responders): (&'m mut Material, &'m Responders), bounds: Bounds) -> Self {
        let mut survey = Survey::new(Arc::clone(&material.machine));
        if material.is_cut {
            survey.cuts.insert(Cut::Time);
        }
        Self {
            end: real_now().checked_add(bounds.wall),
            material,
            responders,
            bounds,
            open: BTreeMap::new(),
            seen: HashSet::new(),
            plans: BTreeMap::new(),
            straight: BTreeMap::new(),
            survey,
            findings: Findings::default(),
        }
    }

    /// Searches as far as the bounds allow.
    pub fn run(&mut self) {
        for start in 0..self.material.starts.len() {
            let come = Node::start(self.material, start);
            self.take(come);
        }
        while let Some((faults, mut wave)) = self.open.pop_first() {
            let is_long = wave.len() > MOST_OPEN;
            let mut rest = wave.split_off(if is_long { wave.len() - WAVE } else { wave.len().min(WAVE) });
            if is_long {
                std::mem::swap(&mut wave, &mut rest);
            }
            if !rest.is_empty() {
                self.open.insert(faults, rest);
            }
            if self.is_over() {
                return;
            }
            self.prepare(&wave);
            let (material, plans, bounds, end) = (&*self.material, &self.plans, self.bounds, self.end);
            let forked = threads::each_in(bounds.jobs, &wave, |node| match is_past(end) {
                // The next look at the clock says so.
                true => (Vec::new(), false),
                false => forks(node, plans, material, bounds),
            });
            for (comes, is_cut) in forked {
                if is_cut {
                    self.survey.cuts.insert(Cut::Faults);
                }
                comes.into_iter().for_each(|come| {
                    self.survey.forks += 1;
                    self.take(come);
                });
            }
        }
    }

    fn is_over(&mut self) -> bool {
        let cut = if self.survey.forks >= self.bounds.forks {
            Cut::Forks
        } else if is_past(self.end) {
            Cut::Time
        } else {
            return false;
        };
        self.survey.cuts.insert(cut);
        true
    }

    /// Finds out what calls may come to that no earlier node made.
    fn prepare(&mut self, wave: &[Node]) {
        for call in wave.iter().filter_map(Node::call) {
            if self.plans.contains_key(&call.state) {
                continue;
            }
            if self.material.answers.get(&call.state).is_none_or(Vec::is_empty) {
                self.material.ask(self.responders, call);
            }
            let Kind::Task(task) = &self.material.machine.state(call.state).kind else { continue };
            let plans = Plans::of(&self.material.machine, task, call, self.material);
            self.survey.errors.insert(call.state, plans.errors.clone());
            self.survey.args.insert(call.state, call.args.clone());
            self.plans.insert(call.state, plans);
        }
    }

    fn take(&mut self, come: Come) {
        match come {
            Come::Ended(node, end) => self.ended(&node, &end),
            Come::Waits(node) => self.waits(*node),
        }
    }

    fn ended(&mut self, node: &Node, end: &End) {
        self.survey.ends += 1;
        self.survey.note(node.way.own(), node.start);
        let ending = Ending::new(self.material, node, end, &self.survey);
        self.findings.look(&ending);
        let lesson = ending.lesson();
        self.survey.learn(lesson);
    }

    fn waits(&mut self, node: Node) {
        self.survey.note(node.way.own(), node.start);
        let Marks { key, shape, place } = node.way.marks;
        if let Some(loop_states) = circle(&node, |marks| marks.place == place, 1) {
            let ending = Ending::circle(self.material, &node, loop_states, &self.survey);
            self.findings.look(&ending);
            if circle(&node, |marks| marks.key == key, 1).is_some() {
                return;
            }
        }
        if self.bounds.merges && !self.seen.insert(key) {
            return;
        }
        if circle(&node, |marks| marks.shape == shape, SAME_SHAPE).is_some() {
            return self.straight(node);
        }
        if node.way.states >= self.bounds.depth {
            self.survey.cuts.insert(Cut::Depth);
            return;
        }
        self.open.entry(node.faults).or_default().push(node);
    }

    /// Follows the way of a loop without forks: each call is answered as it was before.
    fn straight(&mut self, mut node: Node) {
        let Some(state) = node.call().map(|call| call.state) else { return };
        let tried = self.straight.entry(state).or_default();
        *tried += 1;
        if *tried > STRAIGHT {
            return;
        }
        let mut last: BTreeMap<StateId, Plan> = BTreeMap::new();
        for happened in node.way.happened() {
            if let Happened::Called(answered) = happened {
                let plan = Plan { answered: Arc::clone(answered), persists: false, faults: 0 };
                last.insert(answered.state, plan);
            }
        }
        for _ in 0..MOST_STRAIGHT {
            if is_past(self.end) {
                return;
            }
            let Some(call) = node.call().cloned() else { return };
            let plan = match last.get(&call.state) {
                Some(plan) => plan.clone(),
                None => {
                    self.prepare(std::slice::from_ref(&node));
                    let first = self.plans.get(&call.state).and_then(|plans| plans.all.first());
                    let Some(first) = first.cloned() else { return };
                    last.insert(call.state, first.clone());
                    first
                }
            };
            let Some(come) = node.fork(&plan, self.material) else { return };
            self.survey.forks += 1;
            match come {
                Come::Waits(next) => node = *next,
                Come::Ended(node, end) => return self.ended(&node, &end),
            }
            if node.fleet.event_count() > 2 * crate::engine::EVENT_QUOTA {
                return self.ended(&node, &End::Runaway);
            }
        }
    }
}

fn is_past(end: Option<Instant>) -> bool {
    end.is_some_and(|end| real_now() >= end)
}

/// The states of the loop that a node is in: those entered since an earlier point that is `alike`, if there are so many.
fn circle(node: &Node, alike: impl Fn(Marks) -> bool, times: usize) -> Option<Vec<StateId>> {
    let mut states = Vec::new();
    let mut met = 0;
    for (at, segment) in node.way.backwards().enumerate() {
        if at > 0 && alike(segment.marks) {
            met += 1;
            if met == times {
                states.reverse();
                return Some(states);
            }
        }
        states.extend(segment.own().iter().rev().filter_map(Happened::entered));
    }
    None
}

/// The forks of a node, and whether some were left out for the number of their faults.
fn forks(
    node: &Node,
    plans: &BTreeMap<StateId, Plans>,
    material: &Material,
    bounds: Bounds,
) -> (Vec<Come>, bool) {
    let Some(call) = node.call() else { return (Vec::new(), false) };
    let Some(plans) = plans.get(&call.state) else { return (Vec::new(), false) };
    let mut is_cut = false;
    let mut comes = Vec::new();
    for plan in node.choose(call, &plans.all) {
        if call.retry_count == 0 && node.faults + plan.faults > bounds.faults {
            is_cut = true;
            continue;
        }
        comes.extend(node.fork(plan, material));
    }
    (comes, is_cut)
}
