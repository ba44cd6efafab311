//! Handlers of Lambda functions as they are: a `Worker` is a process with a handler, which asks for work at a Runtime
//! API of its own and waits for more; [`Functions`] keeps those that wait.

mod api;
mod client;
pub mod sources;
mod worker;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::output::Log;
use crate::services::executions::Tokens;
use worker::Worker;

pub use api::Api as LocalApi;
pub use client::{Language, NotStarted};

/// So many processes wait for work at most; beyond, the one that has waited longest ends.
const MAX_WAITING: usize = 32;

/// A function: what there is to run, and how. Equal ones share processes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Function {
    /// Its name.
    pub name: Arc<str>,
    /// The handler, as Lambda names it: `app.handler`.
    pub handler: Arc<str>,
    /// The language it is written in.
    pub language: Language,
    /// The runtime as Lambda names it, `python3.12`, if that is known.
    pub runtime: Option<Arc<str>>,
    /// The folder of its code.
    pub folder: PathBuf,
    /// The text of its code, the module `index`, if that is in no file.
    pub inline: Option<Arc<str>>,
    /// Variables of its environment.
    pub environment: Vec<(Arc<str>, Arc<str>)>,
    /// The longest that one call may take.
    pub limit: Duration,
    /// The memory that it has, in MB: a process that takes more is ended, where that can be seen (Linux).
    pub memory: u32,
}

/// One call of a function.
#[derive(Clone)]
pub struct Invocation {
    /// The event, JSON.
    pub event: String,
    /// The function's ARN, as it was called.
    pub arn: String,
    /// The process's environment beside the function's own.
    pub base: Arc<Vec<(OsString, OsString)>>,
    /// Takes what the handler does with tokens of the run.
    pub tokens: Tokens,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// What the handler returned, or the error that Lambda reports, as JSON. What the handler returned may be none.
    pub payload: String,
    /// Whether it is an error.
    pub is_error: bool,
}

/// The processes that wait for work, the one that has waited longest first.
#[derive(Clone, Debug, Default)]
pub struct Functions(Arc<Mutex<Waiting>>);

#[derive(Debug, Default)]
struct Waiting {
    workers: BTreeMap<u64, (Function, Worker)>,
    next: u64,
}

impl Functions {
    /// Calls `function`: by a process that waits for work, else by a new one. Its log goes to `log`. An error says
    /// that no process could be started.
    pub async fn invoke(
        &self,
        function: &Function,
        invocation: Invocation,
        log: Log,
    ) -> Result<Returned, NotStarted> {
        let mut worker = match self.take(function) {
            Some(worker) => worker,
            None => Worker::start(function, &invocation).await?,
        };
        let returned = worker.invoke(function, invocation, log).await;
        if worker.is_ready() {
            self.put(function.clone(), worker);
        }
        Ok(returned)
    }

    /// The one that waits for work of `function` and waited shortest.
    fn take(&self, function: &Function) -> Option<Worker> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let (&number, _) = waiting.workers.iter().rev().find(|(_, (known, _))| known == function)?;
            let (_, mut worker) = waiting.workers.remove(&number)?;
            // One that has ended meanwhile is of no use.
            if worker.is_ready() {
                return Some(worker);
            }
        }
    }

    fn put(&self, function: Function, worker: Worker) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = waiting.next;
        waiting.next += 1;
        waiting.workers.insert(number, (function, worker));
        if waiting.workers.len() > MAX_WAITING {
            waiting.workers.pop_first();
        }
    }
}
