//! One line for a value, however large: written like JSON5, long strings and big containers shortened,
//! secrets hidden, JSON inside strings shown as it is or by its keys. What it costs does not grow with the value.

use crate::base::secret::{hides, hides_member};
use crate::base::value::{Array, Object, Value};

use crate::report::ink::amount::size;
use crate::report::ink::control::escape_control;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::redact;
use crate::report::ink::width::{clip, clip_path, columns, head, tail};

/// Strings wider than this are shortened, to a head of three fifths and a tail of one fifth of it.
const STRING: usize = 40;
/// Texts that hold JSON are shown as they are up to here, where there is room.
const JSON: usize = 80;
/// Longer keys are cut.
const KEY: usize = 24;
/// Containers with more entries than this are summed up.
const ENTRIES: usize = 4;
/// Keys listed when only keys are.
const KEYS: usize = 6;
/// An array with more elements than this is not checked for being homogeneous.
const CHECKED: usize = 1000;
/// A longer string is not opened.
const OPENED: usize = 64 * 1024;
/// How values are shown, from the fullest budget to the shortest: how deep, and how long strings.
const BUDGETS: [Budget; 6] = [
    Budget { depth: 3, string: STRING, keys_only: false },
    Budget { depth: 2, string: STRING, keys_only: false },
    Budget { depth: 1, string: STRING, keys_only: false },
    Budget { depth: 1, string: STRING / 2, keys_only: false },
    Budget { depth: 1, string: STRING / 2, keys_only: true },
    Budget { depth: 0, string: STRING / 2, keys_only: true },
];

#[derive(Clone, Copy)]
struct Budget {
    depth: usize,
    string: usize,
    keys_only: bool,
}

/// `value` in at most `room` columns, as much of it as fits.
#[must_use]
pub fn shorten(value: &Value, room: usize, marks: &Marks) -> String {
    let mut text = String::new();
    for budget in BUDGETS {
        text.clear();
        Short { marks, budget, out: &mut text }.value(value, budget.depth);
        if columns(&text) <= room {
            return text;
        }
    }
    clip(&text, room, marks.elided).into_owned()
}

/// The value of `key` like [`shorten`], unless the key says that it is a secret.
#[must_use]
pub fn named(key: &str, value: &Value, room: usize, marks: &Marks) -> String {
    if hides(key, value) { hidden(value, marks) } else { shorten(value, room, marks) }
}

/// What is shown in place of a secret.
#[must_use]
pub fn hidden(value: &Value, marks: &Marks) -> String {
    let bytes = value.as_str().map_or_else(|| value.json_size(), str::len);
    let (open, close) = marks.hidden;
    format!("{open}hidden {}{close}", size(bytes))
}

/// The JSON object or array that a string holds.
#[must_use]
pub fn embedded(text: &str) -> Option<Value> {
    let trimmed = text.trim();
    let framed = (trimmed.starts_with('{') && trimmed.ends_with('}'))
        || (trimmed.starts_with('[') && trimmed.ends_with(']'));
    (framed && text.len() <= OPENED).then(|| Value::parse(trimmed).ok()).flatten()
}

/// A text that holds JSON as it is, in single quotes, if it takes at most `room` columns: a reader sees the text,
/// and that it is one.
#[must_use]
pub fn literal(text: &str, room: usize, marks: &Marks) -> Option<String> {
    let is_plain = columns(text) + 2 <= room && !text.contains('\'') && escape_control(text) == text;
    is_plain.then(|| format!("'{}'", redact(text, marks)))
}

/// A key as it is written in front of a colon: bare where that is clear.
#[must_use]
pub fn bare_or_quoted(key: &str) -> String {
    if is_bare(key) { key.to_owned() } else { Value::from(key).to_json() }
}

/// Whether a key needs no quotes.
#[must_use]
pub fn is_bare(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$'))
}

struct Short<'a> {
    marks: &'a Marks,
    budget: Budget,
    out: &'a mut String,
}

