//! Mock files: answers to calls that the user wrote down.
//!
//! A [`MockFile`] is what was read; it is shared by all runs that use it. [`Mocks`] belongs to one run: the
//! answers in force and how often each state has called. Calls are counted per state and enclosing items and
//! branches, never per arrival, so that the answers do not depend on the order in which a Map's items run.

mod addition;
mod answering;
mod body;
mod callback;
mod cases;
mod cassette;
mod checking;
mod checks;
pub mod codes;
mod connection;
mod counters;
mod declared;
mod destination;
pub mod duration;
mod entry;
mod execute;
mod execution;
mod expect;
mod fields;
mod file;
mod form_body;
mod formula;
mod forward;
mod function;
mod http;
mod http_result;
mod http_task;
mod invoked;
mod keys;
mod layer;
mod local;
pub mod matching;
mod meant;
mod missing;
mod passthrough;
mod processed;
mod quick;
mod reader;
mod record_mode;
mod recording;
mod refusing;
mod reply;
mod responded;
mod response;
mod results;
mod run;
pub mod schema;
mod search;
mod selector;
mod served;
mod shape;
mod throw;
mod unreachable;
mod written;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::asl::machine::StateMachine;
use crate::engine::Span;
use crate::load::Reach;

use super::Bounds;
use super::location::MockLocation;
use super::s3::{Datasets, RESULTS};

pub use answering::Found;
pub use cases::{Skip, Snapshot, SnapshotPart, TestCase};
pub use cassette::{Cassette, Holder, Shelf, Taken, Tape};
pub use counters::Counters;
pub use declared::{DeclaredFunction, DeclaredFunctions};
pub use destination::{Command, Destination, Endpoint, MachineFile, Passthrough};
pub use execution::{DeclaredMachines, ExecutionCall, MachineName, Wanted};
pub use expect::{Expectations, ExpectedCalls, ExpectedError, ExpectedStatus, TimeLimit, TimeOperator};
pub use file::{MockFile, NoSuchCase, Resolve};
pub use forward::{Asked, Forward};
pub use layer::{Defaults, Exhausted, Layer, PathInFile, Unmatched, Unused};
pub use matching::{Extent, cut};
pub use quick::{QUICK, quick};
pub use reader::Finding;
pub use record_mode::RecordMode;
pub use refusing::not_available;
pub use reply::given;
pub use search::{Looked, LookedVerdict, Search, SearchAnswer, SearchLog, WrittenAnswer};
pub use selector::Selector;
pub use written::{answer_sequence, written_answer};

/// The answers of one run: those of a file, perhaps with a test case applied, and how often each state has
/// called. A clone shares the answers and counts on its own.
#[derive(Clone)]
pub struct Mocks {
    file: Arc<MockFile>,
    layer: Arc<Layer>,
    counters: Counters,
    datasets: Datasets,
    context: Arc<MockContext>,
    seed: u64,
    /// Where results go whose bucket has no folder; nowhere if there is none.
    results: Option<Arc<Path>>,
    bounds: Bounds,
    /// The answers that this run gave, and those that its executions started.
    given: Arc<Mutex<Given>>,
    /// What was looked at for the calls of one state, if somebody asks.
    log: Option<SearchLog>,
}

/// Answers by file and pointer.
type Given = BTreeSet<(Arc<str>, Arc<str>)>;

/// What a run knows beside its mock files, for messages about answers that are missing or were not used.
#[derive(Clone, Debug, Default)]
pub struct MockContext {
    /// The mock file that would be found without being named, if one is to be written, as seen from the working folder.
    pub to_write: Option<String>,
    /// The states of other machines that share the file of this one: answers for them may be there, too.
    pub elsewhere: BTreeSet<String>,
    /// The part of the machine that runs.
    pub span: Span,
    /// The functions that the definition's template declares.
    pub functions: DeclaredFunctions,
    /// The machines that may be started without any mock.
    pub machines: DeclaredMachines,
    /// What real answers are recorded on, if they are.
    pub cassette: Option<Cassette>,
    /// Where those are written to that no mock file asked for, all of a test case, and all of an execution that the run
    /// has started.
    pub shelf: Option<Shelf>,
}

impl MockContext {
    /// That of an execution that one with the mocks `around` has started: what it is answered is recorded, too, in a
    /// file of its machine, which is none of the files of `around`. A test case keeps it all to itself.
    fn beneath(&self, around: &Mocks) -> Self {
        let Some(cassette) = around.context.cassette.clone() else { return self.clone() };
        let own = self.shelf.clone().map(|own| {
            let is_around = around.file.files().iter().any(|file| file.source().name == own.file);
            let apart = self.to_write.as_deref().filter(|_| is_around).map(Arc::from);
            let file = apart.unwrap_or_else(|| Arc::clone(&own.file));
            Shelf { file, holder: Holder::Started, ..own }
        });
        let case = around.context.shelf.as_ref().filter(|shelf| shelf.holder.is_case());
        let of_case = own.as_ref().zip(case).map(|(own, case)| {
            let (machine, holder) = (Arc::clone(&own.machine), Holder::CaseOfStarted);
            Shelf { machine, holder, ..case.clone() }
        });
        Self { cassette: Some(cassette), shelf: of_case.or(own), ..self.clone() }
    }
}

