//! Writes JSON objects member by member into a buffer, without building a tree first.

use crate::base::value::Value;

/// The members of an object that is being written.
#[derive(Debug)]
pub struct Members<'b> {
    out: &'b mut Vec<u8>,
    first: bool,
}

/// Writes one object.
pub fn object(out: &mut Vec<u8>, write: impl FnOnce(&mut Members<'_>)) {
    out.push(b'{');
    write(&mut Members { out, first: true });
    out.push(b'}');
}

/// Writes one array.
pub fn array<T>(
    out: &mut Vec<u8>,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

/// Writes one string.
pub fn text(out: &mut Vec<u8>, text: &str) {
    let written = serde_json::to_writer(&mut *out, text);
    debug_assert!(written.is_ok(), "a Vec takes everything");
}

impl Members<'_> {
    /// A member whose value `write` writes.
    pub fn put(&mut self, key: &str, write: impl FnOnce(&mut Vec<u8>)) -> &mut Self {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
        text(self.out, key);
        self.out.push(b':');
        write(self.out);
        self
    }

    /// Text.
    pub fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.put(key, |out| text(out, value))
    }

    /// Text, if there is one.
    pub fn maybe(&mut self, key: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(key, value),
            None => self,
        }
    }

    /// A number or `true`, `false`.
    pub fn plain(&mut self, key: &str, value: impl std::fmt::Display) -> &mut Self {
        self.put(key, |out| out.extend_from_slice(value.to_string().as_bytes()))
    }

    /// A value.
    pub fn value(&mut self, key: &str, value: &Value) -> &mut Self {
        self.put(key, |out| {
            let written = serde_json::to_writer(out, value);
            debug_assert!(written.is_ok(), "a Value has string keys and finite numbers only");
        })
    }

    /// An object.
    pub fn object(&mut self, key: &str, write: impl FnOnce(&mut Members<'_>)) -> &mut Self {
        self.put(key, |out| object(out, write))
    }
}
