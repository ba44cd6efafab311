//! `Route`: a path made of names and indexes only, step by step, as the reader wrote it.

use crate::base::value::Value;

/// A plain path.
#[derive(Debug)]
pub struct Route<'t> {
    text: &'t str,
    /// Where the root ends.
    root: usize,
    /// The steps, each with the end of the text up to it.
    steps: Vec<(usize, Key)>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Name(String),
    Index(usize),
}

impl<'t> Route<'t> {
    /// Reads a path; `None` if it has steps of another kind.
    pub fn parse(text: &'t str) -> Option<Self> {
        let root = text.find(['.', '[']).unwrap_or(text.len());
        let mut steps = Vec::new();
        let mut at = root;
        while at < text.len() {
            let rest = &text[at..];
            let (key, length) = if let Some(name) = rest.strip_prefix('.') {
                let length = name.find(['.', '[', '(']).unwrap_or(name.len());
                if length == 0 || name[..length].contains('*') || name[length..].starts_with('(') {
                    return None;
                }
                (Key::Name(name[..length].to_owned()), length + 1)
            } else {
                let inside = rest.strip_prefix('[')?;
                let length = inside.find(']')?;
                let key = &inside[..length];
                let quoted = |quote| key.strip_prefix(quote)?.strip_suffix(quote).map(str::to_owned);
                let key = match key.parse() {
                    Ok(index) => Key::Index(index),
                    Err(_) => Key::Name(quoted('\'').or_else(|| quoted('"'))?),
                };
                (key, length + 2)
            };
            at += length;
            steps.push((at, key));
        }
        Some(Self { text, root, steps })
    }

    /// How many steps there are.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// The text of the first `n` steps.
    pub fn prefix(&self, n: usize) -> &'t str {
        let end = n.checked_sub(1).and_then(|last| self.steps.get(last)).map_or(self.root, |step| step.0);
        &self.text[..end]
    }

    /// The step number `n`, from 0.
    pub fn key(&self, n: usize) -> Option<&Key> {
        self.steps.get(n).map(|step| &step.1)
    }

    /// What the first `n` steps lead to.
    pub fn find<'v>(&self, value: &'v Value, n: usize) -> Option<&'v Value> {
        self.steps.iter().take(n).try_fold(value, |value, (_, key)| key.of(value))
    }

    /// Whether all of it leads somewhere.
    pub fn leads(&self, value: &Value) -> bool {
        self.find(value, self.len()).is_some()
    }

    /// Whether what comes after the first `n` steps leads somewhere.
    pub fn leads_on(&self, value: &Value, n: usize) -> bool {
        self.steps.iter().skip(n).try_fold(value, |value, (_, key)| key.of(value)).is_some()
    }

    /// Whether `other` is this path or one above it.
    pub fn is_below(&self, other: &Route<'_>) -> bool {
        other.len() <= self.len() && self.steps.iter().zip(&other.steps).all(|(own, other)| own.1 == other.1)
    }
}

impl Key {
    /// What it leads to from `value`.
    fn of<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        match self {
            Self::Name(name) => value.get(name),
            Self::Index(index) => value.at(*index),
        }
    }
}
