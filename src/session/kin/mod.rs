//! Executions that executions of a run have started: they run beside the one that started them, on the same clock, and
//! their ends are its answers. Each has a number, its lane; the run itself is lane 0.

mod within;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::resource::Target;
use crate::base::amount::took;
use crate::base::chance::Chance;
use crate::base::diag::{Diagnostic, Place};
use crate::base::document::Document;
use crate::base::time::Time;
use crate::engine::call::{Call, TaskError, Ticket};
use crate::engine::payload::Payload;
use crate::engine::{Fleet, Next, Outcome};
use crate::services::executions::{Described, Facts, NewExecution, ended};
use crate::services::refusal::Refusal;
use crate::services::{Answer, Backend, Promise};

use super::halt::Halt;
use super::host::{Driving, ends_task, refused};
use super::out::Out;
use super::story::Story;

/// The number of an execution in its run.
pub(super) type Lane = u32;

/// The lane of the run itself.
pub(super) const ROOT: Lane = 0;

/// The executions that were started, and the tokens of all tasks.
pub(super) struct Kin {
    /// What there is to know of the run itself.
    root: Facts,
    children: Vec<Child>,
    tokens: BTreeMap<Arc<str>, Token>,
    /// Draws the ids of requests.
    chance: Chance,
}

/// An execution that a call started.
struct Child {
    facts: Facts,
    /// The name of its machine, for people.
    title: String,
    depth: usize,
    /// The calls that wait for its end.
    waiting: Vec<Waiting>,
    /// It, as long as it runs.
    live: Option<Box<Live>>,
    /// How it ended, and when.
    end: Option<(Outcome, Time)>,
}

/// An execution that runs.
struct Live {
    fleet: Fleet,
    backend: Box<dyn Backend>,
    document: Document,
    out: BTreeMap<Ticket, Out>,
    story: Story,
}

/// A call that waits for the end of an execution.
#[derive(Clone, Copy)]
struct Waiting {
    lane: Lane,
    ticket: Ticket,
    how: NewExecution,
}

/// The task of a token.
#[derive(Clone)]
struct Token {
    lane: Lane,
    ticket: Ticket,
    /// The activity, if it is one's.
    activity: Option<Arc<str>>,
    is_answered: bool,
}

/// What came of letting the executions run.
#[derive(Default)]
pub(super) struct Progress {
    /// Whether something happened: nothing is to be waited for yet.
    pub(super) moved: bool,
    /// When something is due next.
    pub(super) next: Option<Time>,
}

impl Kin {
    /// None yet, beside the run itself.
    pub(super) fn of(run: &Fleet) -> Self {
        let setup = run.setup();
        // A sequence of its own: to start an execution changes nothing else.
        let chance = Chance::new(setup.seed.rotate_left(17) ^ 0x4e65_7374);
        let root = Facts {
            arn: setup.called.arn(),
            name: setup.called.name(),
            machine: Arc::clone(&setup.machine_arn),
            workflow: run.machine().workflow,
            input: Payload::default(),
            start: setup.start,
        };
        Self { root, children: Vec::new(), tokens: BTreeMap::new(), chance }
    }

    /// The same once more; none while one of the executions runs.
    pub(super) fn copy(&self) -> Option<Self> {
        let children = self.children.iter().map(Child::copy).collect::<Option<_>>()?;
        Some(Self {
            root: self.root.clone(),
            children,
            tokens: self.tokens.clone(),
            chance: self.chance.clone(),
        })
    }

    /// Whether no execution was started.
    pub(super) const fn is_empty(&self) -> bool {
        self.children.is_empty()
    }

    /// Whether a call of one of them is out.
    pub(super) fn is_out(&self) -> bool {
        self.live().any(|live| !live.out.is_empty())
    }

    /// About how many bytes they hold, and how many events they have.
    pub(super) fn held(&self) -> usize {
        self.live().map(|live| live.fleet.held().bytes).sum()
    }

    /// How many events they have recorded.
    pub(super) fn events(&self) -> u64 {
        self.live().map(|live| live.fleet.event_count()).sum()
    }

    /// Lets all calls that are out go.
    pub(super) fn cancel_all(&mut self) {
        for live in self.children.iter_mut().filter_map(|child| child.live.as_mut()) {
            let out = std::mem::take(&mut live.out);
            out.into_keys().for_each(|ticket| live.backend.cancel(ticket));
        }
    }

    fn live(&self) -> impl Iterator<Item = &Live> {
        self.children.iter().filter_map(|child| child.live.as_deref())
    }

    fn child(&mut self, lane: Lane) -> Option<&mut Child> {
        self.children.get_mut(usize::try_from(lane.checked_sub(1)?).ok()?)
    }

    fn live_in(&mut self, lane: Lane) -> Option<&mut Live> {
        self.child(lane)?.live.as_deref_mut()
    }

    fn depth(&mut self, lane: Lane) -> usize {
        self.child(lane).map_or(0, |child| child.depth)
    }

    /// The lane of the execution of this ARN that a call started.
    fn find(&self, arn: &str) -> Option<Lane> {
        let at = self.children.iter().position(|child| &*child.facts.arn == arn)?;
        Lane::try_from(at + 1).ok()
    }

