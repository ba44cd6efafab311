//! The run of a test once more at another server of AWS's API, or at AWS itself, and what is different there: how a user
//! sees that this program does what AWS does, and how this program is held against others.
//!
//! Each run gets a machine of its own, which is deleted afterwards; nothing else at the target is looked at or changed.

mod asking;
mod events;

use std::sync::Arc;

use crate::asl::machine::Workflow;
use crate::base::time::Time;
use crate::base::value::{Object, Value};
use crate::record::Opening;
use crate::report::runs::history::History;
use crate::report::tests::Mismatch;

use asking::{Execution, Wanted, own_name};
pub use asking::{Place, Target};

use super::tape::Tape;

/// The key under which differences stand in results.
const KEY: &str = "target";

impl Target {
    /// Runs there what was recorded on `tape`: a test case of this name. The error says in a line why it cannot be compared.
    pub(super) fn theirs(
        &self,
        case: &str,
        (opening, tape): (&Opening, &Tape),
        is_over: &dyn Fn() -> bool,
    ) -> Result<Theirs, String> {
        let ours = history(opening, tape)?;
        let input = ours.first().and_then(|event| event.get("executionStartedEventDetails")?.get("input"));
        let wanted = Wanted {
            case,
            machine: &opening.name,
            definition: opening.definition.value().to_json(),
            role: &opening.role,
            workflow: opening.machine.workflow,
            input: input.and_then(Value::as_str).unwrap_or("{}").to_owned(),
        };
        let name = own_name(&wanted);
        self.execution(&name, &wanted, is_over).map(|execution| Theirs { execution, name })
    }

    /// Whether a machine of this type keeps a history that can be compared.
    const fn keeps_history(workflow: Workflow) -> bool {
        matches!(workflow, Workflow::Standard)
    }
}

/// What came of a run at the target.
pub(super) struct Theirs {
    execution: Execution,
    /// The name of the machine there.
    name: String,
}

impl Theirs {
    /// When it began there, if it did: a run here that begins then reads the same clock.
    pub fn start(&self) -> Option<Time> {
        let start = match &self.execution {
            Execution::History(events) => events.first()?.get("timestamp"),
            Execution::End(end) => end.get("startDate"),
            Execution::Refused(_) => None,
        };
        Time::parse(start?.as_str()?)
    }

    /// What is different there of the run on `tape`.
    pub fn differences(&self, opening: &Opening, tape: &Tape) -> Result<Vec<Mismatch>, String> {
        let ours = history(opening, tape)?;
        let named = |value: &Value| renamed(value, &self.name, &opening.name);
        Ok(match &self.execution {
            Execution::History(theirs) => {
                events::differences(&ours, &theirs.iter().map(named).collect::<Vec<_>>())
            }
            Execution::End(theirs) => events::end_differences(&ours, &named(theirs)),
            Execution::Refused(message) => {
                vec![Mismatch { key: KEY.to_owned(), message: message.clone(), lines: Vec::new() }]
            }
        })
    }
}

/// `value` with another name for the machine in all of its texts.
fn renamed(value: &Value, from: &str, to: &str) -> Value {
    match value {
        Value::String(text) => Value::from(text.replace(from, to)),
        Value::Array(items) => {
            Value::from(items.iter().map(|item| renamed(item, from, to)).collect::<Vec<_>>())
        }
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| (Arc::clone(key), renamed(value, from, to)));
            Value::from(members.collect::<Object>())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// The events of the run here, as GetExecutionHistory has them.
fn history(opening: &Opening, tape: &Tape) -> Result<Vec<Value>, String> {
    let mut out = Vec::new();
    tape.play(&mut History::new(opening.run(), &mut out)).map_err(|error| error.to_string())?;
    let history = Value::parse(&String::from_utf8_lossy(&out)).map_err(|error| error.to_string())?;
    let events = history.get("events").and_then(Value::as_array);
    Ok(events.map(|events| events.iter().cloned().collect()).unwrap_or_default())
}
