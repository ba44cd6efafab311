//! What executions of a run do for each other's calls: they start, describe and stop each other, and answer tokens.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asl::machine::Workflow;
use crate::base::document::Document;
use crate::base::value::{Object, Value};
use crate::engine::Fleet;
use crate::engine::call::{Call, Reply, Signal, TaskError, Ticket};
use crate::engine::payload::Payload;
use crate::services::executions::{
    Asked, Described, Facts, Family, Fault, NewExecution, Started, TokenCall, Within, begun, ended, time,
};
use crate::services::mock::codes;
use crate::services::refusal::{CallLabel, Reason, Refusal};
use crate::services::{Answer, Backend};
use crate::session::halt::Halt;
use crate::session::host::{Driving, bounds, ends_task};
use crate::session::out::Out;
use crate::session::story::Story;

use super::{Child, Lane, Live, ROOT, Waiting};

/// How deep executions may start executions. AWS has no such bound, but a workflow that starts itself never ends.
const MAX_DEPTH: usize = 25;

impl Driving<'_, '_> {
    /// Answers a call of the execution in `lane` by the others of the run.
    pub(in crate::session) fn within(&mut self, lane: Lane, call: &Call, within: Within) -> Result<(), Halt> {
        let Within { asked, family, otherwise } = within;
        let out = Out { state: call.state, after: call.after };
        let result = match asked {
            Asked::Start(started, how) => return self.begin(lane, call, *started, (how, family)),
            Asked::Describe(arn) => self.describe(&arn).map(Ok),
            Asked::Stop(arn, error) => self.stop_kin(&arn, error)?.map(Ok),
            Asked::Token(call) => self.by_token(call),
        };
        let Some(result) = result else {
            return Err(self.refused_in(lane, otherwise, out, call.at));
        };
        let result = result.map(Payload::from).map_err(|fault| fault.error(family, &self.kin.chance));
        self.reply_in(lane, call.ticket, call.at, Answer { reply: ended(result), by: None })
    }

    fn describe(&mut self, arn: &str) -> Option<Value> {
        if arn == &*self.kin.root.arn {
            return Some(Described { facts: &self.kin.root, end: None }.description());
        }
        let lane = self.kin.find(arn)?;
        let child = self.kin.child(lane)?;
        let end = child.end.as_ref().map(|(outcome, at)| (outcome, *at));
        Some(Described { facts: &child.facts, end }.description())
    }

    fn stop_kin(&mut self, arn: &str, error: TaskError) -> Result<Option<Value>, Halt> {
        let now = self.host.clock.now();
        let Some(lane) = self.kin.find(arn) else { return Ok(None) };
        let Some(child) = self.kin.child(lane) else { return Ok(None) };
        let at = child.end.as_ref().map_or(now, |(_, at)| *at);
        if let Some(live) = &mut child.live {
            live.fleet.stop(now, error);
        }
        self.kin_over(lane)?;
        let stopped = [("StopDate", time(at, Family::Sdk))];
        Ok(Some(Value::from(Object::from_iter(stopped))))
    }

    /// Does what `call` says with the task of its token; none if there is no token in the run that could be meant.
    pub(in crate::session) fn by_token(&mut self, call: TokenCall) -> Option<Result<Value, Fault>> {
        let (token, signal) = match call {
            TokenCall::Success(token, output) => match Value::parse(&output) {
                Ok(value) => (token, Ok(Signal::Succeeded(Payload::verbatim(value, output)))),
                Err(_) => (token, Err(Fault::Output(output))),
            },
            TokenCall::Failure(token, error) => (token, Ok(Signal::Failed(error))),
            TokenCall::Heartbeat(token) => (token, Ok(Signal::Heartbeat)),
        };
        if self.kin.tokens.is_empty() {
            return None;
        }
        let now = self.host.clock.now();
        let Some(known) = self.kin.tokens.get(&token) else { return Some(Err(Fault::InvalidToken)) };
        // AWS looks at the output before it looks for the task.
        let signal = match signal {
            Ok(signal) => signal,
            Err(fault) => return Some(Err(fault)),
        };
        let (lane, ticket) = (known.lane, known.ticket);
        let over = Fault::TimedOut(known.activity.clone());
        if known.is_answered || !self.is_awaited(lane, ticket) {
            return Some(Err(over));
        }
        let is_end = ends_task(&signal);
        if let Some(known) = self.kin.tokens.get_mut(&token) {
            known.is_answered = is_end;
        }
        let reply: Reply = vec![(0, signal)];
        if is_end {
            self.returned(lane, ticket, &reply);
        }
        // Only to say who answered could fail.
        let _ = self.reply_in(lane, ticket, now, Answer { reply, by: None });
        if is_end {
            self.let_go(lane, ticket);
        }
        Some(Ok(Value::empty_object()))
    }

