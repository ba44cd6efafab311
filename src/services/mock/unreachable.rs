//! Answers of a mock file that no run can use: rules behind one that takes every call, answers for a later call than a
//! state ever makes, keys of services that the machine does not call, errors that no service raises.

use std::sync::Arc;

use crate::asl::errors;
use crate::asl::machine::{Kind, State, StateId, StateMachine};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::glob;
use crate::base::value::Value;
use crate::services::location::MockLocation;

use super::body::Body;
use super::codes;
use super::entry::{AnswerKind, Answers, CountedPer, Responder, When};
use super::keys;
use super::layer::Layer;
use super::reader::Finding;

impl Layer {
    /// Warns of what no run of `machine` can use.
    #[must_use]
    pub fn check_reach(&self, machine: &StateMachine) -> Vec<Finding> {
        let mut found = Vec::new();
        let has_loop = machine.states.iter().enumerate().any(|(at, _)| is_in_loop(machine, at));
        for (name, responder) in &self.states {
            shadowed(responder, &mut found);
            thrown(responder, &mut found);
            let state = machine.find(name).map(|id| machine.state(id));
            if let Some(state) = state.filter(|_| !has_loop && responder.per == CountedPer::Item) {
                too_late(responder, state, &mut found);
            }
        }
        for responder in self.services.values() {
            shadowed(responder, &mut found);
            thrown(responder, &mut found);
        }
        found
    }

    /// Warns of services that are answered and that `machine` does not call, as far as that is known without
    /// arguments.
    #[must_use]
    pub fn check_services(&self, machine: &StateMachine) -> Vec<Finding> {
        let tasks = machine.states.iter().filter_map(|state| match &state.kind {
            Kind::Task(task) => Some(&task.resource),
            Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_)
            | Kind::Parallel { .. }
            | Kind::Map(_) => None,
        });
        let names: Vec<String> = tasks.flat_map(|resource| keys::names(resource, &Value::Null)).collect();
        let by_argument = |key: &str| {
            ["lambda:function:", "states:machine:", "arn:"].iter().any(|kind| key.starts_with(kind))
        };
        let is_idle = |key: &str| !by_argument(key) && !names.iter().any(|name| glob::matches(key, name));
        let idle = self.services.iter().filter(|(key, _)| is_idle(key));
        let say = |(key, responder): (&Arc<str>, &Arc<Responder>)| {
            let message = format!("no Task of the machine calls `{key}`");
            warning(&responder.origin, &message, "correct the name, or remove it")
        };
        idle.map(say).collect()
    }
}

/// A warning at an answer, a rule or a key.
fn warning(origin: &MockLocation, message: &str, help: &str) -> Finding {
    let place = Place::Value(origin.place().pointer().into());
    let found = Diagnostic::error(codes::UNREACHABLE, place, message).severity(Severity::Warning);
    (origin.document().clone(), found.help(help))
}

/// Rules behind one that takes every call, or behind one with the same condition.
fn shadowed(responder: &Responder, found: &mut Vec<Finding>) {
    for (at, rule) in responder.rules.iter().enumerate() {
        let Some(earlier) =
            responder.rules[..at].iter().position(|earlier| takes_all_of(&earlier.when, &rule.when))
        else {
            continue;
        };
        let takes =
            if is_open(&responder.rules[earlier].when) { "takes every call" } else { "has the same `when`" };
        let message = format!("this rule is never used: rule {} {takes}", earlier + 1);
        found.push(warning(&rule.origin, &message, "put it before that one, or remove it"));
    }
}

/// Whether it is for every call.
fn is_open(when: &When) -> bool {
    let When { args, input, item, context, index, extent: _, expression } = when;
    let values = [args, input, item, context];
    values.into_iter().all(Option::is_none) && index.is_none() && expression.is_none()
}

/// Whether every call that `later` is for is one that `earlier` is for, as far as that is plain.
fn takes_all_of(earlier: &When, later: &When) -> bool {
    let parts = |when: &When| [&when.args, &when.input, &when.item, &when.context].map(Clone::clone);
    let text = |when: &When| when.expression.as_ref().map(|formula| formula.source().to_owned());
    is_open(earlier)
        || parts(earlier) == parts(later)
            && (earlier.index, earlier.extent, text(earlier)) == (later.index, later.extent, text(later))
}

/// Answers for a later call than `state` makes, which is entered once.
fn too_late(responder: &Responder, state: &State, found: &mut Vec<Finding>) {
    let Kind::Task(_) = &state.kind else { return };
    let retries = state.retry.iter().map(|retrier| retrier.max_attempts);
    let most = retries.fold(1_u32, u32::saturating_add);
    for rule in &responder.rules {
        let Answers::InOrder(entries) = &rule.answers else { continue };
        for entry in entries.iter().filter(|entry| entry.first >= most) {
            let calls = if most == 1 { "one call".to_owned() } else { format!("{most} calls") };
            let message = format!(
                "this answer is never used: {} makes {calls} at most, and it is for call {} (counted from 0)",
                state.name, entry.first
            );
            let help =
                "raise `MaxAttempts` of a Retry, or remove it; more items or executions each begin at 0";
            found.push(warning(&entry.origin, &message, help));
        }
    }
}

/// Errors that nothing raises.
fn thrown(responder: &Responder, found: &mut Vec<Finding>) {
    for entry in responder.rules.iter().flat_map(|rule| rule.answers.entries()) {
        let AnswerKind::Throw(throw) = &entry.act else { continue };
        let Some(Body::Fixed(Value::String(name))) = throw.name() else { continue };
        let is_reserved = name.starts_with("States.");
        if is_reserved && (errors::find(name).is_none() || &**name == errors::names::ALL) {
            let message = format!("`{name}` is not an AWS error name: nothing raises it");
            let help =
                "names that begin with `States.` are AWS's own; a service's error has the service's name";
            found.push(warning(&entry.origin, &message, help));
        }
    }
}

/// Whether the state at `at` can come to itself again.
fn is_in_loop(machine: &StateMachine, at: usize) -> bool {
    let Ok(start) = u32::try_from(at).map(StateId) else { return true };
    let (mut open, mut seen) = (next(machine.state(start)), std::collections::BTreeSet::new());
    while let Some(id) = open.pop() {
        if id == start {
            return true;
        }
        if seen.insert(id) {
            open.extend(next(machine.state(id)));
        }
    }
    false
}

/// The states that may follow `state`.
fn next(state: &State) -> Vec<StateId> {
    let chosen = match &state.kind {
        Kind::Choice(choice) => choice.rules.iter().map(|rule| rule.next).chain(choice.default).collect(),
        Kind::Task(_)
        | Kind::Pass { .. }
        | Kind::Wait(_)
        | Kind::Succeed
        | Kind::Fail(_)
        | Kind::Parallel { .. }
        | Kind::Map(_) => Vec::new(),
    };
    let others = state.next.into_iter().chain(state.catch.iter().map(|catcher| catcher.next));
    others.chain(chosen).collect()
}
