//! Values as YAML, in block style: what reads it gets the same value again.

use crate::base::value::Value;
use crate::base::yaml::plain;

use super::control::escape_json;

/// The YAML text of `value`.
#[must_use]
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

/// Writes `value` where a line begins that is indented already.
fn block(value: &Value, indent: usize, out: &mut String) {
    let blanks = |out: &mut String| out.extend(std::iter::repeat_n(' ', indent));
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (at, (key, value)) in members.iter().enumerate() {
                if at > 0 {
                    blanks(out);
                }
                out.push_str(&scalar(key));
                out.push(':');
                if is_empty(value) {
                    out.push(' ');
                    block(value, indent, out);
                } else {
                    out.push('\n');
                    out.extend(std::iter::repeat_n(' ', indent + 2));
                    block(value, indent + 2, out);
                }
            }
        }
        Value::Array(items) if !items.as_slice().is_empty() => {
            for (at, value) in items.as_slice().iter().enumerate() {
                if at > 0 {
                    blanks(out);
                }
                out.push_str("- ");
                block(value, indent + 2, out);
            }
        }
        Value::String(text) => {
            out.push_str(&scalar(text));
            out.push('\n');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            out.push_str(&value.to_json());
            out.push('\n');
        }
    }
}

/// Whether a value takes one line.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.as_slice().is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// A text without quotes if every reader takes it for that text, else as JSON writes it.
fn scalar(text: &str) -> String {
    const WORDS: [&str; 8] = ["yes", "no", "on", "off", "y", "n", "true", "false"];
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '$' | '_' | '/'));
    let is_safe = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '$' | '/' | '(' | ')' | '+' | '=')
    };
    let is_word = WORDS.contains(&text.to_lowercase().as_str());
    let is_text = matches!(plain(text), Some(Value::String(_)));
    // A colon between two characters that are no blanks separates nothing.
    let is_plain = text.split(':').all(|part| part.chars().all(is_safe) && !part.starts_with(' '))
        && !text.ends_with([' ', ':']);
    if starts && is_plain && is_text && !is_word && text.len() <= 100 {
        text.to_owned()
    } else {
        escape_json(&Value::from(text).to_json()).into_owned()
    }
}
