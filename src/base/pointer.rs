//! `Pointer`: the way to one value of a document, a JSON Pointer (RFC 6901) such as `/States/A/Choices/0/Next`.
//!
//! The only place that knows how a key is escaped in one (`~` is `~0`, `/` is `~1`) and how AWS writes
//! locations, which is nearly but not quite the same.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The fields whose elements AWS numbers in brackets. A state may have a number for a name, so that a
/// number alone does not make an index.
const AWS_LISTS: [&str; 7] = ["Choices", "Retry", "Catch", "And", "Or", "Branches", "ErrorEquals"];

/// A JSON Pointer; `""` is the whole document. Clones share the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Arc<str>);

impl Pointer {
    /// The whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The text of the pointer, escaped.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The member `name` of the object this names; `name` as the document has it, not escaped.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + 1 + name.len());
        text.push_str(&self.0);
        push_key(&mut text, name);
        Self(text.into())
    }

    /// The element at `index`, counted from 0, of the array this names.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0).into())
    }

    /// What the pointer `below` names in the value this names.
    #[must_use]
    pub fn join(&self, below: &str) -> Self {
        if below.is_empty() { self.clone() } else { Self(format!("{}{below}", self.0).into()) }
    }

    /// The way from `holder` to this: `None` unless this is `holder` or inside it.
    #[must_use]
    pub fn strip(&self, holder: &str) -> Option<Self> {
        strip(&self.0, holder).map(Self::from)
    }

    /// The keys and indices on the way, as the document has them.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = Cow<'_, str>> {
        tokens(&self.0)
    }

    /// The key or index it ends in; `None` for the whole document.
    #[must_use]
    pub fn last(&self) -> Option<Cow<'_, str>> {
        self.tokens().next_back()
    }

    /// What holds the value this names; `None` for the whole document.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|end| Self::from(&self.0[..end]))
    }

    /// The location as AWS's ValidateStateMachineDefinition writes it: `/States/A/Choices[0]/Next`, keys not
    /// escaped, `/` for the whole document (recorded from the API).
    #[must_use]
    pub fn aws(&self) -> String {
        aws(&self.0)
    }
}

/// [`Pointer::strip`] of a text.
#[must_use]
pub fn strip<'p>(pointer: &'p str, holder: &str) -> Option<&'p str> {
    pointer.strip_prefix(holder).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// [`Pointer::tokens`] of a text.
pub fn tokens(pointer: &str) -> impl DoubleEndedIterator<Item = Cow<'_, str>> {
    let inside = pointer.strip_prefix('/');
    inside.into_iter().flat_map(|inside| inside.split('/')).map(unescape)
}

/// Appends the key `name` to the text of a pointer.
pub fn push_key(pointer: &mut String, name: &str) {
    pointer.push('/');
    pointer.push_str(&escape(name));
}

/// Appends the index of an element to the text of a pointer.
pub fn push_index(pointer: &mut String, index: usize) {
    pointer.push('/');
    pointer.push_str(&index.to_string());
}

/// [`Pointer::aws`] of a text.
#[must_use]
pub fn aws(pointer: &str) -> String {
    let mut location = String::new();
    for token in tokens(pointer) {
        let is_number = !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit());
        if is_number && AWS_LISTS.iter().any(|list| location.ends_with(list)) {
            location.push_str(&format!("[{token}]"));
        } else {
            location.push('/');
            location.push_str(&token);
        }
    }
    if location.is_empty() { "/".to_owned() } else { location }
}

fn escape(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) { name.replace('~', "~0").replace('/', "~1").into() } else { name.into() }
}

fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~").into() } else { token.into() }
}

impl Deref for Pointer {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Pointer {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Pointer> for Arc<str> {
    fn from(pointer: Pointer) -> Self {
        pointer.0
    }
}

impl From<&str> for Pointer {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Pointer {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

#[cfg(test)]
mod tests {
    use super::{Pointer, strip};

    #[test]
    fn keys_are_escaped_and_read_back() {
        let odd = Pointer::root().key("States").key("a/b~1").index(2);
        assert_eq!(odd.as_str(), "/States/a~1b~01/2");
        assert_eq!(odd.tokens().collect::<Vec<_>>(), ["States", "a/b~1", "2"]);
        assert_eq!(odd.parent().unwrap().last().unwrap(), "a/b~1");
        assert_eq!(Pointer::root().tokens().count(), 0);
        assert_eq!(Pointer::root().key("").tokens().collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn only_what_lies_inside_is_stripped() {
        assert_eq!(strip("/States/A/Next", "/States/A"), Some("/Next"));
        assert_eq!(strip("/States/A", "/States/A"), Some(""));
        assert_eq!(strip("/States/AB/Next", "/States/A"), None);
    }

    #[test]
    fn aws_numbers_elements_in_brackets_but_not_states() {
        let state = Pointer::root().key("States").key("7");
        assert_eq!(state.key("Choices").index(0).key("Next").aws(), "/States/7/Choices[0]/Next");
        assert_eq!(state.key("a/b").aws(), "/States/7/a/b");
        assert_eq!(Pointer::root().aws(), "/");
    }
}
