//! The loop between the executions of a run, the clock, the services that answer, and the observers.
//!
//! A call that a service took on is *out*: the run is not stuck, virtual time follows the wall, and an
//! answer that arrives in the inbox wakes the loop. While nothing is out, virtual time jumps.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::asl::resource::Target;
use crate::base::interrupt::Interrupt;
use crate::base::time::Time;
use crate::engine::call::{Call, Signal, Ticket};
use crate::engine::dataset::DataCall;
use crate::engine::history::Record;
use crate::engine::{ChildRecords, Fleet, Held, Next};
use crate::record::Recorder;
use crate::services::clock::{Clock, real_now};
use crate::services::executions::Fault;
use crate::services::inbox::Message;
use crate::services::refusal::Refusal;
use crate::services::{Answer, Backend, Bounds, Promise};

use super::halt::{Halt, Refused};
use super::kin::{Kin, ROOT};
use super::lead::{Leader, Led};
use super::out::Out;

/// How many events a run may record if its order does not say. Standard workflows end at AWS's own quota
/// long before; this is for Express workflows, which have none.
const MOST_EVENTS: u64 = 10_000_000;

/// How many bytes a run may hold if its order does not say: 512 MB, 1 MB being 1,048,576 bytes.
pub const MOST_MEMORY: usize = 512 << 20;

/// How many events pass at least before memory is counted again.
const COUNT_AFTER: u64 = 16_384;

/// How many bytes of new data call for counting memory before that.
const COUNT_AFTER_BYTES: usize = 4 << 20;

/// The most bytes that an event leaves behind beside its data.
const MOST_OF_EVENT: usize = 4096;

/// About how many bytes something takes that is counted as one part.
const PART: usize = 2048;

/// How long a run may go on.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most events; a run that has not ended with them is stopped.
    pub events: u64,
    /// The most memory, in bytes, that executions, their data and what a report keeps of them may take, about;
    /// [`MOST_MEMORY`] if none.
    pub memory: Option<usize>,
    /// The most real time.
    pub wall: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { events: MOST_EVENTS, memory: None, wall: None }
    }
}

impl Limits {
    /// The most bytes.
    pub(super) fn memory(&self) -> usize {
        self.memory.unwrap_or(MOST_MEMORY)
    }
}

/// Takes what happens in a run as it happens. An error stops the run with [`Halt::Output`].
pub trait Observer {
    /// The next records, in order; possibly none.
    fn records(&mut self, records: &[Record]) -> io::Result<()>;

    /// The next records of child executions, if the run keeps them ([`Setup::keep_children`](crate::engine::Setup)).
    fn children(&mut self, children: &[ChildRecords]) -> io::Result<()> {
        let _ = children;
        Ok(())
    }

    /// About how many bytes it holds of what it was given.
    fn held(&self) -> usize {
        0
    }

    /// The run waits for time to pass: what was written is to be seen now.
    fn waits(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// A call was answered by what `by` names, for instance `order.sfn.yaml:42 states.Charge Card`. This
    /// comes after the records of the call and before those of its answer.
    fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        let _ = (ticket, by);
        Ok(())
    }

    /// What answers a call wrote this line to its log. It comes between the records of the call and those of its
    /// end.
    fn logged(&mut self, ticket: Ticket, line: &Arc<str>) -> io::Result<()> {
        let _ = (ticket, line);
        Ok(())
    }
}

/// Takes what happens in a run of which only the end counts.
#[derive(Clone, Copy, Debug)]
pub struct Unseen;

impl Observer for Unseen {
    fn records(&mut self, _records: &[Record]) -> io::Result<()> {
        Ok(())
    }
}

/// Writes the run to a file as it goes on.
impl<W: io::Write> Observer for Recorder<W> {
    fn records(&mut self, records: &[Record]) -> io::Result<()> {
        records.iter().try_for_each(|record| self.record(record))
    }

    fn answered(&mut self, ticket: Ticket, by: &str) -> io::Result<()> {
        Self::answered(self, ticket, by)
    }

    fn logged(&mut self, ticket: Ticket, line: &Arc<str>) -> io::Result<()> {
        Self::logged(self, ticket, line)
    }
}

