//! What differs between two definitions, by state. The order of keys, blanks and comments are no difference.
//!
//! States are the same if they have the same name. Of those that are only in one of the two, a pair that says the same
//! is one state under a new name, and transitions to it are not changed by that.

use std::collections::BTreeMap;

use crate::base::diag::Place;
use crate::base::document::Document;
use crate::base::value::{Object, Value};
use crate::load::{Loaded, MachineType};
use crate::report::runs::diff::{Change, changes, lists, step};

use super::states::{RULES, StateEntry, retargeted, stateless, states};
use super::{FieldChange, MachineDiff, Spot, StateDiff, What};

/// More pairs than these are not compared to find new names.
const MAX_PAIRS: usize = 100_000;

/// What changed from `old` to `new`; one of them may be missing.
#[must_use]
pub fn compare(old: Option<&Loaded>, new: Option<&Loaded>) -> MachineDiff {
    let entries = |side: Option<&Loaded>| side.map_or_else(Vec::new, |side| states(side.document.value()));
    let (before, after) = (entries(old), entries(new));
    let names = Names::new(&before, &after);
    let mut found = MachineDiff {
        name: new.or(old).map_or_else(String::new, |side| side.name.clone()),
        old: old.map(|side| side.document.source().shown.to_string()),
        new: new.map(|side| side.document.source().shown.to_string()),
        fields: Vec::new(),
        states: Vec::new(),
        same: 0,
    };
    if let (Some(old), Some(new)) = (old, new) {
        found.fields = fields(&names.now(&machine(old)), &machine(new));
    }
    for state in &after {
        let was = names.old_of(&state.name).and_then(|name| before.iter().find(|old| old.name == name));
        let spot = |side: Option<&Loaded>, state: &StateEntry| side.map(|side| spot(&side.document, state));
        let diff = StateDiff {
            name: state.name.clone(),
            kind: label(&state.fields),
            inside: state.inside.clone(),
            what: What::Added,
            moved: None,
            old: was.and_then(|was| spot(old, was)),
            new: spot(new, state),
            changes: Vec::new(),
        };
        let Some(was) = was else {
            found.states.push(diff);
            continue;
        };
        let inside: Vec<String> = was.inside.iter().map(|name| names.holder_now(name)).collect();
        let diff = StateDiff {
            what: if was.name == state.name { What::Changed } else { What::Renamed(was.name.clone()) },
            moved: (inside != state.inside).then(|| was.inside.clone()),
            changes: fields(&names.now(&was.fields), &state.fields),
            ..diff
        };
        if diff.what == What::Changed && diff.moved.is_none() && diff.changes.is_empty() {
            found.same += 1;
        } else {
            found.states.push(diff);
        }
    }
    for state in before.iter().filter(|state| names.is_gone(&state.name)) {
        found.states.push(StateDiff {
            name: state.name.clone(),
            kind: label(&state.fields),
            inside: state.inside.clone(),
            what: What::Removed,
            moved: None,
            old: old.map(|side| spot(&side.document, state)),
            new: None,
            changes: Vec::new(),
        });
    }
    found
}

/// The fields of a machine: those of its definition, and its type where a template says it.
fn machine(side: &Loaded) -> Object {
    let fields = side.document.value().as_object().map(stateless).unwrap_or_default();
    let kind = side.workflow.map(|kind| match kind {
        MachineType::Standard => "STANDARD",
        MachineType::Express => "EXPRESS",
    });
    let kind = kind.map(|kind| ("Type".into(), Value::from(kind)));
    kind.into_iter().chain(fields.iter().cloned()).collect()
}

/// What a reader knows a state by: `Task lambda:invoke`.
fn label(fields: &Object) -> String {
    let text = |key| fields.get(key).and_then(Value::as_str).unwrap_or_default();
    let resource = text("Resource");
    let resource = resource.split_once(":states:::").map_or(resource, |(_, action)| action);
    format!("{} {resource}", text("Type")).trim().to_owned()
}

fn spot(document: &Document, state: &StateEntry) -> Spot {
    let at = document.locate(&Place::Key(state.pointer.clone()));
    Spot {
        file: document.source().shown.to_string(),
        line: at.line,
        column: at.column,
        pointer: state.pointer.to_string(),
    }
}

