//! SFN219: forgotten braces.

use crate::asl::fields;
use crate::asl::machine::{QueryLanguage, Workflow};
use crate::asl::parts::DefinitionPart;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::expr::advice::instead_of_intrinsic;
use crate::expr::intrinsics::Call;

use super::forgotten_suffix::{is_all_of_it, pathlike};
use super::{Finder, Rule};
use super::{clipped, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN219"),
    name: "forgotten-braces",
    severity: Severity::Warning,
    about: "In JSONata only a text in {% %} is evaluated. A text that looks like an expression, a path or an \
        intrinsic function is passed on as written, a key that ends in `.$` keeps that ending, and `$` is \
        not the input of the state.",
    examples: Some(examples!("SFN219", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Definition(find),
};

/// The fields whose texts may be expressions at any depth.
const FIELDS: &[&str] =
    &["Arguments", "Output", "Assign", "Items", "ItemSelector", "BatchInput", "Error", "Cause"];

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.parts.iter().filter(|part| part.language == QueryLanguage::Jsonata) {
        for name in FIELDS {
            let Some(value) = part.members.get(name) else { continue };
            each(value, name, &part.place(name), &mut |key, value, pointer| {
                if let Some((place, message, help)) = judge(key, value, pointer) {
                    found.push(RULE.at(place, format!("{message}{}", within(part))).help(help));
                }
            });
        }
    }
}

/// Visits every value with its key.
fn each(value: &Value, key: &str, pointer: &Pointer, visit: &mut dyn FnMut(&str, &Value, &Pointer)) {
    visit(key, value, pointer);
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(key, value)| each(value, key, &pointer.key(key), visit));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| each(item, key, &pointer.index(at), visit));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Where something was forgotten, what happens, and what to write.
fn judge(key: &str, value: &Value, pointer: &Pointer) -> Option<(Place, String, String)> {
    let text = value.as_str();
    if let Some(plain) = key.strip_suffix(".$") {
        let meant = text.and_then(expression).map_or_else(|| "{% … %}".to_owned(), |meant| braced(&meant));
        let message = format!("`.$` means nothing in JSONata: `{key}` is the name of the field");
        return Some((Place::Key(pointer.clone()), message, format!("write \"{plain}\": \"{meant}\"")));
    }
    let text = text?;
    let place = Place::Value(pointer.clone());
    if let Some(inside) = text.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}")) {
        let member = inside.trim().strip_prefix("$.")?;
        let name: String = member.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let message = format!("`$.{name}` is nothing: `$` is not the input in JSONata");
        return Some((place, message, format!("write $states.input.{name}")));
    }
    let literal = format!("`{key}` is the literal text {}", clipped(text));
    if let Some((before, rest)) = text.split_once("{%").filter(|(before, _)| !before.is_empty())
        && let Some((inside, after)) = rest.rsplit_once("%}").filter(|(_, after)| !after.is_empty())
    {
        let is_alone = before.trim().is_empty() && after.trim().is_empty();
        let inside = inside.trim();
        let help = match is_alone {
            true => format!("write {}, with nothing before or after", braced(inside)),
            false => joined(before, inside, after),
        };
        return Some((place, literal, help));
    }
    if text.starts_with("$states.") {
        return Some((place, literal, format!("write {}", braced(text))));
    }
    if !pathlike(text) && !is_all_of_it(key, text) {
        return None;
    }
    let help = match (text.strip_prefix("States."), expression(text)) {
        (Some(_), Some(meant)) => format!("intrinsic functions belong to JSONPath: {}", braced(&meant)),
        (Some(call), None) => instead_of_intrinsic(call.split('(').next().unwrap_or_default()),
        (None, Some(meant)) => format!("a JSONPath is a text here: {}", braced(&meant)),
        (None, None) => "a JSONPath is a text here: write an expression in {% %}".to_owned(),
    };
    Some((place, literal, help))
}

/// The expression that makes one text of an expression and what is around it.
fn joined(before: &str, inside: &str, after: &str) -> String {
    if inside.contains("{%") || [before, after].iter().any(|text| text.contains(['\'', '\\', '\n'])) {
        return "a text is one expression or none: {% 'text ' & $states.input.x & ' text' %}".to_owned();
    }
    let quoted = |text: &str| (!text.is_empty()).then(|| format!("'{text}'"));
    let parts = [quoted(before), Some(inside.to_owned()), quoted(after)];
    format!("write {}", braced(&parts.into_iter().flatten().collect::<Vec<_>>().join(" & ")))
}

/// What to write where a field that is no text has `text`, which is a path or an expression without its braces.
pub(super) fn meant(part: &DefinitionPart<'_>, name: &str, text: &str) -> Option<String> {
    if !text.starts_with('$') {
        return None;
    }
    match part.language {
        QueryLanguage::Jsonata if text.starts_with("$states.") => Some(braced(text)),
        QueryLanguage::Jsonata => Some(braced(expression(text).as_deref().unwrap_or(text))),
        QueryLanguage::JsonPath => {
            let by_path = format!("{name}Path");
            fields::find(part.kind, &by_path).map(|_| format!("\"{by_path}\": \"{text}\""))
        }
    }
}

fn braced(expression: &str) -> String {
    format!("{{% {expression} %}}")
}

/// What a path or a call of `States.Format` would be in JSONata.
fn expression(text: &str) -> Option<String> {
    if let Some(arguments) = text.strip_prefix("States.Format(").and_then(|rest| rest.strip_suffix(')')) {
        return Call::parse(text).ok().and_then(|_| format_call(arguments));
    }
    let (root, steps) = match text.strip_prefix("$$") {
        Some(steps) => ("$states.context", steps),
        None => ("$states.input", text.strip_prefix('$')?),
    };
    let is_plain = steps.is_empty() || steps.starts_with('.');
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    (is_plain && steps.split('.').skip(1).all(is_name)).then(|| format!("{root}{steps}"))
}

/// `'order {}', $.id` as `'order ' & $states.input.id`.
fn format_call(arguments: &str) -> Option<String> {
    let (template, rest) = arguments.strip_prefix('\'')?.split_once('\'')?;
    let mut values = rest.split(',').map(str::trim).filter(|value| !value.is_empty());
    let mut parts = Vec::new();
    for (at, text) in template.split("{}").enumerate() {
        if at > 0 {
            parts.push(expression(values.next()?)?);
        }
        if !text.is_empty() {
            parts.push(format!("'{text}'"));
        }
    }
    (!parts.is_empty() && !template.contains('\\')).then(|| parts.join(" & "))
}
