//! `Pace`: when to look at the disk, when to run, and when to show what came of it. Nothing here reads a clock, a disk
//! or a key: tests drive it with moments of their own.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::quiet::Quiet;

/// How long a result may wait that says that a file cannot be read: most editors empty or remove a file before they
/// write it.
pub const BROKEN_FILE_GRACE: Duration = Duration::from_millis(100);

/// How often to look where the system does not say that something happened.
pub const POLL: Duration = Duration::from_millis(250);

/// What is to be done again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Job {
    /// Paths at which there is something else now: all that rests on them.
    pub changed: BTreeSet<PathBuf>,
    /// What else.
    pub scope: Scope,
}

/// What is to be done beside what a change touches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Nothing.
    #[default]
    Touched,
    /// What was done last.
    Last,
    /// What did not pass.
    Failed,
    /// Everything.
    All,
}

impl Job {
    fn and(mut self, other: Self) -> Self {
        self.changed.extend(other.changed);
        Self { changed: self.changed, scope: self.scope.max(other.scope) }
    }
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<U> {
    /// Look which of the known files changed.
    Look,
    /// End the job that is under way: its results are of no use any more.
    Cancel,
    /// Begin this job.
    Start(Job),
    /// Show this result.
    Show(U),
}

/// Where the watch stands between events, looks, jobs and results.
#[derive(Debug)]
pub struct Pace<U> {
    quiet: Quiet,
    is_running: bool,
    /// The job to begin once the one under way has ended.
    next: Option<Job>,
    /// A result that says that a file cannot be read, and until when it waits for a better one.
    held: Option<(Instant, U)>,
    /// Whether the result that was shown last says so.
    was_broken: bool,
    /// When to look, if the system does not say that something happened.
    poll: Option<Instant>,
}

impl<U> Default for Pace<U> {
    fn default() -> Self {
        Self {
            quiet: Quiet::default(),
            is_running: false,
            next: None,
            held: None,
            was_broken: false,
            poll: None,
        }
    }
}

impl<U> Pace<U> {
    /// From now on the disk is looked at again and again.
    pub fn poll(&mut self, now: Instant) {
        self.poll = Some(now + POLL);
    }

    /// Something happened on disk that may count.
    pub fn disk(&mut self, now: Instant) {
        self.quiet.note(now);
    }

    /// A look found these paths changed.
    pub fn changed(&mut self, changed: BTreeSet<PathBuf>) -> Vec<Step<U>> {
        if changed.is_empty() { Vec::new() } else { self.ask(Job { changed, scope: Scope::Touched }) }
    }

    /// A job is asked for.
    pub fn ask(&mut self, job: Job) -> Vec<Step<U>> {
        // What is under way will say it again, if it is still so.
        self.held = None;
        if self.is_running {
            let waiting = self.next.take().unwrap_or_default();
            self.next = Some(waiting.and(job));
            return vec![Step::Cancel];
        }
        self.is_running = true;
        vec![Step::Start(job)]
    }

    /// The job has ended with `update`, which says that a file cannot be read if it `is_broken`.
    pub fn done(&mut self, update: U, is_broken: bool, now: Instant) -> Vec<Step<U>> {
        self.is_running = false;
        if let Some(job) = self.next.take() {
            self.is_running = true;
            return vec![Step::Start(job)];
        }
        if is_broken && !self.was_broken {
            self.held = Some((now + BROKEN_FILE_GRACE, update));
            return Vec::new();
        }
        self.was_broken = is_broken;
        vec![Step::Show(update)]
    }

    /// What time brings.
    pub fn tick(&mut self, now: Instant) -> Vec<Step<U>> {
        let mut steps = Vec::new();
        let is_due = |at: Instant| at <= now;
        let is_over = self.quiet.is_over(now);
        if is_over || self.poll.is_some_and(is_due) {
            self.poll = self.poll.map(|_| now + POLL);
            steps.push(Step::Look);
        }
        if let Some((_, update)) = self.held.take_if(|(until, _)| is_due(*until)) {
            self.was_broken = true;
            steps.push(Step::Show(update));
        }
        steps
    }

    /// When time brings something, if it does.
    #[must_use]
    pub fn wakes(&self) -> Option<Instant> {
        let held = self.held.as_ref().map(|(until, _)| *until);
        [self.quiet.ends(), held, self.poll].into_iter().flatten().min()
    }

    /// Whether a job is under way.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.is_running
    }
}
