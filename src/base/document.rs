//! `Document`: the value of a text, and the place of each part of that value in what the user wrote.
//!
//! The text that is parsed may differ from the text the user wrote, since `${Name}` is replaced first; places
//! are always those in the user's text. They are computed when the first is asked for.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::diag::{Diagnostic, Place};
use super::locate::{self, Piece, SpanMap, Tree};
use super::source::{Format, Location, Source};
use super::value::Value;

/// A text that was read. Clones share everything.
#[derive(Clone, Debug)]
pub struct Document(Arc<Body>);

#[derive(Debug)]
struct Body {
    source: Source,
    format: Format,
    value: Value,
    read: Read,
    tree: OnceLock<Tree>,
}

/// How the text that was read came from the one that was written.
#[derive(Clone, Debug)]
pub struct Read {
    /// The text that was read, the source's own unless something was replaced.
    pub text: Arc<str>,
    /// From the bytes of `text` to those of the source.
    pub spans: SpanMap,
    /// What was replaced, in the order of the text.
    pub substitutions: Vec<Substitution>,
}

impl Read {
    /// `source` as it is.
    #[must_use]
    pub fn plain(source: &Source) -> Self {
        Self { text: Arc::clone(&source.text), spans: SpanMap::default(), substitutions: Vec::new() }
    }
}

/// One `${Name}` that was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitution {
    /// The name between the braces.
    pub name: String,
    /// What is there now.
    pub value: String,
    /// Where the value came from.
    pub origin: ValueSource,
    /// The bytes of `${Name}` in the source.
    pub at: Range<usize>,
}

/// Where the value of a substitution came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueSource {
    /// The user gave it.
    Given,
    /// It is the partition, region, account or the like.
    Pseudo,
    /// It has no value: one was made up from the name.
    Placeholder,
}

impl Document {
    /// A document of `value`, read from `source` as `format`. `read` says what was replaced, if anything was;
    /// `tree` where the parts are, if that is known already.
    #[must_use]
    pub fn new(source: Source, format: Format, value: Value, read: Option<Read>, tree: Option<Tree>) -> Self {
        let read = read.unwrap_or_else(|| Read::plain(&source));
        Self(Arc::new(Body {
            source,
            format,
            value,
            read,
            tree: tree.map_or_else(OnceLock::new, Into::into),
        }))
    }

    /// A document of a text that could not be read: its value is null, only bytes can be located.
    #[must_use]
    pub fn unread(source: Source) -> Self {
        Self::new(source, Format::Json, Value::Null, None, Some(Tree::default()))
    }

    /// What the text says.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.0.value
    }

    /// The text the user wrote.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.0.source
    }

    /// How the text that was read came from the one that was written.
    #[must_use]
    pub fn read(&self) -> &Read {
        &self.0.read
    }

    /// Whether `other` is a clone of this document.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// What the text is written in.
    #[must_use]
    pub fn format(&self) -> Format {
        self.0.format
    }

    /// Whether the text that was read is the source's own but for what was replaced in it. If not, it was
    /// taken out of a template, and the source is not to be edited as if it were the definition.
    #[must_use]
    pub fn is_own(&self) -> bool {
        let replaced = |piece: &Piece| {
            self.0.read.substitutions.iter().any(|substitution| substitution.at == piece.source)
        };
        self.0.read.spans.pieces().iter().all(replaced)
    }

    /// Every `${Name}` that was replaced, in the order of the text.
    #[must_use]
    pub fn substitutions(&self) -> &[Substitution] {
        &self.0.read.substitutions
    }

    /// Where `place` is in the text the user wrote. For a pointer that leads nowhere: the nearest value
    /// above it that exists, or its key if it has one.
    #[must_use]
    pub fn locate(&self, place: &Place) -> Location {
        self.0.source.location(self.bytes(place))
    }

    /// Whether a part of `place` was made up, because a `${Name}` in it has no value.
    #[must_use]
    pub fn is_made_up(&self, place: &Place) -> bool {
        self.made_up(place).is_some()
    }

    /// The `${Name}` without a value in the text or number that `found` is about: with a value, it might not
    /// have been found.
    #[must_use]
    pub fn guessed(&self, found: &Diagnostic) -> Option<&Substitution> {
        let is_about_value = matches!(found.place, Place::Value(_) | Place::Within(..));
        let value = self.value().pointer(found.place.pointer()).filter(|_| is_about_value)?;
        matches!(value, Value::String(_) | Value::Number(_)).then(|| self.made_up(&found.place)).flatten()
    }

    fn made_up(&self, place: &Place) -> Option<&Substitution> {
        let mut made_up =
            self.substitutions().iter().filter(|made| made.origin == ValueSource::Placeholder).peekable();
        made_up.peek()?;
        let bytes = self.bytes(place);
        made_up.find(|made| made.at.start < bytes.end && bytes.start < made.at.end)
    }

    fn bytes(&self, place: &Place) -> Range<usize> {
        let body = &*self.0;
        let read = |bytes| body.read.spans.source(bytes);
        let found = match place {
            Place::Text(bytes) | Place::Inside(_, bytes) => return bytes.clone(),
            Place::Value(pointer) | Place::Key(pointer) | Place::Within(pointer, _) => {
                self.tree().find(pointer)
            }
        };
        match (place, found.key) {
            (Place::Key(_), Some(key)) => read(key),
            (Place::Value(_) | Place::Within(..), Some(key)) if !found.exact => read(key),
            (Place::Within(_, part), _) => match body.format {
                Format::Json => read(locate::json::within(&body.read.text, found.value, part)),
                Format::Yaml => {
                    locate::yaml::within(&body.source.text, found.value, part, &body.read.substitutions)
                }
            },
            (Place::Value(_) | Place::Key(_) | Place::Text(_) | Place::Inside(..), _) => read(found.value),
        }
    }

    /// Where its values are in the text that was read.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        let body = &*self.0;
        body.tree.get_or_init(|| match body.format {
            Format::Json => locate::json::scan(&body.read.text).unwrap_or_default(),
            Format::Yaml => super::yaml::read(&body.read.text, &mut |_| None)
                .map_or_else(|_| Tree::default(), |read| read.tree),
        })
    }
}
