//! SFN107: out of range.

use crate::asl::machine::Workflow;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use super::{clipped, schema, within};
use crate::validate::shapes::{Misshapen, Verdict};

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN107"),
    name: "out-of-range",
    severity: Severity::Error,
    about: "A number is too small or too large, or a word is none of those the field knows.",
    examples: Some(examples!("SFN107", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "Minimum value is 0")),
    finder: Finder::Shape(word),
};

fn word(Misshapen { part, name, verdict }: &Misshapen<'_>) -> Option<Diagnostic> {
    let Verdict::Range { wanted, value, words, near } = verdict else { return None };
    let place = Place::Value(part.place(name));
    let message = format!("`{name}` must be {wanted}, not {}{}", clipped(&value.to_json()), within(part));
    let mut diagnostic = RULE.at(place.clone(), message);
    if let (Some(near), Some(written)) = (*near, value.as_str()) {
        diagnostic = diagnostic.help(format!("did you mean \"{near}\"?")).fix(place, written, near);
    }
    Some(schema(diagnostic, words, &part.place(name)))
}
