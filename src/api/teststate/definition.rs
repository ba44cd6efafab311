//! The definition in a request: one state, or a whole machine of which a state is named. A state that stands alone
//! is put into a machine under the name that AWS gives it, beside states that its transitions lead to.

use crate::api::{ApiError, diagnostics};
use crate::base::diag::Diagnostic;
use crate::base::document::Document;
use crate::base::source::Source;
use crate::base::value::{Object, Value};

/// What AWS calls a state that stands alone, and every state in its context object (recorded).
pub const ALONE: &str = "StateName";

/// What findings call the definition.
pub const NAME: &str = "definition.json";

/// The machine that `definition` stands for, of which the state `name` is meant.
#[must_use]
pub fn machine(definition: &str, name: Option<&str>) -> Source {
    let whole = || Source::new(NAME, definition);
    match (name, Value::parse(definition)) {
        (None, Ok(state @ Value::Object(_))) => Source::new(NAME, &*around(&state).to_json()),
        (Some(_) | None, _) => whole(),
    }
}

/// A machine with this state, and all that it names beside it.
fn around(state: &Value) -> Value {
    let mut states = Object::from_iter([(ALONE, state.clone())]);
    for target in targets(state) {
        if target != ALONE {
            states.insert(target, Object::from_iter([("Type", Value::from("Succeed"))]).into());
        }
    }
    Object::from_iter([("StartAt", Value::from(ALONE)), ("States", states.into())]).into()
}

/// The states that the transitions of a state lead to.
fn targets(state: &Value) -> Vec<&str> {
    let rules = ["Choices", "Catch"].iter().filter_map(|field| state.get(field)?.as_array());
    let named = rules.flat_map(|rules| rules.iter()).filter_map(|rule| rule.get("Next"));
    let own = ["Next", "Default"].iter().filter_map(|field| state.get(field));
    own.chain(named).filter_map(Value::as_str).collect()
}

/// What AWS says of a definition in which this was found, if it is an error.
#[must_use]
pub fn refusal(found: &[(Document, Diagnostic)]) -> ApiError {
    diagnostics::refusal(found.iter().map(|(_, found)| found), "")
}