/// The changes of a state's fields, in the order of the old ones, new ones behind.
fn fields(old: &Object, new: &Object) -> Vec<FieldChange> {
    let keys = old.keys().chain(new.keys().filter(|key| !old.contains(key)));
    let mut all = Vec::new();
    for key in keys {
        let one = |side: &Object| -> Object {
            side.get(key).map(|value| (key.clone(), value.clone())).into_iter().collect()
        };
        all.extend(match (old.get(key), new.get(key)) {
            (Some(Value::Array(old)), Some(Value::Array(new))) if RULES.contains(&&**key) => {
                lists(&step("", key), old, new)
            }
            (_, _) => changes(&one(old).into(), &one(new).into()),
        });
    }
    all.into_iter().map(|change| FieldChange { leads: leads(&change.path), change }).collect()
}

/// Whether a change at `path` sends executions another way.
fn leads(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default();
    let is_rule =
        || RULES.iter().any(|rules| path.strip_prefix('.').is_some_and(|path| path.starts_with(rules)));
    match last {
        "StartAt" => true,
        "Next" => path == ".Next" || is_rule(),
        "Default" | "End" => path.len() == last.len() + 1,
        _ => false,
    }
}

/// Which state of one side is which of the other.
struct Names {
    /// From the old name to the new one.
    renamed: BTreeMap<String, String>,
    old: Vec<String>,
    new: Vec<String>,
}

impl Names {
    fn new(before: &[StateEntry], after: &[StateEntry]) -> Self {
        let list = |all: &[StateEntry]| all.iter().map(|state| state.name.clone()).collect::<Vec<_>>();
        let mut names = Self { renamed: BTreeMap::new(), old: list(before), new: list(after) };
        let gone: Vec<&StateEntry> = before.iter().filter(|state| !names.new.contains(&state.name)).collect();
        let came: Vec<&StateEntry> = after.iter().filter(|state| !names.old.contains(&state.name)).collect();
        if gone.len() * came.len() > MAX_PAIRS {
            return names;
        }
        let content = |state: &StateEntry| retargeted(&state.fields, &|_| String::new());
        let old: Vec<Object> = gone.iter().map(|state| content(state)).collect();
        let new: Vec<Object> = came.iter().map(|state| content(state)).collect();
        for (at, content) in old.iter().enumerate() {
            // A pair is certain only if no other state says the same.
            let mut twins = (0..new.len()).filter(|other| new[*other] == *content);
            let is_only = old.iter().filter(|other| *other == content).count() == 1;
            if let (Some(twin), None, true) = (twins.next(), twins.next(), is_only) {
                names.renamed.insert(gone[at].name.clone(), came[twin].name.clone());
            }
        }
        names
    }

    /// The new name of the old state `name`.
    fn name_now(&self, name: &str) -> String {
        self.renamed.get(name).map_or(name, String::as_str).to_owned()
    }

    /// The same of a state around others: `Ship[1]`.
    fn holder_now(&self, holder: &str) -> String {
        match holder.rsplit_once('[').filter(|(name, _)| self.renamed.contains_key(*name)) {
            Some((name, branch)) => format!("{}[{branch}", self.name_now(name)),
            None => self.name_now(holder),
        }
    }

    /// Old fields as they would be under the new names.
    fn now(&self, fields: &Object) -> Object {
        if self.renamed.is_empty() { fields.clone() } else { retargeted(fields, &|name| self.name_now(name)) }
    }

    /// The old name of the new state `name`, if it was there.
    fn old_of(&self, name: &str) -> Option<String> {
        let renamed = self.renamed.iter().find(|(_, new)| *new == name).map(|(old, _)| old.clone());
        renamed.or_else(|| self.old.contains(&name.to_owned()).then(|| name.to_owned()))
    }

    /// Whether the old state `name` is not there any more, under no name.
    fn is_gone(&self, name: &str) -> bool {
        !self.renamed.contains_key(name) && !self.new.iter().any(|new| new == name)
    }
}

impl FieldChange {
    /// The change itself.
    #[must_use]
    pub const fn change(&self) -> &Change {
        &self.change
    }
}
