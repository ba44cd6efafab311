//! `Counters`: what the mocks of one run remember. A clone takes no time and shares what was counted; only
//! what changes afterwards is copied, a part at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asl::machine::StateId;
use crate::base::value::{Object, Value};
use crate::engine::Unreadable;
use crate::engine::call::{Call, Step};
use crate::services::location::MockLocation;

/// How many parts the calls are divided into: the first call counted after a clone copies one of them.
const PARTS: usize = 64;

/// So many are in one part first: most executions call a few times, and thousands of them may wait at a server.
const UNDIVIDED: usize = 64;

/// Of the saved form.
const VERSION: i64 = 1;

/// The calls of the items and branches that fall into one part, by state and enclosing items and branches.
type Part = BTreeMap<(StateId, Vec<Step>), u32>;

/// How often each state has called, and which answers were given.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    /// Of the states inside Maps and branches.
    calls: Arc<Vec<Arc<Part>>>,
    /// In the order of the states.
    calls_of_state: Arc<Vec<(StateId, u32)>>,
    /// The answers that were given, by file and pointer, in order: as many at most as mock files hold.
    used: Arc<Vec<(Arc<str>, Arc<str>)>>,
}

/// Which call this is, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Among those of the state in the same items and branches.
    pub in_item: u32,
    /// Among those of the state in the whole execution.
    pub in_execution: u32,
}

impl Counters {
    /// Counts one more call.
    pub fn count(&mut self, call: &Call) -> Number {
        let in_execution = next(self.calls_of(call.state));
        // A state outside of all Maps and branches is there once.
        let is_outermost = call.path.is_empty();
        let in_item = if is_outermost { in_execution } else { next(self.calls_at(call.state, &call.path)) };
        Number { in_item, in_execution }
    }

    /// How often `state` has called in the whole execution.
    fn calls_of(&mut self, state: StateId) -> &mut u32 {
        let calls = Arc::make_mut(&mut self.calls_of_state);
        let at = calls.binary_search_by_key(&state, |(state, _)| *state).unwrap_or_else(|at| {
            if calls.is_empty() {
                calls.reserve_exact(1);
            }
            calls.insert(at, (state, 0));
            at
        });
        &mut calls[at].1
    }

    /// How often `state` has called in the item and branches of `path`, which are some.
    fn calls_at(&mut self, state: StateId, path: &[Step]) -> &mut u32 {
        let parts = Arc::make_mut(&mut self.calls);
        match parts.as_slice() {
            [] => *parts = vec![Arc::default()],
            [only] if only.len() >= UNDIVIDED => *parts = divided(only),
            _ => {}
        }
        let at = part_of(path) % parts.len();
        Arc::make_mut(&mut parts[at]).entry((state, path.to_vec())).or_default()
    }

    /// Notes that the answer at `origin` was given.
    pub fn note_use(&mut self, origin: &MockLocation) {
        self.note_key(origin.key());
    }

    fn note_key(&mut self, key: (Arc<str>, Arc<str>)) {
        if let Err(at) = self.used.binary_search(&key) {
            let used = Arc::make_mut(&mut self.used);
            used.reserve_exact(1);
            used.insert(at, key);
        }
    }

    /// Whether the answer at `origin` was given.
    #[must_use]
    pub fn is_used(&self, origin: &MockLocation) -> bool {
        self.used.binary_search(&origin.key()).is_ok()
    }
}

