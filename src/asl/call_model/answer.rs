//! `Answer`: what the API or integration that a Task calls can answer, if it waits for no more than that.

use crate::asl::integrations::sdk_name;
use crate::asl::resource::{Pattern, Resource, Target};
use crate::catalog::{self, Member, Structure, Support};

use super::{Spelling, own};

/// What optimized integrations add to the answers of their APIs (recorded).
const ADDED: Structure = Structure::of_line("SdkHttpMetadata:* SdkResponseMetadata:*");

/// An answer, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    structure: Structure,
    spelling: Spelling,
    /// What else is in it.
    added: Option<Structure>,
}

impl Answer {
    /// What a call of `resource` answers, if it is known for sure: an object with these members at most.
    #[must_use]
    pub fn of(resource: &Resource) -> Option<Self> {
        let Target::Service { service, action, .. } = &resource.target else { return None };
        if resource.pattern != Pattern::RequestResponse {
            return None;
        }
        if let Some(service) = service.strip_prefix("aws-sdk:") {
            let operation = catalog::service(service)?.operation(action)?;
            let is_sure = operation.support == Support::Listed;
            let structure = operation.output.filter(|_| is_sure)?;
            return Some(Self { structure, spelling: Spelling::Sdk, added: None });
        }
        if own::row(service, action).is_some() {
            return None;
        }
        let structure = catalog::service(sdk_name(service))?.operation(action)?.output?;
        Some(Self { structure, spelling: Spelling::Optimized, added: Some(ADDED) })
    }

    /// Whether its members may be spelled in other ways than [`Self::members`] spells them.
    #[must_use]
    pub fn has_other_spellings(&self) -> bool {
        self.spelling == Spelling::Optimized
    }

    /// The part of it that is the structure `structure`.
    #[must_use]
    pub const fn part(&self, structure: Structure) -> Self {
        Self { structure, spelling: self.spelling, added: None }
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