/// What a run is driven with.
pub struct Host<'a> {
    /// Answers calls, reads and writes data.
    pub backend: &'a mut dyn Backend,
    /// How time passes.
    pub clock: &'a mut dyn Clock,
    /// How long the run may go on.
    pub limits: Limits,
    /// Takes the records.
    pub observer: &'a mut dyn Observer,
    /// Who lets it go on turn by turn, if somebody does.
    pub leader: Option<&'a mut dyn Leader>,
}

impl Host<'_> {
    /// Runs `fleet` to its end. Whichever way it ends, services are told which calls need no answer any more.
    pub fn drive(self, fleet: &mut Fleet) -> Result<(), Halt> {
        let wall = self.limits.wall;
        let give_up = wall.and_then(|wall| real_now().checked_add(wall));
        fleet.yield_after_events(self.limits.events);
        let sender = self.backend.inbox().sender();
        let is_late = move || give_up.is_some_and(|end| real_now() >= end);
        let interrupt = Interrupt::when(move || sender.is_stopped() || is_late());
        fleet.interrupt_with(interrupt.clone());
        self.backend.bound(bounds(&interrupt, &self.limits));
        let (out, held, kin) = (BTreeMap::new(), Held::default(), Kin::of(fleet));
        let mut driving =
            Driving { host: self, fleet, out, kin, give_up, interrupt, held, counted_at: 0, new_bytes: 0 };
        let driven = driving.run();
        let driven = match driven {
            // What was cut off in the middle has no answer of use.
            Err(Halt::Refused(_)) if driving.interrupt.was_triggered() => Err(driving.interrupted()),
            driven => driven,
        };
        driving.out.keys().for_each(|ticket| driving.host.backend.cancel(*ticket));
        driving.kin.cancel_all();
        driven
    }
}

/// A run under way.
pub(super) struct Driving<'h, 'a> {
    pub(super) host: Host<'a>,
    pub(super) fleet: &'h mut Fleet,
    /// The calls that are out, with what a refusal needs.
    pub(super) out: BTreeMap<Ticket, Out>,
    /// The executions that were started by this one and by those.
    pub(super) kin: Kin,
    /// When `--timeout` ends the run.
    give_up: Option<Instant>,
    /// Ends expressions and reading then, or when the run is to stop.
    pub(super) interrupt: Interrupt,
    /// What the run held when memory was counted last.
    held: Held,
    /// How many events there were then.
    counted_at: u64,
    /// About how many bytes were recorded since.
    pub(super) new_bytes: usize,
}

impl Driving<'_, '_> {
    fn run(&mut self) -> Result<(), Halt> {
        let events = self.host.limits.events;
        loop {
            while let Some(message) = self.host.backend.inbox().take() {
                self.receive(message)?;
            }
            let next = self.go_on()?;
            self.new_bytes = self.new_bytes.saturating_add(self.fleet.new_bytes());
            self.host.observer.records(&self.fleet.records()).map_err(Halt::Output)?;
            self.host.observer.children(&self.fleet.child_records()).map_err(Halt::Output)?;
            if self.interrupt.was_triggered() {
                return Err(self.interrupted());
            }
            self.count_memory()?;
            self.drop_unawaited();
            let goes_on = matches!(next, Next::Busy | Next::Invoke(_) | Next::Data(_));
            if goes_on && !self.kin.is_empty() {
                // Whoever asks again and again how far another is must not keep it from going on.
                self.advance_kin()?;
            }
            match next {
                Next::Done => return Ok(()),
                Next::Busy => {}
                Next::WaitUntil(time) => self.pause(Some(time))?,
                Next::WaitForSignal => self.pause(None)?,
                Next::Invoke(calls) => calls.iter().try_for_each(|call| self.call(call))?,
                Next::Data(requests) => requests.iter().try_for_each(|request| self.supply(request))?,
            }
            if self.fleet.event_count() + self.kin.events() >= events {
                return Err(Halt::Events(events));
            }
            if self.interrupt.is_due() {
                return Err(self.interrupted());
            }
        }
    }

