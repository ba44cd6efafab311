//! SFN212: endless polling.

use crate::asl::fields::ObjectKind;
use crate::asl::machine::expressions::Expression;
use crate::asl::machine::{Kind, Operator, StateMachine, Test, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};

use super::clipped;
use super::{Finder, Rule};
use crate::validate::circles::circles;
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN212"),
    name: "endless-polling",
    severity: Severity::Warning,
    about: "States ask again and again until something is ready, and nothing ends it if that never happens: \
        neither a counter nor a `TimeoutSeconds` of the machine. A Standard workflow would go on for a \
        year and is billed for every step.",
    examples: Some(examples!("SFN212", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(definition: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    if machine.timeout_seconds.is_some() || machine.workflow == Workflow::Express {
        return;
    }
    for circle in definition.scopes.iter().flat_map(|scope| circles(definition, scope)) {
        let mut parts = circle.iter().map(|at| &definition.parts[*at]);
        let Some(wait) = parts.clone().find(|part| part.kind == ObjectKind::Wait) else { continue };
        if !parts.any(|part| counts(machine, part.state.unwrap_or_default())) {
            let name = clipped(wait.state.unwrap_or_default());
            found.push(
                RULE.at(
                    Place::Key(wait.pointer.clone()),
                    format!("the polling loop around `{name}` can run forever"),
                )
                .help("give the machine `TimeoutSeconds`, or count the rounds"),
            );
        }
    }
}

/// Whether the state may be what counts the rounds: it computes with numbers, or compares them.
fn counts(machine: &StateMachine, name: &str) -> bool {
    let Some(id) = machine.find(name) else { return false };
    let state = machine.state(id);
    let mut counts = state.assign.is_some();
    if let Kind::Choice(choice) = &state.kind {
        counts |= choice.rules.iter().any(|rule| numeric(&rule.test) || rule.assign.is_some());
    }
    state.expressions(&mut |_, _, expression| {
        counts |= matches!(expression, Expression::Call(call) if call.function().name == "States.MathAdd");
    });
    counts
}

fn numeric(test: &Test) -> bool {
    match test {
        Test::And(all) | Test::Or(all) => all.iter().any(numeric),
        Test::Not(one) => numeric(one),
        Test::Compare(comparison) => {
            matches!(comparison.operator, Operator::Numeric(_) | Operator::Timestamp(_))
        }
        Test::Condition(_) => false,
    }
}
