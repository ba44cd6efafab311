//! JSON text to `Value`, through serde and without an intermediate tree.
//!
//! Equal keys of one document share their text. A duplicate key is an error, as is nesting
//! deeper than [`MAX_DEPTH`] (Jackson, which AWS reads JSON with, has such a limit too).

use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};

use super::{Number, Object, Value};

/// How deep arrays and objects may be nested.
pub const MAX_DEPTH: usize = 500;

/// Why a text is not JSON, and where: line and column count from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// What is wrong, lower case, without the place.
    pub message: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at line {} column {}", self.message, self.line, self.column)
    }
}

impl std::error::Error for ReadError {}

pub(super) fn parse(text: &str) -> Result<Value, ReadError> {
    let keys = RefCell::new(HashSet::new());
    let mut json = serde_json::Deserializer::from_str(text);
    json.disable_recursion_limit();
    Seed { keys: &keys, depth: 0 }
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value))
        .map_err(|error| located(text, &error))
}

fn located(text: &str, error: &serde_json::Error) -> ReadError {
    let full = error.to_string();
    let message = full.split_once(" at line ").map_or(full.as_str(), |(message, _)| message).to_owned();
    let line = error.line().max(1);
    let bytes = error.column().saturating_sub(1);
    let column = text
        .lines()
        .nth(line - 1)
        .map_or(bytes, |line| line.char_indices().take_while(|(at, _)| *at < bytes).count());
    ReadError { message, line, column: column + 1 }
}

/// Carries the keys seen so far and the depth down the text.
#[derive(Clone, Copy)]
struct Seed<'k> {
    keys: &'k RefCell<HashSet<Arc<str>>>,
    depth: usize,
}

impl Seed<'_> {
    fn key(&self, key: &str) -> Arc<str> {
        let mut keys = self.keys.borrow_mut();
        if let Some(known) = keys.get(key) {
            return Arc::clone(known);
        }
        let shared: Arc<str> = key.into();
        keys.insert(Arc::clone(&shared));
        shared
    }

    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom(format_args!("nested more than {MAX_DEPTH} levels deep")));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
        Ok(Value::Bool(b))
    }

    fn visit_i64<E>(self, i: i64) -> Result<Value, E> {
        Ok(Value::Number(i.into()))
    }

    fn visit_u64<E>(self, u: u64) -> Result<Value, E> {
        Ok(Value::Number(u.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, f: f64) -> Result<Value, E> {
        Number::from_f64(f).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, s: &str) -> Result<Value, E> {
        Ok(Value::String(s.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let seed = self.deeper()?;
        let mut array = Vec::with_capacity(items.size_hint().unwrap_or(0));
        while let Some(item) = items.next_element_seed(seed)? {
            array.push(item);
        }
        Ok(Value::Array(array.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let seed = self.deeper()?;
        let mut members: Vec<(Arc<str>, Value)> = Vec::new();
        let mut seen = HashSet::new();
        while let Some(key) = entries.next_key_seed(Key(self))? {
            let repeated = if members.len() < 16 {
                members.iter().any(|(known, _)| *known == key)
            } else {
                if seen.is_empty() {
                    seen.extend(members.iter().map(|(known, _)| Arc::clone(known)));
                }
                !seen.insert(Arc::clone(&key))
            };
            if repeated {
                return Err(A::Error::custom(format_args!("duplicate key \"{key}\"")));
            }
            members.push((key, entries.next_value_seed(seed)?));
        }
        Ok(Value::Object(Object::from_unique(members)))
    }
}

/// Reads a key and shares its text.
struct Key<'k>(Seed<'k>);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Arc<str>;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Arc<str>, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Arc<str>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Arc<str>, E> {
        Ok(self.0.key(key))
    }
}

/// Reads without sharing keys with anything else; [`Value::parse`] is faster for whole texts.
impl<'de> serde::Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Seed { keys: &RefCell::default(), depth: 0 })
    }
}
