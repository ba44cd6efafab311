//! `MockReader`: reads the value of a mock file part by part. Each access checks what is there; what is wrong is
//! reported with its place and left out, so that one reading finds all faults.

use std::sync::Arc;

use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::document::Document;
use crate::base::near::near;
use crate::base::pointer::Pointer;
use crate::base::source::Source;
use crate::base::value::{Object, Value};

use super::codes;
use super::duration;
use super::meant;
use super::shape::Field;

/// What is wrong, and with which of the files.
pub type Finding = (Document, Diagnostic);

/// Reads the text of a file that another one names.
pub type Fetch<'f> = dyn FnMut(&str) -> std::io::Result<String> + 'f;

/// A value and its place in the file.
#[derive(Clone, Debug)]
pub struct Node<'v> {
    pub value: &'v Value,
    pub pointer: Pointer,
}

impl<'v> Node<'v> {
    /// The whole document.
    pub fn root(value: &'v Value) -> Self {
        Self { value, pointer: Pointer::root() }
    }

    /// The member `key`.
    pub fn get(&self, key: &str) -> Option<Self> {
        self.value.get(key).map(|value| Node { value, pointer: self.below(key) })
    }

    /// The members of an object, the items of an array: their key and themselves.
    pub fn members(&self) -> Vec<(Arc<str>, Self)> {
        let node = |key: &str, value| Node { value, pointer: self.below(key) };
        match self.value {
            Value::Object(members) => {
                members.iter().map(|(key, value)| (Arc::clone(key), node(key, value))).collect()
            }
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, value)| (index.to_string().into(), node(&index.to_string(), value)))
                .collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        }
    }

    fn below(&self, key: &str) -> Pointer {
        self.pointer.key(key)
    }
}

/// Reads one file and collects what is wrong with it.
pub struct MockReader {
    document: Document,
    findings: Vec<Diagnostic>,
}

impl MockReader {
    pub const fn new(document: Document) -> Self {
        Self { document, findings: Vec::new() }
    }

    /// The file.
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// What was found, with the file.
    pub fn finish(self) -> Vec<Finding> {
        let document = self.document;
        self.findings.into_iter().map(|diagnostic| (document.clone(), diagnostic)).collect()
    }

    pub fn say(&mut self, diagnostic: Diagnostic) {
        self.findings.push(diagnostic);
    }

    pub fn error(&mut self, code: Code, node: &Node, message: impl Into<String>) {
        self.say(Diagnostic::error(code, Place::Value(node.pointer.clone()), message));
    }

    pub fn warn(&mut self, code: Code, node: &Node, message: impl Into<String>) {
        let place = Place::Value(node.pointer.clone());
        self.say(Diagnostic::error(code, place, message).severity(Severity::Warning));
    }

