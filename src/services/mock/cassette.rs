//! `Cassette`: the real answers of a run, kept until they are written back into a mock file (`record`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::asl::machine::{StateId, StateMachine};
use crate::base::pointer::Pointer;
use crate::base::value::Value;
use crate::engine::call::{Call, Reply, Signal, TaskError};
use crate::services::location::MockLocation;

use super::destination::Passthrough;
use super::record_mode::RecordMode;

/// The real answers of a run. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Cassette {
    /// The mode; what each `passthrough` says if none.
    pub mode: Option<RecordMode>,
    /// Who is asked where nothing is there for a call, if somebody is.
    pub unmatched: Option<Passthrough>,
    taken: Arc<Mutex<Vec<Taken>>>,
    /// About how many bytes they have.
    bytes: Arc<AtomicUsize>,
    /// The names of the states of each machine that ran, if more than one did.
    machines: Arc<Mutex<Machines>>,
}

/// Names of states by machines.
type Machines = BTreeMap<Arc<str>, BTreeSet<Arc<str>>>;

/// The most bytes that are kept: a server may answer any number of calls with megabytes.
const MOST: usize = 64 << 20;

impl Cassette {
    /// One in this mode for all that is recorded, which asks `unmatched` where nothing is there for a call.
    #[must_use]
    pub fn new(mode: RecordMode, unmatched: Passthrough) -> Self {
        Self { mode: Some(mode), unmatched: Some(unmatched), ..Self::default() }
    }

    /// How many bytes may be recorded, if there was more than that.
    #[must_use]
    pub fn is_full(&self) -> Option<usize> {
        (self.bytes.load(Ordering::Relaxed) > MOST).then_some(MOST)
    }

    /// Notes a machine that runs, as shelves call it.
    pub(super) fn note_machine(&self, name: Option<Arc<str>>, machine: &StateMachine) {
        let mut known = self.machines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(name) = name {
            known
                .entry(name)
                .or_insert_with(|| machine.states.iter().map(|state| state.name.clone()).collect());
        }
    }

    /// Another machine of the run that has a state of this name, beside the one called `machine`.
    #[must_use]
    pub fn other_with(&self, state: &str, machine: &str) -> Option<Arc<str>> {
        let known = self.machines.lock().unwrap_or_else(PoisonError::into_inner);
        let mut others = known.iter().filter(|(name, states)| &***name != machine && states.contains(state));
        others.next().map(|(name, _)| Arc::clone(name))
    }

    /// Keeps `taken`, unless there is too much already.
    fn keep(&self, taken: Taken) {
        let answer = taken.end.as_ref().map_or(0, Value::json_size);
        let beside = taken.submitted.as_ref().map_or(0, Value::json_size);
        let bytes = answer + beside + taken.input.json_size() + taken.arguments.json_size();
        if self.bytes.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) <= MOST {
            self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(taken);
        }
    }

    /// What was recorded so far, which is forgotten here.
    #[must_use]
    pub fn take(&self) -> Vec<Taken> {
        std::mem::take(&mut *self.taken.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The place that answers of a run are written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelf {
    /// The file; it may not be there yet.
    pub file: Arc<str>,
    /// What holds `mocks` in it: the file itself, a test, a row of its table.
    pub layer: Pointer,
    /// The machine whose states they are for; a new file names it.
    pub machine: Arc<str>,
    /// Whose it is.
    pub holder: Holder,
}

/// Whose answers stand in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Those of the run.
    Run,
    /// Those of an execution that the run has started.
    Started,
    /// Those of a test, which keeps its answers to itself.
    Case,
    /// Those of an execution that a test has started.
    CaseOfStarted,
}

impl Holder {
    /// Whether they stand in a test.
    #[must_use]
    pub const fn is_case(self) -> bool {
        matches!(self, Self::Case | Self::CaseOfStarted)
    }

    /// Whether they are of an execution that was started.
    #[must_use]
    pub const fn is_started(self) -> bool {
        matches!(self, Self::Started | Self::CaseOfStarted)
    }
}

/// A real answer that is to be written down.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The Task.
    pub state: Arc<str>,
    /// The items that it ran in, outermost first.
    pub items: Vec<(StateId, usize)>,
    /// Its input.
    pub input: Value,
    /// What its service was sent.
    pub arguments: Value,
    /// Which of its calls this is, from 0, as its answers count them.
    pub number: u32,
    /// The answer that sent the call out, or the rule or list that had none left; none if a default did.
    pub origin: Option<MockLocation>,
    /// Whether the list at `origin` goes on with it.
    pub is_next: bool,
    /// Who was asked.
    pub from: Passthrough,
    /// What the call itself was answered, where a job or a token ends the Task.
    pub submitted: Option<Value>,
    /// How the Task ended.
    pub end: Result<Value, TaskError>,
    /// Whether its token ended it.
    pub is_returned: bool,
    /// The execution that it ran in: each counts its calls for itself.
    pub execution: Arc<str>,
    /// Where it is to be written.
    pub shelf: Shelf,
}

