//! A machine with its revisions, versions and aliases.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api::ApiError;
use crate::asl::machine::Workflow;
use crate::base::chance::Chance;
use crate::base::time::Time;

use super::compiled::Compiled;
use super::{Encryption, Execution, Logging};

/// A state machine.
pub struct Machine {
    /// Its ARN.
    pub arn: Arc<str>,
    /// Its type.
    pub workflow: Workflow,
    /// When it was made.
    pub created: Time,
    /// What it is now.
    pub current: Arc<Revision>,
    /// Its versions by number; deleted ones are gone, and their numbers never come again.
    pub versions: BTreeMap<u32, Version>,
    /// The number of the newest version there ever was; 0 for none.
    pub last_version: u32,
    /// Its aliases in the order of their names.
    pub aliases: BTreeMap<Arc<str>, Alias>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// Its executions by their numbers, in the order of their starts; none of an Express machine.
    pub executions: BTreeMap<u64, Arc<Execution>>,
    /// How many executions still run, once it is being deleted.
    pub deleting: Option<usize>,
}

/// What a machine is from one update to the next.
#[derive(Clone)]
pub struct Revision {
    /// Its number among those of its region.
    pub number: u64,
    /// Names it; the first revision of a machine has no name.
    pub id: Option<String>,
    /// The definition as it was sent.
    pub definition: Arc<str>,
    /// The execution role's ARN.
    pub role: Arc<str>,
    /// What is logged.
    pub logging: Logging,
    /// Whether executions are traced.
    pub traces: bool,
    /// How data is encrypted.
    pub encryption: Encryption,
    /// When it was made.
    pub updated: Time,
    /// The definition, checked and compiled.
    pub compiled: Arc<Compiled>,
}

/// A version: a revision with a number.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its ARN.
    pub arn: Arc<str>,
    /// When it was published.
    pub created: Time,
    /// What its publisher said of it.
    pub description: Option<String>,
    /// What it is.
    pub revision: Arc<Revision>,
}

/// An alias: a name for one or two versions.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Its ARN.
    pub arn: Arc<str>,
    /// What its maker said of it.
    pub description: Option<String>,
    /// The versions.
    pub routes: Vec<Route>,
    /// When it was made.
    pub created: Time,
    /// When it was changed last, if it was.
    pub updated: Option<Time>,
}

/// A version that an alias leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its number.
    pub version: u32,
    /// Out of how many in a hundred executions it gets.
    pub weight: u32,
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Machine").field("arn", &self.arn).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Revision").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Revision {
    /// What error messages call it.
    pub fn shown_id(&self) -> &str {
        self.id.as_deref().unwrap_or("INITIAL")
    }
}

impl Machine {
    /// Refuses what a machine that is being deleted does not take.
    pub fn alive(&self) -> Result<(), ApiError> {
        let words = || format!("State machine is being deleted: '{}'", self.arn);
        self.deleting.map_or(Ok(()), |_| Err(ApiError::new("StateMachineDeleting", words())))
    }

    /// The version of the current revision, which is made now if there is none.
    pub fn publish(&mut self, description: Option<&str>, now: Time) -> &Version {
        let current = Arc::clone(&self.current);
        let known = self.versions.iter().find(|(_, version)| Arc::ptr_eq(&version.revision, &current));
        let number = known.map_or(self.last_version + 1, |(number, _)| *number);
        self.last_version = self.last_version.max(number);
        let arn = format!("{}:{number}", self.arn).into();
        let description = description.map(str::to_owned);
        let version = || Version { arn, created: now, description, revision: current };
        self.versions.entry(number).or_insert_with(version)
    }

    /// The aliases that lead to this version, in the order of their names.
    pub fn aliases_of(&self, version: u32) -> impl Iterator<Item = (&Arc<str>, &Alias)> {
        let leads = move |alias: &Alias| alias.routes.iter().any(|route| route.version == version);
        self.aliases.iter().filter(move |(_, alias)| leads(alias))
    }
}

impl Alias {
    /// One of its versions, by their weights.
    pub fn draw(&self, chance: &Chance) -> u32 {
        let drawn = (chance.unit() * 100.0) as u32;
        let mut below = 0;
        let hit = self.routes.iter().find(|route| {
            below += route.weight;
            drawn < below
        });
        hit.or(self.routes.first()).map_or(0, |route| route.version)
    }
}

impl super::Resources {
    /// The machine of this name; `arn` is what the request called it.
    pub fn machine(&self, name: &str, arn: &str) -> Result<&Machine, ApiError> {
        self.machines.get(name).ok_or_else(|| no_machine(arn))
    }

    /// The same, to be changed.
    pub fn machine_mut(&mut self, name: &str, arn: &str) -> Result<&mut Machine, ApiError> {
        self.machines.get_mut(name).ok_or_else(|| no_machine(arn))
    }

    /// The version of this number.
    pub fn version(&self, name: &str, number: u32, arn: &str) -> Result<(&Machine, &Version), ApiError> {
        let machine = self.machines.get(name);
        machine
            .and_then(|machine| Some((machine, machine.versions.get(&number)?)))
            .ok_or_else(|| ApiError::missing("StateMachineDoesNotExist", "State Machine Version", arn))
    }
}

/// No machine has this ARN.
pub fn no_machine(arn: &str) -> ApiError {
    ApiError::missing("StateMachineDoesNotExist", "State Machine", arn)
}
