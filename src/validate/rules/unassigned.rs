//! SFN313: unassigned variable.

use std::collections::{BTreeMap, BTreeSet};

use crate::asl::machine::expressions::Expression;
use crate::asl::machine::{State, StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::near::Suggestions;
use crate::expr::advice::misspelled_states;

use super::variable_name::{around, assigned};
use super::within;
use super::{Finder, Rule};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN313"),
    name: "unassigned-variable",
    severity: Severity::Warning,
    about: "No state assigns the variable, or only states of a scope that cannot be seen from here: branches \
        and item processors see the variables of the scopes around them, but not the other way round, \
        and a distributed Map sees none. Reading it fails.",
    examples: Some(examples!("SFN313", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

fn find(definition: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    let mut known: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); definition.scopes.len()];
    for part in &definition.parts {
        known[part.scope].extend(assigned(part).map(|(name, _)| name));
    }
    let states: BTreeMap<&str, &State> = machine.states.iter().map(|state| (&*state.name, state)).collect();
    let suggestions = Suggestions::default();
    for part in definition.states() {
        let Some(state) = part.state.and_then(|name| states.get(name)) else { continue };
        let visible =
            || std::iter::once(part.scope).chain(around(definition, part.scope)).map(|scope| &known[scope]);
        state.expressions(&mut |pointer, _, expression| {
            for name in expression
                .variables()
                .into_iter()
                .filter(|name| !visible().any(|names| names.contains(&**name)))
            {
                let message = format!("no state before assigns the variable `{name}`{}", within(part));
                let mut diagnostic = RULE.at(Place::Value(pointer.clone()), message);
                if let Some(near) = suggestions
                    .near(&name, visible().flatten().copied().chain(meant_states(expression, &name)))
                {
                    diagnostic = diagnostic.help(format!("did you mean `${near}`?"));
                }
                found.push(diagnostic);
            }
        });
    }
}

/// `states`, if the variable `name` of an expression was probably meant to be `$states`.
fn meant_states(expression: Expression<'_>, name: &str) -> Option<&'static str> {
    let Expression::Jsonata(expression) = expression else { return None };
    misspelled_states(expression).any(|read| read.name == name).then_some("states")
}
