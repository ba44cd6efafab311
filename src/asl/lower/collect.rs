//! First pass: every scope and every state with its number, so that transitions can be resolved.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::asl::codes;
use crate::asl::fields::{Name, ObjectKind, field};
use crate::asl::machine::{Flow, FlowId, StateId};
use crate::base::diag::{Diagnostic, Place};
use crate::base::near::Suggestions;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

use super::fields::Fields;

/// A state as written.
pub(super) struct Found<'d> {
    pub id: StateId,
    pub name: Arc<str>,
    pub pointer: Pointer,
    pub members: &'d Object,
    pub flow: FlowId,
}

/// A scope as written.
struct Scope {
    start: Option<StateId>,
    owner: Option<StateId>,
    names: BTreeMap<Arc<str>, StateId>,
    /// Whether a state may be named at all: what is no object is reported as such, with all that it holds.
    has_states: bool,
    /// The names of what stands among the states and is none.
    broken: BTreeSet<Arc<str>>,
}

/// All scopes and states of a definition.
pub(super) struct Outline<'d> {
    pub found: Vec<Found<'d>>,
    scopes: Vec<Scope>,
    /// The scopes inside a Parallel or Map, in order.
    inner: BTreeMap<StateId, Vec<FlowId>>,
    /// Every name of a state.
    names: BTreeSet<Arc<str>>,
    /// The states that transitions to states that do not exist were meant to name.
    suggestions: Suggestions,
}

impl<'d> Outline<'d> {
    pub(super) fn collect(machine: &'d Object, sink: &RefCell<Vec<Diagnostic>>) -> Self {
        let mut outline = Self {
            found: Vec::new(),
            scopes: Vec::new(),
            inner: BTreeMap::new(),
            names: BTreeSet::new(),
            suggestions: Suggestions::default(),
        };
        outline.scope(machine, &Pointer::root(), None, sink);
        outline
    }

    /// The scopes, if all have a start.
    pub(super) fn flows(&self) -> impl Iterator<Item = Option<Flow>> {
        self.scopes.iter().map(|scope| Some(Flow { start: scope.start?, owner: scope.owner }))
    }

    /// The scopes inside the Parallel or Map `owner`.
    pub(super) fn inner(&self, owner: StateId) -> &[FlowId] {
        self.inner.get(&owner).map_or(&[], Vec::as_slice)
    }

    /// The state called `name` in the scope `flow`.
    fn target(&self, flow: FlowId, name: &str) -> Option<StateId> {
        self.scopes[flow.0 as usize].names.get(name).copied()
    }

    /// The state that the transition in the field `name` names.
    pub(super) fn transition(&self, fields: &Fields<'_>, name: Name, flow: FlowId) -> Option<StateId> {
        let target = fields.text(name)?;
        let found = self.target(flow, target);
        let scope = &self.scopes[flow.0 as usize];
        if found.is_none() && scope.has_states && !scope.broken.contains(target) {
            self.unknown_target(fields, name, target, flow);
        }
        found
    }

    fn unknown_target(&self, fields: &Fields<'_>, name: Name, target: &str, flow: FlowId) {
        let place = Place::Value(fields.place(name));
        let message = format!("`{name}` names a state that does not exist: {target}");
        let words = format!("Missing 'Next' target: {target}");
        let mut diagnostic = Diagnostic::error(codes::UNKNOWN_TARGET, place.clone(), message)
            .label("no such state")
            .aws("MISSING_TRANSITION_TARGET", words, fields.place(name).aws());
        if self.names.contains(target) {
            diagnostic = diagnostic.note(format!(
                "`{target}` stands in another scope: a transition cannot leave or enter a branch or an iteration"
            ));
        } else if let Some(near) = self.suggestions.only_near(target, self.names(flow)) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?")).fix(place, target, near);
        }
        fields.push(diagnostic);
    }

    /// The names one may go to from the scope `flow`.
    fn names(&self, flow: FlowId) -> impl Iterator<Item = &str> {
        self.scopes[flow.0 as usize].names.keys().map(|name| &**name)
    }

    fn scope(
        &mut self,
        members: &'d Object,
        pointer: &Pointer,
        owner: Option<StateId>,
        sink: &RefCell<Vec<Diagnostic>>,
    ) -> FlowId {
        let flow = FlowId(self.scopes.len() as u32);
        let has_states =
            members.get("States").and_then(Value::as_object).is_some_and(|states| !states.is_empty());
        let broken = BTreeSet::new();
        self.scopes.push(Scope { start: None, owner, names: BTreeMap::new(), has_states, broken });
        if let Some(Value::Object(states)) = members.get("States") {
            self.states(states, &pointer.key("States"), flow, sink);
        }
        let fields = Fields::new(ObjectKind::Machine, members, pointer, None, sink);
        if fields.text(field!("StartAt")).is_some() {
            let target = self.transition(&fields, field!("StartAt"), flow);
            self.scopes[flow.0 as usize].start = target;
        }
        flow
    }

    fn states(
        &mut self,
        states: &'d Object,
        pointer: &Pointer,
        flow: FlowId,
        sink: &RefCell<Vec<Diagnostic>>,
    ) {
        let mut nested = Vec::new();
        for (name, value) in states {
            let pointer = pointer.key(name);
            let Value::Object(members) = value else {
                self.scopes[flow.0 as usize].broken.insert(Arc::clone(name));
                continue;
            };
            let id = StateId(self.found.len() as u32);
            self.scopes[flow.0 as usize].names.insert(Arc::clone(name), id);
            self.names.insert(Arc::clone(name));
            self.found.push(Found { id, name: Arc::clone(name), pointer: pointer.clone(), members, flow });
            nested.push((id, pointer, members));
        }
        for (id, pointer, members) in nested {
            let inner = self.nested(id, &pointer, members, sink);
            self.inner.insert(id, inner);
        }
    }

    /// The scopes inside one state, whatever its type says: a wrong type is reported elsewhere.
    fn nested(
        &mut self,
        id: StateId,
        pointer: &Pointer,
        members: &'d Object,
        sink: &RefCell<Vec<Diagnostic>>,
    ) -> Vec<FlowId> {
        let kind = members.get("Type").and_then(Value::as_str);
        let processor = || ["ItemProcessor", "Iterator"].into_iter().find(|key| members.contains(key));
        let mut flows = Vec::new();
        if kind == Some("Parallel") {
            let branches =
                members.get("Branches").and_then(Value::as_array).map_or(&[][..], |list| list.as_slice());
            for (at, branch) in branches.iter().enumerate() {
                let pointer = pointer.key("Branches").index(at);
                if let Some(branch) = branch.as_object() {
                    flows.push(self.scope(branch, &pointer, Some(id), sink));
                }
            }
        } else if let (Some("Map"), Some(key)) = (kind, processor())
            && let Some(Value::Object(processor)) = members.get(key)
        {
            flows.push(self.scope(processor, &pointer.key(key), Some(id), sink));
        }
        flows
    }
}
