//! Templates brought to life: their machines are made in the world of a server, their rules put on its bus.
//!
//! It is done by the operations that a deployment calls on AWS, so that revisions, versions and aliases come about as
//! there. A machine that does not check is told and leaves what was there before.

mod kept;
mod machine;
mod watching;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::api::World;
use crate::api::world::{Origin, Origins, machine_arn};
use crate::base::amount::plural;
use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::value::Value;
use crate::events::route::Route;
use crate::events::trigger::Rule;
use crate::load::{self, TriggerKind};
use crate::observe::alarm::Alarm;
use crate::project::Error;
use crate::project::deployed::{self, DeployedMachine};
use crate::project::events::triggers;
use crate::project::settings::Settings;
use crate::project::targets::{Target, Targets};
use crate::services::clock::today;

use super::journal::{Journal, Weight};
pub use kept::Kept;
pub use machine::MocksOf;
pub use watching::Watching;

/// What is deployed, and how.
pub struct Templates {
    /// The files, machines and folders that the user named.
    pub named: Vec<String>,
    /// The settings of the project.
    pub settings: Settings,
    /// What is known beside the files.
    pub options: load::Options,
    /// The answers for the calls of a machine, by what names it.
    pub mocks: MocksOf,
}

/// What was deployed.
#[derive(Default)]
pub struct Deployed {
    /// The names of the machines.
    pub machines: Vec<String>,
    /// The names of machines that do not check now: what there is of them stays.
    pub kept: Vec<String>,
    /// The alarms on their metrics.
    pub alarms: Vec<Alarm>,
    /// What starts them.
    pub rules: Vec<Rule>,
    /// What calls them through API Gateway.
    pub routes: Vec<Route>,
    /// What was refused, with where it is written.
    pub refused: Vec<(Document, Diagnostic)>,
    /// What was refused by the API.
    pub failed: Vec<String>,
}

impl Templates {
    /// Makes what the templates declare, or makes it anew.
    pub fn deploy(&self, world: &World, journal: &Journal) -> Result<Deployed, Error> {
        let mut deployed = Deployed::default();
        for target in &Targets::of(&self.named, &self.settings)?.all {
            self.one(target, world, journal, &mut deployed)?;
        }
        Ok(deployed)
    }

    /// Says where the machines of the templates come from, of this account in this region: those that a store has are
    /// made again with the answers beside their templates, before anything is deployed. What is wrong with a template is
    /// said then.
    pub fn note_origins(&self, origins: &Origins, owner: (&str, &str)) {
        let Ok(targets) = Targets::of(&self.named, &self.settings) else { return };
        let found = targets.all.iter().filter_map(|target| {
            deployed::machines(target, &self.options).ok().map(|(machines, _)| machines)
        });
        for machine in found.flatten() {
            if let Ok((mocks, mock_files)) = (self.mocks)(&machine.reference) {
                let origin = Origin { reference: machine.reference, mocks, mock_files };
                origins.note(&machine_arn(owner, &machine.name), origin);
            }
        }
    }

    fn one(
        &self,
        target: &Target,
        world: &World,
        journal: &Journal,
        deployed: &mut Deployed,
    ) -> Result<(), Error> {
        let (machines, refused) = deployed::machines(target, &self.options)?;
        let mut known: BTreeSet<String> = refused.iter().map(|(name, _)| name.clone()).collect();
        deployed.kept.extend(known.iter().cloned());
        deployed.refused.extend(refused.into_iter().flat_map(|(_, findings)| findings));
        for machine in machines {
            known.insert(machine.name.clone());
            match machine::put(world, &machine, &self.mocks) {
                Ok(done) => {
                    told(journal, &machine, done);
                    deployed.machines.push(machine.name);
                }
                Err(error) => {
                    deployed.failed.push(format!("{}: {error}", load::shown_reference(&machine.reference)));
                    deployed.kept.push(machine.name);
                }
            }
        }
        for (name, properties) in deployed::alarms(target, &self.options)? {
            match Alarm::read(&name, &properties) {
                Ok(alarm) => deployed.alarms.extend(alarm),
                Err(why) => {
                    let words = format!("alarm {name} is not evaluated: {why}");
                    journal.say(Weight::Warning, &words, [("alarm", name.as_str().into())]);
                }
            }
        }
        let (rules, findings) = triggers(target, &self.options, today())?;
        deployed.refused.extend(findings);
        for rule in rules {
            beyond(journal, &rule);
            if !known.contains(&rule.machine) {
                continue;
            }
            match Route::read(&rule) {
                Ok(Some(route)) => deployed.routes.push(route),
                Ok(None) => deployed.rules.push(rule),
                Err(why) => {
                    let words = format!("{}: not served: {why}", rule.name);
                    journal.say(Weight::Warning, &words, [("trigger", rule.name.as_str().into())]);
                }
            }
        }
        Ok(())
    }
}

/// Says that a trigger starts nothing here.
fn beyond(journal: &Journal, rule: &Rule) {
    if rule.kind == TriggerKind::Pipe {
        let words = format!("{}: pipes are not served", rule.name);
        journal.say(Weight::Warning, &words, [("trigger", rule.name.as_str().into())]);
    }
}

fn told(journal: &Journal, machine: &DeployedMachine, done: machine::Done) {
    let what = match done {
        machine::Done::Made => "made",
        machine::Done::Changed => "a new revision",
        machine::Done::Same => return,
    };
    let words = format!("{}: {what} ({})", machine.name, load::shown_reference(&machine.reference));
    let members = [("machine", Value::from(machine.name.as_str())), ("what", what.into())];
    journal.say(Weight::Info, &words, members);
}

impl Deployed {
    /// How much there is, for people: `2 machines, 1 rule`.
    #[must_use]
    pub fn summary(&self) -> String {
        let of = |is_meant: fn(&Rule) -> bool| self.rules.iter().filter(|rule| is_meant(rule)).count();
        let part = |number: usize, what: &str| (number > 0).then(|| plural(number, what));
        [
            Some(plural(self.machines.len(), "machine")),
            part(of(|rule| rule.pattern.is_some()), "rule"),
            part(of(|rule| rule.schedule.is_some()), "schedule"),
            part(self.routes.len(), "route"),
            part(self.alarms.len(), "alarm"),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
    }
}

/// Shared by the threads of a server.
pub type SharedTemplates = Arc<Templates>;