    /// Remembers the token of `call`, if it has one.
    pub(super) fn note_token(&mut self, lane: Lane, call: &Call) {
        let Some(token) = &call.token else { return };
        let is_activity = matches!(call.resource.target, Target::Activity(_));
        let activity = is_activity.then(|| Arc::clone(&call.resource.arn));
        let token = (Arc::clone(token), Token { lane, ticket: call.ticket, activity, is_answered: false });
        self.tokens.insert(token.0, token.1);
    }
}

impl Child {
    /// The same once more, if it has ended.
    fn copy(&self) -> Option<Self> {
        let Self { facts, title, depth, waiting, live, end } = self;
        live.is_none().then(|| Self {
            facts: facts.clone(),
            title: title.clone(),
            depth: *depth,
            waiting: waiting.clone(),
            live: None,
            end: end.clone(),
        })
    }
}

impl Driving<'_, '_> {
    /// Lets all executions that were started run up to now.
    pub(super) fn advance_kin(&mut self) -> Result<Progress, Halt> {
        let mut progress = Progress::default();
        // Those that are started meanwhile come in the next round.
        for lane in 1..=Lane::try_from(self.kin.children.len()).unwrap_or(Lane::MAX) {
            self.drop_unawaited_of(lane);
            let now = self.host.clock.now();
            let Some(live) = self.kin.live_in(lane) else { continue };
            let next = live.fleet.advance(now);
            self.new_bytes = self.new_bytes.saturating_add(live.fleet.new_bytes());
            live.story.take(&live.fleet.records()).map_err(Halt::Output)?;
            drop(live.fleet.child_records());
            match next {
                Next::WaitUntil(time) => progress.next = progress.next.into_iter().chain([time]).min(),
                Next::WaitForSignal => {}
                Next::Done => {
                    self.kin_over(lane)?;
                    progress.moved = true;
                }
                Next::Busy => progress.moved = true,
                Next::Invoke(calls) => {
                    calls.iter().try_for_each(|call| self.call_of(lane, call))?;
                    progress.moved = true;
                }
                Next::Data(requests) => {
                    for request in &requests {
                        let Some(live) = self.kin.live_in(lane) else { continue };
                        let reply = live.backend.supply(request, live.fleet.machine());
                        let out = Out { state: request.state, after: None };
                        let reply =
                            reply.map_err(|refusal| self.refused_in(lane, refusal, out, request.at))?;
                        if let Some(live) = self.kin.live_in(lane) {
                            live.fleet.supply(request.ticket, reply);
                        }
                    }
                    progress.moved = true;
                }
            }
        }
        Ok(progress)
    }

    /// Makes a call of the execution in `lane`.
    fn call_of(&mut self, lane: Lane, call: &Call) -> Result<(), Halt> {
        self.kin.note_token(lane, call);
        let out = Out { state: call.state, after: call.after };
        let began = crate::services::clock::real_now();
        let Some(live) = self.kin.live_in(lane) else { return Ok(()) };
        match live.backend.call(call, live.fleet.machine()) {
            Ok(Promise::Now(answer)) => self.reply_in(lane, call.ticket, call.at, answer),
            Ok(Promise::Within(within)) => self.within(lane, call, *within),
            Ok(Promise::Later) => {
                if matches!(call.resource.target, Target::Activity(_)) {
                    live.fleet.resolve(call.ticket, call.at, Vec::new());
                }
                live.out.insert(call.ticket, out);
                self.host.clock.follow_wall(Some(began));
                Ok(())
            }
            Err(refusal) => Err(self.refused_in(lane, refusal, out, call.at)),
        }
    }

    /// Passes on an answer to a call of the execution in `lane`.
    pub(super) fn reply_in(
        &mut self,
        lane: Lane,
        ticket: Ticket,
        at: Time,
        answer: Answer,
    ) -> Result<(), Halt> {
        if lane == ROOT {
            return self.answer(ticket, at, answer);
        }
        if let Some(live) = self.kin.live_in(lane) {
            live.fleet.resolve(ticket, at, answer.reply);
        }
        Ok(())
    }

    /// An answer to a call of the execution in `lane` that was out has arrived.
    pub(super) fn receive_of(
        &mut self,
        lane: Lane,
        ticket: Ticket,
        answer: Result<Answer, Box<Refusal>>,
    ) -> Result<(), Halt> {
        let now = self.host.clock.now();
        let Some(live) = self.kin.live_in(lane) else { return Ok(()) };
        let Some(out) = live.out.get(&ticket).copied() else { return Ok(()) };
        let answer = answer.map_err(|refusal| self.refused_in(lane, refusal, out, now))?;
        if let Some(live) = self.kin.live_in(lane) {
            if answer.reply.last().is_some_and(|(_, signal)| ends_task(signal)) {
                live.out.remove(&ticket);
            }
            live.fleet.resolve(ticket, now, answer.reply);
        }
        self.jump_if_none_is_out();
        Ok(())
    }

