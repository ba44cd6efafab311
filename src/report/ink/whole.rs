//! A value shown whole: indented JSON, lines that are wider than the page broken at blanks and signs, JSON
//! inside strings opened. Its secrets stay hidden.

use crate::base::secret::hides_member;
use crate::base::value::{Array, Object, Value};

use crate::report::ink::amount::size;
use crate::report::ink::control::{escape_control, is_plain};
use crate::report::ink::line::TextLine;
use crate::report::ink::marks::Marks;
use crate::report::ink::paint::Ink;
use crate::report::ink::secret::redact;
use crate::report::ink::shorten::{embedded, hidden, literal};
use crate::report::ink::width::{columns, wrap};

/// Nothing is broken into pieces narrower than this.
const NARROW: usize = 16;
/// Columns by which what is inside is moved in.
const STEP: usize = 2;

/// Adds the lines of `value` to `lines`: each begins as `margin`, and none has more than `room` columns behind it.
pub fn push(
    value: &Value,
    margin: &TextLine,
    ink: Ink,
    room: usize,
    marks: &Marks,
    lines: &mut Vec<TextLine>,
) {
    let room = room.max(NARROW);
    Page { margin, ink, room, marks, lines }.value(0, "", value, "");
}

/// `text` as JSON.
fn quoted(text: &str) -> String {
    let is_bare = text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'));
    if is_bare { ["\"", text, "\""].concat() } else { Value::from(text).to_json() }
}

struct Page<'p> {
    margin: &'p TextLine,
    ink: Ink,
    room: usize,
    marks: &'p Marks,
    lines: &'p mut Vec<TextLine>,
}

impl Page<'_> {
    /// A value behind `before`, which is its key, and followed by `after`, which is a comma or nothing.
    fn value(&mut self, indent: usize, before: &str, value: &Value, after: &str) {
        match value {
            Value::Object(members) if !members.is_empty() => self.object(indent, before, members, after),
            Value::Array(items) if !items.is_empty() => self.array(indent, before, items, after),
            Value::String(text) => self.string(indent, before, text, after),
            Value::Object(_) | Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {
                self.line(indent, &[before, &value.to_json(), after]);
            }
        }
    }

    fn object(&mut self, indent: usize, before: &str, members: &Object, after: &str) {
        self.line(indent, &[before, "{"]);
        for (at, (key, value)) in members.iter().enumerate() {
            let key_text = [&quoted(key), ": "].concat();
            let comma = if at + 1 < members.len() { "," } else { "" };
            if hides_member(members, key, value) {
                let shown = quoted(&hidden(value, self.marks));
                self.line(indent + STEP, &[&key_text, &shown, comma]);
            } else {
                self.value(indent + STEP, &key_text, value, comma);
            }
        }
        self.line(indent, &["}", after]);
    }

    fn array(&mut self, indent: usize, before: &str, items: &Array, after: &str) {
        self.line(indent, &[before, "["]);
        for (at, item) in items.iter().enumerate() {
            self.value(indent + STEP, "", item, if at + 1 < items.len() { "," } else { "" });
        }
        self.line(indent, &["]", after]);
    }

    fn string(&mut self, indent: usize, before: &str, text: &str, after: &str) {
        let Some(inside) = embedded(text) else {
            let shown = quoted(&redact(text, self.marks));
            return self.line(indent, &[before, &shown, after]);
        };
        let room = self.room.saturating_sub(indent + columns(before) + columns(after));
        match literal(text, room, self.marks) {
            Some(literal) => self.line(indent, &[before, &literal, after]),
            None => {
                self.line(indent, &[before, "JSON text ", &size(text.len()), ":"]);
                self.value(indent + STEP, "", &inside, after);
            }
        }
    }

    fn line(&mut self, indent: usize, parts: &[&str]) {
        let indent = indent.min(self.room / 2);
        let room = self.room - indent;
        let bytes: usize = parts.iter().map(|part| part.len()).sum();
        // Nearly all lines: no sign of them is looked at by itself.
        if bytes <= room && parts.iter().all(|part| is_plain(part)) {
            let mut line = self.begin(indent, bytes);
            for part in parts {
                line.push_clean(self.ink, part, part.len());
            }
            return self.lines.push(line);
        }
        let text = parts.concat();
        let text = escape_control(&text);
        let pieces = if columns(&text) <= room { vec![&*text] } else { wrap(&text, room, room - STEP) };
        for (at, piece) in pieces.into_iter().enumerate() {
            let mut line = self.begin(if at == 0 { indent } else { indent + STEP }, piece.len());
            line.push_clean(self.ink, piece, columns(piece));
            self.lines.push(line);
        }
    }

    /// The margin and `indent` blanks, with room for so many bytes more.
    fn begin(&self, indent: usize, bytes: usize) -> TextLine {
        let mut line = self.margin.begin(indent + bytes);
        line.pad(self.margin.width() + indent);
        line
    }
}
