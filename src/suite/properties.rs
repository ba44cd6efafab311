//! Which properties runs of a machine must keep: those of its test files, and of the settings.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use crate::asl::machine::{StateId, StateMachine};
use crate::base::diag::{Diagnostic, Severity};
use crate::base::document::Document;
use crate::base::near::near;
use crate::engine::history::{Detail, Note, Record};
use crate::expr::property::Property;
use crate::project::Error;
use crate::project::settings::Settings;
use crate::services::mock::codes::NO_SUCH_STATE;
use crate::session::Stage;

use super::suggest::Material;

/// What is in force, and what is worth saying about it.
#[derive(Clone, Debug, Default)]
pub struct InForce {
    /// The properties.
    pub properties: Vec<Arc<Property>>,
    /// Warnings.
    pub warnings: Vec<(Document, Diagnostic)>,
}

impl InForce {
    /// Those of the mock files of `stage`, and of `settings` for its machine, which is at `reference`.
    pub fn of(stage: &Stage<'_>, reference: &str, settings: &Settings) -> Result<Self, Error> {
        let known = || stage.machine().states.iter().map(|state| &*state.name);
        let mut found = Self::default();
        let layer = stage.mock_file().layer(None);
        let (own, mut warnings) = settings.properties(Some(reference));
        let own = layer.properties.values().cloned().chain(own.into_iter().map(Arc::new));
        let mut wrong = Vec::new();
        for property in own {
            wrong.extend(property.unknown_states(NO_SUCH_STATE, known()));
            found.properties.push(property);
        }
        if !wrong.is_empty() {
            return Err(Error::Found(wrong));
        }
        let (general, doubtful) = settings.properties(None);
        warnings.extend(doubtful);
        for property in general.into_iter().map(Arc::new) {
            // It may be about another machine.
            let elsewhere = property.unknown_states(NO_SUCH_STATE, known());
            if elsewhere.is_empty() {
                found.properties.push(property);
            }
            warnings.extend(elsewhere.into_iter().map(|(document, found)| {
                let help = found.help.clone().unwrap_or_else(|| {
                    "write it below [machine.NAME.properties] if it is about that machine alone".to_owned()
                });
                let found = found.severity(Severity::Warning).help(help);
                (document, found.note("it is not looked at for this machine"))
            }));
        }
        let is_of_property =
            |(_, found): &&(Document, Diagnostic)| found.place.pointer().starts_with("/properties/");
        let of_files = stage.mock_file().warnings().iter().filter(is_of_property);
        found.warnings = of_files.cloned().chain(warnings).collect();
        Ok(found)
    }
}

impl InForce {
    /// Adds those of another file of the same machine.
    pub fn add(&mut self, other: Self) {
        for property in other.properties {
            if !self.properties.iter().any(|known| known.is_same(&property)) {
                self.properties.push(property);
            }
        }
        for (document, found) in other.warnings {
            let is_same =
                |(file, known): &(Document, Diagnostic)| file.same(&document) && known.place == found.place;
            if !self.warnings.iter().any(is_same) {
                self.warnings.push((document, found));
            }
        }
    }
}

/// What properties read of the way that a run takes: two ways to a point that are equal in it break the same ones.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    is_any: bool,
    reads_input: bool,
    reads_way: bool,
    reads_calls: bool,
    /// The states that they name; all, if they name none.
    states: Option<BTreeSet<StateId>>,
}

impl Watched {
    /// What `properties` read of runs of `machine`.
    #[must_use]
    pub fn of(properties: &[Arc<Property>], machine: &StateMachine) -> Self {
        let of_way = || properties.iter().filter(|property| property.reads_way());
        let named = |property: &Arc<Property>| -> BTreeSet<StateId> {
            property.texts().iter().filter_map(|text| machine.find(text)).collect()
        };
        let all: Vec<BTreeSet<StateId>> = of_way().map(named).collect();
        let is_named = all.iter().all(|states| !states.is_empty());
        Self {
            is_any: !properties.is_empty(),
            reads_input: properties.iter().any(|property| property.reads("input")),
            reads_way: of_way().next().is_some(),
            reads_calls: properties.iter().any(|property| property.reads("calls")),
            states: is_named.then(|| all.into_iter().flatten().collect()),
        }
    }

    /// Whether there is any property.
    #[must_use]
    pub const fn is_any(&self) -> bool {
        self.is_any
    }

    /// The number of what they read of a run that begins with the input of this number.
    #[must_use]
    pub const fn begin(&self, start: usize) -> u64 {
        if self.reads_input { start as u64 + 1 } else { 0 }
    }

    /// The number of what they read, once this was recorded too.
    #[must_use]
    pub fn read(&self, before: u64, record: &Record) -> u64 {
        if !self.reads_way {
            return before;
        }
        let mut hasher = DefaultHasher::new();
        before.hash(&mut hasher);
        let state = match record {
            Record::Note(note) => {
                let Note::Failed { state, failure, .. } = note else { return before };
                ("failed", &failure.error.error, &failure.error.cause).hash(&mut hasher);
                *state
            }
            Record::Event(event) => {
                if let Detail::StateEntered { state, .. } = &event.detail {
                    "entered".hash(&mut hasher);
                    *state
                } else if let Detail::StateExited { state, .. } = &event.detail {
                    "left".hash(&mut hasher);
                    *state
                } else if let (Detail::TaskScheduled(call), true) = (&event.detail, self.reads_calls) {
                    call.args.value().to_json().hash(&mut hasher);
                    call.state
                } else {
                    return before;
                }
            }
        };
        let is_read = self.states.as_ref().is_none_or(|states| states.contains(&state));
        if !is_read {
            return before;
        }
        state.hash(&mut hasher);
        hasher.finish()
    }
}

impl Material {
    /// Lets runs be looked at for what is `in_force`.
    pub(super) fn look_for(&mut self, InForce { properties, warnings }: InForce) {
        self.watched = Watched::of(&properties, &self.machine);
        (self.properties, self.remarks) = (properties, warnings);
    }

    /// Looks for the properties with these names alone, for all if there are no names; an error if there is none of one of them.
    pub fn look_only_for(&mut self, names: &[String]) -> Result<(), Error> {
        if names.is_empty() {
            return Ok(());
        }
        let known: Vec<Arc<str>> =
            self.properties.iter().map(|property| Arc::clone(&property.name)).collect();
        if let Some(unknown) = names.iter().find(|name| !known.iter().any(|known| **known == ***name)) {
            let help = match (near(unknown, known.iter().map(|name| &**name)), known.is_empty()) {
                (Some(meant), _) => format!("did you mean `{meant}`?"),
                (None, false) => format!("there are: {}", known.join(", ")),
                (None, true) => "write `properties:` in a test file, or [properties] in sfn.toml".to_owned(),
            };
            return Err(Error::usage(format!("there is no property `{unknown}`")).help(help));
        }
        let mut properties = std::mem::take(&mut self.properties);
        properties.retain(|property| names.iter().any(|name| **name == *property.name));
        self.watched = Watched::of(&properties, &self.machine);
        self.properties = properties;
        Ok(())
    }
}
