//! What the tests of a call of `sfn test` cover: marks of runs, added up by machine, against all that each machine
//! offers.

pub(super) mod errors;
pub(super) mod forecast;
pub(super) mod goals;
mod marks;
mod others;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::asl::machine::{Flow, FlowId, Kind, State, StateId, StateMachine};
use crate::base::diag::Place;
use crate::base::document::Document;
use crate::base::percent::Percent;
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::load::shown_reference;
use crate::project::Error;
use crate::project::definitions;
use crate::project::discovery::absolute;
use crate::project::settings::Settings;
use crate::report::coverage::{BranchCoverage, Coverage, MachineCoverage, StateCoverage};
use crate::validate::Depth;

use super::Case;

use goals::Goal;

pub use marks::{Marker, Marks};
pub use others::{FileMachine, ProjectMachine, machines_of, project_machines, whole};

/// A machine, with what tests cover of it.
pub struct Covered {
    /// What it is called: the reference of the first test that runs it.
    reference: String,
    /// The same as it was given.
    pub(super) named: String,
    document: Document,
    pub(super) machine: Arc<StateMachine>,
    pub(super) marks: Marks,
    /// The tests that ran it, as places among the cases.
    pub(super) cases: Vec<usize>,
}

/// Which definition a machine has: the file, and where in it that begins.
#[derive(PartialEq, Eq)]
struct Home(PathBuf, usize);

impl Covered {
    fn new(reference: &str, document: &Document, machine: &Arc<StateMachine>) -> Self {
        Self {
            reference: shown_reference(reference),
            named: reference.to_owned(),
            document: document.clone(),
            machine: Arc::clone(machine),
            marks: Marks::default(),
            cases: Vec::new(),
        }
    }

    /// The machine that `reference` names, of which nothing is covered.
    pub fn of(reference: &str, settings: &Settings) -> Result<Self, Error> {
        let definition = definitions::read(reference, &settings.options(Vec::new(), &[]), None, Depth::All)?;
        match &definition.checked.machine {
            Some(machine) if !definition.is_refused() => {
                Ok(Self::new(reference, &definition.loaded.document, &Arc::new(machine.clone())))
            }
            Some(_) | None => Err(Error::Found(definition.findings())),
        }
    }

    /// Its document.
    pub(super) const fn document(&self) -> &Document {
        &self.document
    }

    /// Its definition.
    pub(super) fn definition(&self) -> &Value {
        self.document.value()
    }

    /// Whether `case` runs it.
    pub(super) fn is_run_by(&self, case: &Case<'_>) -> bool {
        case.stage.as_ref().is_ok_and(|stage| self.is_of(stage.document(), stage.machine()))
    }

    fn home(document: &Document) -> Home {
        let begins = document.locate(&Place::Value(Pointer::root())).bytes.start;
        Home(absolute(Path::new(&*document.source().name)), begins)
    }

    /// Whether it is the machine of `document`, perhaps read with other values for `${Name}`.
    fn is_of(&self, document: &Document, machine: &StateMachine) -> bool {
        let names = |machine: &StateMachine| -> Vec<Arc<str>> {
            machine.states.iter().map(|state| Arc::clone(&state.name)).collect()
        };
        Self::home(&self.document) == Self::home(document)
            && (std::ptr::eq(&raw const *self.machine, machine) || names(&self.machine) == names(machine))
    }
}

/// Takes what each test covers, from whichever thread runs it.
#[derive(Debug, Default)]
pub struct Collector(Mutex<BTreeMap<CaseKey, Marks>>);

/// What tells a test from others: its file, line, name and machine.
type CaseKey = (String, usize, String, String);

