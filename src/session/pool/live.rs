//! `Live`: an execution that has not ended, with what answers its calls and its clock.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::asl::machine::{Kind, StateId, StateMachine};
use crate::asl::resource::Target;
use crate::base::interrupt::Interrupt;
use crate::base::time::Time;
use crate::engine::call::{Call, Reply, Signal, TaskError, Ticket};
use crate::engine::dataset::{DataCall, DataReply};
use crate::engine::{Came, Fleet, Next, Told};
use crate::services::clock::{Clock, real_now};
use crate::services::executions::Fault;
use crate::services::inbox::{Message, Post};
use crate::services::refusal::Refusal;
use crate::services::{Answer, Backend as _, Bounds, DataStore as _, Promise, Service as _};
use crate::session::host::{MOST_MEMORY, ends_task};
use crate::session::route::Router;

use super::Watcher;
use super::letter::Letter;
use super::replay::{Open, hand_over};

/// The most events of an execution that has no quota of its own, such as an Express one on a clock that does not pass.
const MOST_EVENTS: u64 = 1_000_000;

/// An execution that has not begun, with what it needs.
pub struct Start {
    /// The execution.
    pub fleet: Fleet,
    /// What answers its calls.
    pub router: Router,
    /// How time passes for it.
    pub clock: Box<dyn Clock + Send>,
    /// What it had asked for when the program ended, if it ran before.
    pub open: Open,
}

/// An execution that has not ended.
pub struct Live {
    fleet: Fleet,
    router: Router,
    clock: Box<dyn Clock + Send>,
    /// The calls that are out: until they are answered, a virtual clock passes as real time does.
    out: BTreeSet<Ticket>,
    /// It is stopped once it has recorded so many events.
    most_events: u64,
    /// The Tasks that wait for workers of an activity, and its ARN; none that a mock answers.
    activities: Vec<(StateId, Arc<str>)>,
    /// Those whose activity does not exist.
    missing: BTreeSet<StateId>,
    /// What it was told since that was handed over, if that is wanted.
    log: Option<Vec<Told>>,
    /// What it had asked for when the program ended.
    open: Open,
    /// The tasks that letters of this turn have answered: no other letter may.
    answered: BTreeSet<Ticket>,
}

/// What came of a round.
pub enum Round {
    /// There is more to do.
    Again,
    /// Nothing is to be done before so much real time has passed, or a letter comes.
    Later(Option<Duration>),
    /// It has ended.
    Over,
}

/// Who is told that it has stopped.
type Notice = Box<dyn FnOnce() + Send>;

impl Live {
    pub fn new(start: Start, post: Post, keeps_log: bool) -> Self {
        let Start { fleet, mut router, clock, open } = start;
        let most_events = open.most_events.unwrap_or_else(|| fleet.event_count().saturating_add(MOST_EVENTS));
        let is_new = open.most_events.is_none();
        router.post_to(post);
        router.bound(Bounds { interrupt: Interrupt::default(), memory: MOST_MEMORY });
        let activities = activities(fleet.machine(), &router);
        let (out, answered, missing) = Default::default();
        let log = keeps_log.then(Vec::new);
        let mut live =
            Self { fleet, router, clock, out, most_events, activities, missing, log, open, answered };
        if is_new {
            live.tell(Told::YieldAfter(most_events));
        }
        live
    }

    /// Tells the execution something, and notes that.
    fn tell(&mut self, told: Told) -> Came {
        if let Some(log) = &mut self.log {
            log.push(told.clone());
        }
        self.fleet.tell(told)
    }

    /// Hands over what it was told.
    fn hand_log(&mut self, watcher: &Arc<dyn Watcher>) {
        if let Some(log) = self.log.as_mut().filter(|log| !log.is_empty()) {
            watcher.log(std::mem::take(log));
        }
    }

    /// Asks again for what it had asked for when the program ended.
    fn ask_again(&mut self, watcher: &Arc<dyn Watcher>) {
        let Open { calls, data, .. } = std::mem::take(&mut self.open);
        for (call, is_answered) in calls {
            if is_answered {
                self.goes_out(call.ticket);
                watcher.reattach(call.ticket);
            } else {
                self.call(&call, watcher);
            }
        }
        data.iter().for_each(|request| self.supply(request, watcher));
    }

