//! Probes: each state by itself, on inputs that were made of what is read of them. What a member may be is tried one by
//! one: not there, null, of another type, a value that a rule names, lists with no item and with two.

use crate::asl::machine::{Choice, Kind, Operand, State, Test};
use crate::base::value::Value;
use crate::engine::Span;
use crate::engine::payload::Payload;
use crate::suite::init::made_up_input;
use crate::suite::suggest::{Material, Start};

use super::survey::numbered;

/// The most inputs of one state.
const MOST: usize = 60;

/// The states of the machine of `material` by themselves, on several inputs each.
pub fn probes(material: &Material) -> Vec<Start> {
    let Some(first) = material.starts.first() else { return Vec::new() };
    let mut all = Vec::new();
    for (id, state) in numbered(&material.machine) {
        let Some(input) = made_up_input(material.document.value(), &state.pointer) else { continue };
        let mut inputs = vec![input.clone()];
        if let Kind::Map(map) = &state.kind
            && map.items_path.is_none()
            && map.items.is_none()
        {
            // Its items are all of its input.
            inputs.extend([Value::from(Vec::new()), Value::from(vec![input.clone()])]);
        }
        let literals = literals(state);
        vary(&input, &literals, &mut |varied| inputs.push(varied));
        for input in inputs.into_iter().take(MOST) {
            let mut setup = first.setup.clone();
            setup.span = Span { from: Some(id), until: Some(id) };
            let name = format!("{} by itself", state.name);
            all.push(Start { name, is_given: false, input: Payload::from(input), setup });
        }
    }
    all
}

/// Hands over copies of `value`, each with one part that is another.
fn vary(value: &Value, literals: &[Value], give: &mut dyn FnMut(Value)) {
    let Value::Object(members) = value else {
        if let Value::Array(items) = value {
            give(Value::from(Vec::new()));
            let twice: Vec<Value> = items.as_slice().iter().chain(items.as_slice()).cloned().collect();
            give(Value::from(twice));
            if let [first, rest @ ..] = items.as_slice() {
                vary(first, literals, &mut |first| {
                    give(Value::from(std::iter::once(first).chain(rest.iter().cloned()).collect::<Vec<_>>()));
                });
            }
            return;
        }
        give(Value::Null);
        give(if value.as_str().is_some() { Value::from(1_i64) } else { Value::from("text") });
        literals.iter().for_each(|literal| give(literal.clone()));
        return;
    };
    for (key, member) in members {
        let mut without = members.clone();
        without.remove(key);
        give(Value::from(without));
        vary(member, literals, &mut |other| give(Value::from(members.with(key, other))));
    }
}

/// The values that rules of a state compare with.
fn literals(state: &State) -> Vec<Value> {
    let mut all = Vec::new();
    if let Kind::Choice(Choice { rules, .. }) = &state.kind {
        rules.iter().for_each(|rule| of_test(&rule.test, &mut all));
    }
    all.dedup();
    all
}

fn of_test(test: &Test, all: &mut Vec<Value>) {
    match test {
        Test::And(tests) | Test::Or(tests) => tests.iter().for_each(|test| of_test(test, all)),
        Test::Not(test) => of_test(test, all),
        Test::Compare(comparison) => match &comparison.operand {
            Operand::Fixed(Value::String(text)) => {
                all.push(Value::from(text.replace('*', "x").as_str()));
                all.push(Value::from(format!("{text}~")));
            }
            Operand::Fixed(Value::Number(number)) => {
                all.push(Value::Number(*number));
                let step = |by: f64| Value::from(number.as_f64() as i64 + by as i64);
                all.extend([step(1.0), step(-1.0), Value::from("text")]);
            }
            Operand::Fixed(other) => all.push(other.clone()),
            Operand::Path(_) => {}
        },
        Test::Condition(_) => {}
    }
}
