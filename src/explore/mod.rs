//! `sfn explore`: every outcome of every call is tried, by forks of the run. What goes wrong is found with the shortest
//! way there.
//!
//! A run is forked where it waits for the answer to a call: its answers as tests, mocks or the models of APIs have
//! them, the errors that its rules tell apart, time limits that run out. Inputs and answers that flip the rules of
//! Choices are those of tests, or were solved for by [`crate::suite::suggest`].

mod omitted;
mod outcome;
mod path;
mod thrown;

mod bounds;
mod heard;
mod kept;
mod node;
mod survey;

mod ending;
pub mod kinds;

mod search;
mod shrink;

mod probes;
mod twins;

mod report;
mod tests;

use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::diag::{Place, Severity};
use crate::base::value::{Object, Value};
use crate::expr::property::Property;
use crate::suite::suggest::{Material, Responders};

use ending::Ending;
use kinds::broken_property;
use outcome::{Answered, What};
use search::Search;

pub use bounds::{Bounds, Cut};
pub use report::{human, json};
pub use tests::tests;
pub use twins::{Proof, prove};

/// What a search found.
#[derive(Debug)]
pub struct Exploration {
    /// The machine, as it is referred to.
    pub machine: String,
    /// What is wrong, the worst first.
    pub findings: Vec<Found>,
    /// How many forks there were.
    pub forks: u64,
    /// How many runs came to an end.
    pub ends: u64,
    /// How many inputs it began with.
    pub starts: usize,
    /// Whether nobody wrote an input: the only one was made of what is read of it.
    pub is_made_up: bool,
    /// What must hold of every run, and whether it did of all that were looked at.
    pub properties: Vec<(Arc<Property>, bool)>,
    /// How many states were entered, and how many there are.
    pub states: (usize, usize),
    /// The names of states that were not entered.
    pub missed: Vec<Arc<str>>,
    /// What cut it short.
    pub cuts: Vec<Cut>,
}

/// A finding.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its kind.
    pub kind: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The state.
    pub state: Arc<str>,
    /// Where that is in the definition, from 1.
    pub line: usize,
    /// Why, in one line.
    pub message: String,
    /// The property that is broken, if it is one.
    pub property: Option<Arc<Property>>,
    /// What leads there.
    pub trace: Option<Trace>,
}

/// A way to a finding.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The input: the test that has it, or what it was made from.
    pub start: String,
    /// The input itself.
    pub input: Value,
    /// Members of the context object and variables that the test sets.
    pub surroundings: Object,
    /// The states, as they were entered.
    pub path: Vec<Arc<str>>,
    /// What calls came to, in order: `{"state": …, "return": …}`, or `error`, `timeout`, `silence` in its place.
    pub answers: Vec<Value>,
    /// AWS's word for how it ends, and the name of the error; none if it does not end.
    pub end: Option<(&'static str, Option<Arc<str>>)>,
}

/// Explores the machine of `material` as far as `bounds` allow.
#[must_use]
pub fn explore(material: &mut Material, responders: &Responders, bounds: Bounds) -> Exploration {
    let mut search = Search::new((material, responders), bounds);
    search.run();
    let Search { survey, mut findings, end, .. } = search;
    findings.survey(material, &survey);
    let starts = material.starts.len();
    let mut found = Vec::new();
    for (kind, id, what, finding) in findings.all() {
        let state = Arc::clone(&material.machine).state(id).clone();
        let is_property = kind.name == broken_property::KIND.name;
        let number = if is_property { what.parse::<usize>().ok() } else { None };
        let property = number.and_then(|number| material.properties.get(number).cloned());
        let way = finding.way.as_ref().map(|kept| match &property {
            Some(property) => shrink::shrink(material, &survey, property, (kept, end)),
            None => kept.clone(),
        });
        found.push(Found {
            kind: kind.name,
            severity: finding.severity,
            line: material.document.locate(&Place::Key(state.pointer.clone())).line,
            state: state.name,
            message: finding.message.clone(),
            property,
            trace: way.map(|kept| trace(&Ending::again(material, &survey, &kept))),
        });
    }
    let holds = |property: &Arc<Property>| {
        !found.iter().filter_map(|one| one.property.as_ref()).any(|broken| Arc::ptr_eq(broken, property))
    };
    let properties = material.properties.iter().map(|one| (Arc::clone(one), holds(one))).collect();
    let is_made_up = material.starts.iter().all(|start| !start.is_given);
    material.starts.truncate(starts);
    let machine = &material.machine;
    let missed = survey::numbered(machine).filter(|(id, _)| !survey.entered.contains(id));
    Exploration {
        machine: crate::load::shown_reference(&material.reference),
        findings: found,
        properties,
        forks: survey.forks,
        ends: survey.ends,
        starts,
        is_made_up,
        states: (survey.entered.len(), machine.states.len()),
        missed: missed.map(|(_, state)| Arc::clone(&state.name)).collect(),
        cuts: survey.cuts.iter().copied().collect(),
    }
}

/// The most states and answers of a way that are shown.
const MOST_SHOWN: usize = 200;

fn trace(ending: &Ending<'_>) -> Trace {
    let name = |id: StateId| Arc::clone(&ending.state(id).name);
    let start = ending.start();
    let set = [("context", &start.setup.context), ("variables", &start.setup.variables)];
    let surroundings = set.into_iter().filter_map(|(key, value)| Some((key, value.clone()?))).collect();
    Trace {
        start: start.name.clone(),
        input: start.input.value().clone(),
        surroundings,
        path: ending.path().take(MOST_SHOWN).map(name).collect(),
        answers: ending
            .answers()
            .take(MOST_SHOWN)
            .map(|answered| shown(answered, &name(answered.state)))
            .collect(),
        end: ending.outcome().map(|outcome| {
            let error = ending.failure().and_then(|failure| failure.error.error.clone());
            (outcome.status(), error)
        }),
    }
}

fn shown(answered: &Answered, state: &Arc<str>) -> Value {
    let mut members = Object::from_iter([("state", Value::from(Arc::clone(state)))]);
    match &answered.what {
        What::Returned { value, .. } => members.insert("return", value.clone()),
        What::Failed(thrown) => {
            members.insert("error", Value::from(Arc::clone(&thrown.name)));
            members.insert("cause", Value::from(Arc::clone(&thrown.cause)));
        }
        What::TimedOut => members.insert("timeout", Value::from(true)),
        What::Silent => members.insert("silence", Value::from(true)),
    }
    Value::from(members)
}