    /// Lets the run go on: as its leader says, if it has one.
    fn go_on(&mut self) -> Result<Next, Halt> {
        let Self { host, fleet, out, kin, .. } = self;
        match &mut host.leader {
            None => Ok(fleet.advance(host.clock.now())),
            Some(leader) => {
                leader.lead(&mut Led { fleet, backend: host.backend, clock: host.clock, out, kin })
            }
        }
    }

    /// The execution itself has nothing to do before `time`: those that it started go on, and if they have nothing to
    /// do either, time passes.
    fn pause(&mut self, time: Option<Time>) -> Result<(), Halt> {
        let mut next = time;
        if !self.kin.is_empty() {
            let progress = self.advance_kin()?;
            if progress.moved {
                return Ok(());
            }
            next = next.into_iter().chain(progress.next).min();
        }
        if next.is_none() && self.out.is_empty() && !self.kin.is_out() {
            return Err(self.stuck());
        }
        self.wait(next)
    }

    /// Counts what the run holds if that may be more by now: not so often that counting would take long.
    fn count_memory(&mut self) -> Result<(), Halt> {
        let events = self.fleet.event_count();
        let parts = self.held.parts;
        let is_due = self.new_bytes >= COUNT_AFTER_BYTES.max((parts / 4).saturating_mul(PART))
            || events.abs_diff(self.counted_at) >= COUNT_AFTER.max(parts as u64);
        let (most, observed) = (self.host.limits.memory(), self.host.observer.held());
        let beside = observed.saturating_add(self.host.backend.held());
        let since = usize::try_from(events.abs_diff(self.counted_at)).unwrap_or(usize::MAX);
        let added = since.saturating_mul(MOST_OF_EVENT).saturating_add(self.new_bytes.saturating_mul(2));
        let is_far = self.held.bytes.saturating_add(added).saturating_add(beside) < most / 2;
        if (is_far || !is_due) && beside <= most {
            return Ok(());
        }
        self.held = self.fleet.held();
        self.held.bytes = self.held.bytes.saturating_add(self.kin.held());
        (self.counted_at, self.new_bytes) = (events, 0);
        if self.held.bytes.saturating_add(beside) <= most {
            return Ok(());
        }
        let is_shown = observed > self.held.bytes.saturating_add(beside - observed);
        Err(Halt::Memory { most, state: self.held.most.filter(|_| !is_shown), is_shown })
    }

    /// Why the interrupt was triggered.
    fn interrupted(&self) -> Halt {
        match self.host.limits.wall {
            Some(wall) if !self.host.backend.inbox().sender().is_stopped() => Halt::Wall(wall),
            Some(_) | None => Halt::Stopped,
        }
    }

    fn call(&mut self, call: &Call) -> Result<(), Halt> {
        let out = Out { state: call.state, after: call.after };
        self.kin.note_token(ROOT, call);
        if let Some(answer) = self.host.leader.as_mut().and_then(|leader| leader.answer(call)) {
            return self.answer(call.ticket, call.at, answer);
        }
        let began = real_now();
        match self.host.backend.call(call, self.fleet.machine()) {
            Ok(Promise::Now(answer)) => self.answer(call.ticket, call.at, answer),
            Ok(Promise::Within(within)) => self.within(ROOT, call, *within),
            Ok(Promise::Later) => {
                if matches!(call.resource.target, Target::Activity(_)) {
                    // Until a worker takes it, its time runs from now on.
                    self.fleet.resolve(call.ticket, call.at, Vec::new());
                }
                self.out.insert(call.ticket, out);
                self.host.clock.follow_wall(Some(began));
                Ok(())
            }
            Err(refusal) => Err(refused(refusal, out, call.at)),
        }
    }

    fn supply(&mut self, request: &DataCall) -> Result<(), Halt> {
        let reply = self.host.backend.supply(request, self.fleet.machine());
        let out = Out { state: request.state, after: None };
        let reply = reply.map_err(|refusal| refused(refusal, out, request.at))?;
        self.fleet.supply(request.ticket, reply);
        Ok(())
    }

