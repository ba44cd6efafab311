//! What a template declares around its machines: their own settings, versions, aliases, and alarms. Only the values are
//! of interest here, not where they are written.

use super::node::Node;
use crate::base::value::{Object, Value};

/// The kinds of what is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclarationKind {
    /// A machine: role, logging, tracing, tags and the like, without the definition.
    Machine,
    /// A version of a machine.
    Version,
    /// An alias of a machine.
    Alias,
    /// An alarm of CloudWatch.
    Alarm,
    /// A role of IAM.
    Role,
    /// A policy of IAM, or that one is attached to a role.
    Policy,
}

/// Something that a file declares.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// What names it in its file, as that of a [`Machine`](super::Machine) does.
    pub id: String,
    /// What it is.
    pub kind: DeclarationKind,
    /// Its name.
    pub name: String,
    /// Its properties as they are written, with all functions computed.
    pub properties: Value,
}

/// What a machine has that is not a setting of it.
const LARGE: [&str; 6] =
    ["Definition", "DefinitionString", "DefinitionUri", "DefinitionSubstitutions", "Events", "definition"];

/// Whether a property of this name is a part of a [`Declaration`].
pub(super) fn is_setting(name: &str) -> bool {
    !LARGE.contains(&name)
}

/// The members of `properties` that are settings.
pub(super) fn settings(properties: &Node) -> Value {
    let kept = properties.members().iter().filter(|member| is_setting(&member.key));
    kept.map(|member| (member.key.as_str(), member.value.to_value())).collect::<Object>().into()
}
