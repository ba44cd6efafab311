//! Real answers from this machine: processes that the user allows to be started.
//!
//! All of it happens on one thread beside the run, which is started by the first call that needs it, and comes back
//! through the inbox. Whoever lets go of a [`Working`] ends what works on that call, and whoever lets go of the last
//! [`Workers`] ends all that is left: no process outlives the command.

mod group;
pub mod lambda;
mod output;
pub mod process;

use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

use tokio::runtime::{Builder, Handle};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::AbortHandle;

use super::aws::ApiClient;
use super::remote::HttpClient;

use lambda::Functions;
pub use output::Log;

/// So many processes run at a time; further calls wait for one to end. Lambda's own default is a thousand.
const MAX_PROCESSES: usize = 100;

/// The thread on which real calls are made, started once it is needed. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Workers(Arc<Shared>);

/// What clones share; what is first is let go of first.
#[derive(Debug, Default)]
struct Shared {
    functions: Functions,
    /// It makes its requests with a clone of the client that stands alone, too.
    api: OnceLock<ApiClient>,
    http: HttpClient,
    thread: Mutex<Option<Thread>>,
}

#[derive(Debug)]
struct Thread {
    handle: Handle,
    places: Arc<Semaphore>,
    /// Dropped to end the thread.
    end: Option<oneshot::Sender<()>>,
    join: Option<JoinHandle<()>>,
}

/// Something that works on a call. Dropping it ends that.
#[derive(Debug)]
pub struct Working(AbortHandle);

impl Working {
    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.0.is_finished()
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Workers {
    /// The processes with handlers that wait for work.
    #[must_use]
    pub fn functions(&self) -> Functions {
        self.0.functions.clone()
    }

    /// What makes requests there.
    #[must_use]
    pub fn http(&self) -> HttpClient {
        self.0.http.clone()
    }

    /// What calls APIs of AWS there.
    #[must_use]
    pub fn api(&self) -> ApiClient {
        self.0.api.get_or_init(|| ApiClient::new(self.http())).clone()
    }

    /// Begins `work`, which is handed a place among the processes that may run; an error if this machine gives
    /// no thread for it.
    pub fn begin<W: Future<Output = ()> + Send + 'static>(
        &self,
        work: impl FnOnce(Arc<Semaphore>) -> W,
    ) -> io::Result<Working> {
        let mut thread = self.0.thread.lock().unwrap_or_else(PoisonError::into_inner);
        let thread = match &mut *thread {
            Some(thread) => thread,
            none => none.insert(Thread::start()?),
        };
        let work = work(Arc::clone(&thread.places));
        Ok(Working(thread.handle.spawn(work).abort_handle()))
    }
}

impl Thread {
    fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (handle, places) = (runtime.handle().clone(), Arc::new(Semaphore::new(MAX_PROCESSES)));
        let (end, ended) = oneshot::channel::<()>();
        let join = std::thread::Builder::new().name("calls".to_owned()).spawn(move || {
            // An error says that the sender is gone, which is the message.
            let _ = runtime.block_on(ended);
        })?;
        Ok(Self { handle, places, end: Some(end), join: Some(join) })
    }
}

impl Drop for Thread {
    /// Ends all work, and waits until it is ended.
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(join) = self.join.take() {
            // What panicked there has said so.
            let _ = join.join();
        }
    }
}