impl Collector {
    fn key(case: &Case<'_>) -> CaseKey {
        (case.file.clone(), case.line, case.name.clone(), case.machine.clone())
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<CaseKey, Marks>> {
        // Whatever a thread that panicked left is whole: marks are added in one step.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `case` covered; nothing if it came to no end.
    pub(super) fn marks(&self, case: &Case<'_>) -> Marks {
        self.all().get(&Self::key(case)).cloned().unwrap_or_default()
    }

    /// Adds what a run of `case` covered.
    pub(super) fn take(&self, case: &Case<'_>, marks: &Marks) {
        self.all().entry(Self::key(case)).or_default().add(marks);
    }

    /// What `cases` cover of each machine: in the order in which these have it first. Two references to one
    /// definition are one machine.
    #[must_use]
    pub fn gather(&self, cases: &[Case<'_>]) -> Vec<Covered> {
        let taken = self.all();
        let mut all: Vec<Covered> = Vec::new();
        for (at, case) in cases.iter().enumerate() {
            let (Ok(stage), Some(marks)) = (&case.stage, taken.get(&Self::key(case))) else { continue };
            let (document, machine) = (stage.document(), stage.machine());
            let known = all.iter().position(|known| {
                // Tests of one file share what they read.
                Arc::ptr_eq(&known.machine, machine) || known.is_of(document, machine)
            });
            let known = known.unwrap_or_else(|| {
                all.push(Covered::new(&case.machine, document, machine));
                all.len() - 1
            });
            all[known].marks.add(marks);
            all[known].cases.push(at);
        }
        all
    }
}

/// Adds those of the project's `machines` that no test runs.
pub fn add_untested(all: &mut Vec<Covered>, machines: &[ProjectMachine]) {
    for ProjectMachine { reference, document, machine } in machines {
        if !all.iter().any(|known| known.is_of(document, machine)) {
            all.push(Covered::new(reference, document, machine));
        }
    }
}

/// The coverage of all machines, as reports show it.
#[must_use]
pub fn report(all: &[Covered], minimum: Option<Percent>) -> Coverage {
    Coverage { machines: all.iter().map(Covered::report).collect(), minimum }
}

impl Covered {
    fn report(&self) -> MachineCoverage {
        let states: Vec<StateCoverage> =
            self.order().into_iter().map(|(id, depth)| self.state(id, depth)).collect();
        let whole = self.document.locate(&Place::Value(Pointer::root()));
        let lines = states
            .iter()
            .flat_map(|state| state.branches.iter().map(|branch| branch.line).chain([state.line]));
        let first = lines.clone().min().map_or(whole.line, |line| line.min(whole.line));
        let last = lines.max().map_or(whole.end_line, |line| line.max(whole.end_line));
        MachineCoverage {
            machine: self.reference.clone(),
            source: self.document.source().clone(),
            lines: (first, last),
            is_tested: !self.cases.is_empty(),
            states,
            next: forecast::next(&self.machine, &self.marks),
        }
    }

    fn state(&self, id: StateId, depth: usize) -> StateCoverage {
        let state = self.machine.state(id);
        let line = |place: &Place| self.document.locate(place).line;
        let branch = |goal: Goal| BranchCoverage {
            id: goal.id(),
            label: goal.label(state),
            target: goal.target(state).map(|id| Arc::clone(&self.machine.state(id).name)),
            line: line(&goal.place(state, self.document.value())),
            hits: self.marks.hits(id, goal),
            is_counted: goal.is_counted(),
        };
        StateCoverage {
            name: Arc::clone(&state.name),
            kind: state.kind.name(),
            depth,
            line: line(&Place::Key(state.pointer.clone())),
            visits: self.marks.visits(id),
            branches: goals::of_state(state).into_iter().map(branch).collect(),
        }
    }

    /// All states with the number of Parallels and Maps around them, in the order of the definition; those inside
    /// of a state follow it.
    fn order(&self) -> Vec<(StateId, usize)> {
        let mut inside: Vec<Vec<StateId>> = vec![Vec::new(); self.machine.flows.len()];
        for (at, state) in self.machine.states.iter().enumerate() {
            let FlowId(flow) = state.flow;
            inside[flow as usize].extend(u32::try_from(at).ok().map(StateId));
        }
        let mut order = Vec::with_capacity(self.machine.states.len());
        let mut open: Vec<(StateId, usize)> = inside[0].iter().rev().map(|id| (*id, 0)).collect();
        while let Some((id, depth)) = open.pop() {
            order.push((id, depth));
            for FlowId(flow) in flows(self.machine.state(id)).into_iter().rev() {
                open.extend(inside[flow as usize].iter().rev().map(|id| (*id, depth + 1)));
            }
        }
        order
    }
}

/// The scopes inside of a state.
fn flows(state: &State) -> Vec<FlowId> {
    match &state.kind {
        Kind::Parallel { branches } => branches.clone(),
        Kind::Map(map) => vec![map.processor],
        Kind::Task(_)
        | Kind::Pass { .. }
        | Kind::Choice(_)
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Fail(_) => Vec::new(),
    }
}

/// The states that the scopes inside of a state begin with.
fn starts(machine: &StateMachine, state: &State) -> Vec<StateId> {
    flows(state).into_iter().map(|flow| machine.flow(flow)).map(|Flow { start, .. }| *start).collect()
}
