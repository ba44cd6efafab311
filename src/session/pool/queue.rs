//! The processes that have something to do, and those that wait for a moment.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::services::clock::real_now;

/// Hands processes to threads in the order in which they have something to do.
#[derive(Debug)]
pub struct Queue<P> {
    state: Mutex<State<P>>,
    changed: Condvar,
}

/// What waits in a queue.
pub trait Timed {
    /// Its timer has gone off: whether it is to have a turn, which is noted.
    fn is_due(&self) -> bool;
}

#[derive(Debug)]
struct State<P> {
    ready: VecDeque<Arc<P>>,
    timers: BinaryHeap<Reverse<Timer<P>>>,
    /// Counts timers, so that of two at one moment the first comes first.
    timers_set: u64,
    is_closed: bool,
}

/// A moment at which a process has something to do.
#[derive(Debug)]
struct Timer<P> {
    at: Instant,
    number: u64,
    process: Weak<P>,
}

impl<P> Default for Queue<P> {
    fn default() -> Self {
        let (ready, timers) = Default::default();
        let state = State { ready, timers, timers_set: 0, is_closed: false };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }
}

impl<P> PartialEq for Timer<P> {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl<P> Eq for Timer<P> {}

impl<P> PartialOrd for Timer<P> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<P> Ord for Timer<P> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

impl<P: Timed> Queue<P> {
    fn lock(&self) -> MutexGuard<'_, State<P>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `process` has something to do.
    pub fn push(&self, process: Arc<P>) {
        self.lock().ready.push_back(process);
        self.changed.notify_one();
    }

    /// `process` has something to do at this moment.
    pub fn push_at(&self, at: Instant, process: &Arc<P>) {
        let mut state = self.lock();
        let is_first = state.timers.peek().is_none_or(|Reverse(first)| at < first.at);
        state.timers_set += 1;
        let timer = Timer { at, number: state.timers_set, process: Arc::downgrade(process) };
        state.timers.push(Reverse(timer));
        drop(state);
        if is_first {
            self.changed.notify_one();
        }
    }

    /// The next process that has something to do; none once the queue is closed.
    pub fn next(&self) -> Option<Arc<P>> {
        let mut state = self.lock();
        loop {
            if state.is_closed {
                return None;
            }
            if let Some(process) = state.due() {
                return Some(process);
            }
            let first = state.timers.peek().map(|Reverse(first)| first.at);
            state = match first {
                Some(first) => {
                    // A timer comes a little late rather than in a loop that spins.
                    let wait = first.saturating_duration_since(real_now()) + Duration::from_micros(50);
                    self.changed.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// Lets all threads go.
    pub fn close(&self) {
        let mut state = self.lock();
        state.is_closed = true;
        state.ready.clear();
        drop(state);
        self.changed.notify_all();
    }
}

impl<P: Timed> State<P> {
    /// The first process that is ready. One whose moment has come stands behind those that were ready before it.
    fn due(&mut self) -> Option<Arc<P>> {
        if self.timers.peek().is_some() {
            let now = real_now();
            while self.timers.peek().is_some_and(|Reverse(first)| first.at <= now) {
                let timer = self.timers.pop();
                let process = timer.and_then(|Reverse(timer)| timer.process.upgrade());
                self.ready.extend(process.filter(|process| process.is_due()));
            }
        }
        self.ready.pop_front()
    }
}
