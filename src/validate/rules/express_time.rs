//! SFN207: express too long.

use crate::asl::machine::{Dynamic, Kind, StateMachine, WaitFor, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN207"),
    name: "express-too-long",
    severity: Severity::Warning,
    about: "An Express workflow ends after five minutes. A wait or a timeout that is longer than that never \
        comes to its end.",
    examples: Some(examples!("SFN207", "json")),
    workflow: Workflow::Express,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    if machine.workflow == Workflow::Standard {
        return;
    }
    for state in &machine.states {
        let (name, seconds) = match &state.kind {
            Kind::Wait(WaitFor::Seconds(Dynamic::Fixed(seconds))) => ("Seconds", *seconds),
            Kind::Task(task) => match task.timeout {
                Some(Dynamic::Fixed(seconds)) => ("TimeoutSeconds", seconds),
                Some(Dynamic::Path(_) | Dynamic::Expression(_)) | None => continue,
            },
            Kind::Wait(_)
            | Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Succeed
            | Kind::Fail(_)
            | Kind::Parallel { .. }
            | Kind::Map(_) => continue,
        };
        if seconds > LIMIT || (seconds == LIMIT && name == "Seconds") {
            let message = format!("`{name}` {seconds} is more than the {LIMIT} s an Express workflow has");
            found.push(RULE.at(Place::Value(state.pointer.key(name)), message));
        }
    }
    if let Some(seconds) = machine.timeout_seconds.filter(|seconds| *seconds > LIMIT) {
        let message =
            format!("`TimeoutSeconds` {seconds} is more than the {LIMIT} s an Express workflow has");
        found.push(RULE.at(Place::Value("/TimeoutSeconds".into()), message));
    }
}

const LIMIT: u32 = 300;
