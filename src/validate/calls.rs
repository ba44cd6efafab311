//! What each Task passes to an API, against what the API takes.
//!
//! AWS looks at `Parameters` and `Arguments` as written, so nothing is said of calls that pass on their
//! input, nor of what is known only when the workflow runs. The words are those of the rules.

use std::collections::BTreeMap;

use crate::asl::call_model::{CallModel, Fault, Reading, Wrong};
use crate::asl::fields::ObjectKind;
use crate::asl::machine::QueryLanguage;
use crate::asl::parts::DefinitionPart;
use crate::asl::resource::Resource;
use crate::base::diag::Place;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

use super::definition::Definition;

/// What one Task passes.
pub(super) struct Call<'c> {
    pub(super) part: &'c DefinitionPart<'c>,
    pub(super) resource: &'c Resource,
    /// What it may pass.
    pub(super) model: &'c CallModel,
    /// `Parameters` or `Arguments`.
    pub(super) field: &'static str,
    /// JSON Pointer to the field.
    pub(super) pointer: Pointer,
    /// What is there.
    pub(super) given: &'c Object,
}

/// What is to be said of one call.
pub(super) struct Verdict<'c> {
    pub(super) call: &'c Call<'c>,
    pub(super) fault: &'c Fault<'c>,
    words: Option<String>,
}

impl Verdict<'_> {
    /// AWS's words; empty where they are not known, and for what AWS does not come to: it stops at the
    /// first wrong type.
    pub(super) fn words(&self) -> String {
        self.words.clone().unwrap_or_default()
    }
}

/// Hands over everything wrong with what Tasks pass, call by call.
pub(super) fn judge(definition: &Definition<'_>, say: &mut dyn FnMut(&Verdict<'_>)) {
    // Large workflows call few APIs, and often.
    let mut looked_up = BTreeMap::new();
    let nothing = Object::new();
    for part in definition.of(ObjectKind::Task) {
        let Some(arn) = part.text("Resource") else { continue };
        let Some(resource) = Resource::parse(arn) else { continue };
        let (field, reading) = match part.language {
            QueryLanguage::JsonPath => ("Parameters", Reading::JsonPath),
            QueryLanguage::Jsonata => ("Arguments", Reading::Jsonata),
        };
        let Some(model) = looked_up.entry(arn).or_insert_with(|| CallModel::of(&resource)) else { continue };
        let (given, faults) = match part.members.get(field) {
            Some(Value::Object(given)) => (given, model.check(given, reading)),
            Some(_) => continue,
            None => (&nothing, vec![Fault { at: Pointer::root(), wrong: Wrong::Absent }]),
        };
        let call = Call { part, resource: &resource, model, field, pointer: part.place(field), given };
        if !faults.is_empty() && !is_made_up(&call, definition) {
            hand_over(&call, &faults, definition, say);
        }
    }
}

fn hand_over(
    call: &Call<'_>,
    faults: &[Fault<'_>],
    definition: &Definition<'_>,
    say: &mut dyn FnMut(&Verdict<'_>),
) {
    let mut is_first = true;
    for fault in faults {
        if definition.is_made_up(&Place::Value(call.place(fault))) {
            continue;
        }
        let is_deep = matches!(fault.wrong, Wrong::Type(..) | Wrong::Unknown(_, Some(_)));
        let is_said = !is_deep || std::mem::take(&mut is_first);
        let words = if is_said { call.model.words(fault) } else { None };
        say(&Verdict { call, fault, words });
    }
}

/// Whether it shows only later what is called, or by which names.
fn is_made_up(call: &Call<'_>, definition: &Definition<'_>) -> bool {
    let mut keys = call.given.keys();
    definition.is_made_up(&Place::Value(call.part.place("Resource")))
        || keys.any(|key| key.contains("${") || definition.is_made_up(&Place::Key(call.below(key))))
}

impl Call<'_> {
    /// The name that `key` gives a value to.
    pub(super) fn name<'k>(&self, key: &'k str) -> &'k str {
        match self.part.language {
            QueryLanguage::JsonPath => key.strip_suffix(".$").unwrap_or(key),
            QueryLanguage::Jsonata => key,
        }
    }

    /// Whether anything is given for `name`.
    pub(super) fn has(&self, name: &str) -> bool {
        self.given.keys().any(|key| self.name(key) == name)
    }

    /// JSON Pointer to what is given as `key`.
    pub(super) fn below(&self, key: &str) -> Pointer {
        self.pointer.key(key)
    }

    /// JSON Pointer to what `fault` is about.
    pub(super) fn place(&self, fault: &Fault<'_>) -> Pointer {
        self.pointer.join(&fault.at)
    }
}
