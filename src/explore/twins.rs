//! Two definitions of one machine, one converted from the other: both are run on the same ways, call by call, and have
//! to do the same. Ways begin with the inputs of tests, and with each state by itself on inputs that were made for it.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use crate::asl::machine::{Kind, StateId, StateMachine};
use crate::services::clock::real_now;
use crate::suite::properties::Watched;
use crate::suite::suggest::{Material, Responders};

use super::bounds::{Bounds, Cut};
use super::heard::{Heard, difference};
use super::node::{Come, Node};
use super::outcome::Plans;
use super::probes::probes;

/// The most forks from calls of a way that was begun with one state alone.
const MOST_OF_PROBE: usize = 4;

/// What came of it.
#[derive(Debug, Default)]
pub struct Proof {
    /// How many tests there were to begin with.
    pub tests: usize,
    /// How many ways both went to the end.
    pub ways: u64,
    /// How many ways began with one state.
    pub probes: u64,
    /// The states that both went through with the same data.
    pub equal: BTreeSet<StateId>,
    /// The states in which both failed, for data that they cannot use.
    pub failing: BTreeSet<StateId>,
    /// The states of which one does what the other does not, in words.
    pub differences: BTreeMap<StateId, String>,
    /// What cut it short.
    pub cuts: BTreeSet<Cut>,
}

/// A way of both.
struct Twin {
    one: Node,
    other: Node,
    is_probe: bool,
}

struct Twins<'m> {
    material: &'m mut Material,
    responders: &'m Responders,
    mirror: Material,
    plans: BTreeMap<StateId, Plans>,
    open: VecDeque<Twin>,
    seen: HashSet<u64>,
    proof: Proof,
}

/// Runs the machine of `material` and `other`, whose states are the same ones in the same order.
#[must_use]
pub fn prove(
    material: &mut Material,
    responders: &Responders,
    other: &Arc<StateMachine>,
    bounds: Bounds,
) -> Proof {
    // What must hold is not what is compared.
    material.watched = Watched::default();
    let given = material.starts.len();
    let probes = probes(material);
    let count = probes.len() as u64;
    material.starts.extend(probes);
    let mirror = material.mirror(other);
    let tests = material.starts[..given].iter().filter(|start| start.is_given).count();
    let mut twins = Twins {
        material,
        responders,
        mirror,
        plans: BTreeMap::new(),
        open: VecDeque::new(),
        seen: HashSet::new(),
        proof: Proof { tests, probes: count, ..Proof::default() },
    };
    if twins.material.is_cut {
        twins.proof.cuts.insert(Cut::Time);
    }
    twins.run(given, bounds);
    let Twins { material, proof, .. } = twins;
    material.starts.truncate(given);
    proof
}

