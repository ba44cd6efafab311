//! `Shape`: what is known of a value because somebody reads parts of it.

use crate::base::value::{Object, Value};

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A member of an object.
    Key(String),
    /// An element of a list.
    Item,
}

/// What is known of a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    members: Vec<(String, Self)>,
    item: Option<Box<Self>>,
    /// Those that its readers compare it with.
    values: Vec<Value>,
}

/// Words that mean that all went well, and those that mean that it goes on; what is neither is a failure, or unknown.
const GOOD: [&str; 9] =
    ["succeeded", "success", "completed", "complete", "active", "available", "finished", "ready", "ok"];
const WAITING: [&str; 10] = [
    "running",
    "in_progress",
    "inprogress",
    "in-progress",
    "pending",
    "queued",
    "submitted",
    "starting",
    "started",
    "creating",
];

/// The one of these words that lets a workflow go on to a good end: one that says so, else one that does not say that
/// it has to wait or that something failed.
pub(super) fn best<'w>(words: &[&'w str]) -> Option<&'w str> {
    let lower = |word: &str| word.to_ascii_lowercase();
    let is_bad = |word: &str| lower(word).contains("fail") || lower(word).contains("err");
    let good = words.iter().find(|word| GOOD.contains(&&*lower(word)));
    let neutral = words.iter().find(|word| !WAITING.contains(&&*lower(word)) && !is_bad(word));
    good.or(neutral).or(words.first()).copied()
}

impl Shape {
    /// Of which nothing is known.
    pub(super) const fn none() -> Self {
        Self { members: Vec::new(), item: None, values: Vec::new() }
    }

    /// Notes that the part at `path` is read; `value` is one that would do, if the reader tells.
    pub(super) fn read(&mut self, path: &[Step], value: Option<Value>) {
        match path.split_first() {
            None => self.values.extend(value.filter(|value| !self.values.contains(value))),
            Some((Step::Item, rest)) => self.item.get_or_insert_default().read(rest, value),
            Some((Step::Key(key), rest)) => {
                let at = self.members.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
                    self.members.push((key.clone(), Self::default()));
                    self.members.len() - 1
                });
                self.members[at].1.read(rest, value);
            }
        }
    }

    /// The part at `path`, if anything is known of it.
    pub(super) fn part(&self, path: &[&str]) -> Option<&Self> {
        path.iter()
            .try_fold(self, |shape, key| Some(&shape.members.iter().find(|(known, _)| known == key)?.1))
    }

    /// The members that are read.
    pub(super) fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.members.iter().map(|(key, shape)| (key.as_str(), shape))
    }

    /// What is known of its elements, if they are read.
    pub(super) fn item(&self) -> Option<&Self> {
        self.item.as_deref()
    }

    /// A value that its readers compare it with.
    pub(super) fn value(&self) -> Option<&Value> {
        let words: Vec<&str> = self.values.iter().filter_map(Value::as_str).collect();
        let best = best(&words);
        best.and_then(|best| self.values.iter().find(|value| value.as_str() == Some(best)))
            .or(self.values.first())
    }

    /// Whether nothing is known.
    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty() && self.item.is_none() && self.values.is_empty()
    }

    /// A value with all that is read; a text called `name` where nothing says more.
    pub(super) fn example(&self, name: &str) -> Value {
        if !self.members.is_empty() {
            return self
                .members
                .iter()
                .map(|(key, shape)| (std::sync::Arc::from(key.as_str()), shape.example(key)))
                .collect::<Object>()
                .into();
        }
        match (&self.item, self.value()) {
            (Some(item), _) => vec![item.example(name.strip_suffix('s').unwrap_or(name))].into(),
            (None, Some(value)) => value.clone(),
            (None, None) => Value::from(name),
        }
    }

    /// The object that is read, `{}` if nothing is.
    pub(super) fn object(&self) -> Value {
        if self.is_empty() { Value::empty_object() } else { self.example("value") }
    }
}
