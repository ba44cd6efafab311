//! How much memory the executions of a server take with their histories, and what happens if that is too much: those
//! that ended first are forgotten, no other is started, and the one that grows is stopped. What is counted is what is
//! kept, and data that several events hold is counted once.

use std::collections::HashSet;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::api::ApiError;
use crate::base::amount::{plural, size};
use crate::base::value::Value;
use crate::engine::call::TaskError;
use crate::engine::history::{Detail, Event};
use crate::engine::payload::Payload;

use super::Region;

/// How many bytes the executions of a server may take if nobody says: 2 GB.
pub const MOST_MEMORY: usize = 2 << 30;

/// About what an execution takes beside its events, in bytes.
const EXECUTION_BYTES: usize = 4096;
/// About what an event takes beside its data.
const EVENT_BYTES: usize = 128;
/// What a container or a text takes beside what is in it.
const CONTAINER_BYTES: usize = 64;
/// Data whose JSON text has fewer bytes than this is counted wherever it is.
const SMALL: usize = 1024;
/// So many times its JSON text does small data take in memory.
const SMALL_TIMES: usize = 4;

/// Tells people what happens to a world; nobody by default.
#[derive(Clone, Default)]
pub struct Teller(Option<Arc<Tell>>);

type Tell = dyn Fn(&str) + Send + Sync;

impl Teller {
    /// One that hands lines to `tell`.
    pub fn new(tell: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(tell)))
    }

    /// Tells this.
    pub(in crate::api) fn tell(&self, words: &str) {
        if let Some(tell) = &self.0 {
            tell(words);
        }
    }
}

impl fmt::Debug for Teller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Teller")
    }
}

/// The memory of a server: what it may be, and what it is.
#[derive(Debug)]
pub struct Memory {
    most: usize,
    held: AtomicUsize,
    regions: Mutex<Vec<Weak<Region>>>,
    teller: Teller,
}

impl Memory {
    /// One of so many bytes; what is forgotten is told.
    pub fn new(most: usize, teller: Teller) -> Self {
        Self { most, held: AtomicUsize::new(0), regions: Mutex::default(), teller }
    }

    /// Notes a region whose executions may be forgotten.
    pub fn note(&self, region: &Arc<Region>) {
        self.regions.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(region));
    }

    /// What is held.
    fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// Forgets executions if too much is held. No lock of a region or an execution may be held by the caller.
    fn make_room(&self) {
        if self.held() <= self.most {
            return;
        }
        let regions = self.regions.lock().unwrap_or_else(PoisonError::into_inner);
        let all: Vec<Arc<Region>> = regions.iter().filter_map(Weak::upgrade).collect();
        let (enough, mut gone, mut last) = (self.most - self.most / 8, 0_usize, None);
        while self.held() > enough {
            let first = all
                .iter()
                .filter_map(|region| Some((region.first_ended()?, region)))
                .min_by_key(|(at, _)| *at);
            let Some((at, region)) = first else { break };
            region.lock().drop_first();
            (gone, last) = (gone + 1, Some(at));
        }
        drop(regions);
        if let Some(at) = last {
            let (gone, most) = (plural(gone, "execution"), size(self.most));
            self.teller.tell(&format!(
                "executions and their histories take more than {most}: {gone} that ended first, until {}, are forgotten; \
                 keep more with --max-memory",
                at.iso_millis()
            ));
        }
    }

    /// An error if there is no room for another execution.
    ///
    /// # Errors
    ///
    /// `ExecutionLimitExceeded`: those that run take all that may be taken.
    pub fn admit(&self) -> Result<(), ApiError> {
        self.make_room();
        if self.held() <= self.most {
            return Ok(());
        }
        let words = format!(
            "The executions that run take more than {} of memory with their histories: let some end or stop them, or \
             allow more with --max-memory",
            size(self.most)
        );
        Err(ApiError::new("ExecutionLimitExceeded", words))
    }
}

/// What one execution holds; it is given back when that goes.
#[derive(Debug)]
pub struct Holding {
    memory: Arc<Memory>,
    bytes: AtomicUsize,
}

impl Holding {
    /// That of a new execution.
    pub fn new(memory: &Arc<Memory>) -> Self {
        let new = Self { memory: Arc::clone(memory), bytes: AtomicUsize::new(0) };
        new.add(EXECUTION_BYTES);
        new
    }

