//! SFN209: lambda too long.

use crate::asl::machine::{Dynamic, Kind, StateMachine, Workflow};
use crate::asl::resource::Pattern;
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::lambda_retry::calls_lambda;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN209"),
    name: "lambda-too-long",
    severity: Severity::Warning,
    about: "A Lambda function runs 15 minutes at most; a longer `TimeoutSeconds` never strikes. If the \
        function hands out a task token, use `.waitForTaskToken`.",
    examples: Some(examples!("SFN209", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in &machine.states {
        let Kind::Task(task) = &state.kind else { continue };
        let waits = task.resource.pattern == Pattern::Callback;
        if let Some(Dynamic::Fixed(seconds @ 901..)) = task.timeout
            && calls_lambda(&task.resource)
            && !waits
        {
            let message = format!("`TimeoutSeconds` {seconds} is more than the 900 s a function can run");
            found.push(RULE.at(Place::Value(state.pointer.key("TimeoutSeconds")), message));
        }
    }
}
