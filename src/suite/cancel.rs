//! `Cancel`: ends runs that go on side by side, wherever they are.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::services::inbox::Sender;

/// Ends the runs that joined it. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<State>);

#[derive(Debug, Default)]
struct State {
    is_cancelled: AtomicBool,
    runs: Mutex<Vec<Sender>>,
}

impl Cancel {
    /// Ends all runs that joined, and those that will.
    pub fn cancel(&self) {
        self.0.is_cancelled.store(true, Ordering::SeqCst);
        self.runs().iter().for_each(Sender::stop);
    }

    /// Whether runs are ended.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.is_cancelled.load(Ordering::SeqCst)
    }

    /// The run whose inbox `sender` sends to joins.
    pub fn join(&self, sender: Sender) {
        // Locked first: a run that joins while all are ended is ended by one of the two.
        let mut runs = self.runs();
        if self.is_cancelled() {
            sender.stop();
        }
        runs.push(sender);
    }

    fn runs(&self) -> std::sync::MutexGuard<'_, Vec<Sender>> {
        self.0.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
