//! SFN231: doubtful parameter.

use crate::asl::machine::Workflow;
use crate::base::diag::{Diagnostic, Severity};
use crate::base::near::near;

use super::super::calls::Call;
use super::{Finder, Rule};
use super::{clipped, listed, within};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN231",
    name: "doubtful-parameter",
    severity: Severity::Warning,
    about: "Neither the called API nor the guide's page of its optimized integration has such a parameter. \
        AWS does not say of every integration what it takes, but it refuses what it does not know.",
    examples: Some(examples!("SFN231", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Along,
};

/// That the integration, which takes `takes`, probably takes nothing called `key`, if that is so.
pub(in super::super) fn diagnostic(call: &Call<'_>, key: &str, takes: &[&str]) -> Option<Diagnostic> {
    let name = call.name(key);
    // Optimized integrations spell acronyms in their own ways.
    if takes.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    let api = call.resource.short_name();
    let message = format!("`{api}` has no known parameter `{}`{}", clipped(name), within(call.part));
    let diagnostic = RULE.at(call.key(key), message);
    Some(match near(name, takes.iter().copied()) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None if takes.len() <= 10 => diagnostic.help(format!("it takes {}", listed(takes))),
        None => diagnostic,
    })
}
