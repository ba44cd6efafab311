//! SFN232: absent token.

use crate::asl::machine::expressions::Expression;
use crate::asl::machine::{Kind, StateMachine, Workflow};
use crate::asl::resource::{Pattern, Target};
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::expr::jsonpath::{Path, Root};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN232"),
    name: "absent-token",
    severity: Severity::Warning,
    about: "A state reads the task token and has none. Only activities and Tasks whose resource ends in \
        `.waitForTaskToken` or `.sync` have `$$.Task.Token`, in JSONata `$states.context.Task.Token`; anywhere \
        else it is missing, and reading it fails when the state runs.",
    examples: Some(examples!("SFN232", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in &machine.states {
        let (resource, help) = match &state.kind {
            Kind::Task(task) if has_token(&task.resource.target, task.resource.pattern) => continue,
            Kind::Task(task) => (Some(task.resource.short_name()), "add `.waitForTaskToken` to `Resource`"),
            Kind::Pass { .. }
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail(_)
            | Kind::Parallel { .. }
            | Kind::Map(_) => (None, "read it in the Task that waits for it"),
        };
        state.expressions(&mut |pointer, _, leaf| {
            let reads = match leaf {
                Expression::Path(path) => is_token(path),
                Expression::Call(call) => call.paths().any(is_token),
                Expression::Jsonata(expression) => {
                    let reads = &expression.analysis().context;
                    reads.iter().any(|read| matches!(read.names.as_slice(), [task, token, ..] if **task == *"Task" && **token == *"Token"))
                }
            };
            if !reads {
                return;
            }
            let name = clipped(&state.name);
            let message = match &resource {
                Some(resource) => {
                    format!("`{name}` has no task token: `{}` does not wait for one", clipped(resource))
                }
                None => format!("`{name}` has no task token: it is a {} state", state.kind.name()),
            };
            found.push(RULE.at(Place::Value(pointer.clone()), message).help(help));
        });
    }
}

fn has_token(target: &Target, pattern: Pattern) -> bool {
    pattern != Pattern::RequestResponse || matches!(target, Target::Activity(_))
}

fn is_token(path: &Path) -> bool {
    matches!(path.root(), Root::Context) && path.names().0.starts_with(&["Task", "Token"])
}
