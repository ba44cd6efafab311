//! Conversions between the two query languages, state by state. A document in, a text out, in which all that need not
//! change is as it was written: comments, order, blanks.
//!
//! Nothing is guessed: a state with a part that has no equal in the other language stays as it is, with the reason. AWS
//! takes JSONata states in a JSONPath machine, not the other way round, so the machine itself is JSONata only once all
//! of its states are. Whether both definitions do the same is for others to find out, by running them.

mod apply;
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

use apply::Change;
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
    let (mut states, mut edits, mut says) = (Vec::new(), Vec::new(), Vec::new());
    for part in parts.iter().filter(|part| is_state(part.kind)) {
        let name = part.state.unwrap_or_default().to_owned();
        let (outcome, own) = outcome(part, to, kept.get(&name), &variables, document);
        states.push(StateConversion { name, pointer: part.pointer.clone(), outcome });
        edits.push(own);
        says.push(part.members.contains("QueryLanguage"));
    }
    let is_whole = states.iter().all(|state| !matches!(state.outcome, Outcome::Kept(_)));
    if !states.iter().any(|state| matches!(state.outcome, Outcome::Converted(_))) {
        return Ok(Conversion { text: document.source().text.to_string(), states, is_whole });
    }
    for ((state, own), says) in states.iter().zip(&mut edits).zip(says) {
        own.extend(language(state, says, is_whole, to));
    }
    let changes = states.iter().zip(&edits).map(|(state, edits)| Change { state: &state.pointer, edits });
    let changes: Vec<Change<'_>> = changes.collect();
    let mut text = apply::apply(document, &changes)?;
    if to == QueryLanguage::JsonPath || is_whole {
        let mut surgery = Surgery::new(text, document.format());
        surgery.set(&Pointer::root().key("QueryLanguage"), &Value::from(to.name()))?;
        text = surgery.finish();
    }
    Ok(Conversion { text, states, is_whole })
}

/// What becomes of one state, and the changes that it takes.
fn outcome(
    part: &DefinitionPart<'_>,
    to: QueryLanguage,
    kept: Option<&String>,
    variables: &BTreeSet<String>,
    document: &Document,
) -> (Outcome, Vec<Edit>) {
    if part.language == to {
        return (Outcome::Already, Vec::new());
    }
    if let Some(why) = kept {
        return (Outcome::Kept(Refusal::new(&part.pointer, why)), Vec::new());
    }
    let converted = match to {
        QueryLanguage::Jsonata => to_jsonata::state(part, variables),
        QueryLanguage::JsonPath => to_jsonpath::state(part),
    };
    match converted {
        Ok((Draft { edits }, notes)) => {
            if let Some(shared) = shared::of(document.tree(), edits.iter().map(Edit::pointer)) {
                let why = "a YAML alias makes this stand in two places, which are not changed as one";
                return (Outcome::Kept(Refusal::new(&shared, why)), Vec::new());
            }
            (Outcome::Converted(notes), edits)
        }
        Err(refusal) => (Outcome::Kept(refusal), Vec::new()),
    }
}

/// What a state is to say of its language; `says` is whether it says something now.
fn language(state: &StateConversion, says: bool, is_whole: bool, to: QueryLanguage) -> Option<Edit> {
    let field = state.pointer.key("QueryLanguage");
    let of = |language: QueryLanguage| Value::from(language.name());
    match (&state.outcome, to) {
        (Outcome::Converted(_), QueryLanguage::Jsonata) if !is_whole => Some(Edit::Set(field, of(to))),
        (Outcome::Converted(_), _) => says.then_some(Edit::Remove(field)),
        (Outcome::Kept(_), QueryLanguage::JsonPath) => Some(Edit::Set(field, of(QueryLanguage::Jsonata))),
        (Outcome::Kept(_) | Outcome::Already, _) => None,
    }
}

fn is_state(kind: ObjectKind) -> bool {
    TYPES.iter().any(|(_, state)| *state == kind)
}

/// The names of all variables that are assigned somewhere.
fn variables(parts: &[DefinitionPart<'_>]) -> BTreeSet<String> {
    let assigned = parts.iter().filter_map(|part| part.members.get("Assign")?.as_object());
    assigned.flat_map(Object::keys).map(|key| key.strip_suffix(".$").unwrap_or(key).to_owned()).collect()
}
