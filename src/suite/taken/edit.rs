//! Changes of a JSON or YAML file, part by part: all that is not changed stays as it is written, comments and order
//! included. A change is made in the text and, beside it, in what the text says; if the new text does not say that, or
//! has lost a comment, there is no change.

use std::ops::Range;

use crate::base::diag::Place;
use crate::base::document::Document;
use crate::base::layout::comments;
use crate::base::pointer::Pointer;
use crate::base::source::Format;
use crate::base::value::{Object, Value};
use crate::load::{self, file_source};
use crate::report::ink::yaml;

/// A change of a file.
#[derive(Clone, Debug)]
pub enum Edit {
    /// The value at the pointer, which is there, becomes another.
    Set(Pointer, Value),
    /// A member, and what holds it, comes behind the others.
    Add(Pointer, Value),
    /// An item comes behind the others of the list at the pointer.
    Push(Pointer, Value),
}

/// The text of a file called `name`, changed; none if it is not written so that it can be.
pub fn edited(name: &str, text: &str, edit: &Edit) -> Option<String> {
    let is_crlf = text.contains("\r\n");
    let plain = if is_crlf { text.replace("\r\n", "\n") } else { text.to_owned() };
    let written = Written::read(name, plain)?;
    let (new, said) = match edit {
        Edit::Set(pointer, value) => (written.set(pointer, value)?, changed(&written, pointer, value)?),
        Edit::Add(pointer, value) => (written.add(pointer, value)?, changed(&written, pointer, value)?),
        Edit::Push(pointer, value) => {
            let mut items = written.value(pointer)?.as_array()?.as_slice().to_vec();
            items.push(value.clone());
            (written.push(pointer, value)?, changed(&written, pointer, &items.into())?)
        }
    };
    let after = Written::read(name, new)?;
    let is_said = *after.document.value() == said && written.keeps_comments(&after);
    is_said.then(|| if is_crlf { after.text.replace('\n', "\r\n") } else { after.text })
}

/// What `written` says with `value` at `pointer`, and all that holds it.
fn changed(written: &Written, pointer: &Pointer, value: &Value) -> Option<Value> {
    let tokens: Vec<String> = pointer.tokens().map(Into::into).collect();
    with(written.document.value(), &tokens, value)
}

