//! SFN306: failing call.

use crate::asl::machine::expressions::Expression;
use crate::asl::machine::{StateMachine, Workflow};
use crate::base::chance::Chance;
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::time::Time;
use crate::base::value::Value;
use crate::expr::{Bindings, NoScope};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN306"),
    name: "failing-call",
    severity: Severity::Error,
    about: "The arguments of an intrinsic function are all literals, and with them it always fails; AWS ends \
        such an execution with `States.Runtime`, which cannot be caught.",
    examples: Some(examples!("SFN306", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(_: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    let (nothing, chance) = (Value::Null, Chance::new(0));
    let bindings = Bindings {
        input: &nothing,
        result: None,
        error_output: None,
        scope: &NoScope,
        chance: &chance,
        now: Time::from_millis(0),
    };
    for state in &machine.states {
        state.expressions(&mut |pointer, _, expression| {
            if let Expression::Call(call) = expression
                && call.paths().next().is_none()
                && call.eval(&bindings).is_err()
            {
                let message = format!("`{}` always fails (state `{}`)", clipped(call.text()), state.name);
                let label = call.function().doc;
                found.push(RULE.at(Place::Value(pointer.clone()), message).note(label));
            }
        });
    }
}
