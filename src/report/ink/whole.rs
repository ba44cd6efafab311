//! A value shown whole: indented JSON, lines that are wider than the page broken at blanks and signs, JSON
//! inside strings opened. Its secrets stay hidden.

use crate::base::secret::hides_member;
use crate::base::value::{Array, Object, Value};

use crate::report::ink::amount::size;
use crate::report::ink::control::escape_control;
use crate::report::ink::marks::Marks;
use crate::report::ink::secret::redact;
use crate::report::ink::shorten::{embedded, hidden, literal};
use crate::report::ink::width::{columns, wrap};

/// Nothing is broken into pieces narrower than this.
const NARROW: usize = 16;
/// Columns by which what is inside is moved in.
const STEP: usize = 2;

/// The lines of `value`, none wider than `room` columns.
#[must_use]
pub fn lines(value: &Value, room: usize, marks: &Marks) -> Vec<String> {
    let mut page = Page { room: room.max(NARROW), marks, lines: Vec::new() };
    page.value(0, "", value, "");
    page.lines
}

/// `text` as JSON.
fn quoted(text: &str) -> String {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
    if is_plain { ["\"", text, "\""].concat() } else { Value::from(text).to_json() }
}

struct Page<'m> {
    room: usize,
    marks: &'m Marks,
    lines: Vec<String>,
}

impl Page<'_> {
    /// A value behind `before`, which is its key, and followed by `after`, which is a comma or nothing.
    fn value(&mut self, indent: usize, before: &str, value: &Value, after: &str) {
        match value {
            Value::Object(members) if !members.is_empty() => self.object(indent, before, members, after),
            Value::Array(items) if !items.is_empty() => self.array(indent, before, items, after),
            Value::String(text) => self.string(indent, before, text, after),
            Value::Object(_) | Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {
                self.line(indent, &[before, &value.to_json(), after].concat());
            }
        }
    }

    fn object(&mut self, indent: usize, before: &str, members: &Object, after: &str) {
        self.line(indent, &[before, "{"].concat());
        for (at, (key, value)) in members.iter().enumerate() {
            let key_text = [&quoted(key), ": "].concat();
            let comma = if at + 1 < members.len() { "," } else { "" };
            if hides_member(members, key, value) {
                let shown = quoted(&hidden(value, self.marks));
                self.line(indent + STEP, &[&*key_text, &shown, comma].concat());
            } else {
                self.value(indent + STEP, &key_text, value, comma);
            }
        }
        self.line(indent, &["}", after].concat());
    }

    fn array(&mut self, indent: usize, before: &str, items: &Array, after: &str) {
        self.line(indent, &[before, "["].concat());
        for (at, item) in items.iter().enumerate() {
            self.value(indent + STEP, "", item, if at + 1 < items.len() { "," } else { "" });
        }
        self.line(indent, &["]", after].concat());
    }

    fn string(&mut self, indent: usize, before: &str, text: &str, after: &str) {
        let Some(inside) = embedded(text) else {
            let shown = quoted(&redact(text, self.marks));
            return self.line(indent, &[before, &shown, after].concat());
        };
        let room = self.room.saturating_sub(indent + columns(before) + columns(after));
        match literal(text, room, self.marks) {
            Some(literal) => self.line(indent, &format!("{before}{literal}{after}")),
            None => {
                self.line(indent, &format!("{before}JSON text {}:", size(text.len())));
                self.value(indent + STEP, "", &inside, after);
            }
        }
    }

    fn line(&mut self, indent: usize, text: &str) {
        let text = escape_control(text);
        let indent = indent.min(self.room / 2);
        let room = self.room - indent;
        if columns(&text) <= room {
            let mut line = String::with_capacity(indent + text.len());
            line.extend(std::iter::repeat_n(' ', indent));
            line.push_str(&text);
            return self.lines.push(line);
        }
        for (at, piece) in wrap(&text, room, room - STEP).into_iter().enumerate() {
            let indent = if at == 0 { indent } else { indent + STEP };
            self.lines.push(format!("{:indent$}{piece}", ""));
        }
    }
}
