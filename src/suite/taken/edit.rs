//! Changes of a JSON or YAML file, part by part: all that is not changed stays as it is written, comments and order
//! included. A change is made in the text and, beside it, in what the text says; if the new text does not say that, or
//! has lost a comment, there is no change.

use std::cell::OnceCell;
use std::collections::BTreeMap;
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
    /// Items come behind the others of the list at the pointer.
    Push(Pointer, Vec<Value>),
}

/// The text of a file called `name`, changed; none if it is not written so that it can be. All is changed at once, and
/// the file read once, where no change touches what another does.
pub fn edited(name: &str, text: &str, edits: &[Edit]) -> Option<String> {
    at_once(name, text, edits).or_else(|| {
        let mut each = edits.chunks(1).filter(|_| edits.len() > 1);
        let first = each.next()?;
        each.try_fold(at_once(name, text, first)?, |text, edit| at_once(name, &text, edit))
    })
}

fn at_once(name: &str, text: &str, edits: &[Edit]) -> Option<String> {
    let is_crlf = text.contains("\r\n");
    let plain = if is_crlf { text.replace("\r\n", "\n") } else { text.to_owned() };
    let written = Written::read(name, plain)?;
    let mut splices = edits.iter().map(|edit| written.splice(edit)).collect::<Option<Vec<_>>>()?;
    splices.sort_by_key(|splice| splice.at.start);
    let apart = |pair: &[Splice]| pair[0].at.end <= pair[1].at.start && pair[0].at != pair[1].at;
    if !splices.windows(2).all(apart) {
        return None;
    }
    let changes = edits.iter().map(|edit| written.change(edit)).collect::<Option<Vec<_>>>()?;
    let changes: Vec<Rest<'_>> = changes.iter().map(|(tokens, value)| (&tokens[..], value)).collect();
    let said = with(written.document.value(), &changes)?;
    let after = Written::read(name, written.spliced(&splices))?;
    let is_said = *after.document.value() == said && written.keeps_comments(&after);
    is_said.then(|| if is_crlf { after.text.replace('\n', "\r\n") } else { after.text })
}

/// What is left of the way to a value, and the value.
type Rest<'a> = (&'a [String], &'a Value);

