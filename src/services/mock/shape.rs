//! The shapes of those parts of a file that are only checked here and used elsewhere or later: what a
//! test expects, how a process is run. One table a part.

use crate::base::diag::{Diagnostic, Place};

use super::codes;
use super::expect::TimeLimit;
use super::reader::{MockReader, Node};

/// What a value must look like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Anything.
    Any,
    /// Text.
    Text,
    /// `true` or `false`.
    Bool,
    /// A whole number from 0.
    Count,
    /// A duration.
    Duration,
    /// A comparison with a duration, such as `< 10s`.
    Limit,
    /// An object with any keys.
    Object,
    /// A list of anything.
    List,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of such.
    ListOf(&'static Self),
    /// An object with any keys and such values.
    MapOf(&'static Self),
    /// An object with these members only.
    Fields(&'static [Field]),
    /// The first for text, the second for booleans, the third for everything else.
    Either { text: &'static Self, boolean: &'static Self, other: &'static Self },
}

/// A member of an object: its key, its shape, whether it must be there.
pub type Field = (&'static str, Shape, bool);

/// A list of texts.
pub const TEXTS: Shape = Shape::ListOf(&Shape::Text);

/// `run`
pub const RUN: Shape = Shape::Fields(&[
    ("command", TEXTS, true),
    ("cwd", Shape::Text, false),
    ("env", Shape::MapOf(&Shape::Text), false),
    ("timeout", Shape::Duration, false),
]);

/// `http`
pub const HTTP: Shape = Shape::Fields(&[
    ("url", Shape::Text, true),
    ("method", Shape::Text, false),
    ("headers", Shape::Object, false),
    ("kind", Shape::Word(&["plain", "lambda-rie"]), false),
    ("timeout", Shape::Duration, false),
]);

/// `execute`
pub const EXECUTE: Shape = Shape::Fields(&[("machine", Shape::Text, true), ("mocks", Shape::Text, false)]);

/// `passthrough`
pub const PASSTHROUGH: Shape = Shape::Fields(&[
    ("endpoint", Shape::Text, false),
    ("profile", Shape::Text, false),
    ("region", Shape::Text, false),
    ("record", Shape::Bool, false),
]);

/// A value of `mocks.items`
pub const ITEMS: Shape = Shape::Fields(&[("file", Shape::Text, true), ("limit", Shape::Count, false)]);

/// `expect` of a test
pub const EXPECT: Shape = Shape::Fields(&[
    (
        "status",
        Shape::Word(&["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "CAUGHT_ERROR", "RETRIABLE"]),
        false,
    ),
    ("output", Shape::Any, false),
    ("output_exact", Shape::Any, false),
    ("error", Shape::Either { text: &Shape::Text, boolean: &EXPECTED_ERROR, other: &EXPECTED_ERROR }, false),
    ("path", TEXTS, false),
    ("path_exact", TEXTS, false),
    ("visited", TEXTS, false),
    ("not_visited", TEXTS, false),
    ("next", Shape::Text, false),
    ("calls", Shape::MapOf(&Shape::Any), false),
    ("duration", Shape::Limit, false),
    ("events", Shape::Count, false),
    ("variables", Shape::Object, false),
    ("assert", TEXTS, false),
]);

const EXPECTED_ERROR: Shape = Shape::Fields(&[
    ("name", Shape::Text, false),
    ("cause", Shape::Any, false),
    ("state", Shape::Text, false),
]);

/// The members of a test that are checked and kept.
pub const TEST: &[Field] = &[
    ("state", Shape::Text, false),
    ("from", Shape::Text, false),
    ("until", Shape::Text, false),
    ("each", Shape::ListOf(&Shape::Object), false),
    ("expect", EXPECT, false),
    (
        "snapshot",
        Shape::Either {
            text: &Shape::Bool,
            boolean: &Shape::Bool,
            other: &Shape::ListOf(&Shape::Word(&["output", "path", "calls", "trace", "history"])),
        },
        false,
    ),
    ("redact", TEXTS, false),
    ("tags", TEXTS, false),
    ("skip", Shape::Either { text: &Shape::Text, boolean: &Shape::Bool, other: &Shape::Bool }, false),
    ("only", Shape::Bool, false),
];

impl Shape {
    /// Reports everything at `node` that does not have this shape.
    pub fn check(self, reader: &mut MockReader, node: &Node, what: &str) {
        match self {
            Self::Any => {}
            Self::Text => {
                reader.text(node, what);
            }
            Self::Bool => {
                reader.boolean(node, what);
            }
            Self::Count => {
                reader.count_of(node, what);
            }
            Self::Duration => {
                reader.duration(node, what);
            }
            Self::Limit => limit(reader, node, what),
            Self::Object => {
                reader.object(node, what);
            }
            Self::List => {
                reader.items(node, what);
            }
            Self::Word(words) => {
                let words: Vec<(&str, ())> = words.iter().map(|word| (*word, ())).collect();
                reader.word(node, what, &words).unwrap_or_default();
            }
            Self::ListOf(shape) => {
                reader.items(node, what).iter().for_each(|item| shape.check(reader, item, what));
            }
            Self::MapOf(shape) => {
                if reader.object(node, what).is_some() {
                    node.members()
                        .iter()
                        .for_each(|(key, child)| shape.check(reader, child, &format!("`{key}`")));
                }
            }
            Self::Fields(fields) => check_fields(reader, node, what, fields),
            Self::Either { text, boolean, other } => {
                let shape = match (node.value.as_str(), node.value.as_bool()) {
                    (Some(_), _) => text,
                    (None, Some(_)) => boolean,
                    (None, None) => other,
                };
                shape.check(reader, node, what);
            }
        }
    }
}

fn check_fields(reader: &mut MockReader, node: &Node, what: &str, fields: &[Field]) {
    let keys: Vec<&str> = fields.iter().map(|(key, ..)| *key).collect();
    if reader.known(node, what, &keys).is_some() {
        check_members(reader, node, what, fields);
    }
}

/// Reports members that are missing or have the wrong shape; unknown ones are the caller's business.
pub fn check_members(reader: &mut MockReader, node: &Node, what: &str, fields: &[Field]) {
    for (key, shape, required) in fields {
        match node.get(key) {
            Some(child) => shape.check(reader, &child, &format!("`{key}`")),
            None if *required => {
                reader.error(codes::MISSING, node, format!("{what} lacks `{key}`"));
            }
            None => {}
        }
    }
}

fn limit(reader: &mut MockReader, node: &Node, what: &str) {
    if node.value.as_str().and_then(TimeLimit::parse).is_none() {
        let place = Place::Value(node.pointer.clone());
        let message =
            format!("{what} is not a comparison with a duration: {}", super::matching::short(node.value));
        reader.say(
            Diagnostic::error(codes::DURATION, place, message).help("write it like `< 10s` or `>= 1h30m`"),
        );
    }
}
