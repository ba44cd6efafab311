//! `Answer`: what the API or integration that a Task calls can answer: as the state sees it, and as TestState
//! checks a mocked result.

use crate::asl::integrations::sdk_name;
use crate::asl::resource::{Pattern, Resource, Target};
use crate::catalog::{self, ApiKind, Member, Structure, Support};

use super::jobs::{self, Seen};
use super::{Spelling, own};

/// What optimized integrations add to the answers of their APIs (recorded).
const ADDED: Structure = Structure::of_line("SdkHttpMetadata:* SdkResponseMetadata:*");

/// An answer, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    structure: Structure,
    pub(super) spelling: Spelling,
    /// What else is in it.
    added: Option<Structure>,
    /// Members that are any JSON, although the API has text there.
    pub(super) json: &'static [&'static str],
}

impl Answer {
    const fn new(structure: Structure, spelling: Spelling) -> Self {
        Self { structure, spelling, added: None, json: &[] }
    }

    /// What a call of `resource` answers that waits for no more than that, if it is known for sure: an object
    /// with these members at most.
    #[must_use]
    pub fn of(resource: &Resource) -> Option<Self> {
        let Target::Service { service, action, .. } = &resource.target else { return None };
        if resource.pattern != Pattern::RequestResponse {
            return None;
        }
        if let Some(service) = service.strip_prefix("aws-sdk:") {
            let operation = catalog::service(service)?.operation(action)?;
            let is_sure = operation.support == Support::Listed;
            return Some(Self::new(operation.output.filter(|_| is_sure)?, Spelling::Sdk));
        }
        Self::of_optimized(service, action)
    }

    /// The same, and what a Task has as its result once the job has ended that it waits for.
    #[must_use]
    pub fn seen(resource: &Resource) -> Option<Self> {
        let Target::Service { service, action, .. } = &resource.target else { return None };
        let job = match resource.pattern {
            Pattern::RequestResponse => return Self::of(resource),
            Pattern::Callback => return None,
            Pattern::Sync | Pattern::SyncJson => jobs::find(service, action)?,
        };
        let polled = output(job.polled)?;
        let structure = match job.seen {
            Seen::Whole => polled,
            Seen::Member(name) | Seen::Item(name) => inside(polled, name)?,
            Seen::Call => Self::of_optimized(service, action)?.structure,
            Seen::Unknown => return None,
        };
        let json: &[_] = if resource.pattern == Pattern::SyncJson { &["Input", "Output"] } else { &[] };
        Some(Self { json, ..Self::new(structure, Spelling::Optimized) })
    }

    /// What TestState checks a mocked result of `resource` against: the answer of the API itself, of a job that
    /// of the API which is asked how it is; in the spelling of the SDK, whatever the integration makes of it.
    #[must_use]
    pub fn tested(resource: &Resource) -> Option<Self> {
        let Target::Service { service, action, .. } = &resource.target else { return None };
        let structure = match (service.strip_prefix("aws-sdk:"), resource.pattern) {
            (_, Pattern::Callback) => return None,
            (Some(service), _) => output((service, action))?,
            (None, Pattern::Sync | Pattern::SyncJson) => output(jobs::find(service, action)?.polled)?,
            (None, Pattern::RequestResponse) => match own::row(service, action) {
                Some(row) => output(row.api?)?,
                None => output((sdk_name(service), action))?,
            },
        };
        Some(Self::new(structure, Spelling::Sdk))
    }

    fn of_optimized(service: &str, action: &str) -> Option<Self> {
        if own::row(service, action).is_some() {
            return None;
        }
        let structure = output((sdk_name(service), action))?;
        Some(Self { added: Some(ADDED), ..Self::new(structure, Spelling::Optimized) })
    }

    /// Whether its members may be spelled in other ways than [`Self::members`] spells them.
    #[must_use]
    pub fn has_other_spellings(&self) -> bool {
        self.spelling == Spelling::Optimized
    }

    /// The part of it that is the structure `structure`.
    #[must_use]
    pub const fn part(&self, structure: Structure) -> Self {
        Self { json: self.json, ..Self::new(structure, self.spelling) }
    }

    /// The member `name`.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<Member> {
        let mut parts = self.added.iter().chain([&self.structure]);
        parts.find_map(|part| self.spelling.member(part, name))
    }

    /// All its members, in the spelling of the SDK.
    pub fn members(&self) -> impl Iterator<Item = Member> + use<> {
        self.structure.members().chain(self.added.into_iter().flat_map(|added| added.members()))
    }
}

/// What an API answers.
fn output((service, action): (&str, &str)) -> Option<Structure> {
    catalog::service(service)?.operation(action)?.output
}

/// The structure that the member `name` is, or a list of.
fn inside(structure: Structure, name: &str) -> Option<Structure> {
    let mut kind = structure.member(name)?.shape.kind();
    if let ApiKind::List(item) = kind {
        kind = item.kind();
    }
    match kind {
        ApiKind::Structure(structure) => Some(structure),
        ApiKind::String
        | ApiKind::Integer
        | ApiKind::Long
        | ApiKind::Float
        | ApiKind::Double
        | ApiKind::Boolean
        | ApiKind::Timestamp
        | ApiKind::List(_)
        | ApiKind::Map(_)
        | ApiKind::Any => None,
    }
}
