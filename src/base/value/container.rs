//! Arrays and objects: shared, copied on write, each remembering the length of its JSON text.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::Value;
use super::write::string_size;

/// The key of a member that is written in the program: made once, then shared by all objects that have it.
macro_rules! key {
    ($name:literal) => {{
        static KEY: std::sync::LazyLock<std::sync::Arc<str>> = std::sync::LazyLock::new(|| $name.into());
        std::sync::Arc::clone(&KEY)
    }};
}
pub(crate) use key;

/// Objects with more members than this look them up through an index.
const INDEXED: usize = 16;

/// The length of a container's JSON text, 0 until it is asked for.
#[derive(Debug, Default)]
struct Size(AtomicUsize);

impl Size {
    fn get_or(&self, compute: impl FnOnce() -> usize) -> usize {
        match self.0.load(Ordering::Relaxed) {
            0 => {
                let size = compute();
                self.0.store(size, Ordering::Relaxed);
                size
            }
            known => known,
        }
    }

    fn known(&self) -> Option<usize> {
        Some(self.0.load(Ordering::Relaxed)).filter(|&size| size != 0)
    }

    fn set(&mut self, size: Option<usize>) {
        *self.0.get_mut() = size.unwrap_or(0);
    }
}

impl Clone for Size {
    fn clone(&self) -> Self {
        Self(AtomicUsize::new(self.0.load(Ordering::Relaxed)))
    }
}

/// How a container is built up, 0 until it is asked for: its depth in the upper 16 bits, below them how many values are
/// in it. Both stop at the highest number there is room for.
#[derive(Debug, Default)]
struct Shape(AtomicU64);

impl Shape {
    const COUNT: u32 = 48;

    fn get_or<'v>(&self, parts: impl Iterator<Item = &'v Value>) -> (usize, usize) {
        let packed = match self.0.load(Ordering::Relaxed) {
            0 => {
                let (depth, count) = parts.fold((0, 1_usize), |(depth, count), part| {
                    let (inner, values) = part.shape();
                    (depth.max(inner), count.saturating_add(values))
                });
                let count = (count as u64).min((1 << Self::COUNT) - 1);
                let packed = ((depth as u64 + 1).min(u64::from(u16::MAX)) << Self::COUNT) | count;
                self.0.store(packed, Ordering::Relaxed);
                packed
            }
            known => known,
        };
        let count = packed & ((1 << Self::COUNT) - 1);
        ((packed >> Self::COUNT) as usize, usize::try_from(count).unwrap_or(usize::MAX))
    }

    fn forget(&mut self) {
        *self.0.get_mut() = 0;
    }
}

impl Clone for Shape {
    fn clone(&self) -> Self {
        Self(AtomicU64::new(self.0.load(Ordering::Relaxed)))
    }
}

/// A shared list of values.
#[derive(Clone, Debug, Default)]
pub struct Array(Arc<ArrayBody>);

#[derive(Clone, Debug, Default)]
struct ArrayBody {
    items: Vec<Value>,
    size: Size,
    shape: Shape,
}

impl Array {
    /// The items as a slice.
    #[must_use]
    pub fn as_slice(&self) -> &[Value] {
        &self.0.items
    }

    /// The items for changing; copies the list first if it is shared.
    pub fn make_mut(&mut self) -> &mut Vec<Value> {
        let body = Arc::make_mut(&mut self.0);
        body.size.set(None);
        body.shape.forget();
        &mut body.items
    }

    /// Its address in memory: the same for clones, until one of them changes.
    #[must_use]
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// How many hold it.
    #[must_use]
    pub fn holders(&self) -> usize {
        Arc::strong_count(&self.0)
    }

    /// Whether both are the very same list in memory.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// How deep containers nest in it, itself included; remembered like the size.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.shape().0
    }

    pub(super) fn shape(&self) -> (usize, usize) {
        self.0.shape.get_or(self.iter())
    }

    pub(super) fn json_size(&self) -> usize {
        self.0.size.get_or(|| {
            let commas = self.len().saturating_sub(1);
            self.iter().fold(2 + commas, |sum, item| sum.saturating_add(item.json_size()))
        })
    }
}