fn with(holder: &Value, tokens: &[String], value: &Value) -> Option<Value> {
    let Some((first, rest)) = tokens.split_first() else { return Some(value.clone()) };
    match holder {
        Value::Array(items) => {
            let index: usize = first.parse().ok()?;
            let mut items = items.as_slice().to_vec();
            *items.get_mut(index)? = with(items.get(index)?, rest, value)?;
            Some(items.into())
        }
        Value::Object(members) => {
            let mut members = members.clone();
            let inner = with(members.get(first).unwrap_or(&Value::Null), rest, value)?;
            members.insert(first.as_str(), inner);
            Some(members.into())
        }
        Value::Null => {
            Some(Value::from(Object::from_iter([(first.as_str(), with(&Value::Null, rest, value)?)])))
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// A text, and what it says.
struct Written {
    text: String,
    document: Document,
}

impl Written {
    fn read(name: &str, text: String) -> Option<Self> {
        let document = load::data(&file_source(name, &text)).ok()?;
        Some(Self { text, document })
    }

    fn value(&self, pointer: &Pointer) -> Option<&Value> {
        self.document.value().pointer(pointer.as_str())
    }

    fn bytes(&self, pointer: &Pointer) -> Range<usize> {
        self.document.locate(&Place::Value(pointer.clone())).bytes
    }

    fn keeps_comments(&self, after: &Self) -> bool {
        let all = |written: &Self| {
            let found = comments(&written.text, written.document.format())?;
            let mut texts: Vec<String> = found.into_iter().map(|at| written.text[at].to_owned()).collect();
            texts.sort_unstable();
            Some(texts)
        };
        all(self) == all(after)
    }

    /// Whether `pointer`, which is there, stands between brackets, or would.
    fn is_flow(&self, pointer: &Pointer) -> bool {
        let mut holder = pointer.parent();
        std::iter::from_fn(|| {
            let here = holder.take()?;
            holder = here.parent();
            Some(here)
        })
        .any(|holder| self.text[self.bytes(&holder)].starts_with(['{', '[']))
    }

    /// The blanks that the line of byte `at` begins with.
    fn indent(&self, at: usize) -> usize {
        let start = self.text[..at].rfind('\n').map_or(0, |at| at + 1);
        self.text[start..].bytes().take_while(|byte| *byte == b' ').count()
    }

    /// Behind the end of the line of byte `at`.
    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |end| at + end + 1)
    }

    fn spliced(&self, at: Range<usize>, new: &str) -> String {
        format!("{}{new}{}", &self.text[..at.start], &self.text[at.end..])
    }

    /// `value` as it stands between brackets, on a line with so many blanks.
    fn inline(&self, value: &Value, indent: usize) -> String {
        match self.document.format() {
            Format::Yaml => value.to_json(),
            Format::Json => value.to_json_pretty().replace('\n', &format!("\n{}", " ".repeat(indent))),
        }
    }

    fn set(&self, pointer: &Pointer, value: &Value) -> Option<String> {
        let at = self.bytes(pointer);
        if self.document.format() == Format::Json || self.is_flow(pointer) {
            return Some(self.spliced(at.clone(), &self.inline(value, self.indent(at.start))));
        }
        let holder = pointer.parent()?;
        if self.value(&holder)?.as_array().is_some() {
            // Behind the dash.
            let line = self.text[..at.start].rfind('\n').map_or(0, |end| end + 1);
            let lines = indented(&yaml::text(value), at.start - line);
            return Some(self.spliced(at, lines.trim()));
        }
        let key = self.document.locate(&Place::Key(pointer.clone()));
        let colon = key.bytes.end + self.text[key.bytes.end..].find(':')? + 1;
        let below = " ".repeat(key.column + 1);
        let inside = comments(&self.text, Format::Yaml)?;
        let inside = inside.into_iter().filter(|found| found.start >= colon && found.end <= at.end);
        // One behind the key stays there.
        let (own, kept): (Vec<_>, Vec<_>) =
            inside.partition(|found| !self.text[colon..found.start].contains('\n'));
        let kept: String = kept.into_iter().map(|found| format!("{below}{}\n", &self.text[found])).collect();
        let lines = indented(&yaml::text(value), key.column + 1);
        let end = self.line_end(at.end.max(colon));
        let behind = self.text[at.end.max(colon)..end].trim();
        let behind = own.into_iter().map(|found| &self.text[found]).chain(Some(behind));
        let behind: String = behind.filter(|part| !part.is_empty()).map(|part| format!(" {part}")).collect();
        Some(self.spliced(colon..end, &format!("{behind}\n{kept}{lines}")))
    }

    fn add(&self, pointer: &Pointer, value: &Value) -> Option<String> {
        let (holder, name) = (pointer.parent()?, pointer.last()?.into_owned());
        let member = Value::from(Object::from_iter([(name.as_str(), value.clone())]));
        let members = match self.value(&holder) {
            None => return self.add(&holder, &member),
            Some(Value::Null) => return self.set(&holder, &member),
            Some(Value::Object(members)) => members,
            Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => return None,
        };
        let Some((last, _)) = members.iter().next_back() else { return self.set(&holder, &member) };
        let last = holder.key(last);
        let end = self.bytes(&last).end;
        if self.document.format() == Format::Json || self.is_flow(&last) {
            let key = self.document.locate(&Place::Key(last)).bytes.start;
            let indent = self.indent(key);
            let is_own_line = self.text[..key].trim_end_matches(' ').ends_with('\n');
            let gap = if is_own_line { format!("\n{}", " ".repeat(indent)) } else { " ".to_owned() };
            let written = format!(",{gap}{}: {}", Value::from(name).to_json(), self.inline(value, indent));
            return Some(self.spliced(end..end, &written));
        }
        let column = self.document.locate(&Place::Key(last)).column - 1;
        Some(self.after_line(end, &indented(&yaml::text(&member), column)))
    }

    fn push(&self, pointer: &Pointer, value: &Value) -> Option<String> {
        let items = self.value(pointer)?.as_array()?;
        let last = pointer.index(items.as_slice().len().checked_sub(1)?);
        let at = self.bytes(&last);
        if self.document.format() == Format::Json || self.is_flow(&last) {
            let indent = self.indent(at.start);
            let is_own_line = self.text[..at.start].trim_end_matches(' ').ends_with('\n');
            let gap = if is_own_line { format!("\n{}", " ".repeat(indent)) } else { " ".to_owned() };
            return Some(self.spliced(at.end..at.end, &format!(",{gap}{}", self.inline(value, indent))));
        }
        let item = Value::from(vec![value.clone()]);
        Some(self.after_line(at.end, &indented(&yaml::text(&item), self.indent(at.start))))
    }

    /// The text with `lines` behind the line of byte `at`.
    fn after_line(&self, at: usize, lines: &str) -> String {
        let end = self.line_end(at);
        let gap = if self.text[..end].ends_with('\n') { "" } else { "\n" };
        self.spliced(end..end, &format!("{gap}{lines}"))
    }
}

/// Each of `lines` behind so many blanks.
fn indented(lines: &str, blanks: usize) -> String {
    let blanks = " ".repeat(blanks);
    lines.lines().map(|line| format!("{blanks}{line}\n")).collect()
}
