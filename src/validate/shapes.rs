//! The field table applied: every field that is there, against the shape its row asks for.

use crate::asl::fields::{self, Field, Shape};
use crate::asl::machine::QueryLanguage;
use crate::asl::parts::DefinitionPart;
use crate::base::near::near;
use crate::base::pointer::Pointer;
use crate::base::value::Value;

use super::definition::Definition;

/// What is wrong with the value of a field.
pub(super) enum Verdict<'d> {
    /// It, or something in it, has the wrong type.
    Type { pointer: Pointer, wanted: &'static str, value: &'d Value },
    /// A number out of range, or an unknown word; with AWS's text.
    Range { wanted: String, value: &'d Value, words: String, near: Option<&'static str> },
    /// Nothing is in it.
    Empty,
}

/// A field that does not have its shape.
pub(super) struct Misshapen<'c> {
    pub(super) part: &'c DefinitionPart<'c>,
    pub(super) name: &'c str,
    pub(super) verdict: Verdict<'c>,
}

/// Every field that does not have its shape. The words are those of the rules.
pub(super) fn judge<'c>(definition: &'c Definition<'_>) -> Vec<Misshapen<'c>> {
    let mut found = Vec::new();
    for part in &definition.parts {
        for (name, value) in part.members {
            if let Some(field) = fields::find(part.kind, name).filter(|field| reads(field, part, value)) {
                let mut add = |verdict| found.push(Misshapen { part, name, verdict });
                shape(field, &|| part.place(name), value, &mut add);
            }
        }
    }
    found
}

/// Whether the field is literal and of the part's own language.
fn reads(field: &Field, part: &DefinitionPart<'_>, value: &Value) -> bool {
    let expression = field.dynamic
        && part.language == QueryLanguage::Jsonata
        && value.as_str().is_some_and(|text| text.starts_with("{%") || text.ends_with("%}"));
    !expression && field.language.is_none_or(|language| language == part.language)
}

/// Judges one value; `here` makes its pointer, which hardly any value needs.
fn shape<'d>(
    field: &Field,
    here: &dyn Fn() -> Pointer,
    value: &'d Value,
    report: &mut dyn FnMut(Verdict<'d>),
) {
    let mut mistyped = |pointer: Pointer, wanted, value| report(Verdict::Type { pointer, wanted, value });
    match (field.shape, value) {
        (Shape::Any, _) | (Shape::Text | Shape::Path, Value::String(_)) | (Shape::Flag, Value::Bool(_)) => {}
        (Shape::Object, Value::Object(_)) => {}
        (Shape::Path, Value::Null) if ["InputPath", "OutputPath", "ResultPath"].contains(&field.name) => {}
        (Shape::Text, _) => mistyped(here(), "a string", value),
        (Shape::Path, _) => mistyped(here(), "a path in a string", value),
        (Shape::Flag, _) => mistyped(here(), "true or false", value),
        (Shape::States, Value::Object(states)) if states.is_empty() => report(Verdict::Empty),
        (Shape::States, Value::Object(states)) => {
            for (name, state) in states.iter().filter(|(_, state)| state.as_object().is_none()) {
                mistyped(here().key(name), "an object", state);
            }
        }
        (Shape::Object | Shape::States, _) => mistyped(here(), "an object", value),
        (Shape::Filled | Shape::Texts, Value::Array(items)) if items.as_slice().is_empty() => {
            report(Verdict::Empty);
        }
        (Shape::Filled | Shape::Objects, Value::Array(items)) => {
            for (at, item) in items.iter().enumerate().filter(|(_, item)| item.as_object().is_none()) {
                mistyped(here().index(at), "an object", item);
            }
        }
        (Shape::Texts, Value::Array(items)) => {
            for (at, item) in items.iter().enumerate().filter(|(_, item)| item.as_str().is_none()) {
                mistyped(here().index(at), "a string", item);
            }
        }
        (Shape::Texts | Shape::Filled | Shape::Objects, _) => mistyped(here(), "an array", value),
        (Shape::Whole(..), Value::Number(_)) | (Shape::Number(..), Value::Number(_)) => {
            range(field.shape, value, report);
        }
        (Shape::Whole(..), _) => mistyped(here(), "a whole number", value),
        (Shape::Number(..), _) => mistyped(here(), "a number", value),
        (Shape::OneOf(words), Value::String(written)) => one_of(field.name, words, written, value, report),
        (Shape::OneOf(_), _) => mistyped(here(), "a string", value),
    }
}

fn range<'d>(shape: Shape, value: &'d Value, report: &mut dyn FnMut(Verdict<'d>)) {
    let (least, most, whole) = match shape {
        Shape::Whole(least, most) => (f64::from(least), f64::from(most), true),
        Shape::Number(least, most) => (least, most, false),
        Shape::Any
        | Shape::Text
        | Shape::Flag
        | Shape::Object
        | Shape::States
        | Shape::Texts
        | Shape::Filled
        | Shape::Objects
        | Shape::OneOf(_)
        | Shape::Path => return,
    };
    let Some(number) = value.as_f64() else { return };
    let fits = (least..=most).contains(&number);
    if fits && (!whole || value.as_i64().is_some()) {
        return;
    }
    let words = match (fits, number < least) {
        (true, _) => String::new(),
        (false, true) if whole => format!("Minimum value is {least}"),
        (false, true) => format!("Minimum value is {least:?}"),
        (false, false) if whole => format!("Maximum value is {most}"),
        (false, false) => format!("Maximum value is {most:?}"),
    };
    let kind = if whole { "a whole number" } else { "a number" };
    let wanted = if most == f64::MAX || most == f64::from(u32::MAX) {
        format!("{kind} of at least {least}")
    } else {
        format!("{kind} from {least} to {most}")
    };
    report(Verdict::Range { wanted, value, words, near: None });
}

fn one_of<'d>(
    name: &str,
    words: &'static [&'static str],
    written: &str,
    value: &'d Value,
    report: &mut dyn FnMut(Verdict<'d>),
) {
    if words.contains(&written) {
        return;
    }
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    report(Verdict::Range {
        wanted: quoted.join(" or "),
        value,
        words: format!("The field '{name}' should have one of these values: [{}]", words.join(", ")),
        near: near(written, words.iter().copied()),
    });
}
