//! SFN314: jsonata function.

use crate::asl::machine::expressions::Expression;
use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Severity};

use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN314"),
    name: "jsonata-function",
    severity: Severity::Warning,
    about: "JSONata has no function of that name, or it takes another number of arguments; the expression \
        fails when it is evaluated.",
    examples: Some(examples!("SFN314", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(definition: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in &machine.states {
        state.expressions(&mut |pointer, _, expression| {
            let Expression::Jsonata(expression) = expression else { return };
            let analysis = expression.analysis();
            for call in &analysis.unknown_functions {
                let message = format!("JSONata has no function `${}` (state `{}`)", call.name, state.name);
                found.push(RULE.at(definition.place_in(pointer, expression, &call.span), message));
            }
            for misuse in &analysis.wrong_arity {
                let most = misuse.most.map_or_else(|| "or more".to_owned(), |most| format!("to {most}"));
                let message = format!(
                    "`${}` takes {} {most} arguments, not {} (state `{}`)",
                    misuse.name, misuse.least, misuse.given, state.name
                );
                found.push(RULE.at(definition.place_in(pointer, expression, &misuse.span), message));
            }
        });
    }
}