    /// What it is after its end, for a redrive.
    pub fn into_start(self) -> Start {
        let Self { fleet, router, clock, .. } = self;
        Start { fleet, router, clock, open: Open::default() }
    }

    /// Takes letters; who asked for a stop is to be told after the next round.
    pub fn receive(&mut self, letters: Vec<Letter>, watcher: &Arc<dyn Watcher>) -> Vec<Notice> {
        let (mut stops, mut answers) = (Vec::new(), Vec::new());
        for letter in letters {
            match letter {
                Letter::Service(message) => self.hear(message),
                Letter::Signals { ticket, at, reply, told } => {
                    let is_awaited = self.fleet.awaits(ticket) && !self.answered.contains(&ticket);
                    if is_awaited {
                        if let Some(at) = at {
                            self.clock.catch_up(at);
                        }
                        self.take(ticket, reply);
                    }
                    answers.push((told, is_awaited));
                }
                Letter::MapRun(arn, change, told) => {
                    let is_taken = matches!(self.tell(Told::MapRun(arn, change)), Came::Taken(true));
                    answers.push((told, is_taken));
                }
                Letter::Doom(error) => _ = self.tell(Told::Doom(error)),
                Letter::Stop(error, told) => {
                    self.tell(Told::Stop(self.clock.now(), error));
                    stops.push(told);
                }
            }
        }
        self.answered.clear();
        // Nobody hears of what could still be forgotten.
        self.hand_log(watcher);
        answers.into_iter().for_each(|(told, is_so)| told(is_so));
        stops
    }

    fn hear(&mut self, message: Message) {
        match message {
            Message::Answer { ticket, answer, .. } if self.out.contains(&ticket) => match answer {
                Ok(Answer { reply, .. }) => self.take(ticket, reply),
                Err(refusal) => {
                    let cause = Some(refusal.message.as_str().into());
                    let error = TaskError { error: Some("States.Runtime".into()), cause };
                    self.take(ticket, vec![(0, Signal::Failed(error))]);
                }
            },
            Message::Over { ticket, .. } => {
                self.out.remove(&ticket);
                self.jump_if_none_is_out();
            }
            // The tokens of a server are not those of one execution.
            Message::Token { answer, .. } => (answer.0)(Err(Fault::InvalidToken)),
            Message::Answer { .. } | Message::Log { .. } | Message::Stop => {}
        }
    }

    fn take(&mut self, ticket: Ticket, reply: Reply) {
        if reply.last().is_some_and(|(_, signal)| ends_task(signal)) {
            self.out.remove(&ticket);
            self.answered.insert(ticket);
        }
        self.tell(Told::Resolve(ticket, self.clock.now(), reply));
        self.jump_if_none_is_out();
    }

    /// Goes on until it waits, or has asked for something.
    pub fn round(&mut self, watcher: &Arc<dyn Watcher>) -> Round {
        self.look_for_activities(watcher);
        if !self.open.calls.is_empty() || !self.open.data.is_empty() {
            self.ask_again(watcher);
        }
        let Came::Next(next) = self.tell(Told::Advance(self.clock.now())) else {
            unreachable!("who lets a fleet go on is told what it needs next")
        };
        self.hand_log(watcher);
        hand_over(&mut self.fleet, watcher.as_ref());
        self.drop_unawaited();
        if self.fleet.event_count() >= self.most_events && self.fleet.outcome().is_none() {
            self.stop_endless();
            return Round::Again;
        }
        if self.fleet.outcome().is_none()
            && let Some(error) = watcher.too_much()
        {
            self.tell(Told::Stop(self.clock.now(), error));
            return Round::Again;
        }
        match next {
            Next::Done => {
                self.out.iter().for_each(|ticket| self.router.cancel(*ticket));
                Round::Over
            }
            Next::Busy => Round::Again,
            Next::WaitUntil(time) => match self.clock.wait_for(time) {
                Duration::ZERO => {
                    self.clock.jump(time);
                    Round::Again
                }
                wait => Round::Later(Some(wait)),
            },
            Next::WaitForSignal => Round::Later(None),
            Next::Invoke(calls) => {
                calls.iter().for_each(|call| self.call(call, watcher));
                Round::Again
            }
            Next::Data(requests) => {
                requests.iter().for_each(|request| self.supply(request, watcher));
                Round::Again
            }
        }
    }

