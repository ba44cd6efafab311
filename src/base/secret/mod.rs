//! Which values a reader must not see: texts under keys that name credentials.
//!
//! A key names one if one of its whole words does: `dbPassword` and `x-api-key`, not `tokenizer`. Numbers and
//! booleans are never secrets. Machine formats are whole; this is for what people read.

mod lines;
mod written;

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::OnceLock;

use super::value::{Object, Value};

pub use written::Written;

/// Words that name a credential wherever they occur in a key, lower case.
const WORDS: &[&str] = &[
    "password",
    "passwords",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "secrets",
    "token",
    "tokens",
    "authorization",
    "cookie",
    "cookies",
    "credential",
    "credentials",
    "apikey",
    "privatekey",
    "accesskey",
    "accesskeyid",
];
/// Words that name a credential when they follow each other.
const PHRASES: &[&[&str]] = &[&["api", "key"], &["private", "key"], &["access", "key"]];
/// Words that make a token harmless: `NextToken`, `maxTokens`, `token_type`.
const HARMLESS: &[&str] = &[
    "next",
    "max",
    "min",
    "type",
    "page",
    "paging",
    "pagination",
    "continuation",
    "marker",
    "count",
    "limit",
    "usage",
];
/// A key that contains none of these, in any case, is not looked at closely: it cannot hold a word of [`WORDS`] or
/// [`PHRASES`]. Most keys end here, which keeps reports fast. A test holds that every word contains one.
const PARTS: &[&str] = &["pass", "pwd", "secret", "token", "authorization", "cookie", "credential", "key"];
/// The names beside a `Value`, as lists of headers and parameters have them.
const NAMES: &[&str] = &["name", "key", "header"];
/// Shorter texts are too common to be looked for elsewhere: in characters.
pub const MIN_SECRET_CHARS: usize = 5;
/// More texts are not kept: each is still hidden under its key.
const MAX_SECRETS: usize = 100_000;
/// Values nested deeper than so many levels are not searched.
const MAX_DEPTH: usize = 64;
/// The values of these keys are tables whose own keys are names of states, resources and functions: a state
/// called `GetToken` is no secret.
const TABLES: &[&str] = &["States", "states", "Resources", "functions", "stateMachines"];

/// What the user decided about secrets.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Whether they are shown.
    pub shows_all: bool,
    /// Further keys whose values are hidden, in any case.
    pub names: Vec<String>,
}

static POLICY: OnceLock<Policy> = OnceLock::new();

/// Decides for the whole process, once, before anything is shown; later decisions are ignored.
pub fn decide(policy: Policy) {
    let _ = POLICY.set(policy);
}

/// Whether the user wants to see them.
#[must_use]
pub fn are_shown() -> bool {
    POLICY.get().is_some_and(|policy| policy.shows_all)
}

/// Whether texts under `key` are hidden. A path counts as all its keys.
#[must_use]
pub fn is_secret(key: &str) -> bool {
    let policy = POLICY.get();
    if policy.is_some_and(|policy| policy.shows_all) {
        return false;
    }
    let is_added = |key: &str| {
        policy.is_some_and(|policy| policy.names.iter().any(|name| name.eq_ignore_ascii_case(key)))
    };
    if policy.is_none_or(|policy| policy.names.is_empty()) && !may_be_secret(key) {
        return false;
    }
    let mut keys = key.split(['.', '[', ']', '/', '\'', '"', '$', ' ', '`']);
    keys.any(|key| is_added(key) || (may_be_secret(key) && is_secret_word(key)))
}

/// The letters that [`PARTS`] begin with, a bit for each of `a` to `z`.
const FIRST: u32 = {
    let (mut letters, mut at) = (0, 0);
    while at < PARTS.len() {
        letters |= 1 << (PARTS[at].as_bytes()[0] - b'a');
        at += 1;
    }
    letters
};

fn may_be_secret(key: &str) -> bool {
    let bytes = key.as_bytes();
    let begins = |byte: u8| {
        let letter = (byte | 0x20).wrapping_sub(b'a');
        letter < 26 && FIRST & (1 << letter) != 0
    };
    let holds = |rest: &[u8], part: &&str| {
        rest.get(..part.len()).is_some_and(|piece| piece.eq_ignore_ascii_case(part.as_bytes()))
    };
    let mut starts = bytes.iter().enumerate().filter(|(_, byte)| begins(**byte));
    starts.any(|(at, _)| PARTS.iter().any(|part| holds(&bytes[at..], part)))
}

