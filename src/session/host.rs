//! The loop between an execution, the clock, the services that answer, and the observers.

use std::io;
use std::time::{Duration, Instant};

use crate::engine::call::{Call, Ticket};
use crate::engine::dataset::DataCall;
use crate::engine::history::Record;
use crate::engine::{Fleet, Next};
use crate::services::Service;
use crate::services::clock::{Clock, real_now};

use super::halt::{Halt, Refused};

/// How many events a run may record if its order does not say. Standard workflows end at AWS's own quota
/// long before; this is for Express workflows, which have none.
const MOST_EVENTS: u64 = 10_000_000;

/// How long a run may go on.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most events; a run that has not ended with them is stopped.
    pub events: u64,
    /// The most real time.
    pub wall: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { events: MOST_EVENTS, wall: None }
    }
}

/// Takes what happens in a run as it happens. An error stops the run with [`Halt::Output`].
pub trait Observer {
    /// The next records, in order; possibly none.
    fn records(&mut self, records: &[Record]) -> io::Result<()>;

    /// A call was answered by what `by` names, for instance `order.sfn.yaml:42 states.Charge Card`. This
    /// comes after the records of the call and before those of its answer.
    fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        let _ = (ticket, by);
        Ok(())
    }
}

/// What an execution is driven with.
pub struct Host<'a> {
    /// Answers calls, reads and writes data.
    pub service: &'a mut dyn Service,
    /// How time passes.
    pub clock: &'a mut dyn Clock,
    /// How long the run may go on.
    pub limits: Limits,
    /// Takes the records.
    pub observer: &'a mut dyn Observer,
}

impl Host<'_> {
    /// Runs `execution` to its end.
    pub fn drive(&mut self, execution: &mut Fleet) -> Result<(), Halt> {
        let limits = self.limits;
        let give_up: Option<Instant> = limits.wall.and_then(|wall| real_now().checked_add(wall));
        execution.look_up_after(limits.events);
        loop {
            let next = execution.advance(self.clock.now());
            self.observer.records(&execution.records()).map_err(Halt::Output)?;
            match next {
                Next::Done => return Ok(()),
                Next::Busy => {}
                Next::WaitUntil(time) => self.clock.wait_until(time, give_up),
                Next::WaitForSignal => return Err(stuck(execution)),
                Next::Invoke(calls) => calls.iter().try_for_each(|call| self.call(execution, call))?,
                Next::Data(requests) => {
                    requests.iter().try_for_each(|request| self.ask(execution, request))?;
                }
            }
            if execution.event_count() >= limits.events {
                return Err(Halt::Events(limits.events));
            }
            if let (Some(end), Some(wall)) = (give_up, limits.wall)
                && real_now() >= end
            {
                return Err(Halt::Wall(wall));
            }
        }
    }

    fn call(&mut self, execution: &mut Fleet, call: &Call) -> Result<(), Halt> {
        let answer = self.service.answer(call, execution.machine());
        let answer = answer.map_err(|refusal| {
            let (state, after, at) = (call.state, call.after, call.at);
            Halt::Refused(Box::new(Refused { refusal, state, after, at }))
        })?;
        if let Some(origin) = &answer.source {
            self.observer.answered(call.ticket, &origin.to_string()).map_err(Halt::Output)?;
        }
        execution.resolve(call.ticket, call.at, answer.reply);
        Ok(())
    }

    fn ask(&mut self, execution: &mut Fleet, request: &DataCall) -> Result<(), Halt> {
        let told = self.service.tell(request, execution.machine());
        let told = told.map_err(|refusal| {
            let (state, at) = (request.state, request.at);
            Halt::Refused(Box::new(Refused { refusal, state, after: None, at }))
        })?;
        execution.supply(request.ticket, told);
        Ok(())
    }
}

/// Nothing will ever happen any more.
fn stuck(execution: &Fleet) -> Halt {
    let mut states = execution.waiting();
    states.sort_unstable();
    states.dedup();
    Halt::Stuck(states)
}
