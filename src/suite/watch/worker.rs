//! The thread that works: one job after the other, with parts that live as long as the settings stay the same.

use std::sync::mpsc::{Receiver, Sender};

use crate::load::reads::{self, Reads};
use crate::services::clock::real_now;
use crate::suite::Cancel;

use super::pace::Job;
use super::{Choice, Input, Part, Subject, Update};

/// A job with all that it needs.
pub(super) struct Ordered {
    pub(super) job: Job,
    pub(super) choice: Choice,
    /// Ends it.
    pub(super) cancel: Cancel,
}

/// Does what is `ordered` until nothing is ordered any more.
pub(super) fn work(subject: &Subject<'_>, ordered: &Receiver<Ordered>, done: &Sender<Input>) {
    let _gone = Gone(done);
    let Ok(mut order) = ordered.recv() else { return };
    loop {
        let began = real_now();
        let (settings, own) = reads::logged(|| (subject.settings)(&order.cancel));
        let next = match &settings {
            Err(lines) => broken(lines.clone(), &own, began, ordered, done),
            Ok(settings) => match (subject.parts)(settings) {
                Err(lines) => broken(lines, &own, began, ordered, done),
                Ok(mut parts) => generation(&mut parts, &own, order, began, ordered, done),
            },
        };
        match next {
            Some(next) => order = next,
            None => return,
        }
    }
}

type Moment = std::time::Instant;

/// Says that the settings are wrong, and waits for the next job.
fn broken(
    lines: Vec<String>,
    own: &Reads,
    began: Moment,
    ordered: &Receiver<Ordered>,
    done: &Sender<Input>,
) -> Option<Ordered> {
    send(done, Update { parts: Vec::new(), broken: lines, reads: own.clone(), took_ms: since(began) });
    ordered.recv().ok()
}

/// Does one job after the other until one is about the settings, which rest on `own`: that one is returned.
fn generation(
    parts: &mut [Box<dyn Part + '_>],
    own: &Reads,
    mut order: Ordered,
    mut began: Moment,
    ordered: &Receiver<Ordered>,
    done: &Sender<Input>,
) -> Option<Ordered> {
    loop {
        let Ordered { job, choice, cancel } = &order;
        let pages = parts.iter_mut().map(|part| part.renew(job, choice, cancel)).collect();
        let mut reads = own.clone();
        parts.iter().for_each(|part| part.add_reads(&mut reads));
        send(done, Update { parts: pages, broken: Vec::new(), reads, took_ms: since(began) });
        order = ordered.recv().ok()?;
        began = real_now();
        if order.job.changed.iter().any(|path| own.contains(path)) {
            return Some(order);
        }
    }
}

fn since(began: Moment) -> u64 {
    u64::try_from(real_now().saturating_duration_since(began).as_millis()).unwrap_or(u64::MAX)
}

fn send(done: &Sender<Input>, update: Update) {
    // A watch that has ended waits for nothing.
    drop(done.send(Input::Done(Box::new(update))));
}

/// Says that the thread is gone, by a panic too.
struct Gone<'s>(&'s Sender<Input>);

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        drop(self.0.send(Input::Gone));
    }
}