    /// Tells the execution which of its activities exist.
    fn look_for_activities(&mut self, watcher: &Arc<dyn Watcher>) {
        if self.activities.is_empty() {
            return;
        }
        let missing = self.activities.iter().filter(|(_, arn)| !watcher.has_activity(arn));
        let missing: BTreeSet<StateId> = missing.map(|(state, _)| *state).collect();
        if missing != self.missing {
            self.missing.clone_from(&missing);
            self.tell(Told::Missing(missing));
        }
    }

    /// Stops an execution that has recorded as many events as it may.
    fn stop_endless(&mut self) {
        let cause = format!("sfn: the execution recorded {MOST_EVENTS} events, as if without an end");
        self.tell(Told::YieldAfter(u64::MAX));
        self.tell(Told::Stop(self.clock.now(), TaskError { error: None, cause: Some(cause.into()) }));
    }

    fn call(&mut self, call: &Call, watcher: &Arc<dyn Watcher>) {
        if let Some(token) = &call.token {
            watcher.token(token, call);
        }
        let machine = Arc::clone(self.fleet.machine());
        let is_activity = matches!(call.resource.target, Target::Activity(_));
        if is_activity && !self.router.mocks.has_answers(call, &machine) {
            // Until a worker takes it, its time runs from now on.
            self.tell(Told::Resolve(call.ticket, call.at, Vec::new()));
            self.goes_out(call.ticket);
            watcher.activity(call);
            return;
        }
        match self.router.call(call, &machine) {
            Ok(Promise::Now(answer)) => {
                self.tell(Told::Resolve(call.ticket, call.at, answer.reply));
            }
            Ok(Promise::Later) => {
                if is_activity {
                    self.tell(Told::Resolve(call.ticket, call.at, Vec::new()));
                }
                self.goes_out(call.ticket);
            }
            Ok(Promise::Within(within)) => {
                self.goes_out(call.ticket);
                watcher.within(call, *within);
            }
            Err(refusal) => self.refuse(call.ticket, call.at, &refusal, watcher),
        }
    }

    fn refuse(&mut self, ticket: Ticket, at: Time, refusal: &Refusal, watcher: &Arc<dyn Watcher>) {
        let error = watcher.refused(refusal, self.fleet.machine());
        self.tell(Told::Resolve(ticket, at, vec![(0, Signal::Failed(error))]));
    }

    fn supply(&mut self, request: &DataCall, watcher: &Arc<dyn Watcher>) {
        let machine = Arc::clone(self.fleet.machine());
        let reply = self.router.supply(request, &machine);
        let reply = reply.unwrap_or_else(|refusal| DataReply::Failed(watcher.refused(&refusal, &machine)));
        self.tell(Told::Supply(request.ticket, reply));
    }

    fn goes_out(&mut self, ticket: Ticket) {
        self.out.insert(ticket);
        self.clock.follow_wall(Some(real_now()));
    }

    /// Lets go of the calls that are out and need no answer any more.
    fn drop_unawaited(&mut self) {
        if self.out.is_empty() {
            return;
        }
        let Self { fleet, router, out, .. } = self;
        out.retain(|ticket| {
            let is_awaited = fleet.awaits(*ticket);
            if !is_awaited {
                router.cancel(*ticket);
            }
            is_awaited
        });
        self.jump_if_none_is_out();
    }

    fn jump_if_none_is_out(&mut self) {
        if self.out.is_empty() {
            self.clock.follow_wall(None);
        }
    }
}

/// The Tasks of activities that no mock answers.
fn activities(machine: &StateMachine, router: &Router) -> Vec<(StateId, Arc<str>)> {
    let tasks = machine.states.iter().zip(0..).filter_map(|(state, number)| match &state.kind {
        Kind::Task(task) if matches!(task.resource.target, Target::Activity(_)) => {
            let is_mocked = router.mocks.has_answers_of(&state.name, &task.resource);
            (!is_mocked).then(|| (StateId(number), Arc::clone(&task.resource.arn)))
        }
        Kind::Task(_)
        | Kind::Pass { .. }
        | Kind::Choice(_)
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Fail(_)
        | Kind::Parallel { .. }
        | Kind::Map(_) => None,
    });
    tasks.collect()
}