    /// So many bytes come to it.
    pub fn add(&self, bytes: usize) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.memory.held.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Why the execution of this ARN, whose this is and which is in `place`, may not go on, if it may not: all memory is
    /// taken, and this has much of it, or nothing is left at all. No lock of its region or of it may be held by the caller.
    pub fn too_much(&self, arn: &str, place: impl FnOnce() -> Option<Arc<str>>) -> Option<TaskError> {
        let memory = &*self.memory;
        if memory.held() <= memory.most {
            return None;
        }
        memory.make_room();
        let (held, own) = (memory.held(), self.bytes.load(Ordering::Relaxed));
        let is_much = own > memory.most / 8 && held > memory.most;
        if !is_much && held <= memory.most + memory.most / 4 {
            return None;
        }
        let (most, own) = (size(memory.most), size(own));
        let place = place().map(|state| format!(" in {state}")).unwrap_or_default();
        let cause = format!(
            "sfn: stopped{place}: executions and their histories take more than {most}, this one {own} of it; allow more \
             with --max-memory"
        );
        memory.teller.tell(&format!("{arn}: {}", &cause["sfn: ".len()..]));
        Some(TaskError { error: Some("States.Runtime".into()), cause: Some(cause.into()) })
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        self.memory.held.fetch_sub(*self.bytes.get_mut(), Ordering::Relaxed);
    }
}

/// Counts the data of events.
#[derive(Debug, Default)]
pub struct Scale {
    /// The addresses of the containers and texts that were counted. They are never used again while the events are kept.
    seen: HashSet<usize>,
}

impl Scale {
    /// About how many bytes `event` takes that no event before it does.
    pub fn weigh(&mut self, event: &Event) -> usize {
        EVENT_BYTES + self.detail(&event.detail)
    }

    fn detail(&mut self, detail: &Detail) -> usize {
        match detail {
            Detail::ExecutionStarted { input: data }
            | Detail::ExecutionSucceeded { output: data }
            | Detail::StateEntered { input: data, .. }
            | Detail::TaskSubmitted { output: data, .. }
            | Detail::TaskSucceeded { output: data, .. } => self.payload(data),
            Detail::TaskScheduled(scheduled) => self.payload(&scheduled.args),
            Detail::StateExited { output, assigned, .. } => {
                let assigned = assigned.as_ref().map_or(0, |assigned| self.value(&assigned.clone().into()));
                self.payload(output) + assigned
            }
            Detail::ExecutionFailed(error)
            | Detail::ExecutionAborted(error)
            | Detail::MapRunFailed { error, .. }
            | Detail::TaskSubmitFailed { error, .. }
            | Detail::TaskFailed { error, .. } => self.error(error),
            Detail::EvaluationFailed { error, .. } => self.error(error),
            Detail::ExecutionTimedOut
            | Detail::ExecutionRedriven { .. }
            | Detail::StateStarted { .. }
            | Detail::StateSucceeded { .. }
            | Detail::StateFailed { .. }
            | Detail::StateAborted { .. }
            | Detail::IterationStarted { .. }
            | Detail::IterationSucceeded { .. }
            | Detail::IterationFailed { .. }
            | Detail::IterationAborted { .. }
            | Detail::MapRunStarted { .. }
            | Detail::MapRunSucceeded { .. }
            | Detail::MapRunAborted { .. }
            | Detail::MapRunRedriven { .. }
            | Detail::TaskStarted { .. }
            | Detail::TaskTimedOut { .. } => 0,
        }
    }

    fn error(&mut self, error: &TaskError) -> usize {
        [&error.error, &error.cause].into_iter().flatten().map(|text| self.text(text)).sum()
    }

    /// About how many bytes `payload` takes that nothing before it does.
    pub fn payload(&mut self, payload: &Payload) -> usize {
        let text = payload.verbatim_text().map_or(0, |text| self.text(text));
        text + self.value(payload.value())
    }

    fn text(&mut self, text: &Arc<str>) -> usize {
        let is_new = text.len() < SMALL || self.seen.insert(text.as_ptr().addr());
        if is_new { CONTAINER_BYTES + text.len() } else { 0 }
    }

    /// A value with all that is in it. Large containers are looked into.
    fn value(&mut self, value: &Value) -> usize {
        let text = value.json_size();
        if text < SMALL {
            return text * SMALL_TIMES;
        }
        let (mut bytes, mut left) = (0, vec![value]);
        while let Some(value) = left.pop() {
            bytes += match value {
                Value::Null | Value::Bool(_) | Value::Number(_) => 0,
                Value::String(text) => self.text(text),
                Value::Array(_) | Value::Object(_) if value.json_size() < SMALL => {
                    value.json_size() * SMALL_TIMES
                }
                Value::Array(items) if self.seen.insert(items.address()) => {
                    left.extend(items.iter());
                    CONTAINER_BYTES + size_of_val(items.as_slice())
                }
                Value::Object(members) if self.seen.insert(members.address()) => {
                    left.extend(members.values());
                    let names = members.keys().map(|name| name.len() + CONTAINER_BYTES);
                    CONTAINER_BYTES + names.sum::<usize>()
                }
                Value::Array(_) | Value::Object(_) => 0,
            };
        }
        bytes
    }
}