impl std::ops::Deref for Array {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0.items
    }
}

impl From<Vec<Value>> for Array {
    fn from(items: Vec<Value>) -> Self {
        Self(Arc::new(ArrayBody { items, ..ArrayBody::default() }))
    }
}

impl FromIterator<Value> for Array {
    fn from_iter<I: IntoIterator<Item = Value>>(items: I) -> Self {
        items.into_iter().collect::<Vec<_>>().into()
    }
}

impl PartialEq for Array {
    fn eq(&self, other: &Self) -> bool {
        self.same(other) || self.as_slice() == other.as_slice()
    }
}

/// Shared members in the order in which they were added; each key occurs once.
#[derive(Clone, Debug, Default)]
pub struct Object(Arc<ObjectBody>);

#[derive(Debug, Default)]
struct ObjectBody {
    members: Vec<(Arc<str>, Value)>,
    size: Size,
    shape: Shape,
    /// Made when it is first needed; shared by copies with the same keys.
    index: OnceLock<Arc<Index>>,
}

/// The place of each key among the members.
type Index = HashMap<Arc<str>, usize>;

/// A copy made for changing starts without an index: it would be stale after the first change.
impl Clone for ObjectBody {
    fn clone(&self) -> Self {
        Self {
            members: self.members.clone(),
            size: self.size.clone(),
            shape: self.shape.clone(),
            index: OnceLock::new(),
        }
    }
}

impl ObjectBody {
    /// Sets the value of `key`, which is the member with the number `at`, or goes last.
    fn set(&mut self, at: Option<usize>, key: impl Into<Arc<str>>, value: Value) {
        match at {
            Some(at) => self.members[at].1 = value,
            None => {
                let key = key.into();
                match self.index.get_mut().map(Arc::get_mut) {
                    Some(Some(index)) => {
                        index.insert(Arc::clone(&key), self.members.len());
                    }
                    Some(None) => self.index = OnceLock::new(),
                    None => {}
                }
                self.members.push((key, value));
            }
        }
    }

    /// A copy in which `key`, which is the member with the number `at` or goes last, has another value. Nothing
    /// else is looked at: the others are shared, and an index stays good while the keys are the same.
    fn with(&self, at: Option<usize>, key: Arc<str>, value: Value) -> Self {
        let (kept, behind) = match at {
            Some(at) => (&self.members[..at], &self.members[at + 1..]),
            None => (&self.members[..], &[][..]),
        };
        let mut members = Vec::with_capacity(kept.len() + 1 + behind.len());
        members.extend_from_slice(kept);
        members.push((key, value));
        members.extend_from_slice(behind);
        let index = match at {
            Some(_) => self.index.clone(),
            None => OnceLock::new(),
        };
        Self { members, index, ..Self::default() }
    }

    /// The length of the JSON text once `key`, the member with the number `at` or a new one, has this value; unknown
    /// if that of now is.
    fn size_with(&self, at: Option<usize>, key: &str, value: &Value) -> Option<usize> {
        // A size that stopped at the highest number is no longer good for arithmetic.
        let size = self.size.known().filter(|size| *size < usize::MAX)?;
        let rest = match at {
            Some(at) => size - self.members[at].1.json_size(),
            None => size + usize::from(!self.members.is_empty()) + string_size(key) + 1,
        };
        rest.checked_add(value.json_size())
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.members.len() <= INDEXED {
            return self.members.iter().position(|(k, _)| **k == *key);
        }
        let index = self.index.get_or_init(|| {
            Arc::new(self.members.iter().enumerate().map(|(at, (key, _))| (Arc::clone(key), at)).collect())
        });
        index.get(key).copied()
    }
}

