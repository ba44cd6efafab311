//! The report for programs.

use std::io::{self, Write};

use crate::base::diag::Place;
use crate::base::value::{Object, Value};
use crate::convert::{Outcome, StateConversion};

use super::told::{Told, word};

/// One document.
pub fn write(out: &mut dyn Write, told: &Told<'_>) -> io::Result<()> {
    let states: Vec<Value> = told.done.conversion.states.iter().map(|state| of_state(told, state)).collect();
    let mut whole = Object::new();
    whole.insert("file", Value::from(&*told.document.source().shown));
    whole.insert("to", Value::from(told.to.name()));
    whole.insert("states", Value::from(states));
    whole.insert(
        "proof",
        match &told.done.proof {
            Err(why) => Value::from(Object::from_iter([("none", Value::from(why.as_str()))])),
            Ok(proof) => {
                let number = |count: u64| Value::from(i64::try_from(count).unwrap_or(i64::MAX));
                let cuts: Vec<Value> =
                    proof.cuts.iter().filter_map(|cut| word(*cut)).map(Value::from).collect();
                let of = [
                    ("tests", number(proof.tests as u64)),
                    ("ways", number(proof.ways)),
                    ("probes", number(proof.probes)),
                    ("cuts", Value::from(cuts)),
                ];
                Value::from(Object::from_iter(of))
            }
        },
    );
    writeln!(out, "{}", Value::from(whole).to_json_pretty())
}

fn of_state(told: &Told<'_>, state: &StateConversion) -> Value {
    let mut one = Object::new();
    one.insert("name", Value::from(state.name.as_str()));
    let (outcome, place) = match &state.outcome {
        Outcome::Converted(_) => ("converted", Place::Key(state.pointer.clone())),
        Outcome::Kept(refusal) => ("kept", Place::Value(refusal.pointer.clone())),
        Outcome::Already => ("already", Place::Key(state.pointer.clone())),
    };
    one.insert("outcome", Value::from(outcome));
    one.insert("line", Value::from(i64::try_from(told.line(place)).unwrap_or(i64::MAX)));
    match &state.outcome {
        Outcome::Converted(notes) => {
            one.insert("proven", Value::from(told.is_proven(state)));
            if !told.is_proven(state) {
                one.insert("why", Value::from(told.doubt(state)));
            }
            let notes: Vec<Value> = notes.iter().map(|note| Value::from(note.as_str())).collect();
            one.insert("differs", Value::from(notes));
        }
        Outcome::Kept(refusal) => {
            one.insert("pointer", Value::from(refusal.pointer.as_str()));
            one.insert("why", Value::from(refusal.why.as_str()));
        }
        Outcome::Already => {}
    }
    Value::from(one)
}
