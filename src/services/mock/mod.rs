//! Mock files: who answers a call is looked up here, what is said is made in `reply`.
//!
//! Calls are counted per state and enclosing items and branches, never per arrival, so that the answers
//! do not depend on the order in which a Map's items run.

mod answering;
mod body;
mod callback;
mod cases;
pub mod codes;
pub mod data;
pub mod duration;
mod entry;
mod file;
mod formula;
mod keys;
mod local;
mod matching;
mod reader;
mod reading;
mod reply;
mod response;
mod shape;
mod throw;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::asl::machine::{Kind, StateId, StateMachine};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::near::{Suggestions, near};
use crate::base::time::Time;
use crate::base::value::Object;
use crate::engine::call::Step;

use super::items::Stock;
use super::refusal::Origin;

pub use cases::TestCase;
pub use file::{Exhausted, Named, Unmatched, Unused};
pub use reader::Finding;
pub use reading::Resolve;

use file::Layer;
use keys::is_glob;
pub use keys::yaml_key;

/// The name under which an answer of the command line is read.
pub const QUICK: &str = "--mock";

/// The answers of one run: what the files say, and how often each state has asked. Clones share the
/// answers and count on their own.
#[derive(Clone, Default)]
pub struct Mocks {
    layer: Layer,
    cases: Vec<TestCase>,
    files: Vec<Document>,
    warnings: Vec<Finding>,
    /// Whether a file is one of Step Functions Local.
    local: bool,
    seed: u64,
    calls: HashMap<(StateId, Vec<Step>), u32>,
    calls_of_state: HashMap<StateId, u32>,
    stock: Stock,
    used: BTreeSet<(Arc<str>, Arc<str>)>,
}

/// Why there is no such test case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchCase {
    /// The name nobody has.
    pub name: String,
    /// The name that was probably meant.
    pub near: Option<Arc<str>>,
    /// All names.
    pub known: Vec<Arc<str>>,
    /// The machines that have a case of this name, if none or more than one of them is meant.
    pub machines: Vec<Arc<str>>,
}

impl Mocks {
    /// Lets the random numbers and UUIDs of answers begin at the run's seed. They are the mocks' own: what
    /// an answer draws changes nothing else.
    pub const fn seed_with(&mut self, seed: u64) {
        self.seed = seed;
    }

    /// Lays the mocks and settings of a test case over those of the files. `machine` is the name of the
    /// machine that runs; it decides between the machines of a `MockConfigFile.json`.
    pub fn select_case(&mut self, name: &str, machine: Option<&str>) -> Result<TestCase, NoSuchCase> {
        let named: Vec<&TestCase> = self.cases.iter().filter(|case| &*case.name == name).collect();
        let case = match named[..] {
            [only] => Some(only),
            _ => named.iter().copied().find(|case| {
                case.machine_name.is_none() || (machine.is_some() && case.machine_name.as_deref() == machine)
            }),
        };
        let Some(case) = case.cloned() else {
            let known = self.case_names();
            let near = near(name, known.iter().map(|name| &**name)).map(Arc::from);
            let machines = named.iter().filter_map(|case| case.machine_name.clone()).collect();
            return Err(NoSuchCase { name: name.to_owned(), near, known, machines });
        };
        self.layer.lay(&case.layer);
        Ok(case)
    }