    /// The object at `node`.
    pub fn object<'v>(&mut self, node: &Node<'v>, what: &str) -> Option<&'v Object> {
        let found = node.value.as_object();
        if found.is_none() {
            self.wrong(node, what, "an object");
            self.help(meant::by_value(node.value, what, &[]));
        }
        found
    }

    /// Adds help to what was said last.
    fn help(&mut self, help: Option<String>) {
        if let Some(help) = help
            && let Some(last) = self.findings.pop()
        {
            self.say(last.help(help));
        }
    }

    /// The object at `node`, which may have these keys only; keys that begin with `x-` are left to other programs.
    pub fn known<'v>(&mut self, node: &Node<'v>, what: &str, fields: &[Field]) -> Option<&'v Object> {
        let keys: Vec<&str> = fields.iter().map(|field| field.key).collect();
        let Some(object) = node.value.as_object() else {
            let help = meant::by_value(node.value, what, &keys);
            self.wrong(node, what, "an object");
            self.help(help);
            return None;
        };
        for (key, child) in node.members() {
            if keys.contains(&&*key) || key.starts_with("x-") {
                continue;
            }
            let help = meant::by_key(&key, child.value, &keys);
            let place = Place::Key(child.pointer);
            let finding = Diagnostic::error(codes::UNKNOWN_KEY, place, format!("{what} has no key `{key}`"));
            self.say(finding.label("unknown key").help(help));
        }
        Some(object)
    }

    /// The text at `node`; reported and none if it is another value.
    pub fn text(&mut self, node: &Node, what: &str) -> Option<Arc<str>> {
        match node.value {
            Value::String(text) => Some(Arc::clone(text)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                self.wrong(node, what, "text");
                None
            }
        }
    }

    /// The boolean at `node`; reported and none if it is another value.
    pub fn boolean(&mut self, node: &Node, what: &str) -> Option<bool> {
        let found = node.value.as_bool();
        if found.is_none() {
            self.wrong(node, what, "`true` or `false`");
        }
        found
    }

    /// The whole number from 0 at `node`, such as `index` or `times`; reported and none if it is another value.
    /// `what` is its key in messages.
    pub fn count_of(&mut self, node: &Node, what: &str) -> Option<u64> {
        let found = node.value.as_number().filter(|n| n.is_integer()).and_then(|n| n.as_u64());
        if found.is_none() {
            self.wrong(node, what, "a whole number from 0");
        }
        found
    }

    /// The items of the list at `node`; reported and empty if it is no list.
    pub fn items<'v>(&mut self, node: &Node<'v>, what: &str) -> Vec<Node<'v>> {
        if node.value.as_array().is_none() {
            self.wrong(node, what, "a list");
        }
        node.members().into_iter().filter(|_| node.value.as_array().is_some()).map(|(_, item)| item).collect()
    }

    /// The data in the file whose path is at `node`, JSON or YAML.
    pub fn file(&mut self, fetch: &mut Fetch, node: &Node, what: &str) -> Option<Value> {
        let path = self.text(node, what)?;
        let read = fetch(&path).map_err(|error| error.to_string()).and_then(|text| {
            let rejected = match crate::load::data(&Source::new(&*path, text)) {
                Ok(document) => return Ok(document.value().clone()),
                Err(rejected) => rejected,
            };
            let first = rejected.diagnostics.first();
            Err(first.map_or_else(String::new, |found| {
                let line = rejected.document.locate(&found.place).line;
                format!("{}, line {line}: {}", found.message, found.label)
            }))
        });
        match read {
            Ok(value) => Some(value),
            Err(why) => {
                self.error(codes::FILE, node, format!("cannot read {path}: {why}"));
                None
            }
        }
    }

    /// The duration at `node`, such as `300ms` or `1h30m`, in milliseconds; reported and none if it is none.
    /// `what` is its key in messages.
    pub fn duration(&mut self, node: &Node, what: &str) -> Option<i64> {
        let found = node.value.as_str().and_then(duration::parse);
        if found.is_none() {
            let place = Place::Value(node.pointer.clone());
            let message = format!("{what} is not a duration: {}", super::matching::short(node.value));
            let help = match node.value {
                Value::Number(n) => format!("write the unit: `{n}s` or `{n}ms`"),
                Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                    "write it like `300ms`, `5s`, `1h30m` or `2d`".to_owned()
                }
            };
            self.say(Diagnostic::error(codes::DURATION, place, message).help(help));
        }
        found
    }

    /// One of these words.
    pub fn word<T: Copy>(&mut self, node: &Node, what: &str, words: &[(&str, T)]) -> Option<T> {
        let text = node.value.as_str();
        if let Some((_, meaning)) = words.iter().find(|(word, _)| Some(*word) == text) {
            return Some(*meaning);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let place = Place::Value(node.pointer.clone());
        let message = format!("{what} cannot be {}", super::matching::short(node.value));
        let help = match text.and_then(|text| near(text, known.iter().copied())) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("it is one of: {}", known.join(", ")),
        };
        self.say(Diagnostic::error(codes::WRONG_VALUE, place, message).help(help));
        None
    }

    pub fn wrong(&mut self, node: &Node, what: &str, wanted: &str) {
        let given = match node.value {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                super::matching::short(node.value)
            }
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "an object".to_owned(),
        };
        self.error(codes::WRONG_VALUE, node, format!("{what} must be {wanted}, not {given}"));
    }
}