    /// Whoever was asked by a call of the execution in `lane` is told how its token ended the task.
    fn returned(&mut self, lane: Lane, ticket: Ticket, reply: &Reply) {
        if lane == ROOT {
            self.host.backend.returned(ticket, reply);
        } else if let Some(live) = self.kin.live_in(lane) {
            live.backend.returned(ticket, reply);
        }
    }

    /// Begins an execution that `call`, of the one in `lane`, starts.
    fn begin(
        &mut self,
        lane: Lane,
        call: &Call,
        started: Started,
        (how, family): (NewExecution, Family),
    ) -> Result<(), Halt> {
        let Started { fleet, backend, document, facts, title, by } = started;
        let depth = self.kin.depth(lane) + 1;
        if depth > MAX_DEPTH {
            let out = Out { state: call.state, after: call.after };
            return Err(self.refused_in(lane, too_deep(call, &facts), out, call.at));
        }
        let waiting = Waiting { lane, ticket: call.ticket, how };
        let known = self.known(&facts);
        let (facts, first) = match known {
            // A second request that says the same is the first one again.
            Some((known, false)) if facts.workflow == Workflow::Standard => (known, false),
            Some((known, _)) if facts.workflow == Workflow::Standard => {
                let error = Fault::AlreadyExists(known.arn).error(family, &self.kin.chance);
                let answer = Answer { reply: refused_start(how, error), by: Some(by) };
                return self.reply_in(lane, call.ticket, call.at, answer);
            }
            Some(_) | None => (facts, true),
        };
        let response = Payload::from(begun(&facts, family, &self.kin.chance));
        if first {
            let number = Lane::try_from(self.kin.children.len() + 1).unwrap_or(Lane::MAX);
            let live = self.live(fleet, backend, document, number);
            let waiting = if how.waits() { vec![waiting] } else { Vec::new() };
            let child = Child { facts, title, depth, waiting, live: Some(Box::new(live)), end: None };
            self.kin.children.push(child);
        } else if how.waits()
            && let Some(child) = self.kin.find(&facts.arn).and_then(|known| self.kin.child(known))
        {
            child.waiting.push(waiting);
        }
        let reply = match how {
            NewExecution::Begun => ended(Ok(response)),
            NewExecution::Token | NewExecution::Ended | NewExecution::EndedJson => {
                vec![(0, Signal::Submitted(response))]
            }
            NewExecution::Synchronous => Vec::new(),
        };
        self.reply_in(lane, call.ticket, call.at, Answer { reply, by: Some(by) })
    }

    /// The execution that has the name of the one that is to start, and whether its name is taken: it has ended, or has
    /// another input.
    fn known(&mut self, facts: &Facts) -> Option<(Facts, bool)> {
        if facts.arn == self.kin.root.arn {
            return Some((self.kin.root.clone(), true));
        }
        let lane = self.kin.find(&facts.arn)?;
        let child = self.kin.child(lane)?;
        let is_same = child.end.is_none() && child.facts.input.text() == facts.input.text();
        Some((child.facts.clone(), !is_same))
    }

    /// An execution that is about to run in lane `number`.
    fn live(
        &mut self,
        mut fleet: Fleet,
        mut backend: Box<dyn Backend>,
        document: Document,
        number: Lane,
    ) -> Live {
        fleet.yield_after_events(self.host.limits.events);
        fleet.interrupt_with(self.interrupt.clone());
        backend.bound(bounds(&self.interrupt, &self.host.limits));
        backend.answer_to(self.host.backend.inbox().sender().of_lane(number));
        let story = Story::new(Arc::clone(fleet.machine()), fleet.now());
        Live { fleet, backend, document, out: BTreeMap::new(), story }
    }
}

/// The reply to a call that may not start an execution.
fn refused_start(how: NewExecution, error: TaskError) -> Reply {
    match how {
        NewExecution::Ended | NewExecution::EndedJson => vec![(0, Signal::SubmitFailed(error))],
        NewExecution::Begun | NewExecution::Token | NewExecution::Synchronous => {
            vec![(0, Signal::Failed(error))]
        }
    }
}

/// Executions start executions without an end.
fn too_deep(call: &Call, facts: &Facts) -> Box<Refusal> {
    let label = CallLabel { state: facts.name.clone(), service: call.resource.short_name(), number: 0 };
    Box::new(Refusal {
        code: codes::NOT_AVAILABLE,
        reason: Reason::NotAvailable,
        message: format!("executions started executions {MAX_DEPTH} deep, as if without an end"),
        args: Some(call.args.clone()),
        facts: Vec::new(),
        help: vec![
            "let the workflow decide when it starts no further one, or answer the call in a mock file"
                .to_owned(),
        ],
        others: Vec::new(),
        at: None,
        call: label,
    })
}