impl Object {
    /// An object without members.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.members.len()
    }

    /// Whether there is no member.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.members.is_empty()
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.position(key).map(|at| &self.0.members[at].1)
    }

    /// Which member is called `key`, from 0.
    #[must_use]
    pub fn position(&self, key: &str) -> Option<usize> {
        self.0.position(key)
    }

    /// Whether `key` is a member.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.0.position(key).is_some()
    }

    /// The members in order.
    pub fn iter(&self) -> std::slice::Iter<'_, (Arc<str>, Value)> {
        self.0.members.iter()
    }

    /// The keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &Arc<str>> {
        self.iter().map(|(key, _)| key)
    }

    /// The values in order.
    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.iter().map(|(_, value)| value)
    }

    /// Sets `key`: a new key goes last, a known one keeps its place. Copies the members first if shared;
    /// a remembered size is adjusted instead of being forgotten, so untouched members are not walked.
    pub fn insert(&mut self, key: impl AsRef<str> + Into<Arc<str>>, value: Value) {
        let at = self.0.position(key.as_ref());
        let size = self.0.size_with(at, key.as_ref(), &value);
        if self.holders() > 1 {
            self.0 = Arc::new(self.0.with(at, key.into(), value));
        } else {
            Arc::make_mut(&mut self.0).set(at, key, value);
        }
        let body = Arc::make_mut(&mut self.0);
        body.size.set(size);
        body.shape.forget();
    }

    /// A copy in which `key` has this value: see [`Self::insert`].
    #[must_use]
    pub fn with(&self, key: &Arc<str>, value: Value) -> Self {
        let at = self.0.position(key);
        let size = self.0.size_with(at, key, &value);
        let mut body = self.0.with(at, Arc::clone(key), value);
        body.size.set(size);
        Self(Arc::new(body))
    }

    /// An object of these members, whose keys must differ: for those who know it or have looked themselves.
    pub(crate) fn from_unique(members: Vec<(Arc<str>, Value)>) -> Self {
        Self(Arc::new(ObjectBody { members, ..ObjectBody::default() }))
    }

    /// Removes `key` and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.0.position(key)?;
        let body = Arc::make_mut(&mut self.0);
        body.index = OnceLock::new();
        body.size.set(None);
        body.shape.forget();
        Some(body.members.remove(at).1)
    }

    /// The value of `key` for changing; copies the members first if they are shared.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        let at = self.0.position(key)?;
        let body = Arc::make_mut(&mut self.0);
        body.size.set(None);
        body.shape.forget();
        Some(&mut body.members[at].1)
    }

    /// Its address in memory: the same for clones, until one of them changes.
    #[must_use]
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// How many hold it.
    #[must_use]
    pub fn holders(&self) -> usize {
        Arc::strong_count(&self.0)
    }

    /// Whether both are the very same members in memory.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// How deep containers nest in it, itself included; remembered like the size.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.shape().0
    }

    pub(super) fn shape(&self) -> (usize, usize) {
        self.0.shape.get_or(self.values())
    }

    pub(super) fn json_size(&self) -> usize {
        self.0.size.get_or(|| {
            let commas = self.len().saturating_sub(1);
            self.iter().fold(2 + commas, |sum, (key, value)| {
                sum.saturating_add(string_size(key) + 1).saturating_add(value.json_size())
            })
        })
    }
}

impl<'a> IntoIterator for &'a Object {
    type Item = &'a (Arc<str>, Value);
    type IntoIter = std::slice::Iter<'a, (Arc<str>, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K: AsRef<str> + Into<Arc<str>>> FromIterator<(K, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, Value)>>(members: I) -> Self {
        let members = members.into_iter();
        let mut body =
            ObjectBody { members: Vec::with_capacity(members.size_hint().0), ..ObjectBody::default() };
        for (key, value) in members {
            body.set(body.position(key.as_ref()), key, value);
        }
        Self(Arc::new(body))
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.same(other)
            || (self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value)))
    }
}
