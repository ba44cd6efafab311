//! SFN315: wrong operand.

use crate::asl::machine::expressions::Expression;
use crate::asl::machine::{StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Severity};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN315"),
    name: "wrong-operand",
    severity: Severity::Warning,
    about: "An operator of JSONata is given something that it can make nothing of: `+`, `-`, `*`, `/`, `%` and \
        `..` take numbers, `<`, `<=`, `>` and `>=` numbers or texts. The expression always fails with \
        `States.QueryEvaluationError`. Texts are joined with `&`.",
    examples: Some(examples!("SFN315", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(definition: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in &machine.states {
        state.expressions(&mut |pointer, _, expression| {
            let Expression::Jsonata(expression) = expression else { return };
            for misfit in &expression.analysis().misfits {
                let what = if misfit.wants_numbers { "takes numbers" } else { "compares numbers or texts" };
                let message = format!(
                    "`{}` {what}, this is {} (state `{}`)",
                    misfit.sign,
                    misfit.operand,
                    clipped(&state.name)
                );
                let help = match (misfit.sign, misfit.operand) {
                    ("+", "text") => "join texts with `&`",
                    ("+", "a list") => "join lists with `$append(a, b)`",
                    ("+", "an object") => "join objects with `$merge([a, b])`",
                    (_, "text") => "for a number write it without quotes, or `$number(…)`",
                    (_, _) => "the expression fails whenever it is evaluated",
                };
                let place = definition.place_in(pointer, expression, &misfit.span);
                found.push(RULE.at(place, message).help(help));
            }
        });
    }
}
