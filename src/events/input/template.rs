//! `InputTemplate`: text with `<names>` in it, filled from an event. It is no JSON before it is filled, and how a value
//! is written depends on where it stands (93 cases recorded at AWS, September 2026).

use std::collections::BTreeMap;

use super::path::InputPath;
use super::{BadTarget, Origin, keys};
use crate::base::value::{Object, Value};
use crate::events::reader;
use crate::expr::PAYLOAD_BYTES;

/// A template and what its names stand for.
#[derive(Clone, Debug)]
pub struct Transformer {
    paths: BTreeMap<String, InputPath>,
    pieces: Vec<Piece>,
    /// Whether the template begins with `{`: everything else is text, in which values are put as they are.
    is_object: bool,
}

#[derive(Clone, Debug)]
enum Piece {
    /// Text as it stands.
    Text(String),
    /// The value of a name, and whether it stands within quotes.
    Value(String, bool),
}

const RESERVED: [&str; 5] = [
    "aws.events.rule-arn",
    "aws.events.rule-name",
    "aws.events.event.ingestion-time",
    "aws.events.event",
    EVENT_JSON,
];
const EVENT_JSON: &str = "aws.events.event.json";

impl Transformer {
    /// Reads the members of an `InputTransformer` of the target `id`; errors are those of PutTargets.
    pub fn read(id: &str, paths: Option<&Object>, template: &str) -> Result<Self, BadTarget> {
        let mut known = BTreeMap::new();
        for (name, path) in paths.into_iter().flat_map(Object::iter) {
            keys::check(name, path)?;
            let path = path.as_str().and_then(InputPath::read);
            let path = path.ok_or_else(|| BadTarget(format!("InputPath for target {id} is invalid.")))?;
            known.insert(name.to_string(), path);
        }
        let is_object = template.trim_start().starts_with('{');
        let is_name = |name: &str| known.contains_key(name) || RESERVED.contains(&name);
        let pieces = pieces(template, is_name);
        let transformer = Self { paths: known, pieces, is_object };
        transformer.check(id, template)?;
        Ok(transformer)
    }

    fn check(&self, id: &str, template: &str) -> Result<(), BadTarget> {
        if let Some(name) = names(template).find(|name| !self.is_known(name) && !self.paths.is_empty()) {
            let message = format!("InputTemplate for target {id} contains invalid placeholder {name}.");
            return Err(BadTarget(message));
        }
        if !self.is_object && names(template).any(|name| name == EVENT_JSON) {
            return Err(BadTarget(format!(
                "InputTemplate for target {id} contains placeholder {EVENT_JSON} valid only for JSON template."
            )));
        }
        if self.is_object && self.has_name_as_key() {
            let message = format!("InputTemplate placeholder present as a JSON object key for target {id}.");
            return Err(BadTarget(message));
        }
        // AWS looks whether it would be JSON with null for every value; a name that it does not know is left to the
        // first event (recorded).
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) if self.paths.is_empty() => without_names(text),
            Piece::Text(text) => text.clone(),
            Piece::Value(..) => "null".to_owned(),
        });
        let filled = pieces.collect::<String>();
        match reader::check_values(&filled) {
            Ok(()) => Ok(()),
            Err((line, column)) => Err(BadTarget(format!(
                "Invalid InputTemplate for target {id} : [Source: (String)\"{filled}\"; line: {line}, column: \
                 {column}]."
            ))),
        }
    }

    fn is_known(&self, name: &str) -> bool {
        self.paths.contains_key(name) || RESERVED.contains(&name)
    }

    /// Whether a value stands within a text that a colon follows.
    fn has_name_as_key(&self) -> bool {
        self.pieces.iter().enumerate().any(|(at, piece)| {
            let Piece::Value(_, true) = piece else { return false };
            let rest = self.pieces[at + 1..].iter().find_map(|piece| match piece {
                Piece::Text(text) => after_quote(text),
                Piece::Value(..) => None,
            });
            rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
        })
    }

    /// The text for `event`; none if it has more bytes than StartExecution takes. A name may stand there a thousand
    /// times, and its value may be large.
    #[must_use]
    pub fn fill(&self, event: &Value, origin: &Origin) -> Option<String> {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Value(name, is_quoted) => {
                let value = match self.paths.get(name) {
                    Some(path) => path.find(event),
                    None => origin.value(name, event),
                };
                self.written(value, *is_quoted)
            }
        };
        self.pieces.iter().try_fold(String::new(), |text, next| {
            let text = text + &piece(next);
            (text.len() <= PAYLOAD_BYTES).then_some(text)
        })
    }

    fn written(&self, value: Option<Value>, is_quoted: bool) -> String {
        let Some(value) = value else {
            return if self.is_object && !is_quoted { "\"\"".to_owned() } else { String::new() };
        };
        match &value {
            Value::String(text) if !self.is_object => text.to_string(),
            Value::String(_) if is_quoted => {
                let json = value.to_json();
                json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or(&json).to_owned()
            }
            Value::Array(_) | Value::Object(_) if !self.is_object => value.to_json().replace('"', ""),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => value.to_json(),
        }
    }
}

/// The rest of `text` behind the quote that ends a string in it.
fn after_quote(text: &str) -> Option<&str> {
    let mut is_escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends.then(|| &text[at + 1..])
    })
}

/// The names between `<` and `>`.
fn names(template: &str) -> impl Iterator<Item = &str> {
    template
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split_once('>'))
        .map(|(name, _)| name)
        .filter(|name| is_name(name))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}

/// `text` with null for every name.
fn without_names(text: &str) -> String {
    pieces(text, |_| true)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Value(..) => "null".to_owned(),
        })
        .collect()
}

/// `template` taken apart at the names that `is_known`.
fn pieces(template: &str, is_known: impl Fn(&str) -> bool) -> Vec<Piece> {
    let (mut pieces, mut from, mut at) = (Vec::new(), 0, 0);
    let (mut is_quoted, mut is_escaped) = (false, false);
    while let Some(c) = template[at..].chars().next() {
        let name =
            template[at..].strip_prefix('<').and_then(|rest| rest.split_once('>')).map(|(name, _)| name);
        if let Some(name) = name.filter(|name| is_name(name) && is_known(name)) {
            pieces.push(Piece::Text(template[from..at].to_owned()));
            pieces.push(Piece::Value(name.to_owned(), is_quoted));
            at += name.len() + 2;
            (from, is_escaped) = (at, false);
            continue;
        }
        is_quoted ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        at += c.len_utf8();
    }
    pieces.push(Piece::Text(template[from..].to_owned()));
    pieces
}
