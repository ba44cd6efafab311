//! Conversions between the two query languages, state by state. A document in, a text out, in which all that need not
//! change is as it was written: comments, order, blanks.
//!
//! Nothing is guessed: a state with a part that has no equal in the other language stays as it is, with the reason. AWS
//! takes JSONata states in a JSONPath machine, not the other way round, so the machine itself is JSONata only once all
//! of its states are. Whether both definitions do the same is for others to find out, by running them.

mod edit;
mod fields;
mod shared;
mod to_jsonata;
mod to_jsonpath;

use std::collections::{BTreeMap, BTreeSet};

use crate::asl::fields::{ObjectKind, TYPES};
use crate::asl::machine::QueryLanguage;
use crate::asl::parts::{DefinitionPart, parts};
use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::surgery::Surgery;
use crate::base::value::{Object, Value};

use edit::{Draft, Edit};

pub use edit::Refusal;

/// What became of a definition.
#[derive(Clone, Debug)]
pub struct Conversion {
    /// Its text.
    pub text: String,
    /// Its states, in order.
    pub states: Vec<StateConversion>,
    /// Whether the whole machine is written in the other language now.
    pub is_whole: bool,
}

/// What became of a state.
#[derive(Clone, Debug)]
pub struct StateConversion {
    /// Its name.
    pub name: String,
    /// Where it is in the definition.
    pub pointer: Pointer,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a state.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is written in the other language now; in which cases it does something else, a sentence each.
    Converted(Vec<String>),
    /// It stays as it is.
    Kept(Refusal),
    /// It was written in that language before.
    Already,
}

/// Converts `document`, whose `${Name}` must stand in its values as they are written. States in `kept`, by name, stay
/// as they are, for the reason that stands there. An error says why the text cannot be edited.
pub fn convert(
    document: &Document,
    to: QueryLanguage,
    kept: &BTreeMap<String, String>,
) -> Result<Conversion, String> {
    let Value::Object(machine) = document.value() else { return Err("it is no object".into()) };
    let parts = parts(machine);
    let variables = variables(&parts);
    let mut surgery = Surgery::new(document.source().text.to_string(), document.format());
    let mut states = Vec::new();
    for part in parts.iter().filter(|part| is_state(part.kind)) {
        let name = part.state.unwrap_or_default().to_owned();
        let outcome = outcome(part, to, kept.get(&name), &variables, (document, &mut surgery))?;
        states.push(StateConversion { name, pointer: part.pointer.clone(), outcome });
    }
    let is_whole = states.iter().all(|state| !matches!(state.outcome, Outcome::Kept(_)));
    let changed = states.iter().any(|state| matches!(state.outcome, Outcome::Converted(_)));
    if changed {
        let edits = languages(machine, &states, is_whole, to);
        edit::apply(&mut surgery, &edits)?;
    }
    Ok(Conversion { text: surgery.finish(), states, is_whole })
}

/// Converts one state in the text.
fn outcome(
    part: &DefinitionPart<'_>,
    to: QueryLanguage,
    kept: Option<&String>,
    variables: &BTreeSet<String>,
    (document, surgery): (&Document, &mut Surgery),
) -> Result<Outcome, String> {
    if part.language == to {
        return Ok(Outcome::Already);
    }
    if let Some(why) = kept {
        return Ok(Outcome::Kept(Refusal::new(&part.pointer, why)));
    }
    let converted = match to {
        QueryLanguage::Jsonata => to_jsonata::state(part, variables),
        QueryLanguage::JsonPath => to_jsonpath::state(part),
    };
    match converted {
        Ok((Draft { edits }, notes)) => {
            if let Some(shared) = shared::of(document.tree(), edits.iter().map(Edit::pointer)) {
                let why = "a YAML alias makes this stand in two places, which are not changed as one";
                return Ok(Outcome::Kept(Refusal::new(&shared, why)));
            }
            edit::apply(surgery, &edits)?;
            Ok(Outcome::Converted(notes))
        }
        Err(refusal) => Ok(Outcome::Kept(refusal)),
    }
}

/// Where `QueryLanguage` is to say what.
fn languages(machine: &Object, states: &[StateConversion], is_whole: bool, to: QueryLanguage) -> Vec<Edit> {
    let of = |language: QueryLanguage| Value::from(language.name());
    let field = |state: &StateConversion| state.pointer.key("QueryLanguage");
    let has_own =
        |state: &StateConversion| Value::from(machine.clone()).pointer(field(state).as_str()).is_some();
    let whole = Pointer::root().key("QueryLanguage");
    let mut edits = Vec::new();
    for state in states {
        match (&state.outcome, to) {
            (Outcome::Converted(_), QueryLanguage::Jsonata) if !is_whole => {
                edits.push(Edit::Set(field(state), of(to)));
            }
            (Outcome::Converted(_), _) if has_own(state) => edits.push(Edit::Remove(field(state))),
            (Outcome::Kept(_), QueryLanguage::JsonPath) => {
                edits.push(Edit::Set(field(state), of(QueryLanguage::Jsonata)));
            }
            (Outcome::Converted(_) | Outcome::Kept(_) | Outcome::Already, _) => {}
        }
    }
    if to == QueryLanguage::JsonPath || is_whole {
        edits.push(Edit::Set(whole, of(to)));
    }
    edits
}

fn is_state(kind: ObjectKind) -> bool {
    TYPES.iter().any(|(_, state)| *state == kind)
}

/// The names of all variables that are assigned somewhere.
fn variables(parts: &[DefinitionPart<'_>]) -> BTreeSet<String> {
    let assigned = parts.iter().filter_map(|part| part.members.get("Assign")?.as_object());
    assigned.flat_map(Object::keys).map(|key| key.strip_suffix(".$").unwrap_or(key).to_owned()).collect()
}
