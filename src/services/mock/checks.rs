//! Keys of a mock file compared with the machine that runs: which of them name no state that makes calls.

use std::collections::BTreeSet;

use crate::asl::machine::{Kind, StateMachine};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::glob;
use crate::base::near::Suggestions;

use super::codes;
use super::keys::is_glob;
use super::layer::Layer;
use super::reader::Finding;

impl Layer {
    /// Warns of keys of `mocks.states` that name no Task of `machine`, and of keys of `mocks.items` that
    /// name no Map that reads items. The names `elsewhere` belong to other machines, for which a file may
    /// have answers as well.
    #[must_use]
    pub fn check_against(&self, machine: &StateMachine, elsewhere: &BTreeSet<String>) -> Vec<Finding> {
        let states = self.states.iter().map(|(key, responder)| (key, &responder.origin, false));
        let items = self.items.iter().map(|(key, items)| (key, &items.origin, true));
        let suggestions = Suggestions::default();
        let is_known = |key: &str| machine.find(key).is_some() || !elsewhere.contains(key);
        let keys = states.chain(items).filter(|(key, ..)| is_known(key));
        let findings = keys.filter_map(|(key, origin, is_data)| {
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

/// What is wrong with a key of `mocks.states`, with advice; none if nothing is.
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
            | Kind::Parallel { .. }) => Some((
                format!("`{key}` is a {} state: it makes no call, so it needs no mock", kind.name()),
                None,
            )),
        };
    }
    if is_glob(key) {
        let hit = machine.states.iter().any(|state| glob::matches(key, &state.name));
        return (!hit).then(|| (format!("`{key}` matches no state of the machine"), None));
    }
    let meant = suggestions.near(key, machine.states.iter().map(|state| &*state.name));
    let help = meant.map(|meant| format!("did you mean `{meant}`?"));
    Some((format!("the mock names a state that does not exist: `{key}`"), help))
}

/// What is wrong with a key of `mocks.items`, with advice; none if nothing is.
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
            Some((format!("`{key}` has no ItemReader"), Some(help.to_owned())))
        }
        Some(kind) => Some((format!("`{key}` is a {} state: it reads no items", kind.name()), None)),
        None => {
            let maps = machine.states.iter().filter(|state| reads(&state.kind));
            let meant = suggestions.near(key, maps.map(|state| &*state.name));
            let help = meant.map(|meant| format!("did you mean `{meant}`?"));
            Some((format!("the mock names a state that does not exist: `{key}`"), help))
        }
    }
}