/// What `holder` is with all these values in it, and all that holds them.
fn with(holder: &Value, changes: &[Rest<'_>]) -> Option<Value> {
    if let [([], value)] = changes {
        return Some(Value::clone(value));
    }
    let mut inner: BTreeMap<&str, Vec<Rest<'_>>> = BTreeMap::new();
    for (tokens, value) in changes {
        let (first, rest) = tokens.split_first()?;
        inner.entry(first).or_default().push((rest, value));
    }
    match holder {
        Value::Array(items) => {
            let mut items = items.as_slice().to_vec();
            for (index, changes) in inner {
                let item = items.get_mut(index.parse::<usize>().ok()?)?;
                *item = with(item, &changes)?;
            }
            Some(items.into())
        }
        Value::Object(_) | Value::Null => {
            let mut members = holder.as_object().cloned().unwrap_or_default();
            for (name, changes) in inner {
                let member = with(members.get(name).unwrap_or(&Value::Null), &changes)?;
                members.insert(name, member);
            }
            Some(members.into())
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// New text in the place of other text, or of none.
struct Splice {
    /// Bytes.
    at: Range<usize>,
    new: String,
}

impl Splice {
    fn new(at: Range<usize>, new: String) -> Self {
        Self { at, new }
    }
}

/// A text, and what it says.
struct Written {
    text: String,
    document: Document,
    /// Where its comments are, once somebody asked.
    comments: OnceCell<Option<Vec<Range<usize>>>>,
}

impl Written {
    fn read(name: &str, text: String) -> Option<Self> {
        let document = load::data(&file_source(name, &text)).ok()?;
        Some(Self { text, document, comments: OnceCell::new() })
    }

    fn comments(&self) -> Option<&[Range<usize>]> {
        self.comments.get_or_init(|| comments(&self.text, self.document.format())).as_deref()
    }

    /// What `edit` does to the text.
    fn splice(&self, edit: &Edit) -> Option<Splice> {
        match edit {
            Edit::Set(pointer, value) => self.set(pointer, value),
            Edit::Add(pointer, value) => self.add(pointer, value),
            Edit::Push(pointer, items) => self.push(pointer, items),
        }
    }

    /// What `edit` does to what the text says: the way to a value, and the value.
    fn change(&self, edit: &Edit) -> Option<(Vec<String>, Value)> {
        let (pointer, value) = match edit {
            Edit::Set(pointer, value) | Edit::Add(pointer, value) => (pointer, value.clone()),
            Edit::Push(pointer, items) => {
                let known = self.value(pointer)?.as_array()?.as_slice();
                (pointer, known.iter().chain(items).cloned().collect::<Vec<_>>().into())
            }
        };
        Some((pointer.tokens().map(Into::into).collect(), value))
    }

    fn value(&self, pointer: &Pointer) -> Option<&Value> {
        self.document.value().pointer(pointer.as_str())
    }

    fn bytes(&self, pointer: &Pointer) -> Range<usize> {
        self.document.locate(&Place::Value(pointer.clone())).bytes
    }

    fn keeps_comments(&self, after: &Self) -> bool {
        let all = |written: &Self| {
            let found = written.comments()?.iter();
            let mut texts: Vec<String> = found.map(|at| written.text[at.clone()].to_owned()).collect();
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

    /// The text with `splices`, which are in order.
    fn spliced(&self, splices: &[Splice]) -> String {
        let (mut text, mut done) = (String::with_capacity(self.text.len()), 0);
        for Splice { at, new } in splices {
            text.push_str(&self.text[done..at.start]);
            text.push_str(new);
            done = at.end;
        }
        text + &self.text[done..]
    }

    /// `value` as it stands between brackets, on a line with so many blanks.
    fn inline(&self, value: &Value, indent: usize) -> String {
        match self.document.format() {
            Format::Yaml => value.to_json(),
            Format::Json => value.to_json_pretty().replace('\n', &format!("\n{}", " ".repeat(indent))),
        }
    }

    fn set(&self, pointer: &Pointer, value: &Value) -> Option<Splice> {
        let at = self.bytes(pointer);
        if self.document.format() == Format::Json || self.is_flow(pointer) {
            let new = self.inline(value, self.indent(at.start));
            return Some(Splice::new(at, new));
        }
        let holder = pointer.parent()?;
        if self.value(&holder)?.as_array().is_some() {
            // Behind the dash.
            let line = self.text[..at.start].rfind('\n').map_or(0, |end| end + 1);
            let lines = indented(&yaml::text(value), at.start - line);
            return Some(Splice::new(at, lines.trim().to_owned()));
        }
        let key = self.document.locate(&Place::Key(pointer.clone()));
        let colon = key.bytes.end + self.text[key.bytes.end..].find(':')? + 1;
        let below = " ".repeat(key.column + 1);
        let all = self.comments()?;
        let inside = &all[all.partition_point(|found| found.start < colon)..];
        let inside = inside.iter().take_while(|found| found.end <= at.end);
        // One behind the key stays there.
        let (own, kept): (Vec<_>, Vec<_>) =
            inside.partition(|found| !self.text[colon..found.start].contains('\n'));
        let text = |found: &Range<usize>| &self.text[found.clone()];
        let kept: String = kept.into_iter().map(|found| format!("{below}{}\n", text(found))).collect();
        let lines = indented(&yaml::text(value), key.column + 1);
        let end = self.line_end(at.end.max(colon));
        let behind = self.text[at.end.max(colon)..end].trim();
        let behind = own.into_iter().map(text).chain(Some(behind));
        let behind: String = behind.filter(|part| !part.is_empty()).map(|part| format!(" {part}")).collect();
        Some(Splice::new(colon..end, format!("{behind}\n{kept}{lines}")))
    }

    fn add(&self, pointer: &Pointer, value: &Value) -> Option<Splice> {
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
            return Some(Splice::new(end..end, written));
        }
        let column = self.document.locate(&Place::Key(last)).column - 1;
        Some(self.after_line(end, &indented(&yaml::text(&member), column)))
    }

    fn push(&self, pointer: &Pointer, new: &[Value]) -> Option<Splice> {
        let items = self.value(pointer)?.as_array()?;
        let last = pointer.index(items.as_slice().len().checked_sub(1)?);
        let at = self.bytes(&last);
        if self.document.format() == Format::Json || self.is_flow(&last) {
            let indent = self.indent(at.start);
            let is_own_line = self.text[..at.start].trim_end_matches(' ').ends_with('\n');
            let gap = if is_own_line { format!("\n{}", " ".repeat(indent)) } else { " ".to_owned() };
            let written = new.iter().map(|value| format!(",{gap}{}", self.inline(value, indent)));
            return Some(Splice::new(at.end..at.end, written.collect()));
        }
        let lines = indented(&yaml::text(&new.to_vec().into()), self.indent(at.start));
        Some(self.after_line(at.end, &lines))
    }

    /// `lines` behind the line of byte `at`.
    fn after_line(&self, at: usize, lines: &str) -> Splice {
        let end = self.line_end(at);
        let gap = if self.text[..end].ends_with('\n') { "" } else { "\n" };
        Splice::new(end..end, format!("{gap}{lines}"))
    }
}

/// Each of `lines` behind so many blanks.
fn indented(lines: &str, blanks: usize) -> String {
    let blanks = " ".repeat(blanks);
    lines.lines().map(|line| format!("{blanks}{line}\n")).collect()
}