    /// Passes on an answer, whose times count from `at`.
    pub(super) fn answer(&mut self, ticket: Ticket, at: Time, answer: Answer) -> Result<(), Halt> {
        if let Some(by) = &answer.by {
            self.host.observer.answered(ticket, by).map_err(Halt::Output)?;
        }
        if let Some(leader) = &mut self.host.leader {
            leader.answered(ticket, answer.by.as_deref());
        }
        self.fleet.resolve(ticket, at, answer.reply);
        Ok(())
    }

    fn receive(&mut self, message: Message) -> Result<(), Halt> {
        let (ticket, answer) = match message {
            Message::Answer { lane: ROOT, ticket, answer } => (ticket, answer),
            Message::Answer { lane, ticket, answer } => return self.receive_of(lane, ticket, answer),
            Message::Log { lane: ROOT, ticket, line } if self.out.contains_key(&ticket) => {
                return self.host.observer.logged(ticket, &line).map_err(Halt::Output);
            }
            Message::Log { lane, line, .. } => {
                self.log_of(lane, &line);
                return Ok(());
            }
            Message::Token { call, answer } => {
                let result = self.by_token(call).unwrap_or(Err(Fault::InvalidToken));
                (answer.0)(result.map(drop));
                return Ok(());
            }
            Message::Over { lane, ticket } => {
                self.let_go(lane, ticket);
                return Ok(());
            }
            Message::Stop => return Err(Halt::Stopped),
        };
        // An answer to a call that is not out comes too late, or twice.
        let Some(out) = self.out.get(&ticket).copied() else { return Ok(()) };
        let now = self.host.clock.now();
        let answer = answer.map_err(|refusal| refused(refusal, out, now))?;
        if answer.reply.last().is_some_and(|(_, signal)| ends_task(signal)) {
            self.out.remove(&ticket);
        }
        if let Some(leader) = &mut self.host.leader {
            leader.came(ticket, &answer);
        }
        self.answer(ticket, now, answer)?;
        self.jump_if_none_is_out();
        Ok(())
    }

    /// Lets go of the calls that are out and need no answer any more.
    fn drop_unawaited(&mut self) {
        if self.out.is_empty() {
            return;
        }
        let Self { host, fleet, out, .. } = self;
        out.retain(|ticket, _| {
            let is_awaited = fleet.awaits(*ticket);
            if !is_awaited {
                host.backend.cancel(*ticket);
            }
            is_awaited
        });
        self.jump_if_none_is_out();
    }

    pub(super) fn jump_if_none_is_out(&mut self) {
        if self.out.is_empty() && !self.kin.is_out() {
            self.host.clock.follow_wall(None);
        }
    }

    /// Lets time pass until something is due at `time`, or until a message arrives or the run is given up.
    fn wait(&mut self, time: Option<Time>) -> Result<(), Halt> {
        let needed = time.map(|time| self.host.clock.wait_for(time));
        if needed != Some(Duration::ZERO) {
            self.host.observer.waits().map_err(Halt::Output)?;
            let allowed = self.give_up.map(|end| end.saturating_duration_since(real_now()));
            let most = needed.into_iter().chain(allowed).min();
            if let Some(message) = self.host.backend.inbox().wait(most) {
                return self.receive(message);
            }
        }
        if let Some(time) = time.filter(|_| needed == Some(Duration::ZERO)) {
            self.host.clock.jump(time);
        }
        Ok(())
    }

    /// Nothing will ever happen any more.
    fn stuck(&self) -> Halt {
        let mut states = self.fleet.waiting();
        states.sort_unstable();
        states.dedup();
        Halt::Stuck(states)
    }
}

/// How far services may go in a run that `interrupt` may end.
pub(super) fn bounds(interrupt: &Interrupt, limits: &Limits) -> Bounds {
    Bounds { interrupt: interrupt.clone(), memory: limits.memory() }
}

pub(super) fn refused(refusal: Box<Refusal>, Out { state, after }: Out, at: Time) -> Halt {
    Halt::Refused(Box::new(Refused { refusal, state, after, at }))
}

/// Whether a task has ended with this signal.
pub(super) const fn ends_task(signal: &Signal) -> bool {
    match signal {
        Signal::SubmitFailed(_) | Signal::Succeeded(_) | Signal::Failed(_) => true,
        Signal::Started { .. } | Signal::Submitted(_) | Signal::Heartbeat => false,
    }
}
