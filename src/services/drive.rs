//! The loop between an execution, the clock, whoever answers, and whoever watches.

use std::io;
use std::time::{Duration, Instant};

use crate::engine::call::{Call, Reply};
use crate::engine::dataset::{Request, Told};
use crate::engine::history::Record;
use crate::engine::{Execution, Next};

use super::clock::{Clock, real_now};

/// How long a run may go on.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most events; a run that has not ended with them is stopped.
    pub events: u64,
    /// The most real time.
    pub wall: Option<Duration>,
}

/// Why a run stopped before the execution ended. `R` is why nobody answered a call.
#[derive(Debug)]
pub enum Halt<R> {
    /// Nobody answered a call.
    Refused(R),
    /// Every task waits for an answer that will never come.
    Stuck,
    /// There were more events than allowed.
    Events(u64),
    /// It took more real time than allowed.
    Wall(Duration),
    /// The report could not be written.
    Output(io::Error),
}

/// What lies around an execution. `R` is why somebody refuses.
pub struct Around<'a, R> {
    /// Answers a call.
    pub answer: &'a mut dyn FnMut(&Call) -> Result<Reply, R>,
    /// Reads or writes data of a distributed Map.
    pub tell: &'a mut dyn FnMut(&Request) -> Result<Told, R>,
    /// Gets every record.
    pub observe: &'a mut dyn FnMut(Vec<Record>) -> io::Result<()>,
}

/// Runs `execution` to its end.
pub fn drive<R>(
    execution: &mut Execution,
    clock: &mut dyn Clock,
    limits: Limits,
    around: Around<'_, R>,
) -> Result<(), Halt<R>> {
    let Around { answer, tell, observe } = around;
    let give_up: Option<Instant> = limits.wall.and_then(|wall| real_now().checked_add(wall));
    execution.look_up_after(limits.events);
    loop {
        let next = execution.advance(clock.now());
        observe(execution.records()).map_err(Halt::Output)?;
        match next {
            Next::Done => return Ok(()),
            Next::Busy => {}
            Next::WaitUntil(time) => clock.wait_until(time, give_up),
            Next::WaitForSignal => return Err(Halt::Stuck),
            Next::Invoke(calls) => {
                for call in &calls {
                    let reply = answer(call).map_err(Halt::Refused)?;
                    execution.resolve(call.ticket, call.at, reply);
                }
            }
            Next::Ask(requests) => {
                for request in &requests {
                    let told = tell(request).map_err(Halt::Refused)?;
                    execution.tell(request.ticket, told);
                }
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