impl Short<'_> {
    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => self.out.push_str(&value.to_json()),
            Value::String(text) => self.string(text, depth),
            Value::Array(items) => self.array(items, depth),
            Value::Object(members) => self.object(members, depth),
        }
    }

    fn string(&mut self, text: &str, depth: usize) {
        let most = self.budget.string;
        if let Some(inside) = embedded(text) {
            let most = if self.budget.depth > 1 { JSON } else { most };
            return match literal(text, most, self.marks) {
                Some(literal) => self.out.push_str(&literal),
                None => {
                    self.out.push_str("JSON text ");
                    self.value(&inside, depth.saturating_sub(1));
                    self.out.push(' ');
                    self.out.push_str(&size(text.len()));
                }
            };
        }
        if head(text, most).len() == text.len() {
            self.out.push_str(&Value::from(text).to_json());
            return;
        }
        // The name at the end of an ARN or URL says most.
        let short = if text.starts_with("arn:") || text.contains("://") {
            clip_path(text, most, self.marks.elided).into_owned()
        } else {
            format!("{}{}{}", head(text, most * 3 / 5), self.marks.elided, tail(text, most / 5))
        };
        self.out.push_str(&Value::from(short).to_json());
        self.out.push(' ');
        self.out.push_str(&size(text.len()));
    }

    fn array(&mut self, items: &Array, depth: usize) {
        if items.is_empty() {
            self.out.push_str("[]");
        } else if let Some(first) = homogeneous(items) {
            let (count, times) = (items.len(), self.marks.times);
            self.out.push_str(&format!("[{count} {times} "));
            self.keys(first, depth);
            self.out.push(']');
        } else if depth == 0 {
            self.out.push('[');
            self.out.push_str(self.marks.elided);
            self.out.push(']');
        } else {
            let shown = if items.len() > ENTRIES { 2 } else { items.len() };
            self.out.push('[');
            for (at, item) in items.iter().take(shown).enumerate() {
                self.comma(at);
                self.value(item, depth - 1);
            }
            self.rest(items.len() - shown);
            self.out.push(']');
        }
    }

    fn object(&mut self, members: &Object, depth: usize) {
        if members.len() > ENTRIES || self.budget.keys_only || depth == 0 {
            return self.keys(members, depth);
        }
        self.out.push('{');
        for (at, (key, value)) in members.iter().enumerate() {
            self.comma(at);
            self.out.push_str(&bare_or_quoted(clip(key, STRING, self.marks.elided).as_ref()));
            self.out.push_str(": ");
            if hides_member(members, key, value) {
                self.out.push_str(&hidden(value, self.marks));
            } else {
                self.value(value, depth - 1);
            }
        }
        self.out.push('}');
    }

    /// An object by its keys alone; at depth 0 only that it is one.
    fn keys(&mut self, members: &Object, depth: usize) {
        self.out.push('{');
        if depth == 0 && !members.is_empty() {
            self.out.push_str(self.marks.elided);
        } else {
            let shown = if members.len() > KEYS { 3 } else { members.len() };
            for (at, key) in members.keys().take(shown).enumerate() {
                self.comma(at);
                self.out.push_str(&bare_or_quoted(clip(key, KEY, self.marks.elided).as_ref()));
            }
            self.rest(members.len() - shown);
        }
        self.out.push('}');
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.out.push_str(", ");
        }
    }

    fn rest(&mut self, left_out: usize) {
        if left_out > 0 {
            self.out.push_str(&format!(", {}{left_out}", self.marks.elided));
        }
    }
}

/// The first of several objects that all have the same keys.
fn homogeneous(items: &Array) -> Option<&Object> {
    let (first, others) = items.split_first()?;
    let first = first.as_object().filter(|object| !object.is_empty())?;
    let alike = |item: &Value| {
        item.as_object()
            .is_some_and(|other| other.len() == first.len() && first.keys().all(|key| other.contains(key)))
    };
    (!others.is_empty() && items.len() <= CHECKED && others.iter().all(alike)).then_some(first)
}