impl Twins<'_> {
    fn run(&mut self, given: usize, bounds: Bounds) {
        let end: Option<Instant> = real_now().checked_add(bounds.wall);
        let is_past = || end.is_some_and(|end| real_now() >= end);
        for start in 0..self.material.starts.len() {
            if is_past() {
                self.proof.cuts.insert(Cut::Time);
                return;
            }
            let one = Node::heard(self.material, start);
            let other = Node::heard(&self.mirror, start);
            self.take(one, other, start >= given);
        }
        let mut forks = 0;
        while let Some(twin) = self.open.pop_front() {
            if forks >= bounds.forks || is_past() {
                self.proof.cuts.insert(if forks >= bounds.forks { Cut::Forks } else { Cut::Time });
                return;
            }
            forks += self.fork(&twin, bounds);
        }
    }

    /// Forks both where they wait; how many forks there were.
    fn fork(&mut self, twin: &Twin, bounds: Bounds) -> u64 {
        let Some(call) = twin.one.call().cloned() else { return 0 };
        if twin.one.way.states >= bounds.depth {
            self.proof.cuts.insert(Cut::Depth);
            return 0;
        }
        if !self.plans.contains_key(&call.state) {
            if self.material.answers.get(&call.state).is_none_or(Vec::is_empty) {
                self.material.ask(self.responders, &call);
            }
            let Kind::Task(task) = &self.material.machine.state(call.state).kind else { return 0 };
            let plans = Plans::of(&self.material.machine, task, &call, self.material);
            self.plans.insert(call.state, plans);
        }
        let Some(plans) = self.plans.get(&call.state).cloned() else { return 0 };
        let mut forks = 0;
        for plan in twin.one.choose(&call, &plans.all) {
            if call.retry_count == 0 && twin.one.faults + plan.faults > bounds.faults {
                self.proof.cuts.insert(Cut::Faults);
                continue;
            }
            if twin.is_probe && forks >= MOST_OF_PROBE as u64 {
                break;
            }
            let comes = (twin.one.fork(plan, self.material), twin.other.fork(plan, &self.mirror));
            if let (Some(one), Some(other)) = comes {
                forks += 1;
                self.take(one, other, twin.is_probe);
            }
        }
        forks
    }

    fn take(&mut self, one: Come, other: Come, is_probe: bool) {
        let (is_over, mut one) = open(one);
        let (is_other_over, mut other) = open(other);
        let (heard, others) = (one.take_heard(), other.take_heard());
        let same = heard.iter().zip(&others).take_while(|(one, other)| one == other).count();
        let left = heard[..same].iter().filter_map(|heard| match heard {
            Heard::Left(state, ..) | Heard::Failed(state, _) => Some(*state),
            Heard::Entered(..)
            | Heard::Called(..)
            | Heard::Items(..)
            | Heard::Retrying(..)
            | Heard::Ended(..) => None,
        });
        self.proof.equal.extend(left);
        let (this, that) = (heard.get(same), others.get(same));
        if this.is_some() || that.is_some() || is_over != is_other_over {
            self.proof.ways += 1;
            let alike = this.zip(that).is_some_and(|(one, other)| one.fails_alike(other));
            if alike {
                self.proof.failing.extend(this.and_then(Heard::state));
            } else {
                self.differ(&heard, this, that, &one);
            }
        } else if is_over {
            self.proof.ways += 1;
        } else if self.seen.insert(one.way.marks.key) {
            self.open.push_back(Twin { one, other, is_probe });
        }
    }

    /// Keeps that one does `this`, and the other `that`.
    fn differ(&mut self, heard: &[Heard], this: Option<&Heard>, that: Option<&Heard>, node: &Node) {
        let machine = &self.material.machine;
        let about = this.or(that).and_then(Heard::state);
        let at = heard.iter().position(|heard| Some(heard) == this).unwrap_or(heard.len());
        let before = || {
            let flow = about.map(|state| machine.state(state).flow);
            let left = heard[..at].iter().rev().filter_map(|heard| match heard {
                Heard::Left(state, ..) => Some(*state),
                Heard::Entered(..)
                | Heard::Called(..)
                | Heard::Items(..)
                | Heard::Retrying(..)
                | Heard::Failed(..)
                | Heard::Ended(..) => None,
            });
            left.into_iter().find(|state| flow.is_none_or(|flow| machine.state(*state).flow == flow))
        };
        let around = || machine.flow(machine.state(about?).flow).owner;
        let culprit = match this.or(that) {
            Some(Heard::Entered(..)) => before().or_else(around).or(about),
            Some(
                Heard::Called(..)
                | Heard::Items(..)
                | Heard::Left(..)
                | Heard::Retrying(..)
                | Heard::Failed(..),
            ) => about,
            Some(Heard::Ended(..)) | None => before(),
        };
        let culprit = culprit.or_else(|| node.call().map(|call| call.state)).unwrap_or(machine.root().start);
        let why = difference(this, that);
        self.proof.differences.entry(culprit).or_insert(why);
    }
}

fn open(come: Come) -> (bool, Node) {
    match come {
        Come::Waits(node) => (false, *node),
        Come::Ended(node, _) => (true, *node),
    }
}