fn is_secret_word(key: &str) -> bool {
    let words = words(key);
    let is = |list: &[&str], word: &String| list.contains(&word.as_str());
    let is_harmless = words.iter().any(|word| is(HARMLESS, word));
    let named = words.iter().filter(|word| is(WORDS, word));
    let mut named = named.filter(|word| !(is_harmless && word.starts_with("token")));
    named.next().is_some()
        || PHRASES.iter().any(|phrase| words.windows(phrase.len()).any(|words| words == *phrase))
}

/// The words of a key, lower case, split at signs and changes of case: `AWSSecretKey` is `aws secret key`.
fn words(key: &str) -> Vec<String> {
    let letters: Vec<char> = key.chars().collect();
    let mut words = vec![String::new()];
    for (at, c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let begins = c.is_uppercase()
            && before.is_some_and(|before| {
                !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase())
            });
        if begins || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether `value` must not be shown under `key`: only texts are secrets, wherever in it they are.
#[must_use]
pub fn hides(key: &str, value: &Value) -> bool {
    is_secret(key) && has_text(value, 0)
}

/// Whether the member `key` of `members` must not be shown, because of its key or of the name beside it, as in
/// `{"Name": "Authorization", "Value": "Bearer …"}` and `{"Variable": "$.password", "StringEquals": "…"}`.
#[must_use]
pub fn hides_member(members: &Object, key: &str, value: &Value) -> bool {
    let is_compared = key.starts_with("String") && !key.ends_with("Path");
    hides(key, value)
        || is_compared && members.get("Variable").and_then(Value::as_str).is_some_and(is_secret)
        || key.trim_end_matches('s').eq_ignore_ascii_case("value")
            && has_text(value, 0)
            && members.iter().any(|(name, text)| {
                NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
                    && text.as_str().is_some_and(is_secret)
            })
}

fn has_text(value: &Value, depth: usize) -> bool {
    match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => depth < MAX_DEPTH && items.iter().any(|item| has_text(item, depth + 1)),
        Value::Object(members) => depth < MAX_DEPTH && members.values().any(|item| has_text(item, depth + 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// What is known of a value by the keys above it.
#[derive(Clone, Copy, Default)]
struct Around {
    /// Whether it is a part of a secret.
    is_hidden: bool,
    /// Whether it is the value of one of [`TABLES`]: its own keys are names.
    is_table: bool,
}

fn is_table(key: &str) -> bool {
    TABLES.contains(&key)
}

/// Whether `text` is an expression or a reference: its value may be a secret, the text is none.
fn is_expression(text: &str) -> bool {
    text.starts_with(['$', '{']) || text.starts_with("States.")
}

/// Texts that were seen in a secret place, to be hidden wherever else they are shown.
#[derive(Clone, Debug, Default)]
pub struct Secrets(BTreeSet<String>);

impl Secrets {
    /// Adds the secrets of `value`.
    pub fn see(&mut self, value: &Value) {
        self.see_within(value, Around::default(), 0);
    }

    /// Adds one that was read as `text`, unless it is too short or an expression.
    fn add(&mut self, text: &str) {
        let is_long = text.chars().take(MIN_SECRET_CHARS).count() == MIN_SECRET_CHARS;
        if self.0.len() < MAX_SECRETS && is_long && !is_expression(text) {
            self.0.insert(text.to_owned());
        }
    }

    fn see_within(&mut self, value: &Value, around: Around, depth: usize) {
        match value {
            Value::String(text) if around.is_hidden => self.add(text),
            Value::Array(items) if depth < MAX_DEPTH => {
                items.iter().for_each(|item| self.see_within(item, around, depth + 1));
            }
            Value::Object(members) if depth < MAX_DEPTH => {
                for (key, value) in members {
                    let is_named = around.is_table && value.as_object().is_some();
                    let is_hidden = around.is_hidden || (!is_named && hides_member(members, key, value));
                    self.see_within(value, Around { is_hidden, is_table: is_table(key) }, depth + 1);
                }
            }
            Value::String(_)
            | Value::Array(_)
            | Value::Object(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_) => {}
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The secrets that begin with `start`, sorted: one that begins with another comes behind it.
    pub fn beginning<'s>(&'s self, start: &'s str) -> impl DoubleEndedIterator<Item = &'s str> {
        let from = (Bound::Included(start), Bound::Unbounded);
        let all = self.0.range::<str, _>(from).map(String::as_str);
        all.take_while(|secret| secret.starts_with(start)).collect::<Vec<_>>().into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{PHRASES, WORDS, may_be_secret};

    #[test]
    fn no_word_is_kept_from_being_looked_up() {
        let words = WORDS.iter().map(|word| (*word).to_owned());
        for word in words.chain(PHRASES.iter().map(|phrase| phrase.join("-"))) {
            assert!(may_be_secret(&word), "PARTS has nothing that is in `{word}`: it would never be found");
        }
    }
}
