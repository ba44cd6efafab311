//! Two runs side by side: the first visit in which they part, and what differs from there on.
//!
//! Both are read at once and visits compared as they end, those of one branch or item with each other. Only visits that
//! the other run has not come to yet are held, so that a Map of a million items takes no more memory than one item.

mod human;
mod json;
mod steps;

use std::collections::{BTreeMap, VecDeque};
use std::io;

use crate::record::visits::RunEnd;

pub use human::write as human;
pub use json::write as json;
pub use steps::{Entry, Records, Side, Step};

/// More visits than so many are not held until the other run comes to them: the runs part at the first.
const MOST_HELD: usize = 10_000;
/// The names of at most so many states are kept behind the parting.
const MOST_NAMES: usize = 10_000;

/// What differs between two runs.
#[derive(Debug)]
pub struct Pair {
    /// How many visits were the same.
    pub same: usize,
    /// The first visit that is not; none if all are the same.
    pub parting: Option<Parting>,
    /// The states that the old and the new run came to from there, in the branch in which they part.
    pub paths: [Names; 2],
    /// How the old and the new run ended.
    pub ends: [End; 2],
}

/// Where two runs part.
#[derive(Debug)]
pub struct Parting {
    /// The branches and items around it: `Reserve Items[2]`.
    pub place: Vec<String>,
    /// The visit of the old run; none if only the new one has it.
    pub old: Option<Step>,
    /// The visit of the new run; none if only the old one has it.
    pub new: Option<Step>,
}

/// Names of states in the order in which they were left.
#[derive(Debug, Default)]
pub struct Names {
    /// The first ones.
    pub all: Vec<String>,
    /// How many more there are.
    pub more: usize,
}

/// How a run ended.
#[derive(Debug)]
pub struct End {
    /// The outcome; none if the run was given up or is cut off.
    pub end: Option<RunEnd>,
    /// Why it was given up.
    pub stop: Option<String>,
}

impl End {
    /// One word: `SUCCEEDED`, `FAILED`, …, `STOPPED`.
    #[must_use]
    pub fn status(&self) -> &'static str {
        self.end.as_ref().map_or("STOPPED", |end| end.status)
    }

    fn is_same(&self, other: &Self) -> bool {
        let facts =
            |end: &Self| end.end.as_ref().map(|end| (end.status, end.output.clone(), end.error.clone()));
        facts(self) == facts(other) && self.stop == other.stop
    }
}

impl Pair {
    /// Whether both runs did the same.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.parting.is_none() && self.ends[0].is_same(&self.ends[1])
    }
}

/// Reads both runs to their ends and compares them.
pub fn compare(mut old: Side<'_>, mut new: Side<'_>) -> io::Result<Pair> {
    let mut pairing = Pairing::default();
    loop {
        let steps = [old.step()?, new.step()?];
        if steps.iter().all(Option::is_none) {
            break;
        }
        for (side, step) in steps.into_iter().enumerate() {
            step.into_iter().for_each(|step| pairing.take(side, step));
        }
    }
    if pairing.parting.is_none() {
        pairing.part_at_held();
    }
    let Pairing { same, parting, paths, .. } = pairing;
    Ok(Pair { same, parting, paths, ends: [old.end(), new.end()] })
}

/// Visits of one branch that only one of the runs has come to, with the number of the run.
#[derive(Debug, Default)]
struct Pairing {
    same: usize,
    held: BTreeMap<Vec<String>, (usize, VecDeque<Step>)>,
    count: usize,
    parting: Option<Parting>,
    paths: [Names; 2],
}

impl Pairing {
    /// Takes the next visit of the run `side`.
    fn take(&mut self, side: usize, step: Step) {
        if let Some(parting) = &self.parting {
            if step.place == parting.place {
                self.paths[side].push(step.name);
            }
            return;
        }
        let (holder, held) = self.held.entry(step.place.clone()).or_insert_with(|| (side, VecDeque::new()));
        if held.is_empty() || *holder == side {
            *holder = side;
            held.push_back(step);
            self.count += 1;
            if self.count > MOST_HELD {
                self.part_at_held();
            }
            return;
        }
        let Some(other) = held.pop_front() else { return };
        self.count -= 1;
        if held.is_empty() {
            self.held.remove(&step.place);
        }
        if step.is_same(&other) {
            self.same += 1;
            return;
        }
        let (old, new) = if side == 1 { (other, step) } else { (step, other) };
        self.part(old.place.clone(), Some(old), Some(new));
    }

    /// The runs part here. What of this branch is held comes behind it.
    fn part(&mut self, place: Vec<String>, old: Option<Step>, new: Option<Step>) {
        for (side, step) in [&old, &new].into_iter().enumerate() {
            self.paths[side].all.extend(step.iter().map(|step| step.name.clone()));
        }
        if let Some((side, rest)) = self.held.remove(&place) {
            rest.into_iter().for_each(|step| self.paths[side].push(step.name));
        }
        self.held.clear();
        self.parting = Some(Parting { place, old, new });
    }

    /// The runs part at the first visit that only one of them has, if there is one.
    fn part_at_held(&mut self) {
        let first =
            self.held.iter().filter_map(|(place, (_, held))| Some((held.front()?.entered, place.clone())));
        let Some((_, place)) = first.min() else { return };
        let Some((side, held)) = self.held.get_mut(&place) else { return };
        let (side, step) = (*side, held.pop_front());
        let (old, new) = if side == 0 { (step, None) } else { (None, step) };
        self.part(place, old, new);
    }
}

impl Names {
    fn push(&mut self, name: String) {
        if self.all.len() < MOST_NAMES {
            self.all.push(name);
        } else {
            self.more += 1;
        }
    }
}
