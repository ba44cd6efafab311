//! SFN202: static result.

use crate::asl::fields::ObjectKind;
use crate::asl::machine::{QueryLanguage, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::pointer::Pointer;
use crate::base::value::Value;

use super::forgotten_suffix::pathlike;
use super::{Finder, Rule};
use super::{clipped, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN202"),
    name: "static-result",
    severity: Severity::Warning,
    about: "`Result` of a Pass is passed on as it is written: paths in it are plain text. To compute \
        something use `Parameters`.",
    examples: Some(examples!("SFN202", "json")),
    workflow: Workflow::Standard,
    aws: Some(("PASS_RESULT_IS_STATIC", "Attempt to use a path in the result of a pass state")),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.of(ObjectKind::Pass).filter(|part| part.language == QueryLanguage::JsonPath) {
        let Some(result) = part.members.get("Result") else { continue };
        let mut report = |pointer: &Pointer, text: &str| {
            let message = format!("`Result` passes {} on as text{}", clipped(text), within(part));
            let diagnostic =
                RULE.at(Place::Value(pointer.clone()), message).help("compute it with `Parameters`");
            let words = "Attempt to use a path in the result of a pass state";
            found.push(diagnostic.aws("PASS_RESULT_IS_STATIC", words, pointer.aws()));
        };
        visit(result, &part.place("Result"), &mut report);
    }
}

fn visit(value: &Value, pointer: &Pointer, report: &mut dyn FnMut(&Pointer, &str)) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                visit(value, &pointer.key(key), report);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                visit(item, &pointer.index(at), report);
            }
        }
        Value::String(text) if pathlike(text) => report(pointer, text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
