//! SFN216: forgotten token.

use crate::asl::machine::expressions::Expression;
use crate::asl::machine::{Kind, StateMachine, Workflow};
use crate::asl::resource::Pattern;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::expr::jsonpath::{Path, Root};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN216"),
    name: "forgotten-token",
    severity: Severity::Warning,
    about: "The task waits for its token to come back, but its parameters never hand the token out: it waits \
        until its timeout, and without one for a year. The token is `$$.Task.Token`, in JSONata \
        `$states.context.Task.Token`.",
    examples: Some(examples!("SFN216", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in &machine.states {
        let Kind::Task(task) = &state.kind else { continue };
        if task.resource.pattern != Pattern::Callback {
            continue;
        }
        let mut given = false;
        state.expressions(&mut |_, _, expression| {
            given |= match expression {
                Expression::Path(path) => hands_out(path),
                Expression::Call(call) => call.paths().any(hands_out),
                Expression::Jsonata(expression) => expression.analysis().may_read("context"),
            };
        });
        // Variables may hold anything, the whole input may too.
        if !given {
            let message = format!("`{}` waits for a token that nobody gets", clipped(&state.name));
            found.push(
                RULE.at(Place::Value(state.pointer.key("Resource")), message)
                    .help("pass on the token: $$.Task.Token, or $states.context.Task.Token in JSONata"),
            );
        }
    }
}

fn hands_out(path: &Path) -> bool {
    matches!(path.root(), Root::Context)
}
