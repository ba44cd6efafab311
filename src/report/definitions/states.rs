//! The states of a definition one by one, each without the states inside of it.

use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

/// A state of a definition.
#[derive(Clone, Debug)]
pub(super) struct StateEntry {
    pub(super) name: String,
    /// Where it is in the definition.
    pub(super) pointer: Pointer,
    /// The states around it, outermost first; of a Parallel with the number of the branch: `Ship[1]`.
    pub(super) inside: Vec<String>,
    /// Its fields; machines inside have no `States`.
    pub(super) fields: Object,
}

/// Fields that hold a machine.
const PROCESSORS: [&str; 2] = ["ItemProcessor", "Iterator"];

/// All states of `definition`, in the order of the text, those inside of a state behind it.
pub(super) fn states(definition: &Value) -> Vec<StateEntry> {
    let mut all = Vec::new();
    below(definition, &Pointer::root(), &[], &mut all);
    all
}

fn below(machine: &Value, at: &Pointer, inside: &[String], all: &mut Vec<StateEntry>) {
    let Some(Value::Object(states)) = machine.get("States") else { return };
    let at = at.key("States");
    for (name, state) in states {
        let Value::Object(members) = state else { continue };
        let pointer = at.key(name);
        let entry = StateEntry {
            name: name.to_string(),
            pointer: pointer.clone(),
            inside: inside.to_vec(),
            fields: members.iter().map(|(key, value)| (key.clone(), without_states(key, value))).collect(),
        };
        all.push(entry);
        let holder = |holder: String| [inside, &[holder]].concat();
        for key in PROCESSORS {
            if let Some(machine) = members.get(key) {
                below(machine, &pointer.key(key), &holder(name.to_string()), all);
            }
        }
        let Some(Value::Array(branches)) = members.get("Branches") else { continue };
        for (index, branch) in branches.iter().enumerate() {
            let pointer = pointer.key("Branches").index(index);
            below(branch, &pointer, &holder(format!("{name}[{index}]")), all);
        }
    }
}

/// The field `key` of a state, less the states in it.
fn without_states(key: &str, value: &Value) -> Value {
    match value {
        Value::Object(members) if PROCESSORS.contains(&key) => Value::from(stateless(members)),
        Value::Array(branches) if key == "Branches" => {
            let branch = |branch: &Value| match branch {
                Value::Object(members) => Value::from(stateless(members)),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                    branch.clone()
                }
            };
            branches.iter().map(branch).collect::<Vec<_>>().into()
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => value.clone(),
    }
}

/// The fields of a machine beside its states.
pub(super) fn stateless(machine: &Object) -> Object {
    machine.iter().filter(|(key, _)| **key != *"States").cloned().collect()
}

/// The lists in which transitions are.
pub(super) const RULES: [&str; 3] = ["Choices", "Catch", "Retry"];

/// The same fields with another name for each state that they lead to.
pub(super) fn retargeted(fields: &Object, rename: &dyn Fn(&str) -> String) -> Object {
    let target =
        |value: &Value| value.as_str().map_or_else(|| value.clone(), |name| Value::from(rename(name)));
    let inner = |value: &Value| match value {
        Value::Object(rule) => Value::from(
            rule.iter()
                .map(|(key, value)| {
                    let leads = matches!(&**key, "Next" | "StartAt");
                    (key.clone(), if leads { target(value) } else { value.clone() })
                })
                .collect::<Object>(),
        ),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => value.clone(),
    };
    let field = |(key, value): &(std::sync::Arc<str>, Value)| {
        let value = match (&**key, value) {
            ("Next" | "Default" | "StartAt", value) => target(value),
            ("Choices" | "Catch" | "Branches", Value::Array(rules)) => {
                rules.iter().map(inner).collect::<Vec<_>>().into()
            }
            ("ItemProcessor" | "Iterator", value) => inner(value),
            (_, value) => value.clone(),
        };
        (key.clone(), value)
    };
    fields.iter().map(field).collect()
}