/// For a store that outlives the program, beside the saved form of the executions that called.
impl Counters {
    /// Writes them down: `{"version": 1, "calls": [{"state", "path": [[state, index, is_item]], "count"}],
    /// "used": [[file, pointer]]}`; states by their numbers in the machine. Keep it as JSON text.
    #[must_use]
    pub fn save(&self) -> Value {
        let number = |id: StateId| Value::from(id.0 as usize);
        let step = |step: &Step| {
            Value::from(vec![number(step.state), Value::from(step.index), Value::from(step.is_item)])
        };
        let inside = || self.calls.iter().flat_map(|part| part.iter());
        let states_inside: BTreeSet<StateId> = inside().map(|((state, _), _)| *state).collect();
        let outermost = self.calls_of_state.iter().filter(|(state, _)| !states_inside.contains(state));
        let outermost = outermost.map(|(state, count)| (*state, &[][..], *count));
        let inside = inside().map(|((state, path), count)| (*state, path.as_slice(), *count));
        let calls = outermost.chain(inside).map(|(state, path, count)| {
            Value::from(Object::from_iter([
                ("state", number(state)),
                ("path", Value::from(path.iter().map(step).collect::<Vec<_>>())),
                ("count", Value::from(count as usize)),
            ]))
        });
        let used = self.used.iter().map(|(file, pointer)| {
            Value::from(vec![Value::from(Arc::clone(file)), Value::from(Arc::clone(pointer))])
        });
        Value::from(Object::from_iter([
            ("version", Value::from(VERSION)),
            ("calls", Value::from(calls.collect::<Vec<_>>())),
            ("used", Value::from(used.collect::<Vec<_>>())),
        ]))
    }

    /// Reads what [`Self::save`] wrote down: the next calls get the answers they would have got.
    ///
    /// # Errors
    ///
    /// If the value is of another version or was changed.
    pub fn restore(saved: &Value) -> Result<Self, Unreadable> {
        let version = saved.get("version").cloned().unwrap_or_default();
        if version.as_i64() != Some(VERSION) {
            return Err(Unreadable(format!(
                "saved counters of version {version} cannot be read: this program reads version {VERSION}"
            )));
        }
        let mut counters = Self::default();
        for call in list(saved, "calls")? {
            let (state, path, count) = read_call(call).ok_or_else(|| damaged(call))?;
            if !path.is_empty() {
                *counters.calls_at(state, &path) = count;
            }
            let calls = counters.calls_of(state);
            *calls = calls.saturating_add(count);
        }
        for used in list(saved, "used")? {
            let [Some(file), Some(pointer)] = [0, 1].map(|at| used.as_array()?.get(at)?.as_str()) else {
                return Err(damaged(used));
            };
            counters.note_key((file.into(), pointer.into()));
        }
        Ok(counters)
    }
}

fn list<'v>(saved: &'v Value, name: &str) -> Result<&'v [Value], Unreadable> {
    let items = saved.get(name).and_then(Value::as_array);
    items.map(|items| &**items).ok_or_else(|| Unreadable(format!("saved counters need a list `{name}`")))
}

fn read_call(call: &Value) -> Option<(StateId, Vec<Step>, u32)> {
    let whole = |value: &Value| usize::try_from(value.as_i64()?).ok();
    let id = |value: &Value| Some(StateId(u32::try_from(whole(value)?).ok()?));
    let step = |step: &Value| match &step.as_array()?[..] {
        [state, index, is_item] => {
            Some(Step { state: id(state)?, index: whole(index)?, is_item: is_item.as_bool()? })
        }
        _ => None,
    };
    let path = call.get("path")?.as_array()?.iter().map(step).collect::<Option<Vec<_>>>()?;
    Some((id(call.get("state")?)?, path, u32::try_from(whole(call.get("count")?)?).ok()?))
}

fn damaged(what: &Value) -> Unreadable {
    Unreadable(format!("the saved counters are damaged: {}", what.to_json()))
}

/// Neighbours of a Map fall into different parts.
fn part_of(path: &[Step]) -> usize {
    path.iter().fold(0, |sum: usize, step| sum.wrapping_mul(31).wrapping_add(step.index))
}

/// What is in one part, in all parts.
fn divided(only: &Part) -> Vec<Arc<Part>> {
    let mut parts = vec![Part::new(); PARTS];
    for ((state, path), count) in only {
        parts[part_of(path) % PARTS].insert((*state, path.clone()), *count);
    }
    parts.into_iter().map(Arc::new).collect()
}

/// Counts one more; returns how many there were before.
const fn next(counter: &mut u32) -> u32 {
    let before = *counter;
    *counter = counter.saturating_add(1);
    before
}
