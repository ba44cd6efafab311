//! SFN201: forgotten suffix.

use crate::asl::fields;
use crate::asl::machine::{QueryLanguage, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::expr::intrinsics::Call;
use crate::expr::jsonpath::Path;

use super::{Finder, Rule};
use super::{clipped, within};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN201"),
    name: "forgotten-suffix",
    severity: Severity::Warning,
    about: "A value looks like a path or an intrinsic function, but its key does not end in `.$`, so AWS \
        passes the text on as it is.",
    examples: Some(examples!("SFN201", "json")),
    workflow: Workflow::Standard,
    aws: Some((
        "NO_DOLLAR",
        "The value of 'order' looks like a JSONPath. Instead of 'order', use 'order.$' to evaluate it as a JSONPath at \
         runtime.",
    )),
    finder: Finder::Definition(find),
};

fn find(definition: &Definition<'_>, found: &mut Vec<Diagnostic>) {
    for part in definition.parts.iter().filter(|part| part.language == QueryLanguage::JsonPath) {
        for name in ["Parameters", "ResultSelector", "ItemSelector", "BatchInput", "Assign"] {
            let payload = part.members.get(name).filter(|_| fields::find(part.kind, name).is_some());
            if let Some(payload @ (Value::Object(_) | Value::Array(_))) = payload {
                payloads(payload, "", &part.place(name), &mut |key, pointer, text| {
                    let (not, to) = match text.starts_with("States.") {
                        true => ("what the function gives", "call the function, name"),
                        false => ("the value at that path", "read the value there, call"),
                    };
                    let message = format!(
                        "`{key}` is the literal text \"{}\", not {not}{}",
                        clipped(text),
                        within(part)
                    );
                    let diagnostic = RULE
                        .at(Place::Value(pointer.clone()), message)
                        .help(format!("to {to} the key `{key}.$`"));
                    found.push(in_aws_words(diagnostic, key, pointer, text));
                });
            }
        }
    }
}

/// AWS names the object that has the key. Its words are known for paths (recorded 2026-09-23); for functions there is what
/// its documentation says of the code; of a mere `$` nothing is known.
fn in_aws_words(diagnostic: Diagnostic, key: &str, pointer: &Pointer, text: &str) -> Diagnostic {
    if is_all_of_it(key, text) {
        return diagnostic;
    }
    if text.starts_with("States.") {
        let words = "No `.$` on a field that appears to be a JSONPath or Intrinsic Function";
        return diagnostic.aws("NO_DOLLAR", words, pointer.aws());
    }
    let words = format!(
        "The value of '{key}' looks like a JSONPath. Instead of '{key}', use '{key}.$' to evaluate it as a JSONPath at \
         runtime."
    );
    let place = pointer.aws();
    let around = place.strip_suffix(&format!("/{key}")).unwrap_or(&place);
    diagnostic.aws("NO_DOLLAR", words, around)
}

/// Visits every literal text of a payload that looks like a path.
pub(super) fn payloads(
    value: &Value,
    key: &str,
    pointer: &Pointer,
    visit: &mut dyn FnMut(&str, &Pointer, &str),
) {
    match value {
        Value::Object(members) => {
            for (key, value) in members.iter().filter(|(key, _)| !key.ends_with(".$")) {
                payloads(value, key, &pointer.key(key), visit);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate().filter(|(_, item)| item.as_str().is_none()) {
                payloads(item, key, &pointer.index(at), visit);
            }
        }
        Value::String(text) if pathlike(text) || is_all_of_it(key, text) => visit(key, pointer, text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether a text looks like a path or an intrinsic function.
pub(super) fn pathlike(text: &str) -> bool {
    let path = ["$.", "$[", "$$."].iter().any(|start| text.starts_with(start)) && Path::parse(text).is_ok();
    path || (text.starts_with("States.") && Call::parse(text).is_ok())
}

/// Whether a text is the whole input or context where a whole document is wanted. Elsewhere `$` may be a sign of money.
pub(super) fn is_all_of_it(key: &str, text: &str) -> bool {
    const WHOLE: &[&str] = &[
        "Payload",
        "Input",
        "Item",
        "Detail",
        "MessageBody",
        "Message",
        "RequestBody",
        "Body",
        "payload",
        "input",
    ];
    matches!(text, "$" | "$$") && WHOLE.contains(&key)
}
