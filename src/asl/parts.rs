//! Every object of a definition that has fields of its own, in the order of the definition, with what it
//! is. Nothing is checked here: what has the wrong shape is left out.

use crate::base::pointer::Pointer;
use crate::base::value::{Object, Value};

use super::fields::ObjectKind;
use super::machine::QueryLanguage;

/// One object of a definition.
#[derive(Clone, Debug)]
pub struct DefinitionPart<'d> {
    /// What it is.
    pub kind: ObjectKind,
    /// Its fields.
    pub members: &'d Object,
    /// JSON Pointer to it.
    pub pointer: Pointer,
    /// The state it is or belongs to.
    pub state: Option<&'d str>,
    /// The query language of its fields.
    pub language: QueryLanguage,
    /// The scope it is in, for states; the scope it is, for machines, branches and processors.
    pub scope: usize,
}

impl<'d> DefinitionPart<'d> {
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
pub fn parts(machine: &Object) -> Vec<DefinitionPart<'_>> {
    let language = machine_language(machine);
    let mut walk = Walk { parts: Vec::new(), language, scopes: 0 };
    walk.scope(ObjectKind::Machine, machine, Pointer::root(), None);
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

/// The query language of a whole machine: its own field, else one among its states, else JSONPath.
#[must_use]
pub fn machine_language(machine: &Object) -> QueryLanguage {
    let stray = || stray_language(machine).and_then(known_language);
    language(machine).or_else(stray).unwrap_or(QueryLanguage::JsonPath)
}

/// What `QueryLanguage` says if it is among the states of `machine`, one level too deep, and not where
/// it belongs: that is wrong once, not in every state that is written in that language.
#[must_use]
pub fn stray_language(machine: &Object) -> Option<&str> {
    let stray = machine.get("States")?.get("QueryLanguage")?.as_str()?;
    (!machine.contains("QueryLanguage") && known_language(stray).is_some()).then_some(stray)
}

struct Walk<'d> {
    parts: Vec<DefinitionPart<'d>>,
    language: QueryLanguage,
    scopes: usize,
}

impl<'d> Walk<'d> {
    fn scope(&mut self, kind: ObjectKind, members: &'d Object, pointer: Pointer, state: Option<&'d str>) {
        let scope = self.scopes;
        self.scopes += 1;
        let whole = DefinitionPart { kind, members, pointer, state, language: self.language, scope };
        let (states, config) = (whole.place("States"), whole.place("ProcessorConfig"));
        self.parts.push(whole.clone());
        if let (ObjectKind::Processor, Some(Value::Object(members))) = (kind, members.get("ProcessorConfig"))
        {
            self.parts.push(DefinitionPart {
                kind: ObjectKind::ProcessorConfig,
                members,
                pointer: config,
                ..whole
            });
        }
        let Some(Value::Object(found)) = members.get("States") else { return };
        for (name, value) in found {
            if let Value::Object(members) = value {
                self.state(name, members, states.key(name), scope);
            }
        }
    }

    fn state(&mut self, name: &'d str, members: &'d Object, pointer: Pointer, scope: usize) {
        let written = members.get("Type").and_then(Value::as_str);
        let kind = written.and_then(ObjectKind::of_type).unwrap_or(ObjectKind::Untyped);
        let language = language(members).unwrap_or(self.language);
        let state = DefinitionPart { kind, members, pointer, state: Some(name), language, scope };
        self.parts.push(state.clone());
        self.each(&state, "Retry", ObjectKind::Retrier);
        self.each(&state, "Catch", ObjectKind::Catcher);
        if kind == ObjectKind::Choice {
            self.rules(&state, "Choices", ObjectKind::Rule);
        } else if kind == ObjectKind::Parallel {
            for (at, branch) in list(members, "Branches") {
                let pointer = state.place("Branches").index(at);
                self.scope(ObjectKind::Branch, branch, pointer, Some(name));
            }
        } else if kind == ObjectKind::Map {
            self.map(&state);
        }
    }

    fn map(&mut self, state: &DefinitionPart<'d>) {
        for name in ["ItemProcessor", "Iterator"] {
            if let Some(Value::Object(members)) = state.members.get(name) {
                self.scope(ObjectKind::Processor, members, state.place(name), state.state);
            }
        }
        if let Some(reader) = self.one(state, "ItemReader", ObjectKind::ItemReader) {
            self.one(&reader, "ReaderConfig", ObjectKind::ReaderConfig);
        }
        self.one(state, "ItemBatcher", ObjectKind::ItemBatcher);
        if let Some(writer) = self.one(state, "ResultWriter", ObjectKind::ResultWriter) {
            self.one(&writer, "WriterConfig", ObjectKind::WriterConfig);
        }
    }

    fn one(
        &mut self,
        holder: &DefinitionPart<'d>,
        name: &str,
        kind: ObjectKind,
    ) -> Option<DefinitionPart<'d>> {
        let members = holder.members.get(name)?.as_object()?;
        let part = DefinitionPart { kind, members, pointer: holder.place(name), ..holder.clone() };
        self.parts.push(part.clone());
        Some(part)
    }

    fn each(&mut self, holder: &DefinitionPart<'d>, name: &str, kind: ObjectKind) {
        for (at, members) in list(holder.members, name) {
            let pointer = holder.place(name).index(at);
            self.parts.push(DefinitionPart { kind, members, pointer, ..holder.clone() });
        }
    }

    fn rules(&mut self, holder: &DefinitionPart<'d>, name: &str, kind: ObjectKind) {
        for (at, members) in list(holder.members, name) {
            self.rule(holder, members, holder.place(name).index(at), kind);
        }
    }

    fn rule(&mut self, holder: &DefinitionPart<'d>, members: &'d Object, pointer: Pointer, kind: ObjectKind) {
        let part = DefinitionPart { kind, members, pointer, ..holder.clone() };
        self.parts.push(part.clone());
        self.rules(&part, "And", ObjectKind::InnerRule);
        self.rules(&part, "Or", ObjectKind::InnerRule);
        if let Some(Value::Object(members)) = members.get("Not") {
            self.rule(holder, members, part.place("Not"), ObjectKind::InnerRule);
        }
    }
}

fn list<'d>(members: &'d Object, name: &str) -> impl Iterator<Item = (usize, &'d Object)> {
    let items = members.get(name).and_then(Value::as_array).map_or(&[][..], |list| list.as_slice());
    items.iter().enumerate().filter_map(|(at, item)| Some((at, item.as_object()?)))
}
