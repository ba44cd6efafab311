//! SFN110: empty.

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use super::{schema, within};
use crate::validate::shapes::{Misshapen, Verdict};

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN110"),
    name: "empty",
    severity: Severity::Error,
    about: "A list or object that must hold something is empty: `States`, `Branches`, `Choices`, `And`, `Or` \
        or `ErrorEquals`.",
    examples: Some(examples!("SFN110", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "Value cannot be empty")),
    finder: Finder::Shape(word),
};

fn word(Misshapen { part, name, verdict }: &Misshapen<'_>) -> Option<Diagnostic> {
    let Verdict::Empty = verdict else { return None };
    let diagnostic = RULE.at(Place::Value(part.place(name)), format!("`{name}` is empty{}", within(part)));
    Some(schema(diagnostic, "Value cannot be empty", &part.place(name)))
}
