//! Many executions side by side, which a few threads advance: for a server.
//!
//! [`World::drive`](super::World::drive) runs one execution to its end and blocks until then. Here each execution is a
//! [`Process`] with its own clock, its own backend and a box for what arrives. A process that has something to do waits in
//! one queue for a thread, gets a turn that is bounded in work, and goes to the end of the queue again; one that waits for
//! a moment or for an answer takes no thread. So one that loops cannot starve the others, and thousands that wait cost
//! memory alone. Who watches a process ([`Watcher`]) takes its records and answers the calls that its backend does not.

mod letter;
mod live;
mod process;
mod queue;
mod replay;

use std::sync::Arc;
use std::thread;

use crate::asl::machine::StateMachine;
use crate::base::threads::STACK;
use crate::engine::call::{Call, TaskError, Ticket};
use crate::engine::history::Record;
use crate::engine::{ChildRecords, MapRunView, Told};
use crate::services::executions::Within;
use crate::services::refusal::Refusal;

pub use letter::Letter;
pub use live::Start;
pub use process::Process;
use queue::Queue;
pub use replay::{Open, replay};

/// Takes what happens in a process, and answers what its backend does not. It is called from the thread that has the
/// process, and must not wait.
pub trait Watcher: Send + Sync {
    /// The next records, in order.
    fn records(&self, records: Vec<Record>);

    /// The next records of child executions of Map Runs.
    fn children(&self, children: Vec<ChildRecords>);

    /// What the execution was told, in order, before anything that came of it is handed over; nothing unless
    /// [`Self::keeps_log`].
    fn log(&self, told: Vec<Told>);

    /// Whether it wants to know what the execution is told.
    fn keeps_log(&self) -> bool;

    /// A call that was made before the program ended waits for an execution that it started then.
    fn reattach(&self, ticket: Ticket);

    /// Why it may not go on, if too much is kept of it.
    fn too_much(&self) -> Option<TaskError>;

    /// How far the Map Runs that go on have come.
    fn map_runs(&self, runs: Vec<MapRunView>);

    /// A call with a token was made; before anything answers it.
    fn token(&self, token: &Arc<str>, call: &Call);

    /// No mock answers the call of an activity: workers may take it.
    fn activity(&self, call: &Call);

    /// Whether there is an activity with this ARN.
    fn has_activity(&self, arn: &str) -> bool;

    /// A call asks for something of another execution; letters answer it.
    fn within(&self, call: &Call, within: Within);

    /// The error of a task whose call nothing answers.
    fn refused(&self, refusal: &Refusal, machine: &StateMachine) -> TaskError;

    /// It has ended; what it was run with is of use for a redrive.
    fn ended(&self, rest: Start);
}

/// The threads that advance processes. Dropping it ends them.
#[derive(Debug)]
pub struct Pool {
    queue: Arc<Queue<Process>>,
    threads: Vec<thread::JoinHandle<()>>,
}

impl Pool {
    /// So many threads, at least one.
    pub fn start(threads: usize) -> std::io::Result<Self> {
        let queue: Arc<Queue<Process>> = Arc::default();
        let spawn = |number: usize| {
            let queue = Arc::clone(&queue);
            let builder = thread::Builder::new().stack_size(STACK).name(format!("executions-{number}"));
            builder.spawn(move || {
                while let Some(process) = queue.next() {
                    process.turn();
                }
            })
        };
        let threads = (0..threads.max(1)).map(spawn).collect::<std::io::Result<_>>()?;
        Ok(Self { queue, threads })
    }

    /// An execution that does not run yet: [`Process::wake`] lets it. It holds `watcher` until it has ended.
    #[must_use]
    pub fn process(&self, start: Start, watcher: Arc<dyn Watcher>) -> Arc<Process> {
        Process::new(start, watcher, &self.queue)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.queue.close();
        for thread in self.threads.drain(..) {
            // The last one to let go of the pool may be one of its own threads.
            if thread.thread().id() != thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}
