//! The events about changes of status, of Standard executions and of Standard children of Map Runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::api::world::{Onlooker, Seen};
use crate::asl::machine::Workflow;
use crate::base::chance::Chance;
use crate::base::time::Time;
use crate::engine::call::TaskError;
use crate::engine::history::{Detail, Record};
use crate::engine::payload::Payload;
use crate::engine::{ChildRecords, Outcome};
use crate::events::emission::Emitted;
use crate::events::status::{self, Envelope, Facts};
use crate::services::executions::Status as Word;

use super::Eyes;
use crate::server::bus::Bus;
use crate::server::outlet::Outlet;

/// Sends the events of one execution.
pub struct Status {
    bus: Option<Arc<Bus>>,
    outlet: Option<Arc<Outlet>>,
    /// The children that run: when each started, and with what.
    children: BTreeMap<Arc<str>, (Time, Payload)>,
    /// How often it was redriven, and when last.
    redriven: (u32, Option<Time>),
}

/// What an event is about.
struct Subject<'s> {
    arn: &'s str,
    machine: &'s str,
    name: &'s str,
    start: Time,
    input: &'s Payload,
}

/// Where it stands.
struct Standing<'s> {
    status: Word,
    at: Time,
    output: Option<&'s Payload>,
    error: Option<&'s TaskError>,
}

impl Status {
    /// For the execution `seen`, if anybody wants its events. Express executions have none.
    pub fn of(eyes: &Eyes, seen: &Seen<'_>) -> Option<Box<dyn Onlooker>> {
        let (bus, outlet) = (eyes.bus.clone(), eyes.events.clone());
        if (bus.is_none() && outlet.is_none()) || seen.facts.workflow == Workflow::Express {
            return None;
        }
        Some(Box::new(Self { bus, outlet, children: BTreeMap::new(), redriven: (0, None) }))
    }

    fn send(&self, seen: &Seen<'_>, subject: &Subject<'_>, standing: &Standing<'_>) {
        let has_rules = self.bus.as_ref().is_some_and(|bus| !bus.rules().is_empty());
        if !has_rules && self.outlet.is_none() {
            return;
        }
        let (input, output) = (subject.input.text(), standing.output.map(Payload::text));
        let is_own = subject.arn == &*seen.facts.arn;
        let facts = Facts {
            execution_arn: subject.arn,
            machine_arn: subject.machine,
            name: subject.name,
            status: standing.status,
            start: subject.start,
            stop: (standing.status != Word::Running).then_some(standing.at),
            input: &input,
            output: output.as_deref(),
            version_arn: seen.version.filter(|_| is_own),
            alias_arn: seen.alias.filter(|_| is_own),
            redrive_count: if is_own { self.redriven.0 } else { 0 },
            redrive_date: self.redriven.1.filter(|_| is_own),
            error: standing.error.and_then(|error| error.error.as_deref()),
            cause: standing.error.and_then(|error| error.cause.as_deref()),
            is_encrypted: seen.is_encrypted,
        };
        let id = event_id(subject.arn, standing);
        let envelope =
            Envelope { id: &id, account: seen.account, region: seen.run.region, time: standing.at };
        let event = status::event(&facts, &envelope);
        if let Some(outlet) = &self.outlet {
            outlet.line(event.to_json());
        }
        if let Some(bus) = self.bus.as_ref().filter(|_| has_rules) {
            bus.put(Emitted { event, bus: Some("default".to_owned()) });
        }
    }
}

/// The id of an event, which no other event has.
fn event_id(arn: &str, standing: &Standing<'_>) -> String {
    let words = format!("{arn} {} {}", standing.status.name(), standing.at.millis());
    let mixed = words.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Chance::new(mixed).uuid()
}

/// How an execution ends with this event, if it does.
fn end(detail: &Detail) -> Option<(Word, Option<&Payload>, Option<&TaskError>)> {
    if let Detail::ExecutionSucceeded { output } = detail {
        return Some((Word::Succeeded, Some(output), None));
    }
    if let Detail::ExecutionFailed(error) = detail {
        return Some((Word::Failed, None, Some(error)));
    }
    if let Detail::ExecutionAborted(error) = detail {
        return Some((Word::Aborted, None, Some(error)));
    }
    matches!(detail, Detail::ExecutionTimedOut).then_some((Word::TimedOut, None, None))
}

impl Onlooker for Status {
    fn records(&mut self, seen: &Seen<'_>, records: &[Record]) {
        let facts = seen.facts;
        let (arn, machine, name, start, input) =
            (&*facts.arn, &*facts.machine, &*facts.name, facts.start, &facts.input);
        let subject = Subject { arn, machine, name, start, input };
        for record in records {
            let Record::Event(event) = record else { continue };
            let at = event.at;
            if let Detail::ExecutionRedriven { count } = event.detail {
                self.redriven = (count, Some(at));
            }
            let begins =
                matches!(event.detail, Detail::ExecutionStarted { .. } | Detail::ExecutionRedriven { .. });
            if begins {
                let standing = Standing { status: Word::Running, at, output: None, error: None };
                self.send(seen, &subject, &standing);
            } else if let Some((status, output, error)) = end(&event.detail) {
                self.send(seen, &subject, &Standing { status, at, output, error });
            }
        }
    }

    fn children(&mut self, seen: &Seen<'_>, children: &[ChildRecords]) {
        for ChildRecords { arn, records, .. } in children {
            let Some((machine, name)) = standard(arn) else { continue };
            for record in records {
                let Record::Event(event) = record else { continue };
                let at = event.at;
                let standing = if let Detail::ExecutionStarted { input } = &event.detail {
                    self.children.insert(Arc::clone(arn), (at, input.clone()));
                    Standing { status: Word::Running, at, output: None, error: None }
                } else if let Some((status, output, error)) = end(&event.detail) {
                    Standing { status, at, output, error }
                } else {
                    continue;
                };
                let Some((start, input)) = self.children.get(arn).cloned() else { continue };
                let subject = Subject { arn, machine: &machine, name, start, input: &input };
                self.send(seen, &subject, &standing);
                if standing.status != Word::Running {
                    self.children.remove(arn);
                }
            }
        }
    }

    fn ended(&mut self, _seen: &Seen<'_>, _outcome: &Outcome) {}
}

/// The ARN of the machine of a Standard child, and its name.
fn standard(arn: &str) -> Option<(String, &str)> {
    let (before, rest) = arn.split_once(":execution:")?;
    let (machine, name) = rest.split_once(':')?;
    Some((format!("{before}:stateMachine:{machine}"), name))
}
