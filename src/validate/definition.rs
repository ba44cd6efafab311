//! `Definition`: a definition as the rules see it: its parts, its scopes and where each state leads.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::asl::fields::ObjectKind;
use crate::asl::machine::Workflow;
use crate::asl::parts::{DefinitionPart, parts};
use crate::base::diag::Place;
use crate::base::document::Document;
use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};
use crate::expr::jsonata::Expression;

/// What is checked.
#[derive(Debug)]
pub(super) struct Definition<'d> {
    pub value: &'d Value,
    pub workflow: Workflow,
    /// Where the definition came from.
    pub document: Option<&'d Document>,
    pub parts: Vec<DefinitionPart<'d>>,
    pub scopes: Vec<Scope<'d>>,
}

/// One `States` map.
#[derive(Debug)]
pub(super) struct Scope<'d> {
    /// The machine, branch or processor, as an index of [`Definition::parts`].
    pub owner: usize,
    /// `StartAt`.
    pub start: Option<&'d str>,
    /// Its states by name, as indexes of [`Definition::parts`].
    pub states: BTreeMap<&'d str, usize>,
}

impl<'d> Definition<'d> {
    pub(super) fn new(
        value: &'d Value,
        machine: &'d Object,
        document: Option<&'d Document>,
        workflow: Workflow,
    ) -> Self {
        let parts = parts(machine);
        let mut scopes: Vec<Scope<'d>> = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if matches!(part.kind, ObjectKind::Machine | ObjectKind::Branch | ObjectKind::Processor) {
                scopes.push(Scope { owner: at, start: part.text("StartAt"), states: BTreeMap::new() });
            } else if let (true, Some(name)) = (part.kind.is_state(), part.state) {
                scopes[part.scope].states.insert(name, at);
            }
        }
        Self { value, workflow, document, parts, scopes }
    }

    /// Whether a part of `place` was made up, because a `${Name}` in it has no value.
    pub(super) fn is_made_up(&self, place: &Place) -> bool {
        self.document.is_some_and(|document| document.is_made_up(place))
    }

    /// The place of some bytes of an expression that is written at `pointer`.
    pub(super) fn place_in(&self, pointer: &Pointer, expression: &Expression, span: &Range<usize>) -> Place {
        let written = self.value.pointer(pointer).and_then(Value::as_str);
        match written.and_then(|written| written.find(expression.text())) {
            Some(offset) => Place::Within(pointer.clone(), offset + span.start..offset + span.end),
            None => Place::Value(pointer.clone()),
        }
    }

    /// The parts of one kind.
    pub(super) fn of(&self, kind: ObjectKind) -> impl Iterator<Item = &DefinitionPart<'d>> {
        self.parts.iter().filter(move |part| part.kind == kind)
    }

    /// The states.
    pub(super) fn states(&self) -> impl Iterator<Item = &DefinitionPart<'d>> {
        self.parts.iter().filter(|part| part.kind.is_state())
    }

    /// The names the state at `at` leads to, each once for each way.
    pub(super) fn targets(&self, at: usize) -> impl Iterator<Item = &'d str> {
        let state = &self.parts[at];
        // What belongs to a state follows it up to the next state.
        let own = self.parts[at + 1..].iter().take_while(|part| !part.kind.is_state()).filter(|part| {
            part.state == state.state && matches!(part.kind, ObjectKind::Catcher | ObjectKind::Rule)
        });
        let direct = ["Next", "Default"].into_iter().filter_map(|name| state.text(name));
        direct.chain(own.filter_map(|part| part.text("Next")))
    }

    /// The states of `scope` that can be reached from its start, by index; none without a start.
    pub(super) fn reached(&self, scope: &Scope<'d>) -> std::collections::BTreeSet<usize> {
        let mut reached = std::collections::BTreeSet::new();
        let mut open: Vec<usize> =
            scope.start.and_then(|start| scope.states.get(start)).copied().into_iter().collect();
        while let Some(at) = open.pop() {
            if reached.insert(at) {
                open.extend(self.targets(at).filter_map(|name| scope.states.get(name)).copied());
            }
        }
        reached
    }
}
