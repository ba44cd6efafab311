//! SFN100: wrong type.

use crate::asl::codes;
use crate::asl::fields::ObjectKind;
use crate::asl::machine::Workflow;
use crate::asl::parts::stray_language;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::value::Value;

use super::forgotten_braces::meant;
use super::{Finder, Rule};
use super::{clipped, schema, within};
use crate::validate::shapes::{Misshapen, Verdict};

pub(crate) const RULE: Rule = Rule {
    code: codes::WRONG_TYPE,
    name: "wrong-type",
    severity: Severity::Error,
    about: "A field has a value of the wrong type, for instance a number in quotes. AWS converts nothing: \
        \"5\" is not 5.",
    examples: Some(examples!("SFN100", "json")),
    workflow: Workflow::Standard,
    aws: Some((super::SCHEMA, "Expected value of type Integer")),
    finder: Finder::Shape(word),
};

/// How a value of another type was probably meant.
fn rewritten(name: &str, wanted: &str, value: &Value) -> Option<String> {
    let text = value.as_str().map(str::trim);
    let bare = match wanted {
        "an array" if value.as_str().is_some() || value.as_object().is_some() => {
            return Some(format!("write it in brackets: [{}]", clipped(&value.to_json())));
        }
        "an object" if name == "States" && value.as_array().is_some() => {
            let help =
                "`States` is no list: each state stands below its name, as in \"States\": {\"NAME\": {…}}";
            return Some(help.to_owned());
        }
        "true or false" => text.filter(|text| ["true", "false"].contains(text)),
        "a number" | "a whole number" => {
            text.filter(|text| Value::parse(text).is_ok_and(|value| value.as_number().is_some()))
        }
        _ => None,
    };
    bare.map(|bare| format!("write it without quotes: {bare}"))
}

fn word(Misshapen { part, name, verdict }: &Misshapen<'_>) -> Option<Diagnostic> {
    let Verdict::Type { pointer, wanted, value } = verdict else { return None };
    let shown = if **value == Value::Null {
        "null".to_owned()
    } else {
        format!("{} {}", value.type_name(), clipped(&value.to_json()))
    };
    let is_whole = *pointer == part.place(name);
    let field = if is_whole { format!("`{name}`") } else { format!("what is in `{name}`") };
    let message = format!("{field} must be {wanted}, not {shown}{}", within(part));
    let is_stray = part.kind == ObjectKind::Machine && **pointer == *"/States/QueryLanguage";
    // AWS's words for other types are not known.
    let words = if *wanted == "a whole number" { "Expected value of type Integer" } else { "" };
    let mut diagnostic = schema(RULE.at(Place::Value(pointer.clone()), message), words, pointer);
    if let Some(meant) = value.as_str().filter(|_| is_whole).and_then(|text| meant(part, name, text)) {
        diagnostic = diagnostic.help(format!("write {meant}"));
    } else if let Some(help) = rewritten(name, wanted, value) {
        diagnostic = diagnostic.help(help);
    }
    Some(match stray_language(part.members).filter(|_| is_stray) {
        Some(language) => diagnostic
            .label("no state, but a field of the machine")
            .note(format!("the states are checked as if it stood where it belongs: {language}"))
            .help("move `QueryLanguage` one level up, beside `States`"),
        None => diagnostic,
    })
}