    /// Nothing more comes of a call from who was asked, though the task may wait for something else.
    pub(super) fn let_go(&mut self, lane: Lane, ticket: Ticket) {
        if lane == ROOT {
            self.out.remove(&ticket);
        } else if let Some(live) = self.kin.live_in(lane) {
            live.out.remove(&ticket);
        }
        self.jump_if_none_is_out();
    }

    /// A line for the log of a call of the execution in `lane`: it becomes part of its story.
    pub(super) fn log_of(&mut self, lane: Lane, line: &str) {
        if let Some(live) = self.kin.live_in(lane) {
            live.story.add(&format!("  log {line}"));
        }
    }

    /// Lets go of calls that are out, and stops the execution if whoever waited for it does not any more.
    fn drop_unawaited_of(&mut self, lane: Lane) {
        let now = self.host.clock.now();
        let waiting = self.kin.child(lane).map(|child| child.waiting.clone()).unwrap_or_default();
        let is_cut = !waiting.is_empty() && waiting.iter().all(|one| !self.is_awaited(one.lane, one.ticket));
        let cause = is_cut.then(|| self.stop_cause(waiting[0].lane));
        let Some(live) = self.kin.live_in(lane) else { return };
        if let Some(cause) = cause {
            live.fleet.stop(now, TaskError { error: None, cause: Some(cause.into()) });
        }
        let Live { fleet, backend, out, .. } = live;
        out.retain(|ticket, _| {
            let is_awaited = fleet.awaits(*ticket);
            if !is_awaited {
                backend.cancel(*ticket);
            }
            is_awaited
        });
        self.jump_if_none_is_out();
    }

    /// What StopExecution is told when the Task that waited for an execution was cut.
    fn stop_cause(&mut self, lane: Lane) -> String {
        let child = self.kin.child(lane).map(|child| Arc::clone(&child.facts.arn));
        let arn = child.unwrap_or_else(|| Arc::clone(&self.kin.root.arn));
        format!(
            "The Task state in AWS Step Functions execution [{arn}] which was managing this resource was aborted"
        )
    }

    fn is_awaited(&mut self, lane: Lane, ticket: Ticket) -> bool {
        if lane == ROOT {
            return self.fleet.awaits(ticket);
        }
        self.kin.live_in(lane).is_some_and(|live| live.fleet.awaits(ticket))
    }

    /// The execution in `lane` has ended: whoever waits for it is answered.
    fn kin_over(&mut self, lane: Lane) -> Result<(), Halt> {
        let now = self.host.clock.now();
        let Some(child) = self.kin.child(lane) else { return Ok(()) };
        let Some(mut live) = child.live.take() else { return Ok(()) };
        std::mem::take(&mut live.out).into_keys().for_each(|ticket| live.backend.cancel(ticket));
        let Some(outcome) = live.fleet.outcome().cloned() else { return Ok(()) };
        let at = live.fleet.now();
        let waiting = std::mem::take(&mut child.waiting);
        let title = format!("{} {} {}", child.title, outcome.status(), took(at.since(child.facts.start)));
        let lines = live.story.finish(title).map_err(Halt::Output)?;
        child.end = Some((outcome, at));
        let (facts, end) = (child.facts.clone(), child.end.clone());
        let described = Described { facts: &facts, end: end.as_ref().map(|(outcome, at)| (outcome, *at)) };
        for Waiting { lane, ticket, how } in waiting {
            for line in &lines {
                self.tell(lane, ticket, line)?;
            }
            let result = described.result(how).map(Payload::from);
            self.reply_in(lane, ticket, now, Answer { reply: ended(result), by: None })?;
        }
        self.jump_if_none_is_out();
        Ok(())
    }

    /// Shows a line below the call of `ticket`.
    fn tell(&mut self, lane: Lane, ticket: Ticket, line: &Arc<str>) -> Result<(), Halt> {
        if lane == ROOT {
            return self.host.observer.logged(ticket, line).map_err(Halt::Output);
        }
        if let Some(live) = self.kin.live_in(lane) {
            live.story.add(&format!("  {line}"));
        }
        Ok(())
    }

    /// A call of the execution in `lane` was refused: of one that was started, the message says which.
    fn refused_in(&mut self, lane: Lane, refusal: Box<Refusal>, out: Out, at: Time) -> Halt {
        let Some(child) = self.kin.child(lane) else { return refused(refusal, out, at) };
        let title = child.title.clone();
        let Some(live) = &child.live else { return refused(refusal, out, at) };
        let state = live.fleet.machine().state(out.state);
        let mut refusal = refusal;
        if refusal.at.is_none() {
            let mut found =
                Diagnostic::error(refusal.code, Place::Key(state.pointer.clone()), refusal.message.clone());
            if let Some(args) = &refusal.args {
                found = found.note(format!("called with {}", args.to_json()));
            }
            for fact in &refusal.facts {
                found = found.note(fact.clone());
            }
            let found = found.note(format!("in an execution of {title}, which the run started"));
            let found = found.help(refusal.help.join("\n"));
            refusal.at = Some(Box::new((live.document.clone(), found)));
        }
        // The state is one of another machine: what is shown is the finding.
        refused(refusal, Out { state: self.fleet.machine().root().start, after: None }, at)
    }
}
