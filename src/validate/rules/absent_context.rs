//! SFN233: absent context.

use crate::asl::machine::expressions::Expression;
use crate::asl::machine::{Kind, State, StateMachine, Workflow};
use crate::base::diag::{Code, Diagnostic, Place, Severity};
use crate::base::near::near;
use crate::expr::jsonpath::{Path, Root};

use super::{Finder, Rule};
use super::{clipped, listed};
use crate::validate::definition::Definition;

pub(crate) const RULE: Rule = Rule {
    code: Code::new("SFN233"),
    name: "absent-context",
    severity: Severity::Warning,
    about: "The context object, `$$` in JSONPath and `$states.context` in JSONata, has `Execution`, `State`, \
        `StateMachine`, in a Task that waits for a token `Task`, and in a Map and inside it `Map`. Reading \
        anything else in it fails when the state runs, and in JSONata gives nothing.",
    examples: Some(examples!("SFN233", "json")),
    workflow: Workflow::Standard,
    aws: None,
    finder: Finder::Machine(find),
};

/// What the context object may have, from AWS's page on it. Below `Input` and `Value` there is what a user gave.
const MEMBERS: &[&str] = &[
    "Execution.Id",
    "Execution.Input",
    "Execution.Name",
    "Execution.RedriveCount",
    "Execution.RedriveTime",
    "Execution.RoleArn",
    "Execution.StartTime",
    "State.EnteredTime",
    "State.Name",
    "State.RetryCount",
    "StateMachine.Id",
    "StateMachine.Name",
    "Task.Token",
    "Map.Item.Index",
    "Map.Item.Key",
    "Map.Item.Source",
    "Map.Item.Value",
];

/// Members whose inside is anybody's.
const OPEN: &[&str] = &["Execution.Input", "Map.Item.Value"];

fn find(definition: &Definition<'_>, machine: &StateMachine, found: &mut Vec<Diagnostic>) {
    for state in &machine.states {
        let mut judge = |names: &[&str], root: &str, place: Place| {
            if let Some((message, help)) = judge(machine, state, names, root) {
                found.push(RULE.at(place, message).help(help));
            }
        };
        state.expressions(&mut |pointer, _, expression| match expression {
            Expression::Path(path) => {
                if let Some(names) = names(path) {
                    judge(&names, "$$", Place::Value(pointer.clone()));
                }
            }
            Expression::Call(call) => call.paths().filter_map(names).for_each(|names| {
                judge(&names, "$$", Place::Value(pointer.clone()));
            }),
            Expression::Jsonata(expression) => {
                for read in &expression.analysis().context {
                    let names: Vec<&str> = read.names.iter().map(|name| &**name).collect();
                    let place = definition.place_in(pointer, expression, &read.span);
                    judge(&names, "$states.context", place);
                }
            }
        });
    }
}

fn names(path: &Path) -> Option<Vec<&str>> {
    matches!(path.root(), Root::Context).then(|| path.names().0)
}

/// What is wrong with reading `names` below `root`, and what to do.
fn judge(machine: &StateMachine, state: &State, names: &[&str], root: &str) -> Option<(String, String)> {
    let (first, within) = (names.first()?, clipped(&state.name));
    if *first == "Map" && !is_in_map(machine, state) {
        let message = format!("`{within}` is in no Map: it has no `{root}.Map`");
        return Some((
            message,
            "read it in a Map's `ItemSelector` or in a state of its processor".to_owned(),
        ));
    }
    let known = |depth: usize| {
        let read = names[..depth].join(".");
        MEMBERS.iter().any(|member| {
            member.strip_prefix(read.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    let is_open = |depth: usize| OPEN.contains(&names[..depth].join(".").as_str());
    let depth = (1..=names.len())
        .take_while(|depth| *depth == 1 || !is_open(depth - 1))
        .find(|depth| !known(*depth))?;
    let (above, name) = (names[..depth - 1].join("."), names[depth - 1]);
    let holder = if above.is_empty() { root.to_owned() } else { format!("{root}.{above}") };
    let message = format!("the context object has no `{holder}.{}` (state `{within}`)", clipped(name));
    let read = names.join(".");
    let help = match near(&read, MEMBERS.iter().copied()) {
        Some(meant) => format!("did you mean `{root}.{meant}`?"),
        None => {
            let below =
                |member: &&'static str| member.strip_prefix(&above).map(|rest| rest.trim_start_matches('.'));
            let mut here: Vec<&str> =
                MEMBERS.iter().filter_map(below).filter_map(|rest| rest.split('.').next()).collect();
            here.dedup();
            here.retain(|name| !name.is_empty());
            match here.as_slice() {
                [] => format!("nothing is below `{holder}`"),
                here => format!("`{holder}` has {}", listed(here)),
            }
        }
    };
    Some((message, help))
}

/// Whether a state is a Map or inside one.
fn is_in_map(machine: &StateMachine, state: &State) -> bool {
    let mut here = Some(state);
    while let Some(state) = here {
        if matches!(state.kind, Kind::Map(_)) {
            return true;
        }
        here = machine.flow(state.flow).owner.map(|owner| machine.state(owner));
    }
    false
}
