//! How a fleet is saved and restored.

use std::sync::Arc;

use crate::asl::machine::StateMachine;
use crate::base::value::{Object, Value};
use crate::engine::saving::{Loader, Saved, Saver, Unreadable};

use super::Fleet;

/// The version of the saved form. Another one is refused.
const VERSION: i64 = 3;

impl Fleet {
    /// Writes the run down as it is: `{"version", "machine", "sum", "values", "shared", "fleet"}`. Records
    /// that were not taken are not part of it. Keep it as JSON text; [`Self::restore`] reads it.
    #[must_use]
    pub fn save(&self) -> Value {
        let mut saver = Saver::default();
        let fleet = Value::from(Object::from_iter([
            ("root", self.root.save(&mut saver)),
            ("outbox", self.outbox.save(&mut saver)),
            ("crew", self.crew.as_ref().save(&mut saver)),
            ("look_up_after", self.yield_after_events.save(&mut saver)),
        ]));
        let (values, shared) = saver.into_lists();
        let sum = sum(&[&values, &shared, &fleet]);
        Value::from(Object::from_iter([
            ("version", Value::from(VERSION)),
            ("machine", Value::from(fingerprint(self.machine()))),
            ("sum", Value::from(sum)),
            ("values", values),
            ("shared", shared),
            ("fleet", fleet),
        ]))
    }

    /// Reads a run that [`Self::save`] wrote down, of this very machine. It goes on as the saved one would
    /// have: with the same tickets, task tokens, random numbers and order of turns.
    ///
    /// # Errors
    ///
    /// If the value is of another version, of another machine, or was changed.
    pub fn restore(saved: &Value, machine: Arc<StateMachine>) -> Result<Self, Unreadable> {
        let part = |name: &str| saved.get(name).cloned().unwrap_or_default();
        let (version, values, shared, fleet) =
            (part("version"), part("values"), part("shared"), part("fleet"));
        if version.as_i64() != Some(VERSION) {
            return Err(Unreadable(format!(
                "a saved run of version {version} cannot be read: this program reads version {VERSION}"
            )));
        }
        if part("machine").as_str() != Some(&*fingerprint(&machine)) {
            return Err(Unreadable("the state machine is not the one this run was saved with".to_owned()));
        }
        if part("sum").as_str() != Some(&*sum(&[&values, &shared, &fleet])) {
            return Err(Unreadable("the saved run is damaged: its sum does not match".to_owned()));
        }
        let with = Loader::new(machine, &values, &shared)?;
        Ok(Self {
            root: with.field(&fleet, "root")?,
            outbox: with.field(&fleet, "outbox")?,
            crew: Arc::new(with.field(&fleet, "crew")?),
            yield_after_events: with.field(&fleet, "look_up_after")?,
        })
    }
}

/// A number for what a machine's states are and how they follow each other, so that a saved run never goes
/// on in another machine.
fn fingerprint(machine: &StateMachine) -> String {
    let states = machine.states.iter().map(|state| {
        let next = state.next.map_or(Value::Null, |next| Value::from(i64::from(next.0)));
        let kind = Value::from(state.kind.name());
        Value::from(vec![Value::from(state.pointer.as_str()), kind, next])
    });
    sum(&[&Value::from(states.collect::<Vec<_>>())])
}

/// FNV-1a over JSON texts: against damage, not against malice.
fn sum(values: &[&Value]) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for value in values {
        for byte in value.to_json().bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
