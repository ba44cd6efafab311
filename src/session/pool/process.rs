//! `Process`: one execution of a pool, with its box and its place in the queue.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::services::clock::real_now;
use crate::services::inbox::Post;

use super::Watcher;
use super::letter::Letter;
use super::live::{Live, Round, Start};
use super::queue::{Queue, Timed};

/// So many rounds of calls, and of waits that take no time, a process has at most in one turn.
const ROUNDS: usize = 64;
/// So long a turn has more than one round, in real time.
const SLICE: Duration = Duration::from_millis(20);

/// One execution of a pool.
pub struct Process {
    mail: Mutex<Mail>,
    /// None once it has ended.
    live: Mutex<Option<Box<Live>>>,
    watcher: Arc<dyn Watcher>,
    queue: Weak<Queue<Self>>,
}

#[derive(Default)]
struct Mail {
    letters: Vec<Letter>,
    /// Whether it waits in the queue, or has a turn.
    is_queued: bool,
    /// Whether something came while it had a turn.
    is_fresh: bool,
    /// When its timer goes off.
    timer: Option<Instant>,
    is_over: bool,
}

impl std::fmt::Debug for Process {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Process")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Timed for Process {
    fn is_due(&self) -> bool {
        let mut mail = lock(&self.mail);
        mail.timer = None;
        mail.is_fresh = true;
        !mail.is_over && !std::mem::replace(&mut mail.is_queued, true)
    }
}

impl Process {
    pub(super) fn new(start: Start, watcher: Arc<dyn Watcher>, queue: &Arc<Queue<Self>>) -> Arc<Self> {
        let (mail, live) = Default::default();
        let process = Arc::new(Self { mail, live, watcher, queue: Arc::downgrade(queue) });
        let weak = Arc::downgrade(&process);
        let post = Post::new(move |message| {
            if let Some(process) = weak.upgrade() {
                process.send(Letter::Service(message));
            }
        });
        *lock(&process.live) = Some(Box::new(Live::new(start, post, process.watcher.keeps_log())));
        process
    }

    /// Puts something into its box. What comes after it has ended is answered as if nobody waited for it.
    pub fn send(self: &Arc<Self>, letter: Letter) {
        let mut mail = lock(&self.mail);
        if mail.is_over {
            drop(mail);
            letter.return_to_sender();
            return;
        }
        mail.letters.push(letter);
        drop(mail);
        self.wake();
    }

    /// Gives it a turn.
    pub fn wake(self: &Arc<Self>) {
        let mut mail = lock(&self.mail);
        mail.is_fresh = true;
        if !std::mem::replace(&mut mail.is_queued, true)
            && let Some(queue) = self.queue.upgrade()
        {
            drop(mail);
            queue.push(Arc::clone(self));
        }
    }

    /// Gives it its first round at once, on the thread of whoever calls: what little there is to do of an execution that
    /// has little to do costs less than to wake another thread. What is left then waits for its turn.
    pub fn begin(self: &Arc<Self>) {
        let was_queued = {
            let mut mail = lock(&self.mail);
            mail.is_fresh = true;
            std::mem::replace(&mut mail.is_queued, true)
        };
        if !was_queued {
            self.go(1);
        }
    }

    /// Lets go of the execution: nothing more comes of it.
    pub fn abandon(&self) {
        self.close();
        *lock(&self.live) = None;
    }

    /// Goes on for a while.
    pub(super) fn turn(self: &Arc<Self>) {
        self.go(ROUNDS);
    }

    /// Goes on for so many rounds at most.
    fn go(self: &Arc<Self>, rounds: usize) {
        let mut place = lock(&self.live);
        let Some(live) = place.as_mut() else { return };
        let letters = {
            let mut mail = lock(&self.mail);
            mail.is_fresh = false;
            std::mem::take(&mut mail.letters)
        };
        let mut stops = live.receive(letters, &self.watcher);
        let mut rest = Round::Again;
        let began = real_now();
        for _ in 0..rounds {
            rest = live.round(&self.watcher);
            if !matches!(rest, Round::Again) || began.elapsed() >= SLICE {
                break;
            }
        }
        let wait = match rest {
            Round::Over => {
                if let Some(live) = place.take() {
                    self.watcher.ended(live.into_start());
                }
                None
            }
            Round::Again => Some(Duration::ZERO),
            Round::Later(wait) => wait,
        };
        let is_over = place.is_none();
        drop(place);
        stops.drain(..).for_each(|told| told());
        if is_over {
            self.close();
        } else {
            self.rest(wait);
        }
    }

    /// Waits for its next turn: at once, after `wait`, or until a letter comes.
    fn rest(self: &Arc<Self>, wait: Option<Duration>) {
        let Some(queue) = self.queue.upgrade() else { return };
        let mut mail = lock(&self.mail);
        if mail.is_fresh || wait == Some(Duration::ZERO) {
            drop(mail);
            queue.push(Arc::clone(self));
            return;
        }
        mail.is_queued = false;
        let at = wait.and_then(|wait| real_now().checked_add(wait));
        let Some(at) = at.filter(|at| mail.timer.is_none_or(|known| *at < known)) else { return };
        mail.timer = Some(at);
        drop(mail);
        queue.push_at(at, self);
    }

    /// It has ended: what comes now comes too late.
    fn close(&self) {
        let mut mail = lock(&self.mail);
        mail.is_over = true;
        let letters = std::mem::take(&mut mail.letters);
        drop(mail);
        letters.into_iter().for_each(Letter::return_to_sender);
    }
}