    /// The names of all test cases, in the order of the files.
    #[must_use]
    pub fn case_names(&self) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = Vec::new();
        for case in &self.cases {
            if !names.contains(&case.name) {
                names.push(Arc::clone(&case.name));
            }
        }
        names
    }

    /// What is worth saying about the files, no errors.
    #[must_use]
    pub fn warnings(&self) -> &[Finding] {
        &self.warnings
    }

    /// `machine`: the definition the files are for.
    #[must_use]
    pub const fn machine(&self) -> Option<&Named> {
        self.layer.machine.as_ref()
    }

    /// `substitutions`
    #[must_use]
    pub const fn substitutions(&self) -> &Object {
        &self.layer.substitutions
    }

    /// `context`: what overrides the context object.
    #[must_use]
    pub const fn context(&self) -> &Object {
        &self.layer.context
    }

    /// `variables`
    #[must_use]
    pub const fn variables(&self) -> &Object {
        &self.layer.variables
    }

    /// `defaults.seed`
    #[must_use]
    pub const fn seed(&self) -> Option<i64> {
        self.layer.defaults.seed
    }

    /// `defaults.start_time`
    #[must_use]
    pub const fn start_time(&self) -> Option<Time> {
        self.layer.defaults.start_time
    }

    /// What is to be said about [`Self::unused`] answers.
    #[must_use]
    pub fn on_unused(&self) -> Unused {
        self.layer.defaults.unused.unwrap_or(Unused::Warn)
    }

    /// The answers nobody asked for: a whole key if none of its answers was used, else the answer.
    #[must_use]
    pub fn unused(&self) -> Vec<&Origin> {
        let mut unused = Vec::new();
        for responder in self.layer.states.values().chain(self.layer.services.values()) {
            let entries = responder.rules.iter().flat_map(|rule| rule.answers.entries());
            let (used, left): (Vec<&Origin>, Vec<&Origin>) =
                entries.map(|entry| &entry.origin).partition(|origin| self.used.contains(&origin.key()));
            if used.is_empty() {
                unused.push(&responder.origin);
            } else {
                unused.extend(left);
            }
        }
        let items = self.layer.items.values().map(|items| &items.origin);
        unused.extend(items.filter(|origin| !self.used.contains(&origin.key())));
        unused
    }

    /// Warns of keys of `mocks.states` that name no Task of `machine`, and of keys of `mocks.items` that
    /// name no Map that reads items.
    #[must_use]
    pub fn check_against(&self, machine: &StateMachine) -> Vec<Finding> {
        let states = self.layer.states.iter().map(|(key, responder)| (key, &responder.origin, false));
        let items = self.layer.items.iter().map(|(key, items)| (key, &items.origin, true));
        let suggestions = Suggestions::default();
        let findings = states.chain(items).filter_map(|(key, origin, is_data)| {
            let wrong = if is_data { wrong_map } else { wrong_state };
            let (message, help) = wrong(machine, key, &suggestions)?;
            let place = Place::Key(origin.place().pointer().into());
            let mut diagnostic =
                Diagnostic::error(codes::NO_SUCH_STATE, place, message).severity(Severity::Warning);
            diagnostic.help = help;
            Some((origin.document().clone(), diagnostic))
        });
        findings.collect()
    }
}

/// What is wrong with a key of `mocks.states`, and what may mend it.
fn wrong_state(
    machine: &StateMachine,
    key: &str,
    suggestions: &Suggestions,
) -> Option<(String, Option<String>)> {
    if let Some(id) = machine.find(key) {
        return match &machine.state(id).kind {
            Kind::Task(_) | Kind::Map(_) => None,
            kind @ (Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_)
            | Kind::Parallel { .. }) => {
                Some((format!("{key} is a {} state, which calls nobody", kind.name()), None))
            }
        };
    }
    if is_glob(key) {
        let hit = machine.states.iter().any(|state| keys::matches(key, &state.name));
        return (!hit).then(|| (format!("`{key}` matches no state of the machine"), None));
    }
    let meant = suggestions.near(key, machine.states.iter().map(|state| &*state.name));
    let help = meant.map(|meant| format!("did you mean `{meant}`?"));
    Some((format!("the machine has no state `{key}`"), help))
}

/// What is wrong with a key of `mocks.items`, and what may mend it.
fn wrong_map(
    machine: &StateMachine,
    key: &str,
    suggestions: &Suggestions,
) -> Option<(String, Option<String>)> {
    let reads = |kind: &Kind| kind.distributed().is_some_and(|own| own.reader.is_some());
    match machine.find(key).map(|id| &machine.state(id).kind) {
        Some(kind) if reads(kind) => None,
        Some(Kind::Map(_)) => {
            let help = "`items` replaces an ItemReader: give the items with the input";
            Some((format!("{key} has no ItemReader"), Some(help.to_owned())))
        }
        Some(kind) => Some((format!("{key} is a {} state, which reads no items", kind.name()), None)),
        None => {
            let maps = machine.states.iter().filter(|state| reads(&state.kind));
            let meant = suggestions.near(key, maps.map(|state| &*state.name));
            let help = meant.map(|meant| format!("did you mean `{meant}`?"));
            Some((format!("the machine has no state `{key}`"), help))
        }
    }
}
