//! SFN100: wrong type.

use crate::asl::fields::Owner;
use crate::asl::machine::Workflow;
use crate::asl::parts::stray_language;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::value::Value;

use super::super::shapes::{self, Verdict};
use super::super::subject::Subject;
use super::{Finder, Rule};
use super::{clipped, within};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "SFN100",
    name: "wrong-type",
    severity: Severity::Error,
    about: "A field has a value of the wrong type, for instance a number in quotes. AWS converts nothing: \
        \"5\" is not 5.",
    examples: Some(examples!("SFN100", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Definition(find),
};

fn find(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    shapes::judge(subject, &mut |part, name, verdict| {
        let Verdict::Type { pointer, wanted, value } = verdict else { return };
        let shown = if *value == Value::Null {
            "null".to_owned()
        } else {
            format!("{} {}", value.type_name(), clipped(&value.to_json()))
        };
        let field =
            if pointer == part.place(name) { format!("`{name}`") } else { format!("what is in `{name}`") };
        let message = format!("{field} must be {wanted}, not {shown}{}", within(part));
        let is_stray = part.owner == Owner::Machine && *pointer == *"/States/QueryLanguage";
        let diagnostic = RULE.at(Place::Value(pointer), message);
        found.push(match stray_language(part.members).filter(|_| is_stray) {
            Some(language) => diagnostic
                .label("no state, but a field of the machine")
                .note(format!("the states are checked as if it stood where it belongs: {language}"))
                .help("move `QueryLanguage` one level up, beside `States`"),
            None => diagnostic,
        });
    });
}
