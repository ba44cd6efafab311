//! Every object of a definition that has fields of its own, in the order of the definition, with what it
//! is. Nothing is checked here: what has the wrong shape is left out.

use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

use super::fields::Owner;
use super::machine::QueryLanguage;

/// One object of a definition.
#[derive(Clone, Debug)]
pub struct Part<'d> {
    /// What it is.
    pub owner: Owner,
    /// Its fields.
    pub members: &'d Object,
    /// JSON Pointer to it.
    pub pointer: Pointer,
    /// The state it is or belongs to.
    pub state: Option<&'d str>,
    /// The query language of its fields.
    pub language: QueryLanguage,
    /// The scope it stands in, for states; the scope it is, for machines, branches and processors.
    pub scope: usize,
}

impl<'d> Part<'d> {
    /// JSON Pointer to the field `name`.
    #[must_use]
    pub fn place(&self, name: &str) -> Pointer {
        self.pointer.key(name)
    }

    /// The text of the field `name`.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&'d str> {
        self.members.get(name)?.as_str()
    }
}

/// All parts of `machine`; the first is the definition itself.
#[must_use]
pub fn parts(machine: &Object) -> Vec<Part<'_>> {
    let language = machine_language(machine);
    let mut walk = Walk { parts: Vec::new(), language, scopes: 0 };
    walk.scope(Owner::Machine, machine, Pointer::root(), None);
    walk.parts
}

/// What `QueryLanguage` says, if it says something known.
#[must_use]
pub fn language(members: &Object) -> Option<QueryLanguage> {
    known_language(members.get("QueryLanguage")?.as_str()?)
}

fn known_language(name: &str) -> Option<QueryLanguage> {
    match name {
        "JSONPath" => Some(QueryLanguage::JsonPath),
        "JSONata" => Some(QueryLanguage::Jsonata),
        _ => None,
    }
}

/// The query language of a whole machine: its own field, the one that stands among its states, JSONPath.
#[must_use]
pub fn machine_language(machine: &Object) -> QueryLanguage {
    let stray = || stray_language(machine).and_then(known_language);
    language(machine).or_else(stray).unwrap_or(QueryLanguage::JsonPath)
}

/// What `QueryLanguage` says if it stands among the states of `machine`, one level too deep, and not where
/// it belongs: that is wrong once, not in every state that is written in that language.
#[must_use]
pub fn stray_language(machine: &Object) -> Option<&str> {
    let stray = machine.get("States")?.get("QueryLanguage")?.as_str()?;
    (!machine.contains("QueryLanguage") && known_language(stray).is_some()).then_some(stray)
}

struct Walk<'d> {
    parts: Vec<Part<'d>>,
    language: QueryLanguage,
    scopes: usize,
}

impl<'d> Walk<'d> {
    fn scope(&mut self, owner: Owner, members: &'d Object, pointer: Pointer, state: Option<&'d str>) {
        let scope = self.scopes;
        self.scopes += 1;
        let whole = Part { owner, members, pointer, state, language: self.language, scope };
        let (states, config) = (whole.place("States"), whole.place("ProcessorConfig"));
        self.parts.push(whole.clone());
        if let (Owner::Processor, Some(Value::Object(members))) = (owner, members.get("ProcessorConfig")) {
            self.parts.push(Part { owner: Owner::ProcessorConfig, members, pointer: config, ..whole });
        }
        let Some(Value::Object(found)) = members.get("States") else { return };
        for (name, value) in found {
            if let Value::Object(members) = value {
                self.state(name, members, states.key(name), scope);
            }
        }
    }

    fn state(&mut self, name: &'d str, members: &'d Object, pointer: Pointer, scope: usize) {
        let kind = members.get("Type").and_then(Value::as_str);
        let owner = kind.and_then(Owner::of_type).unwrap_or(Owner::Untyped);
        let language = language(members).unwrap_or(self.language);
        let state = Part { owner, members, pointer, state: Some(name), language, scope };
        self.parts.push(state.clone());
        self.each(&state, "Retry", Owner::Retrier);
        self.each(&state, "Catch", Owner::Catcher);
        if owner == Owner::Choice {
            self.rules(&state, "Choices", Owner::Rule);
        } else if owner == Owner::Parallel {
            for (at, branch) in list(members, "Branches") {
                let pointer = state.place("Branches").index(at);
                self.scope(Owner::Branch, branch, pointer, Some(name));
            }
        } else if owner == Owner::Map {
            self.map(&state);
        }
    }

    fn map(&mut self, state: &Part<'d>) {
        for name in ["ItemProcessor", "Iterator"] {
            if let Some(Value::Object(members)) = state.members.get(name) {
                self.scope(Owner::Processor, members, state.place(name), state.state);
            }
        }
        if let Some(reader) = self.one(state, "ItemReader", Owner::ItemReader) {
            self.one(&reader, "ReaderConfig", Owner::ReaderConfig);
        }
        self.one(state, "ItemBatcher", Owner::ItemBatcher);
        if let Some(writer) = self.one(state, "ResultWriter", Owner::ResultWriter) {
            self.one(&writer, "WriterConfig", Owner::WriterConfig);
        }
    }

    fn one(&mut self, holder: &Part<'d>, name: &str, owner: Owner) -> Option<Part<'d>> {
        let members = holder.members.get(name)?.as_object()?;
        let part = Part { owner, members, pointer: holder.place(name), ..holder.clone() };
        self.parts.push(part.clone());
        Some(part)
    }

    fn each(&mut self, holder: &Part<'d>, name: &str, owner: Owner) {
        for (at, members) in list(holder.members, name) {
            let pointer = holder.place(name).index(at);
            self.parts.push(Part { owner, members, pointer, ..holder.clone() });
        }
    }

    fn rules(&mut self, holder: &Part<'d>, name: &str, owner: Owner) {
        for (at, members) in list(holder.members, name) {
            self.rule(holder, members, holder.place(name).index(at), owner);
        }
    }

    fn rule(&mut self, holder: &Part<'d>, members: &'d Object, pointer: Pointer, owner: Owner) {
        let part = Part { owner, members, pointer, ..holder.clone() };
        self.parts.push(part.clone());
        self.rules(&part, "And", Owner::InnerRule);
        self.rules(&part, "Or", Owner::InnerRule);
        if let Some(Value::Object(members)) = members.get("Not") {
            self.rule(holder, members, part.place("Not"), Owner::InnerRule);
        }
    }
}

fn list<'d>(members: &'d Object, name: &str) -> impl Iterator<Item = (usize, &'d Object)> {
    let items = members.get(name).and_then(Value::as_array).map_or(&[][..], |list| list.as_slice());
    items.iter().enumerate().filter_map(|(at, item)| Some((at, item.as_object()?)))
}
