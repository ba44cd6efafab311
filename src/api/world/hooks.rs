//! What a world is connected with: where its machines come from, and who sees what its executions do.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::history::Record;
use crate::engine::{ChildRecords, Outcome};
use crate::record::Run;
use crate::services::executions::Facts;
use crate::services::mock::MockFile;

use super::execution::Execution;
use super::memory::Teller;
use super::{Logging, Region};

/// The connections of a world.
#[derive(Clone, Default)]
pub struct Hooks {
    /// Sees what executions do.
    pub witness: Option<Arc<dyn Witness>>,
    /// The files that machines come from, by the ARNs of the machines.
    pub origins: Origins,
    /// Tells what no client asks for.
    pub teller: Teller,
}

/// Sees executions begin.
pub trait Witness: Send + Sync {
    /// Who sees the execution that begins; none if it is of no interest.
    fn begin(&self, seen: &Seen<'_>) -> Option<Box<dyn Onlooker>>;
}

/// Sees one execution. It is called from the thread that advances it, and must not wait.
pub trait Onlooker: Send {
    /// It has recorded these.
    fn records(&mut self, seen: &Seen<'_>, records: &[Record]);

    /// Child executions of its Map Runs have recorded these.
    fn children(&mut self, seen: &Seen<'_>, children: &[ChildRecords]);

    /// It has ended.
    fn ended(&mut self, seen: &Seen<'_>, outcome: &Outcome);
}

/// What there is to know of an execution.
#[derive(Clone, Copy)]
pub struct Seen<'s> {
    /// Its names, its input, its start.
    pub facts: &'s Facts,
    /// Its machine, as reports take it.
    pub run: Run<'s>,
    /// Its account.
    pub account: &'s str,
    /// The ARN of the version that was started, if one was.
    pub version: Option<&'s str>,
    /// The ARN of the alias that was started, if one was.
    pub alias: Option<&'s str>,
    /// What its machine logs.
    pub logging: &'s Logging,
    /// Whether its machine is traced.
    pub traces: bool,
    /// Whether its machine has a key of its own.
    pub is_encrypted: bool,
}

/// The files that machines come from; clones are the same list.
#[derive(Clone, Debug, Default)]
pub struct Origins(Arc<Mutex<BTreeMap<String, Origin>>>);

/// Where a machine comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// What names it: `template.yaml#Order`.
    pub reference: String,
    /// The answers for its calls.
    pub mocks: Arc<MockFile>,
    /// The files that the answers are from.
    pub mock_files: Vec<String>,
}

impl Origins {
    /// Remembers where the machine of this ARN comes from.
    pub fn note(&self, arn: &str, origin: Origin) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(arn.to_owned(), origin);
    }

    /// Where the machine of this ARN comes from, if it comes from a file.
    pub(in crate::api) fn of(&self, arn: &str) -> Option<Origin> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(arn).cloned()
    }
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks").field("origins", &self.origins).finish_non_exhaustive()
    }
}

impl Execution {
    /// What there is to know of it in its region.
    pub(super) fn seen<'s>(&'s self, region: &'s Region) -> Seen<'s> {
        let compiled = &self.revision.compiled;
        let run = Run {
            machine: compiled.machine(),
            definition: compiled.document(),
            name: self.facts.machine.rsplit(':').next().unwrap_or_default(),
            mocks: &[],
            region: &region.name,
            role: &self.revision.role,
            start: self.facts.start,
            clock: "real",
            seed: 0,
        };
        Seen {
            facts: &self.facts,
            run,
            account: &region.account,
            version: self.version.as_deref(),
            alias: self.alias.as_deref(),
            logging: &self.revision.logging,
            traces: self.revision.traces,
            is_encrypted: matches!(self.revision.encryption, super::Encryption::Customer(..)),
        }
    }

    /// Lets whoever looks on do `what`.
    pub(super) fn look_on(&self, what: impl FnOnce(&mut dyn Onlooker, &Seen<'_>)) {
        // What was done before was seen then.
        if self.is_replaying() {
            return;
        }
        let mut onlooker = self.onlooker.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(onlooker), Some(region)) = (onlooker.as_mut(), self.region.upgrade()) {
            what(onlooker.as_mut(), &self.seen(&region));
        }
    }
}