/// What an answer is taken down on while its call is out.
#[derive(Clone, Debug)]
pub struct Tape {
    pub(super) cassette: Cassette,
    pub(super) from: Passthrough,
    pub(super) is_next: bool,
    pub(super) shelf: Shelf,
    /// Whether it is the token that ends the Task.
    is_returned: bool,
    /// What the call itself was answered.
    submitted: Arc<Mutex<Option<Value>>>,
}

impl Tape {
    /// One for an answer of `from`.
    pub(super) fn new(cassette: Cassette, from: Passthrough, shelf: Shelf, is_next: bool) -> Self {
        Self { cassette, from, is_next, shelf, is_returned: false, submitted: Arc::default() }
    }

    /// The same for what a token brings.
    #[must_use]
    pub(super) fn of_token(self) -> Self {
        Self { is_returned: true, ..self }
    }

    /// Keeps what the call of a job was answered, or one whose Task waits for its token.
    pub fn begin(&self, reply: &Reply) {
        let given = reply.iter().find_map(|(_, signal)| {
            if let Signal::Submitted(output) = signal { Some(output.value().clone()) } else { None }
        });
        if given.is_some() {
            *self.submitted.lock().unwrap_or_else(PoisonError::into_inner) = given;
        }
    }

    /// Keeps what ended the Task of `call`, of the state called `state`, if `reply` does.
    pub(super) fn end(&self, call: &Call, named: (&Arc<str>, u32, Option<&MockLocation>), reply: &Reply) {
        self.begin(reply);
        let end = match reply.last() {
            Some((_, Signal::Succeeded(output))) => Ok(output.value().clone()),
            Some((_, Signal::Failed(error) | Signal::SubmitFailed(error))) => Err(error.clone()),
            Some((_, Signal::Started { .. } | Signal::Submitted(_) | Signal::Heartbeat)) | None => return,
        };
        let (state, number, origin) = named;
        let execution = call.context.get("Execution").and_then(|execution| execution.get("Id"));
        let execution = execution.and_then(Value::as_str).unwrap_or_default();
        let items = call.path.iter().filter(|step| step.is_item).map(|step| (step.state, step.index));
        let taken = Taken {
            state: Arc::clone(state),
            items: items.collect(),
            input: call.input.clone(),
            arguments: call.args.clone(),
            number,
            origin: origin.cloned(),
            is_next: self.is_next,
            from: self.from.clone(),
            submitted: self.submitted.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            end,
            is_returned: self.is_returned,
            execution: execution.into(),
            shelf: self.shelf.clone(),
        };
        self.cassette.keep(taken);
    }
}

#[cfg(test)]
mod tests {
    use super::{Arc, Cassette, Holder, MOST, Passthrough, Pointer, Shelf, Taken, Value};

    #[test]
    fn a_cassette_has_an_end() {
        let shelf =
            Shelf { file: "f".into(), layer: Pointer::root(), machine: "m".into(), holder: Holder::Run };
        let taken = Taken {
            state: "S".into(),
            items: Vec::new(),
            input: Value::Null,
            arguments: Value::Null,
            number: 0,
            origin: None,
            is_next: false,
            from: Passthrough::default(),
            submitted: None,
            end: Ok(Value::from(Arc::<str>::from("x".repeat(MOST / 2)))),
            is_returned: false,
            execution: "e".into(),
            shelf,
        };
        let cassette = Cassette::default();
        cassette.keep(taken.clone());
        assert_eq!(cassette.is_full(), None);
        cassette.keep(taken);
        assert_eq!((cassette.is_full(), cassette.take().len()), (Some(MOST), 1));
    }
}
