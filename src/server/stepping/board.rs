//! `Board`: what the thread of a run and the requests of its page have in common.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::page::Answer;
use crate::services::inbox::Sender;

/// What the thread of a run shows, and what is shown to the page.
pub struct Board {
    /// What the page calls it.
    session: String,
    shown: Mutex<Shown>,
    changed: Condvar,
}

/// See [`Board`].
#[derive(Default)]
struct Shown {
    /// Where the run stands still, if it does.
    place: Option<Vec<u8>>,
    /// What was asked for beside it.
    said: Option<Vec<u8>>,
    /// Why the run could not begin.
    refusal: Option<Answer>,
    /// Whether the run stands still and takes words.
    listens: bool,
    /// Stops the run while it goes on.
    stop: Option<Sender>,
}

impl Board {
    /// That of a run which the page calls `session`.
    pub fn of(session: &str) -> Self {
        Self { session: session.to_owned(), shown: Mutex::default(), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the page calls it.
    pub fn session(&self) -> &str {
        &self.session
    }

    /// The run can be stopped by this from now on.
    pub fn stopped_by(&self, stop: Sender) {
        self.lock().stop = Some(stop);
    }

    /// Stops the run, wherever it is.
    pub fn stop(&self) {
        if let Some(stop) = &self.lock().stop {
            stop.stop();
        }
    }

    /// The run stands still here.
    pub fn stand(&self, place: Vec<u8>) {
        let mut shown = self.lock();
        (shown.place, shown.listens) = (Some(place), true);
        self.changed.notify_all();
    }

    /// The run stands still where it was, and this was asked for.
    pub fn tell(&self, said: Vec<u8>) {
        let mut shown = self.lock();
        (shown.said, shown.listens) = (Some(said), true);
        self.changed.notify_all();
    }

    /// The run cannot begin.
    pub fn refuse(&self, why: Answer) {
        let mut shown = self.lock();
        (shown.refusal, shown.listens) = (Some(why), true);
        self.changed.notify_all();
    }

    /// Takes the run for going on, if it stands still.
    pub fn take(&self) -> bool {
        std::mem::take(&mut self.lock().listens)
    }

    /// What there is to show once the run stands still, or that it goes on after so long.
    pub fn wait(&self, patience: Duration) -> Answer {
        let waited = self.changed.wait_timeout_while(self.lock(), patience, |shown| !shown.listens);
        let (mut shown, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if let Some(why) = &shown.refusal {
            return why.clone();
        }
        if !shown.listens {
            return Answer::done(
                format!("{{\"session\":\"{}\",\"running\":true}}", self.session).into_bytes(),
            );
        }
        match shown.said.take().or_else(|| shown.place.clone()) {
            Some(body) => Answer::done(body),
            None => Answer::refusal(500, "there is nothing to show"),
        }
    }
}
