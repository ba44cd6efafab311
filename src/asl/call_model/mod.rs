//! `CallModel`: what a Task can pass to the API or integration it calls. One reader of AWS's models for
//! `sfn validate`, which looks at literals, and for a run, which looks at what they were evaluated to.
//!
//! AWS checks in two stages (seen on 29 calls in September 2026, and quoted in public reports): first
//! whether a required member is missing at the top level, and only if none is, whether a member is unknown
//! or of the wrong type, at any depth. What is missing further inside is left to the called service.

mod answer;
mod check;
mod jobs;
mod made;
mod misfit;
mod own;
mod words;

use crate::catalog::{self, Member, Structure, Support};

use super::integrations::sdk_name;
use super::resource::{Pattern, Resource, Target};

pub use answer::Answer;
pub use check::{Fault, Reading, Wrong};
pub use made::{Wanted, made};
pub use misfit::{Misfit, Strictness, WrongAnswer};

/// What a call can be given. Made once for each Task; it points into the catalogue and owns nothing.
#[derive(Clone, Copy, Debug)]
pub struct CallModel {
    /// The input of the called API.
    api: Option<Structure>,
    /// What the integration takes beside it, or instead.
    own: Option<Structure>,
    /// Members of the API that Step Functions keeps to itself.
    reserved: &'static [&'static str],
    /// Members that are text for the API, and any JSON for Step Functions, which writes it as text.
    json: &'static [&'static str],
    /// Members of any JSON but a bare number.
    payload: &'static [&'static str],
    /// Members that are objects of lists, with words of their own where they are not.
    lists: &'static [&'static str],
    /// Members of which a call needs one; empty if there are none such.
    one_of: &'static [&'static str],
    /// Whether headers that HTTP keeps to itself end the call.
    guards_headers: bool,
    /// Whether AWS may take more by now than the guide says of it.
    may_grow: bool,
    spelling: Spelling,
}

/// How members are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spelling {
    /// As by the AWS SDK for Java 2.x with a capital letter: `DbInstanceIdentifier`.
    Sdk,
    /// As in optimized integrations, which are older and keep acronyms: `DBInstanceIdentifier`. Where
    /// exactly is not documented, so capitals after the first letter are not held against anyone.
    Optimized,
}

impl CallModel {
    /// What a call of `resource` can be given, if it is known for sure.
    #[must_use]
    pub fn of(resource: &Resource) -> Option<Self> {
        let Target::Service { service, action, .. } = &resource.target else { return None };
        if let Some(service) = service.strip_prefix("aws-sdk:") {
            let operation = catalog::service(service)?.operation(action)?;
            return (operation.support == Support::Listed).then_some(Self {
                api: operation.input,
                own: None,
                reserved: &[],
                json: own::sdk_json(service),
                payload: &[],
                lists: &[],
                one_of: own::one_of(resource),
                guards_headers: false,
                may_grow: false,
                spelling: Spelling::Sdk,
            });
        }
        let row = own::row(service, action);
        let api = match row {
            Some(row) => row.api.and_then(|(service, action)| input(service, action)),
            None => Some(input(sdk_name(service), action)?),
        };
        Some(Self {
            api,
            own: row.map(|row| Structure::of_line(row.members)),
            reserved: own::reserved(resource),
            json: own::json(service),
            payload: own::payload(resource),
            lists: row.map_or(&[], |row| row.lists),
            one_of: own::one_of(resource),
            guards_headers: row.is_some_and(|row| row.guards_headers),
            may_grow: row.is_some_and(|row| row.may_grow),
            spelling: Spelling::Optimized,
        })
    }

    /// Everything it takes, required members first as far as one API has them.
    pub fn members(&self) -> impl Iterator<Item = Member> + '_ {
        let all = self.own.iter().chain(&self.api).flat_map(Structure::members);
        all.filter(|member| !self.reserved.contains(&member.name))
    }

    /// What no call can be without. Required members come first in their structure.
    fn required(&self) -> impl Iterator<Item = Member> + '_ {
        let parts = self.own.iter().chain(&self.api);
        let all = parts.flat_map(|part| part.members().take_while(|member| member.is_required));
        all.filter(|member| !self.reserved.contains(&member.name))
    }

    /// Whether AWS may take members by now that it is not known to take.
    #[must_use]
    pub const fn may_grow(&self) -> bool {
        self.may_grow
    }

    fn member(&self, name: &str) -> Option<Member> {
        if self.reserved.contains(&name) {
            return None;
        }
        let mut parts = self.own.iter().chain(&self.api);
        parts.find_map(|part| self.spelling.member(part, name))
    }
}

impl Spelling {
    /// The member of `structure` that `name` means.
    fn member(self, structure: &Structure, name: &str) -> Option<Member> {
        structure.member(name).or_else(|| {
            let is_loose = self == Self::Optimized && !name.starts_with(|c: char| c.is_ascii_lowercase());
            let mut members = structure.members();
            is_loose.then(|| members.find(|member| member.name.eq_ignore_ascii_case(name)))?
        })
    }
}

/// The input of an API; its own lack of one is that of a structure without members.
fn input(service: &str, action: &str) -> Option<Structure> {
    let operation = catalog::service(service)?.operation(action)?;
    Some(operation.input.unwrap_or_else(|| Structure::of_line("")))
}

/// Whether Step Functions makes the job its own, so that some members are not the caller's to give.
fn is_job(resource: &Resource) -> bool {
    matches!(resource.pattern, Pattern::Sync | Pattern::SyncJson)
}