impl Mocks {
    /// The answers of `file` as they are in `layer` (see [`MockFile::layer`]). `seed` is what the random
    /// numbers and UUIDs of answers are drawn from; they are the mocks' own and change nothing else.
    #[must_use]
    pub fn new(file: Arc<MockFile>, layer: Arc<Layer>, seed: u64) -> Self {
        let (counters, datasets, context, given) = Default::default();
        let bounds = Bounds { memory: usize::MAX, ..Bounds::default() };
        Self { file, layer, counters, datasets, context, seed, results: None, bounds, given, log: None }
    }

    /// The same mocks, which write results for a bucket without a folder to a place of their own in `project`.
    #[must_use]
    pub fn writing_below(self, project: &Reach) -> Self {
        Self { results: Some(project.root().join(RESULTS).into()), ..self }
    }

    /// The same mocks, whose run keeps to itself what it writes to buckets and deletes from them.
    #[must_use]
    pub fn apart(self) -> Self {
        Self { datasets: Datasets::apart(), ..self }
    }

    /// About how many bytes they hold of what the run wrote.
    #[must_use]
    pub fn held(&self) -> usize {
        self.datasets.held()
    }

    /// What they have counted, to be written down by [`Counters::save`].
    #[must_use]
    pub const fn counters(&self) -> &Counters {
        &self.counters
    }

    /// The same mocks after `counters` were counted: a run that was saved goes on with the answers that it
    /// would have got.
    #[must_use]
    pub fn counting_from(self, counters: Counters) -> Self {
        Self { counters, ..self }
    }

    /// The same mocks, which put what they look at for the calls of one state into `log`.
    #[must_use]
    pub fn logging(self, log: SearchLog) -> Self {
        Self { log: Some(log), ..self }
    }

    /// The same mocks in this context.
    #[must_use]
    pub fn within(self, context: MockContext) -> Self {
        Self { context: Arc::new(context), ..self }
    }

    /// The mocks of an execution of `own` that one of `around_machine`, with the mocks `around`, has started: its own
    /// answers win over those that `around` has for services and buckets, and those that `around` has for states
    /// that only `own` has win over all. Both see the same buckets.
    #[must_use]
    pub fn beneath(self, around: &Self, around_machine: &StateMachine, own: &StateMachine) -> Self {
        let layer = Arc::new(self.layer.beneath(&around.layer, around_machine, own));
        let context = Arc::new(self.context.beneath(around));
        if let Some(cassette) = &context.cassette {
            let of = |context: &MockContext| context.shelf.as_ref().map(|shelf| Arc::clone(&shelf.machine));
            cassette.note_machine(of(&around.context), around_machine);
            cassette.note_machine(of(&context), own);
        }
        Self { layer, given: Arc::clone(&around.given), datasets: around.datasets.beneath(), context, ..self }
    }

    /// The same mocks, which record nothing if `may_write` says so of the file that they would record in.
    #[must_use]
    pub fn recording_where(self, may_write: &dyn Fn(&str) -> bool) -> Self {
        match &self.context.shelf {
            Some(shelf) if !may_write(&shelf.file) => {
                let context = MockContext { shelf: None, ..MockContext::clone(&self.context) };
                self.within(context)
            }
            Some(_) | None => self,
        }
    }

    /// Notes that the answer at `origin` was given.
    fn note_use(&mut self, origin: &MockLocation) {
        self.counters.note_use(origin);
        self.given.lock().unwrap_or_else(PoisonError::into_inner).insert(origin.key());
    }

    /// Whether the answer at `origin` was given, to this execution or to one that it has started.
    fn is_used(&self, origin: &MockLocation) -> bool {
        self.counters.is_used(origin)
            || self.given.lock().unwrap_or_else(PoisonError::into_inner).contains(&origin.key())
    }

    /// Sets how long expressions and reading may go on, and how large data may get.
    pub fn bound(&mut self, bounds: Bounds) {
        self.bounds = bounds;
    }

    /// What is to be said about [`Self::unused`] answers.
    #[must_use]
    pub fn on_unused(&self) -> Unused {
        self.layer.defaults.unused.unwrap_or(Unused::Warn)
    }

    /// The answers that were never given: a whole key if none of its answers was, else the answer. Those of
    /// `services` are meant for whoever calls, so they count only where the file says what to do about
    /// unused answers; those for other machines of the same file never count.
    #[must_use]
    pub fn unused(&self) -> Vec<&MockLocation> {
        let mut unused = Vec::new();
        let is_own = |key: &str| !self.context.elsewhere.contains(key);
        let states = self.layer.states.iter().filter(|(key, _)| is_own(key)).map(|(_, responder)| responder);
        let services = self.layer.defaults.unused.map(|_| self.layer.services.values());
        for responder in states.chain(services.into_iter().flatten()) {
            let entries = responder.rules.iter().flat_map(|rule| rule.answers.entries());
            let (used, left): (Vec<&MockLocation>, Vec<&MockLocation>) =
                entries.map(|entry| &entry.origin).partition(|origin| self.is_used(origin));
            if used.is_empty() {
                unused.push(&responder.origin);
            } else {
                unused.extend(left);
            }
        }
        let items = self.layer.items.iter().filter(|(key, _)| is_own(key)).map(|(_, items)| &items.origin);
        unused.extend(items.filter(|origin| !self.is_used(origin)));
        unused
    }
}
